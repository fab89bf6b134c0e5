//! What the program says of itself: help, exit codes, the schema, completions.

use serde_json::Value;

use crate::{done, headroom, printed, refused};

#[test]
fn exit_codes_are_as_documented() {
    done(&["check", "whatsflow"]);
    headroom(&["check", "-"]).write_stdin("{").assert().code(1);
    refused(&["project"], 2);
    refused(&["project", "whatsflow", "--format", "xml"], 2);
    refused(&["report", "whatsflow"], 2);
    refused(&["report", "whatsflow", "--pdf", "-", "--md", "-"], 2);
    refused(&["report", "whatsflow", "--md", "-", "--date", "2026-02-30"], 2);
    refused(&["models", "nosuch"], 2);
    let said = refused(&["project", "whatsflo"], 3);
    assert!(said.contains("did you mean whatsflow?"), "{said}");
    refused(&["check", "models"], 3);
    let said = refused(&["report", "whatsflow", "--md", "no/such/folder/review.md"], 3);
    assert!(said.starts_with("error: cannot write no/such/folder/review.md: ") && !said.contains(".tmp"), "{said}");
    headroom(&["check", "-"]).write_stdin([0xff, 0xfe]).assert().code(3);
}

#[test]
fn the_schema_is_the_published_one() {
    let schema: Value = serde_json::from_str(&printed(&["schema"])).expect("JSON");
    assert_eq!(schema["title"], "Headroom model");
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = printed(&["completions", shell]);
        assert!(script.contains("compare") && script.contains("scenario"), "{shell}");
    }
}

#[test]
fn help_reads_well() {
    for command in [
        "",
        "project",
        "compare",
        "report",
        "check",
        "upgrades",
        "ask",
        "fit",
        "size",
        "queue",
        "catalog",
        "catalog list",
        "catalog show",
        "catalog import",
        "catalog refresh",
        "catalog drift",
        "schema",
        "models",
        "completions",
    ] {
        let arguments: Vec<&str> = command.split(' ').filter(|word| !word.is_empty()).chain(["--help"]).collect();
        let help = printed(&arguments);
        assert!(help.contains("Examples:") && help.contains("Exit codes:"), "{command}");
        if ["", "project", "report", "queue", "catalog refresh"].contains(&command) {
            let name =
                if command.is_empty() { "help".to_owned() } else { format!("help_{}", command.replace(' ', "_")) };
            insta::assert_snapshot!(name, help);
        }
    }
}
