//! What matters most: how far each assumption moves an outcome, and how much of its spread it explains.

use headroom_charts::scale::{self, Unit};
use headroom_charts::{ErrorBar, Graphic, RankedBar, RankedRow, Ranking, Role};
use headroom_pages::{Block, Cell, Span, Table, Width};
use headroom_simulation::analysis::sensitivity::{Sensitivity, SensitivityRow};
use headroom_simulation::analysis::tornado::{Swing, Tornado};
use headroom_simulation::inputs::{Drawn, Inputs};

use super::outcome::{self, Outcome};
use super::view::chance;
use crate::scene::Scene;
use crate::{format, table};

/// Bars that a picture has room for; the table has all.
const BARS: usize = 10;
/// Rows that a page shows.
const SHOWN: usize = 12;
/// Less of the spread than this is not told from nothing.
const LEAST: f64 = 0.005;

/// What each assumption does to an outcome by itself.
pub fn tornado_blocks(scene: &Scene, inputs: &Inputs, tornado: &Tornado) -> Vec<Block> {
    let outcome = Outcome { scene, of: tornado.of };
    let swings: Vec<&Swing> = tornado.rows.iter().filter(|swing| swing.length() > 0.0).collect();
    let Some(longest) = swings.first() else {
        return vec![paragraph(vec![Span::plain(format!("No assumption alone moves {}.", outcome.name()))])];
    };
    let path = |swing: &Swing| inputs.inputs[swing.input].path.as_str();
    let name = |swing: &Swing| outcome::assumption(scene, path(swing));
    let at = |swing: &Swing, value: f64| outcome::value(scene, path(swing), value);
    let text = vec![
        Span::strong(name(longest)),
        Span::plain(format!(" moves {} most: ", outcome.name())),
        Span::plain(format!("{} at {}, ", outcome.read(longest.at_low), at(longest, longest.low))),
        Span::plain(format!("{} at {}.", outcome.read(longest.at_high), at(longest, longest.high))),
    ];
    let summary: String = text.iter().map(|span| span.text.as_str()).collect();
    let ends = swings.iter().take(BARS).flat_map(|swing| [swing.at_low, swing.at_high]).chain([tornado.base]);
    let bar = |swing: &Swing, value: f64, to: f64, role: Role| RankedBar {
        to,
        label: at(swing, value),
        reading: format!("{} at {}", outcome.read(to), at(swing, value)),
        role,
        error: None,
    };
    let row = |swing: &&Swing| RankedRow {
        label: name(swing),
        bars: vec![
            bar(swing, swing.low, swing.at_low, Role::Neutral),
            bar(swing, swing.high, swing.at_high, Role::Accent),
        ],
    };
    let ranking = Ranking {
        id: "tornado".into(),
        title: format!("What moves {} most", outcome.name()),
        subtitle: "each assumption from its 10th to its 90th percentile, all others at their likely values".into(),
        summary,
        x: outcome.axis(ends.collect::<Vec<_>>()),
        base: tornado.base,
        base_label: format!("{} {}", if tornado.is_plan { "plan" } else { "likely" }, outcome.brief(tornado.base)),
        rows: swings.iter().take(BARS).map(row).collect(),
    };
    let cells = |swing: &&Swing| {
        let value = |value: f64| Cell::new(at(swing, value), format::plain_count(value));
        table::row(vec![
            Cell::text(name(swing)),
            value(swing.low),
            outcome.cell(swing.at_low),
            value(swing.high),
            outcome.cell(swing.at_high),
        ])
    };
    let columns = vec![
        table::text("assumption", "Assumption"),
        table::number("p10", "p10"),
        table::number("at_p10", "Outcome at p10"),
        table::number("p90", "p90"),
        table::number("at_p90", "Outcome at p90"),
    ];
    let rows = swings.iter().map(cells).collect();
    let subtitle = format!("{}; with likely values {}", outcome.label(), outcome.read(tornado.base));
    let table = table::table("tornado", "Assumptions one by one", &subtitle, columns, rows, "");
    vec![paragraph(text), graphic(Graphic::Ranking(ranking)), folded(table)]
}

