//! A law's figures with their intervals, what it predicts, and the points it is fitted to.

use headroom_engine::capacity::measured::{LoadPoint, Study};
use headroom_engine::capacity::usl::{Fit, Interval, Intervals};
use headroom_engine::quantity::{Count, PerSecond, Seconds};
use headroom_pages::{Cell, Table, TableRow, Tone};

use super::CONFIDENCE;
use crate::table;

/// Requests at once of which predictions are listed, as far as twice the largest load.
const ROUND: [f64; 13] = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4];
/// Shares of the highest throughput for which the load is listed.
const SHARES: [f64; 5] = [0.5, 0.7, 0.8, 0.9, 0.95];

/// σ, κ, λ and the peak, each with its interval.
pub fn law(id: &str, study: &Study) -> Option<Table> {
    let fit = study.fit().ok()?;
    let columns = vec![
        table::text("figure", "Figure"),
        table::number("estimate", "Estimate"),
        table::number("low_95", "95 % from"),
        table::number("high_95", "to"),
        table::text("unit", "Unit"),
        table::text("meaning", "What it is"),
    ];
    let subtitle = "X(N) = λN / (1 + σ(N − 1) + κN(N − 1)), fitted by least squares with σ and κ of 0 or more";
    Some(table::table(id, "Universal Scalability Law", subtitle, columns, figures(fit), ""))
}

fn figures(fit: &Fit) -> Vec<TableRow> {
    let all = fit.intervals(CONFIDENCE);
    let ends = |of: fn(&Intervals) -> (f64, Option<f64>)| all.as_ref().map(of);
    let (law, peak) = (fit.law, fit.law.peak());
    let mut rows = vec![
        row("λ", law.rate().get(), ends(|i| pair(i.rate, PerSecond::get)), "/s", "throughput of one request at a time"),
        row(
            "σ",
            law.contention().get(),
            ends(|i| pair(i.contention, |c| c.get())),
            "",
            "contention: the share of work that only one can do at a time",
        ),
        row(
            "κ",
            law.coherency().get(),
            ends(|i| pair(i.coherency, |c| c.get())),
            "",
            "coherency: the cost of each pair in agreement",
        ),
    ];
    if let Some(peak) = peak {
        let reached = all.as_ref().and_then(|i| i.peak_throughput).map(|i| pair(i, PerSecond::get));
        rows.push(row(
            "N*",
            peak.concurrency.get(),
            ends(|i| pair(i.peak_concurrency, Count::get)),
            "at once",
            "the load with the most throughput",
        ));
        rows.push(row("X(N*)", peak.throughput.get(), reached, "/s", "the most throughput"));
    } else if let Some(ceiling) = law.ceiling() {
        rows.push(row("λ / σ", ceiling.get(), None, "/s", "what throughput nears and never reaches"));
    }
    rows.extend(fit.r_squared.map(|r| row("R²", r.get(), None, "", "the share of the variance that the law explains")));
    rows.extend(
        fit.residual_sd.map(|s| row("s", s.get(), None, "/s", "standard deviation of the measurements around the law")),
    );
    rows
}

fn pair<Q: Copy>(interval: Interval<Q>, value: impl Fn(Q) -> f64) -> (f64, Option<f64>) {
    (value(interval.low), interval.high.map(value))
}

fn row(figure: &str, estimate: f64, ends: Option<(f64, Option<f64>)>, unit: &str, meaning: &str) -> TableRow {
    let (low, high) = match ends {
        None => (table::nothing(), table::nothing()),
        Some((low, high)) => (table::of_figure(low), high.map_or(Cell::new("no end", ""), table::of_figure)),
    };
    table::row(vec![Cell::text(figure), table::of_figure(estimate), low, high, Cell::text(unit), Cell::text(meaning)])
}

