//! What is uncertain: every assumption that is drawn, what moves together, what wanders, and what is not drawn.

use headroom_engine::form::Found;
use headroom_engine::model::program::VolatilityRule;
use headroom_pages::{Block, Cell, Span, Table};
use headroom_simulation::inputs::{Input, Inputs};

use super::{outcome, view};
use crate::scene::Scene;
use crate::{assumptions, format, table};

/// Rows that a page shows.
const SHOWN: usize = 12;

pub fn blocks(scene: &Scene, inputs: &Inputs) -> Vec<Block> {
    let mut blocks = Vec::new();
    let table = table(scene, inputs);
    if !table.rows.is_empty() {
        blocks.push(table::block(table));
    }
    let sentences = [together(scene), wandering(scene), held(scene, inputs), open(scene, inputs)];
    let text: Vec<String> = sentences.into_iter().flatten().collect();
    if !text.is_empty() {
        blocks.push(Block::Paragraph { text: vec![Span::plain(text.join(" "))] });
    }
    blocks
}

/// The assumptions that bear on the deployment and are drawn for each path.
fn table(scene: &Scene, inputs: &Inputs) -> Table {
    let of = |found: &Found| inputs.position(&found.path).map(|i| &inputs.inputs[i]);
    let row = |found: &Found, input: &Input| {
        let bare = assumptions::without_words(found);
        let percentile = |level: f64| {
            let value = input.distribution.quantile(level);
            Cell::new(view::value(&bare, value, &scene.model.node), format::plain_count(value))
        };
        table::row(vec![
            Cell::text(assumptions::label(found, &scene.model.node)),
            Cell::text(found.quantity.family().name()),
            percentile(0.1),
            percentile(0.5),
            percentile(0.9),
            assumptions::unit(found),
            Cell::text(&found.quantity.source),
        ])
    };
    let mut rows = Vec::new();
    for group in assumptions::groups(&scene.model.quantities, scene.deployed.id, &scene.deployed.rule.label) {
        rows.extend(group.found.into_iter().filter_map(|found| Some(row(found, of(found)?))));
    }
    let columns = vec![
        table::text("assumption", "Assumption"),
        table::text("distribution", "Distribution"),
        table::number("p10", "p10"),
        table::number("p50", "p50"),
        table::number("p90", "p90"),
        table::text("unit", "Unit"),
        table::text("source", "Source"),
    ];
    let subtitle = "each is drawn once for every path; one path in ten is below p10, one in ten above p90";
    table::folded(table::table("uncertain", "What is uncertain", subtitle, columns, rows, ""), SHOWN)
}

fn together(scene: &Scene) -> Option<String> {
    let name = |path: &str| {
        let found = scene.model.quantities.iter().find(|found| found.path == path);
        found.map_or(path.to_owned(), |found| format::lower_first(&assumptions::label(found, &scene.model.node)))
    };
    let pairs = scene.model.program.uncertainty.correlations.iter();
    let pairs: Vec<String> = pairs
        .map(|pair| {
            format!("{} with {} (rank correlation {})", name(&pair.a), name(&pair.b), format::figure(pair.rank))
        })
        .collect();
    (!pairs.is_empty()).then(|| format!("These move together: {}.", format::list(&pairs)))
}

fn wandering(scene: &Scene) -> Option<String> {
    let rule = &scene.model.program.uncertainty;
    let told = |what: &str, rule: Option<VolatilityRule>| {
        let rule = rule?;
        let (push, back) = (format::share(rule.deviation), format::share(rule.reversion));
        Some(format!("{what} is pushed by about {push} each month and comes back by {back} of the way"))
    };
    let told: Vec<String> = [told("growth", rule.growth), told("churn", rule.churn)].into_iter().flatten().collect();
    (!told.is_empty()).then(|| format!("From month to month {}.", format::list(&told)))
}

/// Ranges that a selection policy does not see.
fn held(scene: &Scene, inputs: &Inputs) -> Option<String> {
    let name = |i: usize| format::lower_first(&outcome::assumption(scene, &inputs.inputs[i].path));
    let names: Vec<String> = inputs.held(scene.model).into_iter().map(name).collect();
    (!names.is_empty()).then(|| {
        let values = if names.len() == 1 { "value" } else { "values" };
        let names = format::list(&names);
        format!("How uneven a selection policy leaves its fleet is the same on all paths: that of the likely {values} of {names}.")
    })
}

/// Ranges without a distribution: open to one side, or of something that no path reads.
fn open(scene: &Scene, inputs: &Inputs) -> Option<String> {
    let ranges = scene.model.quantities.iter().filter(|found| found.quantity.is_range());
    let (mut open, mut unread) = (Vec::new(), 0);
    for found in ranges.filter(|found| inputs.position(&found.path).is_none()) {
        match found.quantity.ends() {
            (Some(_), Some(_)) => unread += 1,
            _ => open.push(format::lower_first(&assumptions::label(found, &scene.model.node))),
        }
    }
    let mut text = Vec::new();
    if !open.is_empty() {
        let shown = open.len().min(4);
        let more = open.len() - shown;
        open.truncate(shown);
        if more > 0 {
            open.push(format!("{more} more"));
        }
        text.push(format!("Not drawn, because their ranges have one end only: {}.", format::list(&open)));
    }
    if unread > 0 {
        let ranges = format::counted(unread, "range is", "ranges are");
        text.push(format!("{ranges} not drawn, because no month's figures depend on them."));
    }
    (!text.is_empty()).then(|| text.join(" "))
}
