//! The whole review on paper: it opens, it is the same every time, and no text of a model is ever run.

mod sample;

use std::io::Write;
use std::process::{Command, Stdio};

use headroom_pages::{Block, Document, RowStyle, Span, TableRow};
use headroom_report::{page_pictures, pdf};
use sample::parts::{dollars, group, page, row, table};
use sample::{HOSTILE, review};

/// What one of the tools of poppler says about a PDF; nothing where they are not installed.
fn poppler(tool: &str, options: &[&str], pdf: &[u8]) -> Option<String> {
    let mut command = Command::new(tool);
    command.args(options).args(if tool == "pdfinfo" { vec!["-"] } else { vec!["-", "-"] });
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut input = child.stdin.take()?;
    let bytes = pdf.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes));
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    assert!(output.status.success(), "{tool} refuses the PDF");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn alone(blocks: Vec<Block>) -> Document {
    Document { chapters: vec![page("only", "Only", blocks)], ..review() }
}

#[test]
fn the_same_review_gives_the_same_bytes() {
    let first = pdf(&review()).unwrap();
    pdf(&alone(vec![])).unwrap();
    assert!(first == pdf(&review()).unwrap(), "the second PDF differs from the first");
}

#[test]
fn the_pdf_says_what_it_is() {
    let bytes = pdf(&review()).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let says = |text: &[u8]| bytes.windows(text.len()).any(|part| part == text);
    assert!(says(b"<pdfuaid:part>1</pdfuaid:part>"), "the PDF does not claim PDF/UA-1");
    let Some(info) = poppler("pdfinfo", &["-isodates"], &bytes) else { return };
    let field = |name: &str| {
        let line = info.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim_start_matches(':').trim().to_owned()
    };
    assert_eq!(field("Title"), "WhatsFlow");
    assert_eq!(field("Author"), "Headroom");
    assert_eq!(field("Creator"), "Headroom");
    assert_eq!(field("Keywords"), "capacity, cost, revenue");
    assert_eq!(field("Tagged"), "yes");
    assert!(field("CreationDate").starts_with("2026-10-03T00:00:00"), "{info}");
    assert!(field("Pages").parse::<usize>().unwrap() > 8, "{info}");
}

#[test]
fn hostile_texts_print_as_they_are() {
    let bytes = pdf(&review()).unwrap();
    let Some(text) = poppler("pdftotext", &["-layout"], &bytes) else { return };
    let text = words(&text);
    for hostile in HOSTILE {
        assert!(text.contains(hostile), "{hostile} is not in the PDF");
    }
}

#[test]
fn headers_and_groups_repeat_on_every_page_of_a_table() {
    let bytes = pdf(&review()).unwrap();
    let Some(text) = poppler("pdftotext", &["-layout"], &bytes) else { return };
    let pages: Vec<&str> = text.split('\u{c}').collect();
    let months: Vec<&&str> =
        pages.iter().filter(|page| page.contains("Subscribers") && page.contains("Profit")).collect();
    assert!(months.len() >= 2, "80 months take more than a page");
    // The year that goes on is named again.
    for pair in months.windows(2) {
        let years = |page: &str| page.lines().map(str::trim).filter(|line| is_year(line)).map(str::to_owned).collect();
        let (before, after): (Vec<String>, Vec<String>) = (years(pair[0]), years(pair[1]));
        assert!(before.last().is_some() && before.last() == after.first(), "{before:?}, then {after:?}");
    }
}

fn is_year(line: &str) -> bool {
    line.len() == 4 && line.starts_with("20") && line.chars().all(|c| c.is_ascii_digit())
}

#[test]
fn no_heading_is_the_last_of_its_page() {
    let bytes = pdf(&review()).unwrap();
    let Some(text) = poppler("pdftotext", &["-layout"], &bytes) else { return };
    let document = review();
    let blocks = document.chapters.iter().flat_map(|chapter| &chapter.blocks);
    let headings: Vec<&str> = blocks
        .filter_map(|block| match block {
            Block::Heading { text } => Some(text.as_str()),
            _ => None,
        })
        .chain(document.chapters.iter().map(|chapter| chapter.title.as_str()))
        .collect();
    for page in text.split('\u{c}').filter(|page| !page.trim().is_empty()) {
        // The last line is the footer.
        let last = page.lines().filter(|line| !line.trim().is_empty()).rev().nth(1).unwrap_or_default();
        assert!(!headings.contains(&last.trim()), "{last} stands alone at the foot of a page");
    }
}

#[test]
fn pictures_are_the_pages_and_stand_on_their_own() {
    let pictures = page_pictures(&review()).unwrap();
    let bytes = pdf(&review()).unwrap();
    if let Some(info) = poppler("pdfinfo", &[], &bytes) {
        assert!(info.contains(&format!("Pages:           {}\n", pictures.len())), "{info}");
    }
    for picture in &pictures {
        assert!(picture.starts_with("<svg"));
        assert!(!picture.contains("<text") && !picture.contains("font-family") && !picture.contains("<script"));
        for target in picture.split("href=\"").skip(1) {
            assert!(target.starts_with(['#']) || target.starts_with("data:image/svg+xml;base64,"), "{:.80}", target);
        }
    }
}

#[test]
fn documents_at_the_edges_are_typeset() {
    let long = "a sentence that goes on ".repeat(400);
    let token = "x".repeat(3000);
    let wide = |columns: usize| {
        let labels: Vec<String> = (0..columns).map(|i| format!(">Column {i}")).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let cells = (0..columns).map(|i| dollars(i as f64 * 98_765.0)).collect();
        let rows = vec![TableRow { cells, style: RowStyle::Plain }];
        Block::Table { table: table("wide", "Wide", "", &labels, rows) }
    };
    let only_groups = table("groups", "Groups", "", &["<A", ">B"], vec![group("One"), group("Two")]);
    let ragged = table("ragged", "", "", &["<A", ">B"], vec![row(&["1"]), row(&["1", "2", "3"]), row(&[])]);
    let documents = [
        Document { chapters: vec![], title: String::new(), date: "soon".into(), language: String::new(), ..review() },
        alone(vec![]),
        alone(vec![Block::Figures { figures: vec![] }, Block::Paragraph { text: vec![] }]),
        alone(vec![Block::Table { table: table("t", "T", "", &["<A", "<B"], vec![row(&[&long, &token])]) }]),
        alone(vec![Block::Paragraph { text: vec![Span::strong(long), Span::plain(token)] }]),
        alone(vec![wide(30), wide(60), wide(1)]),
        alone(vec![Block::Table { table: only_groups }, Block::Table { table: ragged }]),
        alone(vec![Block::Table { table: table("none", "", "", &[], vec![row(&["1"])]) }]),
        alone(vec![Block::Heading { text: "🚀 发射 إطلاق\u{0}\u{7}".into() }]),
    ];
    for (number, document) in documents.iter().enumerate() {
        assert!(pdf(document).unwrap_or_else(|e| panic!("document {number}: {e}")).starts_with(b"%PDF"));
    }
}