/// X(N) and R(N) at round loads, with bounds.
pub fn predictions(study: &Study) -> Option<Table> {
    let fit = study.fit().ok()?;
    let largest = fit.largest_load.get();
    let rows = ROUND.into_iter().filter(|n| *n <= 2.0 * largest).map(|n| {
        let found = fit.predict(Count::saturating(n), CONFIDENCE);
        let low = found.mean.map_or(table::nothing(), |i| table::of_figure(i.low.get()));
        let high = found
            .mean
            .map_or(table::nothing(), |i| i.high.map_or(Cell::new("no end", ""), |h| table::of_figure(h.get())));
        let beyond =
            if n > largest { Cell::text("beyond what was measured").toned(Tone::Warn) } else { Cell::text("") };
        table::row(vec![
            table::of_figure(n),
            table::of_figure(found.throughput.get()),
            low,
            high,
            of_ms(found.response_time),
            beyond,
        ])
    });
    let columns = vec![
        table::number("concurrency", "Requests at once"),
        table::number("throughput_per_s", "Throughput, /s"),
        table::number("low_95_per_s", "95 % from, /s"),
        table::number("high_95_per_s", "to, /s"),
        table::number("mean_response_ms", "Mean response, ms"),
        table::text("remark", ""),
    ];
    let subtitle = "what the law says of a load: X(N), and R(N) by Little's law";
    Some(table::table("predicted-throughput", "Throughput by load", subtitle, columns, rows.collect(), ""))
}

/// N(X): the load at which a throughput is reached, and the one past the peak at which it is lost again.
pub fn loads(study: &Study) -> Option<Table> {
    let law = study.fit().ok()?.law;
    let most = law.ceiling()?.get();
    let rows = SHARES.into_iter().map(|share| {
        let throughput = PerSecond::saturating(share * most);
        let load = |n: Option<Count>| n.map_or(table::nothing(), |n| table::of_figure(n.get()));
        let response = law.response_time_at(throughput);
        table::row(vec![
            table::of_share(share),
            table::of_figure(throughput.get()),
            load(law.concurrency(throughput)),
            load(law.concurrency_past_peak(throughput)),
            response.map_or(table::nothing(), of_ms),
        ])
    });
    let columns = vec![
        table::number("share_of_most", "Of the most"),
        table::number("throughput_per_s", "Throughput, /s"),
        table::number("concurrency", "Reached at, at once"),
        table::number("concurrency_past_peak", "Lost again at, at once"),
        table::number("mean_response_ms", "Mean response, ms"),
    ];
    Some(table::table(
        "load-by-throughput",
        "Load by throughput",
        "N(X), the law's inverse",
        columns,
        rows.collect(),
        "",
    ))
}

/// The points as measured, beside the law.
pub fn points(id: &str, source: &str, study: &Study) -> Table {
    let law = study.fit().ok().map(|fit| fit.law);
    let rows = study.points().iter().map(|point| {
        let fitted = law.zip(point.concurrency).map(|(law, n)| law.throughput(n).get());
        let figure = |value: Option<f64>| value.map_or(table::nothing(), table::of_figure);
        let ms = |time: Option<Seconds>| time.map_or(table::nothing(), of_ms);
        table::row(vec![
            figure(point.concurrency.map(Count::get)),
            table::of_figure(point.succeeded().get()),
            figure(fitted),
            ms(point.p50),
            ms(point.p95),
            ms(point.p99),
            failed(point),
        ])
    });
    let columns = vec![
        table::number("concurrency", "Requests at once"),
        table::number("throughput_per_s", "Throughput, /s"),
        table::number("fitted_per_s", "By the law, /s"),
        table::number("p50_ms", "p50, ms"),
        table::number("p95_ms", "p95, ms"),
        table::number("p99_ms", "p99, ms"),
        table::number("failed", "Failed"),
    ];
    let counts = "throughput counts requests that succeeded";
    let subtitle = if source.is_empty() { counts.to_owned() } else { format!("{source}; {counts}") };
    table::table(id, "Measurements", &subtitle, columns, rows.collect(), "The load test has no points.")
}

fn failed(point: &LoadPoint) -> Cell {
    point.failed.map_or(table::nothing(), |share| {
        let tone =
            if share.get() > headroom_engine::capacity::measured::MOST_FAILED { Tone::Warn } else { Tone::Neutral };
        table::of_share(share.get()).toned(tone)
    })
}

fn of_ms(time: Seconds) -> Cell {
    table::of_figure(time.milliseconds())
}
