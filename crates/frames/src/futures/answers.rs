//! Figure × month: what is known of it over all paths.
//!
//! Columns: `figure`; `deployment`, none where all have the same; `t` and `month`, none for a figure of the whole path;
//! of a quantity `mean`, `mean_error`, `deviation`, `min`, `max`, and for each level `p5`, `p5_error`, `p5_bound`; of an
//! event `share`, `share_error` and `hits`; of a month that may not come within the horizon `never`, the share of paths on
//! which it does not, and where that is so no figure that would count it; `paths` and `odd`. Errors are standard errors,
//! from the scrambles.

use headroom_engine::Model;
use headroom_simulation::analysis::measure;
use headroom_simulation::bands::{Answer, Percentile, Quantity, Share};
use headroom_simulation::figure::{Figure, Monthly, Whole};
use headroom_simulation::futures::Futures;
use polars::prelude::{CsvWriter, DataFrame, ParquetWriter, PolarsError, SerWriter};

use crate::Result;
use crate::sheet::Sheet;

/// What a figure is called in files: `mrr`, `cash`, `load.messages`, `cumulative_break_even`.
pub fn name(figure: Figure, model: &Model) -> String {
    match figure {
        Figure::Monthly(monthly) => of_month(monthly, model),
        Figure::Whole(Whole::In(monthly, month)) => format!("{}.{month}", of_month(monthly, model)),
        Figure::Whole(Whole::Always(event)) => format!("always.{}", of_month(event, model)),
        Figure::Whole(Whole::Never(event)) => format!("never.{}", of_month(event, model)),
        Figure::Whole(whole) => of_path(whole).to_owned(),
    }
}

fn of_month(monthly: Monthly, model: &Model) -> String {
    let name = match monthly {
        Monthly::Users => "users",
        Monthly::Paying => "paying",
        Monthly::Mrr => "mrr",
        Monthly::Revenue => "revenue",
        Monthly::Cost(_) => "cost",
        Monthly::Profit(_) => "profit",
        Monthly::Cash(_) => "cash",
        Monthly::Headroom(_) => "headroom",
        Monthly::Load(driver) => {
            let id = model.program.drivers.get_index(driver).map_or("", |(id, _)| id);
            return format!("load.{id}");
        }
        Monthly::Covers(_) => "covers",
        Monthly::Repaid(_) => "repaid",
        Monthly::Solvent(_) => "solvent",
        Monthly::Breach(_) => "breach",
        Monthly::Outgrown(_) => "outgrown",
        Monthly::Slow(_) => "slow",
    };
    name.to_owned()
}

fn of_path(whole: Whole) -> &'static str {
    match whole {
        Whole::OperatingBreakEven(_) => "operating_break_even",
        Whole::CumulativeBreakEven(_) => "cumulative_break_even",
        Whole::TotalCost(_) => "total_cost",
        Whole::TotalProfit(_) => "total_profit",
        Whole::Trough(_) => "trough",
        Whole::Regret(_) => "regret",
        Whole::Cheapest(_) => "cheapest",
        Whole::LeastHeadroom(_) => "least_headroom",
        Whole::Always(_) => "always",
        Whole::Never(_) => "never",
        Whole::In(..) => "in",
    }
}

