//! A retention curve pooled from a table of cohorts.

use headroom_engine::cohort_table::Pooled;
use headroom_engine::money::number_of;
use headroom_pages::{Block, Cell, Span, Table, Tone, Width};

use crate::{format, pictures, table};

/// The curve, and what it should be read with.
pub fn blocks(pooled: &Pooled) -> Vec<Block> {
    let warnings = pooled.warnings.iter().map(|warning| Block::Notice {
        tone: Tone::Warn,
        text: vec![Span::plain(format!("{}.", format::upper_first(warning)))],
    });
    let text = answer(pooled);
    let graphic = pictures::retention(pooled, text.iter().map(|span| span.text.as_str()).collect());
    std::iter::once(Block::Paragraph { text })
        .chain(warnings)
        .chain([Block::Graphic { graphic, width: Width::Wide }, table::block(curve(pooled))])
        .collect()
}

fn answer(pooled: &Pooled) -> Vec<Span> {
    let months = pooled.curve.len();
    let mut text =
        vec![Span::plain(format!("Of the customers of {} ", format::counted(pooled.cohorts, "cohort", "cohorts")))];
    let mut told: Vec<usize> = [1, 3, 12].into_iter().filter(|k| *k < months).collect();
    told.push(months);
    let last = told.len() - 1;
    for (i, k) in told.into_iter().enumerate() {
        text.push(Span::strong(format::share(number_of(pooled.curve[k - 1]))));
        let end = if i == last {
            " are still there."
        } else if i + 1 == last {
            " and "
        } else {
            ", "
        };
        text.push(Span::plain(format!(" after {}{end}", format::counted(k, "month", "months"))));
    }
    text
}

/// Month by month: who is still there, who leaves, and what that rests on.
pub fn curve(pooled: &Pooled) -> Table {
    let columns = vec![
        table::number("months", "Months"),
        table::number("kept", "Still there"),
        table::number("churn", "Leave in the month"),
        table::number("seen", "Rests on"),
    ];
    let mut before = 1.0;
    let rows = pooled.curve.iter().zip(&pooled.seen).enumerate().map(|(i, (kept, seen))| {
        let share = number_of(*kept);
        let churn = if before > 0.0 { table::of_share(1.0 - share / before) } else { table::nothing() };
        before = share;
        let kept = Cell::new(format::share(share), format::plain(*kept));
        table::row(vec![Cell::new((i + 1).to_string(), (i + 1).to_string()), kept, churn, table::of_count(*seen)])
    });
    let rows: Vec<_> = rows.collect();
    let subtitle =
        "of those who came; rests on so many customers (cohorts, where only shares are known) seen both months";
    table::table("retention-curve", "Retention curve", subtitle, columns, rows, "No month.")
}
