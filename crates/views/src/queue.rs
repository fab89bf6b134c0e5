//! One queue before equal servers: how busy they are, who waits how long, and whether a promise is kept.

use headroom_engine::capacity::queue::{Queue, ResponseTarget, SteadyState, erlang_b};
use headroom_engine::money::decimal_of;
use headroom_engine::quantity::{PerSecond, Percentile, Seconds, Servers};
use headroom_pages::{Block, Cell, Span, Table, TableRow, Tone};

use crate::{format, table};

/// The percentiles that are shown whatever is promised.
const SHOWN: [f64; 4] = [0.5, 0.9, 0.95, 0.99];

/// A queue in a sentence and a table; with a promise, whether it is kept and how much more load would keep it.
pub fn blocks(queue: Queue, promise: Option<ResponseTarget>) -> Vec<Block> {
    vec![Block::Paragraph { text: sentence(queue, promise) }, table::block(figures(queue, promise))]
}

fn sentence(queue: Queue, promise: Option<ResponseTarget>) -> Vec<Span> {
    let servers = format::counted(queue.servers.get() as usize, "server", "servers");
    let Ok(steady) = queue.steady_state() else {
        let enough = queue.offered().get().floor() + 1.0;
        let is = if enough == 1.0 { "is" } else { "are" };
        let mut text = vec![
            Span::plain(format!("{servers} cannot serve all that arrives, so the queue grows without end. ")),
            Span::strong(format!("At least {} {is} needed", format::count(enough))),
            Span::plain("."),
        ];
        text.extend(promise.and_then(|promise| beyond_all(queue, promise)));
        return text;
    };
    let busy = format::share(steady.utilisation().get());
    let percentile = promise.map_or(Percentile::P95, |p| p.percentile);
    let mut text = vec![
        Span::plain(format!("{servers}, busy {busy} of the time: ")),
        Span::strong(format!("{} is {}", name(percentile), time(steady.response_percentile(percentile)))),
        Span::plain("."),
    ];
    if let Some(promise) = promise {
        let kept = if queue.meets(promise) { "kept" } else { "missed" };
        text.push(Span::plain(format!(" The promise of {} is ", promised(promise))));
        text.push(Span::strong(kept));
        text.push(Span::plain("."));
        text.extend(beyond_all(queue, promise));
    }
    text
}

/// Why no number of servers keeps a promise: a request that never waits takes too long by itself.
fn beyond_all(queue: Queue, promise: ResponseTarget) -> Option<Span> {
    let idle = Queue { arrivals: PerSecond::new(0.0).ok()?, servers: Servers::new(1), ..queue };
    if idle.meets(promise) {
        return None;
    }
    let alone = time(idle.steady_state().ok()?.response_percentile(promise.percentile));
    let text = format!(" No number of servers keeps it: without any wait {} is {alone}.", name(promise.percentile));
    Some(Span::plain(text))
}

fn figures(queue: Queue, promise: Option<ResponseTarget>) -> Table {
    let mut rows = load(queue);
    if let Ok(steady) = queue.steady_state() {
        rows.extend(times(&steady));
    }
    rows.extend(promise.into_iter().flat_map(|promise| kept(queue, promise)));
    let columns = vec![
        table::text("measure", "Measure"),
        table::number("value", "Value"),
        table::text("unit", "Unit"),
        table::text("meaning", "What it is"),
    ];
    let subtitle = "random arrivals and service times, one line, first come first served (M/M/c)";
    table::table("queue", "Queue", subtitle, columns, rows, "")
}

fn row(measure: &str, value: Option<f64>, unit: &str, meaning: &str) -> TableRow {
    let value = value.map_or(table::nothing(), table::of_figure);
    table::row(vec![Cell::text(measure), value, Cell::text(unit), Cell::text(meaning)])
}

fn load(queue: Queue) -> Vec<TableRow> {
    let (offered, servers) = (queue.offered(), queue.servers);
    let waits = queue.steady_state().ok().map(|steady| steady.wait_probability().get());
    vec![
        table::group("Load", 4),
        row("Arrivals", Some(queue.arrivals.get()), "/s", "requests that arrive"),
        row("Service time", Some(queue.service_time.milliseconds()), "ms", "one request on one server, mean"),
        row("Servers", Some(f64::from(servers.get())), "", "requests served at once"),
        row("Offered load", Some(offered.get()), "erlangs", "arrivals × service time"),
        row("Utilisation", percent(Some(offered.get() / servers.capacity().get())), "%", "offered load / servers"),
        row("Wait", percent(waits), "%", "requests that find every server busy and wait (Erlang C)"),
        row(
            "Lost without a line",
            percent(Some(erlang_b(offered, servers).get())),
            "%",
            "requests refused if none may wait (Erlang B)",
        ),
    ]
}

fn percent(share: Option<f64>) -> Option<f64> {
    share.map(|share| share * 100.0).filter(|percent| percent.is_finite())
}

fn times(steady: &SteadyState) -> Vec<TableRow> {
    let ms = |time: Seconds| Some(time.milliseconds());
    let mut rows = vec![
        table::group("Time", 4),
        row("Mean wait", ms(steady.mean_wait()), "ms", "before service, over all requests"),
        row("Mean response", ms(steady.mean_response()), "ms", "wait and service"),
    ];
    for percentile in SHOWN.into_iter().filter_map(|p| Percentile::new(p).ok()) {
        let of = format!("{} of 100 requests stay within it", of_hundred(percentile));
        let name = name(percentile);
        rows.push(row(&format!("{name} wait"), ms(steady.wait_percentile(percentile)), "ms", &of));
        rows.push(row(&format!("{name} response"), ms(steady.response_percentile(percentile)), "ms", &of));
    }
    rows
}

fn kept(queue: Queue, promise: ResponseTarget) -> Vec<TableRow> {
    let most = promise.most_arrivals(queue.service_time, queue.servers).map(|rate| rate.get());
    let fewest =
        promise.fewest_servers(queue.service_time, queue.arrivals).map(|servers: Servers| f64::from(servers.get()));
    let headroom = most.filter(|most| *most > 0.0).map(|most| 1.0 - queue.arrivals.get() / most);
    let verdict = if queue.meets(promise) { ("kept", Tone::Good) } else { ("missed", Tone::Bad) };
    let within = promise.within.milliseconds();
    vec![
        table::group(format!("Promise: {}", promised(promise)), 4),
        row("Promised", Some(within), "ms", &format!("{} response, at the most", name(promise.percentile))),
        table::row(vec![
            Cell::text("Promise"),
            Cell::text(verdict.0).toned(verdict.1),
            Cell::text(""),
            Cell::text("at these arrivals"),
        ]),
        row("Most arrivals", most, "/s", "the largest rate that keeps it"),
        row("Headroom", percent(headroom), "%", "1 − arrivals / most arrivals"),
        row("Fewest servers", fewest, "", "the fewest that keep it at these arrivals"),
    ]
}

/// "p95 within 300 ms".
fn promised(promise: ResponseTarget) -> String {
    format!("{} within {}", name(promise.percentile), time(promise.within))
}

fn time(time: Seconds) -> String {
    format::milliseconds(time.milliseconds())
}

/// "p95", "p99.9".
pub fn name(percentile: Percentile) -> String {
    format!("p{}", of_hundred(percentile))
}

/// "99.9".
fn of_hundred(percentile: Percentile) -> String {
    let percent = decimal_of(percentile.get() * 100.0).unwrap_or_default();
    format::exact(percent.round_dp(4))
}
