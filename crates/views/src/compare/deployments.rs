//! Each deployment in a row.

use headroom_pages::{Cell, Table, Tone};

use crate::scene::Scene;
use crate::{format, table};

/// One row per deployment: cost, per user, margin, break-even, months in which it is cheapest, what it lacks.
pub fn deployments(scene: &Scene) -> Table {
    let currency = scene.currency();
    let revenue = scene.has_revenue();
    let rows = scene.frames.or_nothing(scene.frames.comparison()).into_iter().map(|c| {
        let even = scene.projection.break_even.get(&c.id).and_then(|b| b.operating);
        let mut cells = vec![
            Cell::text(&c.label),
            table::of_money_brief(c.first_cost, currency),
            table::of_money_brief(c.last_cost, currency),
            table::of_money_brief(c.cost, currency),
            table::of_ratio(c.cost_per_user, currency),
        ];
        if revenue {
            cells.extend([
                table::of_ratio(c.cost_per_paying, currency),
                c.margin.map_or(table::nothing(), |m| {
                    table::of_share(m).toned(if m < 0.0 { Tone::Bad } else { Tone::Neutral })
                }),
                even.map_or(Cell::new("not in sight", "").toned(Tone::Bad), |t| {
                    Cell::new(scene.month(t), scene.model.program.month(t).to_string())
                }),
            ]);
        }
        cells.push(months(scene, &c.cheapest));
        cells.push(if c.breaches > 0 {
            Cell::new(format::counted(c.breaches, "month", "months"), c.breaches.to_string()).toned(Tone::Bad)
        } else {
            Cell::new("never", "0")
        });
        table::row(cells)
    });
    let mut columns = vec![
        table::text("deployment", "Deployment"),
        table::money("first_month", "First month", currency),
        table::money("last_month", "Last month", currency),
        table::money("total", &format!("{} months", scene.months()), currency),
        table::money("per_user", "Per user, month", currency),
    ];
    if revenue {
        columns.extend([
            table::money("per_payer", "Per payer, month", currency),
            table::number("margin", "Margin"),
            table::text("break_even", "Pays from"),
        ]);
    }
    columns.extend([table::text("cheapest_in", "Cheapest in"), table::number("months_too_small", "Too small")]);
    table::table("deployments", "Deployments", "the same users, load and revenue", columns, rows.collect(), "")
}

/// Months as stretches: "Jan 2026 to Sep 2027, Apr 2028"; for machines `2026-01/2027-09; 2028-04`.
fn months(scene: &Scene, found: &[usize]) -> Cell {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for &t in found {
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == t => *last = t,
            _ => stretches.push((t, t)),
        }
    }
    let iso = |t: usize| scene.model.program.month(t).to_string();
    let named = |(a, b): &(usize, usize)| match a == b {
        true => (scene.month(*a), iso(*a)),
        false => (format!("{} to {}", scene.month(*a), scene.month(*b)), format!("{}/{}", iso(*a), iso(*b))),
    };
    let (words, plain): (Vec<String>, Vec<String>) = stretches.iter().map(named).unzip();
    let text = match stretches.as_slice() {
        [] => "never".into(),
        [all] if *all == (1, scene.months()) => "every month".into(),
        _ => words.join(", "),
    };
    Cell::new(text, plain.join("; "))
}

/// The same in two tables that fit a page of paper: what each costs, and what comes of it.
pub fn in_two(scene: &Scene) -> [Table; 2] {
    let whole = deployments(scene);
    let money =
        |key: &str| ["first_month", "last_month", "total", "per_user", "per_payer"].iter().any(|k| key.starts_with(k));
    let cost = table::with_columns(&whole, |key| key == "deployment" || money(key));
    let outcome = table::with_columns(&whole, |key| !money(key));
    let title = "What comes of each deployment".to_owned();
    [cost, Table { id: "deployments-outcome".into(), title, ..outcome }]
}
