//! `headroom merge`: the parts of a run added up.

use std::fs::File;
use std::path::Path;

use headroom_app::files::read_bytes;
use headroom_app::frames::futures::MOST_BYTES;
use headroom_app::futures;

use crate::args::simulate::Merge;
use crate::commands::futures::{check, print};
use crate::failure::Failure;
use crate::source::{Source, unreadable};

pub fn run(args: &Merge) -> Result<(), Failure> {
    check(&args.print)?;
    let parts = args.files.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
    let first = parts.first().map_or(String::new(), |(name, _)| name.clone());
    let merged = futures::merge(parts).map_err(Failure::Invalid)?;
    let source = Source { name: first, text: String::new() };
    print(&args.print, &source, &merged.study, &merged.deployment, &merged.told)
}

fn read(path: &Path) -> Result<(String, Vec<u8>), Failure> {
    let name = path.display().to_string();
    let bytes = File::open(path).and_then(|file| read_bytes(file, MOST_BYTES));
    let bytes = bytes.map_err(|error| unreadable(&name, &error))?;
    if bytes.len() > MOST_BYTES {
        return Err(Failure::file(
            format!("{name} is larger than any part of a run"),
            "give files of `headroom simulate`",
        ));
    }
    Ok((name, bytes))
}
