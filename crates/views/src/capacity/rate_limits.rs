//! What rate limits refuse.

use headroom_pages::{Cell, Table, TableRow, Tone};

use crate::scene::Scene;
use crate::{format, table};

/// Rate limits by plan and the share of requests they refuse.
pub fn rate_limits(scene: &Scene) -> Option<Table> {
    use headroom_engine::capacity::rate_limit::{RateLimit, Window, refused_share};
    let params = &scene.model.program.params;
    let rows = scene.model.program.subscription.plans.values().filter_map(|plan| {
        let limit = params.number(plan.rate_limit?);
        let burst = |window| RateLimit { per_minute: limit as u32, window }.worst_burst() as f64;
        let mean = plan.requests_per_minute.map(|n| params.number(n));
        let refused = mean.map(|m| refused_share(limit as u32, headroom_engine::quantity::Count::saturating(m)).get());
        Some(table::row(vec![
            Cell::text(&plan.label),
            table::of_count(limit),
            mean.map_or(table::nothing(), |m| {
                Cell::new(
                    format::exact(headroom_engine::money::decimal_of(m).unwrap_or_default()),
                    format::plain_count(m),
                )
            }),
            refused.map_or(table::nothing(), |r| {
                table::of_share(r).toned(if r > 0.01 { Tone::Warn } else { Tone::Neutral })
            }),
            table::of_count(burst(Window::Fixed)),
            table::of_count(burst(Window::Sliding)),
        ]))
    });
    let rows: Vec<TableRow> = rows.collect();
    let columns = vec![
        table::text("plan", "Plan"),
        table::number("limit_per_minute", "Limit a minute"),
        table::number("mean_per_minute", "Mean a minute"),
        table::number("refused", "Refused"),
        table::number("burst_fixed", "Burst, fixed window"),
        table::number("burst_sliding", "Burst, sliding"),
    ];
    (!rows.is_empty()).then(|| {
        table::table(
            "rate-limits",
            "Rate limits",
            "share of an active user's requests refused, with Poisson arrivals in a one-minute window",
            columns,
            rows,
            "",
        )
    })
}
