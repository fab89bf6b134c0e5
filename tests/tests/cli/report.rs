//! `headroom report`: files that are the same bytes, wherever they are written.

use std::fs;
use std::path::{Path, PathBuf};

use crate::{done, headroom, printed, refused, text};

#[test]
fn the_same_report_is_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let once = |name: &str| {
        let at = folder.path().join(name);
        fs::create_dir(&at).expect("a folder");
        let arguments = "report whatsflow --date 2026-10-01 --pdf review.pdf --md review.md --csv tables";
        let arguments: Vec<&str> = arguments.split(' ').collect();
        let output = headroom(&arguments).current_dir(&at).assert().success().get_output().clone();
        assert!(output.stdout.is_empty());
        for written in ["review.pdf", "review.md", "tables"] {
            assert!(text(&output.stderr).contains(&format!("wrote {written}")), "{}", text(&output.stderr));
        }
        files(&at)
    };
    let (first, second) = (once("first"), once("second"));
    assert!(first.len() > 10 && first.iter().all(|(_, bytes)| !bytes.is_empty()));
    assert!(first.iter().any(|(path, bytes)| path.ends_with("review.pdf") && bytes.starts_with(b"%PDF-")));
    let names = |files: &[(PathBuf, Vec<u8>)]| files.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>();
    assert_eq!(names(&first), names(&second));
    assert!(first == second, "the same model and date give the same bytes");
    let streamed = done(&["report", "whatsflow", "--date", "2026-10-01", "--pdf", "-"]);
    assert!(first.iter().any(|(_, bytes)| *bytes == streamed.stdout), "also on standard output");
    assert!(streamed.stderr.is_empty());
}

#[test]
fn a_report_is_of_the_values_that_were_set() {
    let price = "subscription.plans.starter.price";
    let reviewed = |set: &[&str]| {
        let arguments = ["report", "whatsflow", "--date", "2026-10-01", "--md", "-"];
        printed(&[&arguments[..], set].concat())
    };
    let dearer = reviewed(&["--set", &format!("{price}=39")]);
    assert!(
        dearer.contains("| Starter: price | $39 |") && !reviewed(&[]).contains("| Starter: price | $39 |"),
        "{dearer}"
    );
    refused(&["report", "whatsflow", "--md", "-", "--set", &format!("{price}=cheap")], 1);
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).expect("a file");
                found.push((path.strip_prefix(folder).expect("lies below").to_path_buf(), bytes));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn the_date_may_come_from_the_environment() {
    let dated = printed(&["report", "whatsflow", "--md", "-", "--date", "2026-10-01"]);
    let fixed = headroom(&["report", "whatsflow", "--md", "-"]).env("SOURCE_DATE_EPOCH", "1790812800").output();
    assert_eq!(text(&fixed.expect("it ran").stdout), dated);
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_a_link_followed() {
    use std::os::unix::fs::{FileTypeExt, symlink};
    done(&["report", "whatsflow", "--md", "/dev/null"]);
    assert!(fs::metadata("/dev/null").expect("is there").file_type().is_char_device());
    let folder = tempfile::tempdir().expect("a folder");
    let (target, link) = (folder.path().join("target.md"), folder.path().join("link.md"));
    fs::write(&target, "before").expect("a file");
    symlink(&target, &link).expect("a link");
    done(&["report", "whatsflow", "--md", link.to_str().expect("text")]);
    assert!(fs::symlink_metadata(&link).expect("is there").is_symlink());
    assert!(fs::read_to_string(&target).expect("text").starts_with("# WhatsFlow"));
}
