//! What the tests share: where things lie, the shipped models with their projections, and the facts of the seeds.

pub mod facts;
pub mod printing;
pub mod whole;

use std::fs;
use std::path::{Path, PathBuf};

use headroom_engine::lookup::Lookup;
use headroom_engine::{Model, Projection};

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a member lies in the workspace").to_path_buf()
}

/// The command, which building the workspace puts beside the tests.
pub fn program() -> PathBuf {
    let tests = std::env::current_exe().expect("a test knows where it is");
    let built = tests.ancestors().nth(2).expect("tests lie in a folder of the target").join("headroom");
    let built = built.with_extension(std::env::consts::EXE_EXTENSION);
    assert!(built.exists(), "{} is not built; `cargo build -p headroom-cli` does that", built.display());
    built
}

/// A file of the workspace, by its path from the root.
pub fn read(path: impl AsRef<Path>) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The names (without `.json`) of the files in a folder of the workspace, in order.
pub fn json_files(folder: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = entries.map(|entry| entry.expect("a folder can be read").path());
    let json = paths.filter(|path| path.extension().is_some_and(|extension| extension == "json"));
    let mut names: Vec<String> =
        json.filter_map(|path| path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned)).collect();
    names.sort();
    names
}

/// A shipped model with its projection.
#[derive(Debug)]
pub struct Shipped {
    pub name: String,
    pub text: String,
    pub model: Model,
    pub projection: Projection,
}

impl Shipped {
    /// Reads and projects `models/<name>.json`; panics with its problems as the command line prints them.
    pub fn read(name: &str) -> Self {
        let file = format!("models/{name}.json");
        let text = read(&file);
        let model = Model::read(&text).unwrap_or_else(|found| panic!("{}", printing::problems(&file, &text, &found)));
        let projection =
            Projection::of(&model).unwrap_or_else(|found| panic!("{}", printing::problems(&file, &text, &[found])));
        Self { name: name.to_owned(), text, model, projection }
    }

    /// Every shipped model.
    pub fn all() -> Vec<Self> {
        json_files("models").iter().map(|name| Self::read(name)).collect()
    }

    pub fn lookup(&self) -> Lookup<'_> {
        Lookup { model: &self.model, projection: &self.projection, deployment: "" }
    }
}
