//! Terminals and pipes: width, colour, and readers that go away.

use std::process::{Command as Process, Stdio};

use headroom_tests::{program, read, root};

use crate::{headroom, printed, refused, text};

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    for arguments in
        ["project whatsflow --format json", "compare reference", "catalog list", "schema", "completions bash"]
    {
        let mut child = Process::new(program())
            .args(arguments.split(' '))
            .current_dir(root())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{arguments}: {}", text(&output.stderr));
        assert_eq!(text(&output.stderr), "", "{arguments}");
    }
}

#[test]
fn colour_is_for_terminals_and_can_be_refused() {
    const ESCAPE: char = '\u{1b}';
    assert!(!printed(&["project", "whatsflow"]).contains(ESCAPE), "a pipe gets no colour");
    let coloured = headroom(&["project", "whatsflow"]).env("CLICOLOR_FORCE", "1").output().expect("it ran");
    assert!(text(&coloured.stdout).contains(ESCAPE));
    let plain = headroom(&["project", "whatsflow"]).env("CLICOLOR_FORCE", "1").env("NO_COLOR", "1").output();
    assert!(!text(&plain.expect("it ran").stdout).contains(ESCAPE));
}

/// Below zero is a value that can be wrong, and not an argument that nobody knows.
#[test]
fn a_negative_number_is_refused_in_words() {
    let cases = [
        ("queue --arrivals -3 --service 100 --servers 2", "write a rate"),
        ("check whatsflow --min-headroom -1", "write a share"),
        ("check whatsflow --min-headroom -20%", "write a share"),
        ("queue --arrivals -3/s --service 100 --servers 2", "write a rate"),
        ("simulate whatsflow --paths -5k", "write a whole number"),
    ];
    for (arguments, advice) in cases {
        let said = refused(&arguments.split(' ').collect::<Vec<_>>(), 2);
        assert!(said.contains(advice), "{arguments}: {said}");
    }
    let seek = "seek reference --vary growth.rate --paths 512 --within 5%..10% --until";
    printed(&seek.split(' ').chain(["cash.12 >= -$5k"]).collect::<Vec<_>>());
}

#[test]
fn a_text_that_has_room_is_shown_whole() {
    let compared = printed(&["compare", "securewave-vpn"]);
    let cheapest = compared.lines().find(|line| line.starts_with("VPS") && line.contains(" to "));
    assert!(cheapest.is_some_and(|line| !line.contains('…')), "{compared}");
}

#[test]
fn tables_keep_to_the_width_of_the_terminal() {
    let narrow = headroom(&["compare", "whatsflow"]).env("COLUMNS", "60").output().expect("it ran");
    let widest = text(&narrow.stdout).lines().map(|line| line.chars().count()).max();
    assert!(widest.is_some_and(|width| width <= 60), "{widest:?}");
}

#[test]
fn a_name_in_a_model_cannot_steer_the_terminal() {
    let model = read("models/whatsflow.json").replacen("\"WhatsFlow\"", "\"What\\u001b[31msFlow\"", 1);
    let output = headroom(&["project", "-"]).env("CLICOLOR_FORCE", "1").write_stdin(model).output().expect("it ran");
    let said = text(&output.stdout);
    assert!(said.contains("What [31msFlow"), "{said}");
}