/// The columns of a run and what is known of each, as one frame.
pub fn columns(model: &Model, futures: &Futures) -> Result<DataFrame> {
    let program = &model.program;
    let mut sheet = Sheet::new(program);
    let figures: Vec<Figure> = futures.columns.iter().map(|column| column.figure).collect();
    let names: Vec<String> = figures.iter().map(|figure| name(*figure, model)).collect();
    let deployment = |figure: &Figure| {
        let place = match figure {
            Figure::Monthly(monthly) => monthly.deployment(),
            Figure::Whole(whole) => whole.deployment(),
        };
        place.and_then(|place| program.deployments.get_index(place)).map(|(id, _)| id.as_str())
    };
    let months = || futures.columns.iter().map(|column| (column.month > 0).then_some(column.month));
    let calendar: Vec<Option<String>> =
        months().map(|month| month.map(|month| program.month(month).to_string())).collect();
    sheet.text("figure", names.iter().map(String::as_str));
    sheet.text_or_none("deployment", figures.iter().map(deployment));
    sheet.whole_or_none("t", months());
    sheet.text_or_none("month", calendar.iter().map(Option::as_deref));
    let come: Vec<Option<Quantity>> = figures.iter().zip(&futures.answers).map(|of| come(of, model)).collect();
    let quantities = || come.iter().map(Option::as_ref);
    let mut numbers = |name: &str, read: &dyn Fn(&Quantity) -> Option<f64>| {
        sheet.count_or_none(name, quantities().map(|quantity| read(quantity?).filter(|value| value.is_finite())));
    };
    numbers("mean", &|of| Some(of.mean));
    numbers("mean_error", &|of| of.mean_error);
    numbers("deviation", &|of| Some(of.deviation));
    numbers("min", &|of| Some(of.min));
    numbers("max", &|of| Some(of.max));
    for (place, level) in futures.request.levels.iter().enumerate() {
        let name = format!("p{}", percent(*level));
        let at = |of: &Quantity| -> Option<Percentile> { of.percentiles.get(place).copied() };
        numbers(&name, &|of| Some(at(of)?.value));
        numbers(&format!("{name}_error"), &|of| at(of)?.error);
        numbers(&format!("{name}_bound"), &|of| Some(at(of)?.bound));
    }
    let shares = || futures.answers.iter().map(share);
    let known = |value: f64| value.is_finite().then_some(value);
    sheet.count_or_none("share", shares().map(|share| known(share?.share)));
    sheet.count_or_none("share_error", shares().map(|share| share?.error.and_then(known)));
    sheet.whole_or_none("hits", shares().map(|share| Some(share?.hits as usize)));
    sheet.count_or_none("never", figures.iter().map(|figure| known(never(*figure, futures)?.share)));
    let both = |of_quantity: fn(&Quantity) -> u64, of_share: fn(&Share) -> u64| {
        futures.answers.iter().map(move |answer| match answer {
            Answer::Quantity(quantity) => of_quantity(quantity) as usize,
            Answer::Event(share) => of_share(share) as usize,
        })
    };
    sheet.whole("paths", both(|of| of.paths, |of| of.paths));
    sheet.whole("odd", both(|of| of.odd, |of| of.odd));
    sheet.frame()
}

/// A level as a percentile is named: 5, 2.5.
fn percent(level: f64) -> f64 {
    (level * 1e8).round() / 1e6
}

/// What is known of a quantity; of a month only of paths on which it comes.
fn come((figure, answer): (&Figure, &Answer), model: &Model) -> Option<Quantity> {
    match (figure, answer) {
        (Figure::Whole(of), Answer::Quantity(quantity)) if measure::unit(*of) == measure::Unit::Month => {
            Some(quantity.that_come(model.program.months))
        }
        (_, Answer::Quantity(quantity)) => Some(quantity.clone()),
        (_, Answer::Event(_)) => None,
    }
}

fn never(figure: Figure, futures: &Futures) -> Option<Share> {
    if let Figure::Whole(of) = figure { futures.never(of) } else { None }
}

fn share(answer: &Answer) -> Option<&Share> {
    match answer {
        Answer::Quantity(_) => None,
        Answer::Event(share) => Some(share),
    }
}

/// The frame as CSV: a header, every digit of every number.
pub fn csv(model: &Model, futures: &Futures) -> Result<String> {
    let mut bytes = Vec::new();
    CsvWriter::new(&mut bytes).with_float_scientific(Some(false)).finish(&mut columns(model, futures)?)?;
    Ok(String::from_utf8(bytes).map_err(|e| PolarsError::ComputeError(e.to_string().into()))?)
}

/// The frame as a Parquet file.
pub fn parquet(model: &Model, futures: &Futures) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    ParquetWriter::new(&mut bytes).finish(&mut columns(model, futures)?)?;
    Ok(bytes)
}
