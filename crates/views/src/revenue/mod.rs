//! Revenue as a person reads it: the answer first, then what moved recurring revenue, what it is worth, who stays, and
//! what is cash and not revenue.

mod answer;
mod by_plan;
mod cash;
mod cohorts;
mod counts;
pub mod curve;
mod economics;
mod figures;
mod marks;
mod movements;
mod serve;
mod undefined;

use headroom_engine::metrics::{Metric, Unit};
use headroom_engine::money::{Currency, decimal_of};
use headroom_pages::{Block, Cell, Page, Span, Tone, Width};

use crate::overview::reference_month;
use crate::scene::Scene;
use crate::{format, pictures, table};

pub use answer::sentences;
pub use by_plan::plans;
pub use cohorts::{cohorts, label as cohort_label};
pub use economics::{definitions, economics, in_month};
pub use figures::{figures, why_mrr};
pub use movements::movements;
pub use serve::cost_to_serve;
pub use undefined::undefined;

pub fn revenue(scene: &Scene) -> Page {
    let blocks = if scene.has_revenue() { blocks(scene) } else { vec![priceless(), users(scene)] };
    Page { id: "revenue".into(), title: "Revenue".into(), blocks }
}

fn blocks(scene: &Scene) -> Vec<Block> {
    let mut blocks = vec![
        Block::Paragraph { text: sentences(scene) },
        Block::Figures { figures: figures(scene, reference_month(scene)) },
    ];
    let without = figures::without_value(scene, reference_month(scene));
    blocks.extend(without.map(|text| Block::Paragraph { text: vec![Span::plain(text)] }));
    blocks.extend([
        Block::Graphic { graphic: pictures::movements(scene), width: Width::Half },
        Block::Graphic { graphic: pictures::revenue_stack(scene), width: Width::Half },
        table::block(movements(scene, scene.period)),
    ]);
    blocks.extend(movements::by_plan(scene, scene.period).map(table::block));
    blocks.push(table::block(economics(scene)));
    blocks.push(table::block(by_plan::in_month(scene, reference_month(scene))));
    blocks.push(table::block(plans(scene, scene.period)));
    blocks.extend(serve::tables(scene, reference_month(scene)).into_iter().map(table::block));
    blocks.extend(cohorts::blocks(scene));
    blocks.extend(cash::tables(scene).into_iter().map(table::block));
    blocks.extend(subscribers(scene));
    blocks.push(table::block(counts::counts(scene)));
    blocks.push(table::block(definitions(scene)));
    blocks
}

fn priceless() -> Block {
    let text = "This plan has no prices yet, so there is no revenue to show. With a plan under \
                “subscription” in its file there is a break-even.";
    Block::Notice { tone: Tone::Neutral, text: vec![Span::plain(text)] }
}

fn users(scene: &Scene) -> Block {
    Block::Graphic { graphic: pictures::users(scene), width: Width::Full }
}

/// Break-even in subscribers, with every crossing in words.
pub fn subscribers(scene: &Scene) -> Option<Block> {
    let (graphic, _) = pictures::by_subscribers(scene, reference_month(scene))?;
    Some(Block::Graphic { graphic, width: Width::Full })
}

/// A metric's value in words: "$1,234", "98 %", "4.2", "8.1 months".
pub fn told(unit: Unit, value: f64, currency: Currency) -> String {
    match unit {
        Unit::Money if value.abs() < 100.0 => format::money_ratio(value, currency),
        Unit::Money => {
            decimal_of(value).map_or_else(|| "beyond all bounds".into(), |v| format::price_brief(v, currency))
        }
        Unit::Share => format::share(value),
        Unit::Times => format::figure(value),
        Unit::Months => format!("{} {}", format::count(value), if value == 1.0 { "month" } else { "months" }),
    }
}

/// A metric's cell; a dash where it is not defined.
fn cell(metric: Metric, value: Option<f64>, currency: Currency) -> Cell {
    let unit = metric.definition().unit;
    match value {
        Some(v) if unit == Unit::Months => Cell::new(format::count(v), format::plain_count(v)),
        Some(v) => Cell::new(told(unit, v, currency), format::plain_count(v)),
        None => table::nothing(),
    }
}
