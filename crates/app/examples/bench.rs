//! What `cargo xtask bench` measures of the whole: `bench MODEL` prints one line of JSON with the median seconds that the
//! quarterly review takes from a model's text to the PDF's bytes.
#![expect(clippy::disallowed_methods, reason = "measuring is all it does")]

use headroom_app::Study;
use serde_json::json;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

const REPORTS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("usage: bench MODEL")?;
    let text = std::fs::read_to_string(path)?;
    let (mut times, mut size) = (Vec::new(), 0);
    for _ in 0..=REPORTS {
        let start = Instant::now();
        let pdf = black_box(review(&text)?);
        times.push(start.elapsed().as_secs_f64());
        size = pdf.len();
    }
    // The first one warms up.
    times.remove(0);
    times.sort_by(f64::total_cmp);
    println!("{}", json!({ "peer": "headroom", "seconds": times[times.len() / 2], "bytes": size }));
    Ok(())
}

fn review(text: &str) -> Result<Vec<u8>, String> {
    let study = Study::read(text, "").map_err(|problems| in_words(problems.iter().map(|p| &p.message)))?;
    let review = study.review("", "2026-09-30").map_err(|problems| in_words(problems.iter().map(|p| &p.message)))?;
    headroom_app::report::pdf(&review).map_err(|e| e.to_string())
}

fn in_words<'a>(messages: impl Iterator<Item = &'a String>) -> String {
    messages.cloned().collect::<Vec<_>>().join("; ")
}
