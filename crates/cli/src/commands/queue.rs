//! `headroom queue`: one line before equal servers.

use headroom_app::engine::capacity::queue::{self as mmc, ResponseTarget, SteadyState, erlang_b};
use headroom_app::engine::quantity::{Percentile, Seconds, Servers};
use headroom_app::views::queue;
use serde_json::{Map, Value, json};

use crate::args::Format;
use crate::args::queue::Queue;
use crate::failure::Failure;
use crate::{blocks, json, output};

const PERCENTILES: [(&str, f64); 5] = [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p999", 0.999)];

pub fn run(args: &Queue) -> Result<(), Failure> {
    let asked = mmc::Queue { arrivals: args.arrivals, service_time: args.service, servers: Servers::new(args.servers) };
    match args.format {
        Format::Table => output::text(&blocks::people(&queue::blocks(asked, args.slo))),
        Format::Csv => output::data(blocks::csv(&queue::blocks(asked, args.slo)).as_bytes()),
        Format::Json => json::print(&programs(asked, args.slo)),
    }
}

fn programs(asked: mmc::Queue, slo: Option<ResponseTarget>) -> Value {
    let (offered, servers) = (asked.offered(), asked.servers);
    let steady = asked.steady_state().ok();
    // Above 1 where more arrives than can be served.
    let utilisation = (servers.get() > 0).then(|| offered.get() / f64::from(servers.get()));
    let times = |of: fn(&SteadyState, Percentile) -> Seconds| {
        let steady = steady.as_ref()?;
        let named = PERCENTILES.into_iter().filter_map(|(name, p)| Some((name, Percentile::new(p).ok()?)));
        Some(named.map(|(name, p)| (name.to_owned(), milliseconds(of(steady, p)))).collect::<Map<_, _>>())
    };
    json!({
        "arrivals_per_second": json::count(asked.arrivals.get()),
        "service_ms": milliseconds(asked.service_time),
        "servers": servers.get(),
        "offered_erlangs": json::count(offered.get()),
        "stable": steady.is_some(),
        "utilisation": utilisation.map(json::count),
        "erlang_b": json::count(erlang_b(offered, servers).get()),
        "erlang_c": steady.map(|steady| json::count(steady.wait_probability().get())),
        "mean_wait_ms": steady.map(|steady| milliseconds(steady.mean_wait())),
        "mean_response_ms": steady.map(|steady| milliseconds(steady.mean_response())),
        "wait_ms": times(|steady, p| steady.wait_percentile(p)),
        "response_ms": times(|steady, p| steady.response_percentile(p)),
        "slo": slo.map(|slo| promise(asked, slo)),
    })
}

fn promise(asked: mmc::Queue, slo: ResponseTarget) -> Value {
    let most = slo.most_arrivals(asked.service_time, asked.servers).map(|most| most.get());
    let headroom = most.filter(|most| *most > 0.0).map(|most| 1.0 - asked.arrivals.get() / most);
    let fewest = slo.fewest_servers(asked.service_time, asked.arrivals);
    json!({
        "percentile": json::count(slo.percentile.get()),
        "within_ms": milliseconds(slo.within),
        "kept": asked.meets(slo),
        "most_arrivals_per_second": most.map(json::count),
        "headroom": headroom.map(json::count),
        "fewest_servers": fewest.map(Servers::get),
    })
}

fn milliseconds(time: Seconds) -> Value {
    json::count(time.milliseconds())
}
