//! Models: those that are shipped, from a file, from standard input.

use std::fs;

use headroom_tests::{json_files, read};
use serde_json::Value;

use crate::{done, headroom, list, parsed, printed, text};

#[test]
fn every_shipped_model_is_listed_printed_and_clean() {
    let listed = parsed(&["models", "--format", "json"]);
    let mut ids: Vec<&str> = list(&listed).iter().filter_map(|model| model["id"].as_str()).collect();
    ids.sort_unstable();
    assert_eq!(ids, json_files("models"));
    for id in ids {
        let model = read(format!("models/{id}.json"));
        let copy = model.replacen("\"../assets/model.schema.json\"", "\"model.schema.json\"", 1);
        assert_ne!(copy, model, "the schema lies elsewhere, seen from a copy");
        assert_eq!(printed(&["models", id]), copy, "byte for byte");
        done(&["check", id]);
    }
}

#[test]
fn every_shipped_model_is_projected_compared_and_reviewed() {
    for id in json_files("models") {
        for command in ["project", "compare"] {
            for format in ["table", "csv", "json"] {
                let output = printed(&[command, &id, "--format", format]);
                assert!(!output.contains("NaN") && !output.contains("inf,"), "{command} {id} {format}");
            }
        }
        let review = printed(&["report", &id, "--md", "-", "--date", "2026-10-01"]);
        assert!(review.starts_with("# ") && review.contains("Q4 2026"), "{id}");
    }
}

#[test]
fn a_model_comes_from_a_file_standard_input_or_by_its_id() {
    let by_id = printed(&["project", "whatsflow", "--format", "csv"]);
    assert_eq!(printed(&["project", "models/whatsflow.json", "--format", "csv"]), by_id);
    let piped = headroom(&["project", "-", "--format", "csv"]).write_stdin(read("models/whatsflow.json")).output();
    assert_eq!(text(&piped.expect("it ran").stdout), by_id);
}

#[test]
fn a_file_wins_over_a_shipped_model_of_its_name() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("whatsflow"), read("models/leadsite.json")).expect("a file");
    let output = headroom(&["project", "whatsflow", "--format", "json"]).current_dir(folder.path()).output();
    let projected: Value = serde_json::from_slice(&output.expect("it ran").stdout).expect("JSON");
    assert_eq!(projected["model"], "LeadSite");
}
