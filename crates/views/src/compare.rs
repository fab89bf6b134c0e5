//! Compare: every deployment on the same users.

use headroom_pages::{Block, Cell, Page, Span, Table, Tone, Width};

use crate::scene::Scene;
use crate::{format, pictures, table};

pub fn compare(scene: &Scene) -> Page {
    let blocks = vec![
        Block::Paragraph { text: summary(scene) },
        Block::Graphic { graphic: pictures::compare_cost(scene), width: Width::Full },
        table::block(deployments(scene)),
        table::block(crossovers(scene)),
        table::block(cheapest(scene)),
        table::block(by_year(scene)),
    ];
    Page { id: "compare".into(), title: "Compare".into(), blocks }
}

/// Which is cheapest, and when that changes.
pub fn summary(scene: &Scene) -> Vec<Span> {
    let compared = scene.frames.or_nothing(scene.frames.comparison());
    let Some(best) = compared.iter().min_by_key(|c| c.cost) else { return Vec::new() };
    let crossings = scene.frames.or_nothing(scene.frames.crossovers());
    let mut text = vec![
        Span::strong(best.label.clone()),
        Span::plain(format!(" costs least over the horizon, {} in all. ", scene.brief(best.cost))),
    ];
    match crossings.as_slice() {
        [] => text.push(Span::plain("It is the cheapest in every month.")),
        [one] => text.push(Span::plain(format!(
            "The cheapest changes once: from {} to {} in {}, at {} users.",
            label(scene, &one.from),
            label(scene, &one.to),
            format::month(one.month),
            format::count(one.registered)
        ))),
        many => text.push(Span::plain(format!(
            "The cheapest changes {} times; first from {} to {} in {}, at {} users.",
            many.len(),
            label(scene, &many[0].from),
            label(scene, &many[0].to),
            format::month(many[0].month),
            format::count(many[0].registered)
        ))),
    }
    let small: Vec<String> = compared
        .iter()
        .filter(|c| c.breaches > 0)
        .map(|c| format!("{} in {}", c.label, format::counted(c.breaches, "month", "months")))
        .collect();
    if !small.is_empty() {
        text.push(Span::plain(format!(" Not large enough: {}.", format::list(&small))));
    }
    text
}

fn label<'a>(scene: &'a Scene, id: &'a str) -> &'a str {
    scene.model.program.deployments.get(id).map_or(id, |d| d.label.as_str())
}

/// One row per deployment: cost, per user, margin, break-even, months in which it is cheapest, what it lacks.
pub fn deployments(scene: &Scene) -> Table {
    let currency = scene.currency();
    let revenue = scene.has_revenue();
    let rows = scene.frames.or_nothing(scene.frames.comparison()).into_iter().map(|c| {
        let even = scene.projection.break_even.get(&c.id).and_then(|b| b.operating.first()).map(|r| *r.start());
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
        cells.push(Cell::text(months(scene, &c.cheapest)));
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

/// Months as stretches: "months 1 to 21, 28 to 36".
fn months(scene: &Scene, found: &[usize]) -> String {
    let mut stretches: Vec<(usize, usize)> = Vec::new();
    for &t in found {
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == t => *last = t,
            _ => stretches.push((t, t)),
        }
    }
    if stretches.len() == 1 && stretches[0] == (1, scene.months()) {
        return "every month".into();
    }
    let words: Vec<String> =
        stretches.iter().map(|(a, b)| if a == b { format!("{a}") } else { format!("{a} to {b}") }).collect();
    if words.is_empty() { "never".into() } else { format!("months {}", words.join(", ")) }
}

fn crossovers(scene: &Scene) -> Table {
    let currency = scene.currency();
    let rows = scene.frames.or_nothing(scene.frames.crossovers()).into_iter().map(|c| {
        table::row(vec![
            Cell::new(format::month(c.month), c.month.to_string()),
            Cell::text(label(scene, &c.from)),
            Cell::text(label(scene, &c.to)),
            table::of_count(c.registered),
            table::of_money(c.cost, currency),
        ])
    });
    let columns = vec![
        table::text("month", "Month"),
        table::text("from", "From"),
        table::text("to", "To"),
        table::number("users", "Users then"),
        table::money("cost", "Cost then", currency),
    ];
    table::table(
        "crossovers",
        "Crossovers",
        "months in which another deployment becomes the cheapest",
        columns,
        rows.collect(),
        "The same deployment is the cheapest in every month.",
    )
}

/// Cost of each deployment by month, the cheapest marked.
fn cheapest(scene: &Scene) -> Table {
    by_month(scene, "cost-by-month", "Cost by month")
}

fn by_month(scene: &Scene, id: &str, title: &str) -> Table {
    let currency = scene.currency();
    let best = scene.frames.or_nothing(scene.frames.cheapest_by_month());
    let mut columns = vec![table::text("month", "Month"), table::number("users", "Users")];
    columns.extend(scene.model.program.deployments.iter().map(|(id, d)| table::money(id, &d.label, currency)));
    let rows = best.iter().map(|b| {
        let mut cells = vec![Cell::new(format::month(b.month), b.month.to_string()), table::of_count(b.registered)];
        cells.extend(scene.projection.outcomes.iter().map(|(id, o)| {
            table::of_money_brief(o.cost[b.t - 1], currency).toned(if *id == b.deployment {
                Tone::Good
            } else {
                Tone::Neutral
            })
        }));
        table::row(cells)
    });
    table::table(id, title, "the cheapest of each month in green", columns, rows.collect(), "")
}

/// Cost of each deployment by year.
fn by_year(scene: &Scene) -> Table {
    let currency = scene.currency();
    let ids: Vec<&String> = scene.model.program.deployments.keys().collect();
    let series: Vec<_> =
        ids.iter().map(|id| scene.frames.or_nothing(scene.frames.periods(id, headroom_frames::Period::Year))).collect();
    let mut columns = vec![table::text("deployment", "Deployment")];
    columns.extend(series.first().into_iter().flatten().map(|r| table::of_period("cost", &r.span, currency)));
    let rows = ids.iter().zip(&series).map(|(id, rows)| {
        let mut cells = vec![Cell::text(label(scene, id))];
        cells.extend(rows.iter().map(|r| table::of_money_brief(r.cost, currency)));
        table::row(cells)
    });
    table::table(
        "cost-by-year",
        "Cost by year",
        "calendar years; the first and last may be part of one",
        columns,
        rows.collect(),
        "",
    )
}
