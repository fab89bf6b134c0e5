//! Where things are.

use std::env;
use std::path::{Path, PathBuf};

/// The workspace's root. Cargo says where this package lies; the compiled-in path is for a binary started by hand.
pub fn root() -> PathBuf {
    let package = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    package.parent().map(Path::to_path_buf).unwrap_or(package)
}

/// The target folder. On a build server it lies outside the checkout, so that a fresh clone finds its dependencies built.
pub fn target() -> PathBuf {
    if let Some(chosen) = env::var_os("CARGO_TARGET_DIR") {
        return root().join(chosen);
    }
    match (on_build_server(), env::var_os("HOME")) {
        (true, Some(home)) => PathBuf::from(home).join(".cache/headroom/target"),
        _ => root().join("target"),
    }
}

fn on_build_server() -> bool {
    env::var("CI").is_ok_and(|value| value == "true")
}

/// A program or example as the given profile builds it: `debug`, `fast` or `release`.
pub fn built(profile_folder: &str, name: &str) -> PathBuf {
    target().join(profile_folder).join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// A path as a person reads it: relative to the workspace where it lies inside.
pub fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}

/// Whether a program of this name can be started.
pub fn on_path(program: &str) -> bool {
    let exists = |folder: PathBuf| folder.join(program).is_file() || folder.join(format!("{program}.exe")).is_file();
    env::var_os("PATH").is_some_and(|path| env::split_paths(&path).any(exists))
}
