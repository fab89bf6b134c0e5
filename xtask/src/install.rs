//! The system's packages: looked up first, and only those that are missing are installed.

use crate::{Outcome, place, process};
use std::process::{Command, Stdio};

/// What a Debian package is for; the reason is said when it is missing.
struct Package {
    name: &'static str,
    reason: &'static str,
}

/// Enough to build and open the window.
const TO_RUN: &[Package] = &[
    Package { name: "build-essential", reason: "the linker and C compiler that Rust calls" },
    Package { name: "pkg-config", reason: "finds the libraries below" },
    Package { name: "libwebkit2gtk-4.1-dev", reason: "the window's web view" },
    Package { name: "libgtk-3-dev", reason: "the window and its dialogs" },
    Package { name: "librsvg2-dev", reason: "the window's icons" },
];

/// What the tests of the real window and of the PDF need besides.
const TO_TEST: &[Package] = &[
    Package { name: "webkit2gtk-driver", reason: "drives the window in tests" },
    Package { name: "xvfb", reason: "a display for the tests' window" },
    Package { name: "poppler-utils", reason: "reads the PDF in tests" },
];

pub fn to_run() -> Outcome {
    packages(&[TO_RUN])
}

pub fn to_test() -> Outcome {
    packages(&[TO_RUN, TO_TEST])
}

fn packages(groups: &[&[Package]]) -> Outcome {
    let wanted: Vec<&Package> = groups.iter().copied().flatten().collect();
    if !(place::on_path("apt-get") && place::on_path("dpkg-query")) {
        say_what_is_needed(&wanted);
        return Ok(());
    }
    let missing: Vec<&Package> = wanted.into_iter().filter(|package| !installed(package.name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    eprintln!("Installing system packages that are missing:");
    list(&missing);
    let names: Vec<&str> = missing.iter().map(|package| package.name).collect();
    install(&names).map_err(|e| format!("{e}\nInstall these yourself, then try again: {}", names.join(" ")))
}

fn say_what_is_needed(wanted: &[&Package]) {
    if cfg!(target_os = "linux") {
        eprintln!("This is not a Debian system. Headroom needs what Debian calls:");
        list(wanted);
    }
}

fn list(packages: &[&Package]) {
    for package in packages {
        eprintln!("  {:<24} {}", package.name, package.reason);
    }
}

fn installed(name: &str) -> bool {
    let query = Command::new("dpkg-query").args(["-W", "-f=${Status}", name]).stderr(Stdio::null()).output();
    query.is_ok_and(|output| output.stdout.ends_with(b" installed"))
}

fn install(names: &[&str]) -> Outcome {
    process::run(apt()?.args(["update", "--quiet"]))?;
    process::run(apt()?.args(["install", "--yes", "--quiet", "--no-install-recommends"]).args(names))
}

/// `apt-get`, through sudo for anyone but root.
fn apt() -> Outcome<Command> {
    let mut apt = if is_root() {
        process::command("apt-get")
    } else if place::on_path("sudo") {
        let mut sudo = process::command("sudo");
        sudo.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        sudo
    } else {
        return Err("installing packages needs root, and there is no sudo".into());
    };
    apt.env("DEBIAN_FRONTEND", "noninteractive");
    Ok(apt)
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