/// How much of an outcome's spread each assumption explains.
pub fn sensitivity_blocks(scene: &Scene, inputs: &Inputs, sensitivity: &Sensitivity) -> Vec<Block> {
    let outcome = Outcome { scene, of: sensitivity.of };
    let name = |row: &SensitivityRow| outcome::drawn(scene, inputs, row.input);
    let told: Vec<&SensitivityRow> = sensitivity.rows.iter().filter(|row| row.total >= LEAST).collect();
    let Some(first) = told.first() else {
        let text = format!("{} is the same on all paths; nothing uncertain bears on it.", outcome.label());
        return vec![paragraph(vec![Span::plain(text)])];
    };
    let text = vec![
        Span::strong(name(first)),
        Span::plain(" has a part in "),
        Span::strong(chance(first.total.min(1.0))),
        Span::plain(format!(" of the variance of {}", outcome.name())),
        match told.get(1) {
            Some(second) => {
                Span::plain(format!(", {} in {}.", format::lower_first(&name(second)), chance(second.total.min(1.0))))
            }
            None => Span::plain("."),
        },
    ];
    let summary: String = text.iter().map(|span| span.text.as_str()).collect();
    let bar = |row: &&SensitivityRow| RankedRow {
        label: name(row),
        bars: vec![RankedBar {
            to: row.total,
            label: chance(row.total),
            reading: format!("{} ± {}", format::share(row.total), format::share(2.0 * row.total_error)),
            role: Role::Accent,
            error: Some(ErrorBar {
                from: (row.total - 2.0 * row.total_error).max(0.0),
                to: row.total + 2.0 * row.total_error,
            }),
        }],
    };
    let shown = || told.iter().take(BARS);
    let ends = shown().map(|row| row.total + 2.0 * row.total_error);
    let ranking = Ranking {
        id: "sensitivity".into(),
        title: format!("Where the uncertainty of {} comes from", outcome.name()),
        subtitle: "total-order Sobol index of each assumption; whiskers are two standard errors".into(),
        summary,
        x: scale::value_axis(ends, Unit::Share).titled("share of the variance in which it has a part"),
        base: 0.0,
        base_label: String::new(),
        rows: shown().map(bar).collect(),
    };
    // An index is a share of a variance; what its error takes below zero is nothing to a person.
    let share = |value: f64| Cell::new(format::share(value.max(0.0)), format::plain_count(value));
    let cells = |row: &SensitivityRow| {
        let label = Cell::text(name(row));
        let path = match row.input {
            Drawn::Growth => "uncertainty.growth".to_owned(),
            Drawn::Churn => "uncertainty.churn".to_owned(),
            drawn => inputs.assumptions(drawn).iter().map(|input| input.path.as_str()).collect::<Vec<_>>().join(", "),
        };
        let numbers = [row.total, 2.0 * row.total_error, row.first, 2.0 * row.first_error].map(share);
        table::row(std::iter::once(label).chain(numbers).chain([part(&path)]).collect())
    };
    let columns = vec![
        table::text("assumption", "Assumption"),
        table::number("total", "Total index"),
        table::number("total_margin", "±"),
        table::number("first", "First-order index"),
        table::number("first_margin", "± of first order"),
        table::text("path", "Part of the model"),
    ];
    let rows: Vec<_> = sensitivity.rows.iter().map(cells).collect();
    let together = match sensitivity.rows.iter().any(|row| matches!(row.input, Drawn::Together(_))) {
        true => "; assumptions that move together have one index, for what they share belongs to none of them alone",
        false => "",
    };
    let subtitle = format!(
        "{}: mean {}, standard deviation {}; twice {} paths; ± is two standard errors{together}",
        outcome.label(),
        outcome.read(sensitivity.mean),
        deviation(outcome, sensitivity.deviation),
        format::count(sensitivity.paths as f64)
    );
    // What explains nothing is in the CSV alone.
    let table = table::table("sensitivity", "What explains the spread", &subtitle, columns, rows, "");
    let fold = Some(told.len().min(SHOWN)).filter(|shown| *shown < table.rows.len());
    vec![paragraph(text), graphic(Graphic::Ranking(ranking)), table::block(Table { fold, ..table })]
}

/// The part of the model that an assumption stands in; for machines where.
fn part(path: &str) -> Cell {
    let part = path.split('.').next().unwrap_or_default();
    Cell::new(headroom_engine::model::check::title(part), path)
}

/// A distance between outcomes; between months it is a number of months.
fn deviation(outcome: Outcome, deviation: f64) -> String {
    use headroom_simulation::analysis::measure::{Unit, unit};
    match unit(outcome.of) {
        Unit::Month => format!("{} months", format::figure(deviation)),
        _ => outcome.read(deviation),
    }
}

fn paragraph(text: Vec<Span>) -> Block {
    Block::Paragraph { text }
}

fn graphic(graphic: Graphic) -> Block {
    Block::Graphic { graphic, width: Width::Full }
}

fn folded(table: Table) -> Block {
    table::block(table::folded(table, SHOWN))
}
