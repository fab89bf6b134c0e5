//! Makes a permission of every command, so that the window's capability can grant each by name and nothing else.

include!("src/list.rs");

macro_rules! names {
    ($($command:ident),* $(,)?) => {
        &[$(stringify!($command)),*]
    };
}

fn main() {
    println!("cargo:rerun-if-changed=src/list.rs");
    let commands = tauri_build::AppManifest::new().commands(each_command!(names));
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(error) = tauri_build::try_build(attributes) {
        eprintln!("{error:#}");
        std::process::exit(1);
    }
}
