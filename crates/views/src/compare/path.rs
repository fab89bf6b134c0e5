//! The cheapest path through deployments over time: when to move, what moving costs, and what it saves.

use headroom_engine::decide::route::{Move, Route, Routes, routes};
use headroom_engine::money::Money;
use headroom_pages::{Block, Cell, RowStyle, Span, Table, TableRow, Tone, Width};

use crate::scene::Scene;
use crate::{format, pictures, table};

/// The cheapest path in a sentence, a drawing and two tables; nothing for a model with one deployment.
pub fn path(scene: &Scene) -> Vec<Block> {
    let program = &scene.model.program;
    if program.deployments.len() < 2 {
        return Vec::new();
    }
    let Some(found) = routes(program, &program.params, &scene.projection.outcomes) else { return Vec::new() };
    let mut blocks = vec![Block::Paragraph { text: sentence(scene, &found) }];
    blocks.extend(unstated(scene, &found));
    let paths = [("From today's deployment", &found.from_first), ("Chosen freely", &found.free)];
    let graphic = pictures::paths(scene, &paths.map(|(name, route)| (name, &route.by_month[..])));
    blocks.push(Block::Graphic { graphic, width: Width::Full });
    blocks.push(table::block(moves(scene, &paths)));
    blocks.push(table::block(totals(scene, &found)));
    blocks
}

/// A deployment by its place in the model.
fn label<'a>(scene: &'a Scene, index: usize) -> &'a str {
    scene.model.program.deployments.get_index(index).map_or("", |(_, d)| d.label.as_str())
}

fn sentence(scene: &Scene, found: &Routes<Money>) -> Vec<Span> {
    let route = &found.from_first;
    let today = label(scene, 0);
    let stayed = route.held.first().copied().unwrap_or_default();
    let months = months_of(scene.months());
    let mut text = if route.moves.is_empty() {
        vec![
            Span::plain("The cheapest path from today's deployment is to "),
            Span::strong(format!("stay with {today}")),
            Span::plain(format!(": {} over {months}. ", scene.brief(route.total))),
        ]
    } else {
        let moves: Vec<String> =
            route.moves.iter().map(|m| format!("to {} in {}", label(scene, m.to), scene.month(m.month))).collect();
        let saved = stayed.cost - route.total;
        let small = || format!("would be too small in {}", months_of(stayed.breaches));
        let than_staying = match (stayed.breaches > route.breaches, saved > Money::ZERO) {
            (false, _) => format!("{} less than staying", scene.brief(saved)),
            (true, true) => format!("{} less than staying, which {}", scene.brief(saved), small()),
            (true, false) => format!("where {today} {}", small()),
        };
        vec![
            Span::plain(format!("From {today} the cheapest path ")),
            Span::strong(format!("moves {}", format::list(&moves))),
            Span::plain(format!(": {} over {months}, moves included, {than_staying}. ", scene.brief(route.total))),
        ]
    };
    text.push(Span::plain(freely(scene, found)));
    if route.breaches > 0 {
        let months = months_of(route.breaches);
        text.push(Span::plain(format!(" In {months} what runs on it cannot hold the load; no path does better.")));
    }
    text
}

fn freely(scene: &Scene, found: &Routes<Money>) -> String {
    let (from_first, free) = (&found.from_first, &found.free);
    match free.by_month.first() {
        // Of what costs the same the one with fewer moves is taken.
        Some(first) if *first != 0 && (free.breaches, free.total) < (from_first.breaches, from_first.total) => {
            let total = scene.brief(free.total);
            let better = match from_first.breaches - free.breaches {
                0 => format!(", {} less again", scene.brief(from_first.total - free.total)),
                months => format!(" and be large enough in {} more", months_of(months)),
            };
            format!("Beginning with {} instead would cost {total}{better}.", label(scene, *first))
        }
        _ => "No other deployment would be a cheaper beginning.".into(),
    }
}

fn months_of(n: usize) -> String {
    format::counted(n, "month", "months")
}

/// Moves that the model says nothing about.
fn unstated(scene: &Scene, found: &Routes<Money>) -> Option<Block> {
    let names: Vec<String> = found.unstated.iter().map(|i| label(scene, *i).to_owned()).collect();
    let text =
        format!("Moving to {} is taken to cost nothing: the model does not say what it takes.", format::list(&names));
    (!names.is_empty()).then(|| Block::Notice { tone: Tone::Warn, text: vec![Span::plain(text)] })
}

/// Every move of both paths.
fn moves(scene: &Scene, paths: &[(&str, &Route<Money>)]) -> Table {
    let currency = scene.currency();
    let row = |m: &Move<Money>| {
        table::row(vec![
            Cell::new(scene.month(m.month), scene.model.program.month(m.month).to_string()),
            Cell::text(label(scene, m.from)),
            Cell::text(label(scene, m.to)),
            table::of_money(m.cost, currency),
            table::of_count((m.month - m.begins) as f64),
        ])
    };
    let mut rows: Vec<TableRow> = Vec::new();
    for (name, route) in paths.iter().filter(|(_, route)| !route.moves.is_empty()) {
        rows.push(table::group(*name, 5));
        rows.extend(route.moves.iter().map(row));
    }
    let columns = vec![
        table::text("month", "Month"),
        table::text("from", "From"),
        table::text("to", "To"),
        table::money("moving", "Cost of moving", currency),
        table::number("overlap_months", "Overlap, months"),
    ];
    table::table(
        "cheapest-path",
        "Cheapest path over time",
        "moving is its price, its work, and the new deployment while the old one still runs",
        columns,
        rows,
        "No move pays within the horizon.",
    )
}

/// What each path costs, beside staying with each deployment.
fn totals(scene: &Scene, found: &Routes<Money>) -> Table {
    let currency = scene.currency();
    let least = &found.free;
    let row = |name: &str, total: Money, breaches: usize, style: RowStyle| {
        // What is too small for longer saves nothing.
        let more = match breaches > least.breaches && total < least.total {
            true => table::nothing(),
            false => table::of_money(total - least.total, currency),
        };
        let small = match breaches {
            0 => Cell::new("never", "0"),
            n => Cell::new(months_of(n), n.to_string()).toned(Tone::Bad),
        };
        table::styled(vec![Cell::text(name), table::of_money(total, currency), more, small], style)
    };
    let path = |name: &str, route: &Route<Money>, style| row(name, route.total, route.breaches, style);
    let mut rows = vec![
        path("Cheapest, chosen freely", &found.free, RowStyle::Plain),
        path(&format!("Cheapest from {}", label(scene, 0)), &found.from_first, RowStyle::Highlight),
    ];
    let held = found.free.held.iter().enumerate();
    rows.extend(
        held.map(|(i, held)| {
            row(&format!("{} throughout", label(scene, i)), held.cost, held.breaches, RowStyle::Plain)
        }),
    );
    let columns = vec![
        table::text("path", "Path"),
        table::money("total", &format!("{} months", scene.months()), currency),
        table::money("more", "More than the cheapest", currency),
        table::number("months_too_small", "Too small"),
    ];
    let subtitle = "what differs between deployments: components and cost lines of their own";
    table::table("path-totals", "Cost of each path", subtitle, columns, rows, "")
}
