//! The overview: does it pay, when, and what must be ordered.

use std::collections::BTreeSet;

use headroom_engine::decide::upgrades::{Gap, plan};
use headroom_engine::form::Node;
use headroom_frames::{Period, PeriodRow};
use headroom_pages::{Block, Cell, Page, Span, Table, Tone, Width};

use crate::scene::Scene;
use crate::{format, pictures, table, words};

pub fn overview(scene: &Scene) -> Page {
    let mut blocks = vec![Block::Graphic { graphic: pictures::revenue_and_cost(scene), width: Width::Wide }];
    match pictures::by_subscribers(scene, reference_month(scene)) {
        Some((graphic, _)) => blocks.push(Block::Graphic { graphic, width: Width::Narrow }),
        None => blocks.push(Block::Graphic { graphic: pictures::users(scene), width: Width::Narrow }),
    }
    blocks.extend(pictures::timeline(scene).map(|graphic| Block::Graphic { graphic, width: Width::Full }));
    if scene.has_revenue() {
        blocks.push(Block::Graphic { graphic: pictures::cash(scene), width: Width::Half });
        blocks.push(Block::Graphic { graphic: pictures::users(scene), width: Width::Half });
    }
    blocks.extend(warnings(scene));
    blocks.push(table::block(periods(scene, scene.period)));
    Page { id: "overview".into(), title: "Overview".into(), blocks }
}

/// The month whose mix break-even in subscribers holds: the twelfth, or the last where the horizon is shorter.
pub fn reference_month(scene: &Scene) -> usize {
    scene.months().min(12)
}

/// What a person should know beside the figures.
pub fn warnings(scene: &Scene) -> Vec<Block> {
    doubts(scene).into_iter().chain(breaches(scene)).collect()
}

/// What is wrong in the model's file and leaves the rest of it standing, each with its place.
pub fn doubts(scene: &Scene) -> Vec<Block> {
    let doubts = scene.model.warnings.iter();
    doubts
        .map(|d| {
            let place = place(&scene.model.node, &d.path);
            let text = vec![Span::strong(place), Span::plain(format!(": {} — {}", d.message, d.hint))];
            Block::Notice { tone: Tone::Warn, text }
        })
        .collect()
}

/// A path after the label nearest above it: "Cost of year 1 (figures.year1_cost.formula)".
fn place(node: &Node, path: &str) -> String {
    let mut above = std::iter::successors(Some(path), |path| path.rsplit_once('.').map(|(above, _)| above));
    let label = above.find_map(|path| node.at_path(path)?.get("label")?.as_text());
    label.map_or(path.to_owned(), |label| format!("{label} ({path})"))
}

/// What is in place and does not hold, of each component the first time.
pub fn breaches(scene: &Scene) -> Vec<Block> {
    let mut gaps = plan(scene.model, &scene.deployed).gaps;
    let mut seen = BTreeSet::new();
    let (now, _) = scene.now();
    gaps.retain(|gap| gap.until >= now && seen.insert(gap.component.clone()));
    let notice = |gap: &Gap| {
        let (from, short) = (format::month(gap.first), words::cause(&gap.cause));
        let text = format!("{}: from {from} {} ({short}).", gap.label, words::too_small(gap, scene.months()));
        Block::Notice { tone: Tone::Bad, text: vec![Span::plain(text)] }
    };
    gaps.iter().map(notice).collect()
}

/// The main table, by month, quarter or year.
pub fn periods(scene: &Scene, period: Period) -> Table {
    let currency = scene.currency();
    let rows = scene.frames.or_nothing(scene.frames.periods(scene.deployed.id, period));
    let name = match period {
        Period::Month => "month",
        Period::Quarter => "quarter",
        Period::Year => "year",
    };
    let mut columns = vec![
        table::text(name, &headroom_engine::model::check::title(name)),
        table::number("registered_users", "Users"),
        table::number("new_users", "New users"),
    ];
    if scene.has_revenue() {
        columns.extend([table::number("paying", "Paying"), table::money("revenue", "Revenue", currency)]);
    }
    columns
        .extend([table::money("cost", "Cost", currency), table::money("infrastructure", "Infrastructure", currency)]);
    if scene.has_revenue() {
        columns.extend([table::money("profit", "Profit", currency), table::money("cash", "Cash", currency)]);
    }
    let rows = rows.iter().map(|r| table::row(period_cells(scene, r))).collect();
    table::table(
        &format!("by-{name}"),
        &format!("By {name}"),
        "users and cash at the end, the rest over the period",
        columns,
        rows,
        "",
    )
}

fn period_cells(scene: &Scene, row: &PeriodRow) -> Vec<Cell> {
    let currency = scene.currency();
    let mut cells = vec![table::of_span(&row.span), table::of_count(row.registered), table::of_count(row.new_users)];
    if scene.has_revenue() {
        cells.extend([table::of_count(row.paying), table::of_money(row.revenue, currency)]);
    }
    cells.extend([table::of_money(row.cost, currency), table::of_money(row.infrastructure, currency)]);
    if scene.has_revenue() {
        let tone = |m: headroom_engine::money::Money| {
            if m < headroom_engine::money::Money::ZERO { Tone::Bad } else { Tone::Neutral }
        };
        cells.extend([
            table::of_money(row.profit, currency).toned(tone(row.profit)),
            table::of_money(row.cash, currency).toned(tone(row.cash)),
        ]);
    }
    cells
}

/// A sentence with its figures in strong.
pub fn sentence(parts: &[(&str, bool)]) -> Vec<Span> {
    parts
        .iter()
        .filter(|(text, _)| !text.is_empty())
        .map(|(text, strong)| if *strong { Span::strong(*text) } else { Span::plain(*text) })
        .collect()
}

/// "12 months", for headings.
pub fn horizon(scene: &Scene) -> String {
    format::counted(scene.months(), "month", "months")
}
