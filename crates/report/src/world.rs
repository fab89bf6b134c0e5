//! Everything Typst can see: the template, the manuscript, the drawings and Inter. No file system, no packages, no
//! network, no clock.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::fonts::{BOOK, FONTS};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

static TEMPLATE: LazyLock<Source> = LazyLock::new(|| {
    let text = include_str!("../../../assets/report/review.typ");
    match file_id("review.typ") {
        Some(id) => Source::new(id, text.to_owned()),
        None => Source::detached(text),
    }
});

/// The world of one document. The library, the template and the fonts are shared by all of them, so that Typst's
/// memory of earlier pages serves the next ones.
pub(crate) struct Desk {
    files: BTreeMap<String, Bytes>,
}

impl Desk {
    /// Files by the name under which the template asks for them.
    pub(crate) fn new(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self { files: files.into_iter().map(|(name, data)| (name, Bytes::new(data))).collect() }
    }
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &BOOK
    }

    fn main(&self) -> FileId {
        TEMPLATE.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == TEMPLATE.id() { Ok(TEMPLATE.clone()) } else { Err(FileError::NotSource) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.get();
        let ours = matches!(path.root(), VirtualRoot::Project);
        let found = ours.then(|| self.files.get(path.vpath().get_without_slash())).flatten();
        found.cloned().ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn file_id(name: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(name).ok()?).intern())
}
