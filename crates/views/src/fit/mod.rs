//! A load test: its points, the scalability law nearest to them, what the law says, and why to doubt it.

mod tables;

use headroom_engine::capacity::measured::Study;
use headroom_engine::capacity::usl::{Fit, Peak};
use headroom_engine::quantity::Count;
use headroom_engine::stats::Confidence;
use headroom_pages::{Block, Span, Tone, Width};

use crate::{format, pictures, table};

/// How sure the intervals are.
pub(crate) const CONFIDENCE: Confidence = Confidence::P95;

/// A load test as blocks: the answer, why to doubt it, a drawing, the law's figures with their intervals, what it
/// predicts, and the points. `remarks` are what its reader has to say of the file.
pub fn blocks(study: &Study, remarks: &[String]) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph { text: sentence(study) }];
    blocks.extend(doubts(study));
    blocks.extend(remarks.iter().map(|remark| notice(Tone::Neutral, sentence_case(remark))));
    let drawn = pictures::scalability("scalability", "Throughput by load", study);
    blocks.extend(drawn.map(|graphic| Block::Graphic { graphic, width: Width::Full }));
    blocks.extend(tables::law("law", study).map(table::block));
    blocks.extend(tables::predictions(study).map(table::block));
    blocks.extend(tables::loads(study).map(table::block));
    blocks.push(table::block(tables::points("load-points", "", study)));
    blocks
}

/// The same of a tier's measured limit, in short. `id` tells its tables and drawing from those of other limits.
pub(crate) fn of_limit(id: &str, title: &str, source: &str, study: &Study) -> Vec<Block> {
    let mut blocks = vec![Block::Heading { text: title.into() }, Block::Paragraph { text: sentence(study) }];
    blocks.extend(doubts(study));
    let drawn = pictures::scalability(&format!("scalability-{id}"), title, study);
    blocks.extend(drawn.map(|graphic| Block::Graphic { graphic, width: Width::Full }));
    blocks.extend(tables::law(&format!("law-{id}"), study).map(table::block));
    blocks.push(table::block(tables::points(&format!("load-points-{id}"), source, study)));
    blocks
}

fn doubts(study: &Study) -> impl Iterator<Item = Block> {
    study.warnings(CONFIDENCE).into_iter().map(|warning| notice(Tone::Warn, warning.to_string()))
}

fn notice(tone: Tone, text: String) -> Block {
    Block::Notice { tone, text: vec![Span::plain(text)] }
}

/// Tools whose names begin with a small letter, wherever they stand.
const SMALL: [&str; 3] = ["k6", "oha", "wrk"];

/// A remark begins like a sentence and ends like one.
fn sentence_case(remark: &str) -> String {
    let mut letters = remark.chars();
    let name = remark.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
    let first: String = match letters.next() {
        Some(first) if SMALL.contains(&name) => first.into(),
        first => first.into_iter().flat_map(char::to_uppercase).collect(),
    };
    let end = if remark.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}

/// Where throughput peaks, in words.
fn sentence(study: &Study) -> Vec<Span> {
    let Ok(fit) = study.fit() else { return fastest(study) };
    let figure = |value: f64| format::figure(value);
    match (fit.law.peak(), fit.law.ceiling()) {
        (Some(peak), _) if stays(fit, &peak) => vec![
            Span::plain("Throughput stays at "),
            Span::strong(format!("{} requests/s", figure(peak.throughput.get()))),
            Span::plain(", however many there are at once."),
        ],
        (Some(peak), _) => vec![
            Span::plain("Throughput peaks at "),
            Span::strong(format!(
                "{} requests/s with {} at once",
                figure(peak.throughput.get()),
                figure(peak.concurrency.get())
            )),
            Span::plain("; with more at once, less gets done."),
        ],
        (None, Some(ceiling)) => vec![
            Span::plain("Throughput rises with every request at once and nears "),
            Span::strong(format!("{} requests/s", figure(ceiling.get()))),
            Span::plain(", which it never reaches."),
        ],
        (None, None) => vec![
            Span::plain("Throughput rises in proportion, by "),
            Span::strong(format!("{} requests/s for each at once", figure(fit.law.rate().get()))),
            Span::plain("; the measurements show no bound."),
        ],
    }
}

/// Whether throughput is the same at the largest load as with one request at once, as far as figures show it.
fn stays(fit: &Fit, peak: &Peak) -> bool {
    let shown = |n: Count| format::figure(fit.law.throughput(n).get());
    peak.concurrency.get() <= 1.0 && shown(fit.largest_load) == shown(peak.concurrency)
}

/// What was measured, where no law follows.
fn fastest(study: &Study) -> Vec<Span> {
    let Some(point) = study.fastest() else { return vec![Span::plain("The load test has no points.")] };
    let mut text = vec![
        Span::plain("The highest throughput measured is "),
        Span::strong(format!("{} requests/s", format::figure(point.succeeded().get()))),
    ];
    text.extend(point.concurrency.map(|n| Span::plain(format!(", with {} at once", format::figure(n.get())))));
    text.push(Span::plain("."));
    text
}
