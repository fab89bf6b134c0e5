//! `headroom cohorts`: a table of cohorts as a retention curve.

use headroom_app::engine::cohort_table::Pooled;
use headroom_app::engine::money::number_of;
use headroom_app::views::revenue::curve;
use headroom_app::{cohorts, report};
use serde_json::{Value, json};

use crate::args::Format;
use crate::args::cohorts::Cohorts;
use crate::failure::Failure;
use crate::source::Source;
use crate::{blocks, json, output};

pub fn run(args: &Cohorts) -> Result<(), Failure> {
    let source = Source::table(&args.file)?;
    let pooled = cohorts::read(&source.text).map_err(|problems| source.invalid(problems))?;
    match args.format {
        Format::Table => output::text(&blocks::people(&curve::blocks(&pooled))),
        Format::Csv => output::data(report::csv(&curve::curve(&pooled)).as_bytes()),
        Format::Json => json::print(&programs(&pooled)),
    }
}

/// `retention` is as a plan of a model takes it.
fn programs(pooled: &Pooled) -> Value {
    let curve: Vec<Value> = pooled.curve.iter().map(|share| json::count(number_of(*share))).collect();
    let seen: Vec<Value> = pooled.seen.iter().map(|n| json::count(*n)).collect();
    json!({
        "cohorts": pooled.cohorts,
        "seen": seen,
        "warnings": pooled.warnings,
        "retention": { "curve": curve },
    })
}
