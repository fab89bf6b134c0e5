//! Answers that belong to no page: a load test, a queue, a question, an imported price list.

use headroom_engine::capacity::measured::{LoadPoint, Study};
use headroom_engine::capacity::queue::{Queue, ResponseTarget};
use headroom_engine::catalog::{Catalog, Import, MergePolicy};
use headroom_engine::decide::ask::{self, Ask};
use headroom_engine::money::Currency;
use headroom_engine::quantity::{Count, PerSecond, Percentile, Seconds, Servers, Share};
use headroom_pages::Block;
use headroom_views::{ask as asking, fit, prices, queue};
use rstest::rstest;

use crate::world::{World, markdown};

fn point(concurrency: f64, throughput: f64, p95_ms: f64) -> LoadPoint {
    LoadPoint {
        concurrency: Some(Count::saturating(concurrency)),
        p95: Some(Seconds::saturating(p95_ms / 1000.0)),
        failed: Some(Share::saturating(0.0)),
        ..LoadPoint::new(PerSecond::saturating(throughput))
    }
}

/// Gunther's measurements of a raytracing benchmark on a NUMA machine, *Guerrilla Capacity Planning*, table 5.1.
fn raytracer() -> Study {
    let measured = [(1.0, 20.0), (4.0, 78.0), (8.0, 130.0), (12.0, 170.0), (16.0, 190.0), (20.0, 200.0)];
    let more = [(24.0, 210.0), (28.0, 230.0), (32.0, 260.0), (48.0, 280.0), (64.0, 310.0)];
    Study::new(measured.into_iter().chain(more).map(|(n, x)| point(n, x, 1000.0 * n / x)).collect())
}

#[test]
fn a_load_test_reads_as_recorded() {
    let remarks = ["the test sent no HTTP requests: the points are of its iterations".to_owned()];
    insta::assert_snapshot!("fit", markdown("A load test", fit::blocks(&raytracer(), &remarks)));
}

/// 10/s at every load: σ = 1, κ = 0.
#[test]
fn throughput_that_does_not_change_stays() {
    let points = [1.0, 2.0, 4.0, 8.0].map(|n| point(n, 10.0, 100.0 * n)).to_vec();
    let remarks = ["k6 writes it".to_owned(), "nothing else".to_owned()];
    let text = markdown("Flat", fit::blocks(&Study::new(points), &remarks));
    assert!(text.contains("Throughput stays at **10 requests/s**") && !text.contains("less gets done"), "{text}");
    assert!(text.contains("k6 writes it.") && text.contains("Nothing else."), "{text}");
}

/// What was in euros and what is in dollars are no share of each other.
#[test]
fn a_price_in_another_currency_shows_both() {
    let page = include_str!("../../../engine/tests/prices/hetzner-types.json");
    let list = Import::read(&[page], "2026-11".parse().unwrap(), Some(Currency::USD)).unwrap();
    let text = markdown("Prices", prices::merge(&Catalog::shipped().merged(&list, &MergePolicy::default())));
    let mut prices = text.lines().filter(|line| line.contains("| a month |"));
    assert!(prices.all(|line| line.contains('€') && line.contains('$') && !line.contains('%')), "{text}");
    assert!(text.contains("in another currency than the old, which stays until it is confirmed."), "{text}");
    assert!(!text.contains("so far from the old"), "{text}");
}

#[rstest]
#[case("without a law", vec![point(1.0, 20.0, 50.0), point(2.0, 39.0, 52.0)])]
#[case("without concurrency", vec![LoadPoint::new(PerSecond::saturating(120.0))])]
#[case("without points", Vec::new())]
fn a_load_test_says_what_is_missing(#[case] name: &str, #[case] points: Vec<LoadPoint>) {
    let text = markdown(name, fit::blocks(&Study::new(points), &[]));
    insta::assert_snapshot!(format!("fit {name}"), text);
}

fn queued(arrivals: f64, servers: u32, p95_ms: Option<f64>) -> Vec<Block> {
    let within = |ms: f64| ResponseTarget { percentile: Percentile::P95, within: Seconds::saturating(ms / 1000.0) };
    let queue = Queue {
        arrivals: PerSecond::saturating(arrivals),
        service_time: Seconds::saturating(0.1),
        servers: Servers::new(servers),
    };
    queue::blocks(queue, p95_ms.map(within))
}

#[rstest]
#[case("kept", queued(25.0, 4, Some(500.0)))]
#[case("missed", queued(39.0, 4, Some(300.0)))]
#[case("impossible", queued(1.0, 4, Some(50.0)))]
#[case("saturated", queued(45.0, 4, Some(300.0)))]
#[case("without a promise", queued(25.0, 4, None))]
fn a_queue_reads_as_recorded(#[case] name: &str, #[case] blocks: Vec<Block>) {
    insta::assert_snapshot!(format!("queue {name}"), markdown(name, blocks));
}

#[rstest]
#[case("yes", 20.0)]
#[case("degraded", 45.0)]
#[case("no", 500.0)]
fn a_question_reads_as_recorded(#[case] name: &str, #[case] users: f64) {
    let world = World::shipped("securewave-vpn");
    let question = Ask { demand: [("concurrent_users".to_owned(), users)].into_iter().collect(), ..Ask::default() };
    let text = world.look("", |scene| {
        let reply = ask::ask(scene.model, scene.projection, scene.deployed.id, &question).expect("an answer");
        markdown(name, asking::blocks(scene, &question, &reply))
    });
    insta::assert_snapshot!(format!("ask {name}"), text);
}

/// The plan starts on B1 and is on P1V2 by the day it is looked at.
#[test]
fn a_question_of_today_is_of_the_tiers_of_today() {
    let world = World::shipped("securewave-vpn");
    let text = world.look("", |scene| {
        let demand = [("concurrent_users".to_owned(), 100.0)].into_iter().collect();
        let question = asking::of_today(scene, demand);
        let reply = ask::ask(scene.model, scene.projection, scene.deployed.id, &question).expect("an answer");
        markdown("today", asking::blocks(scene, &question, &reply))
    });
    assert!(text.contains("In Nov 2026, with App Service P1V2"), "{text}");
    assert!(!text.contains("B1"), "{text}");
}

#[test]
fn an_imported_list_reads_as_recorded() {
    let list = include_str!("../../../engine/tests/prices/linode-types.json");
    let import = Import::read(&[list], "2026-11-20".parse().expect("a date"), None).expect("a price list");
    let merge = Catalog::shipped().merged(&import, &MergePolicy::default());
    let text = markdown("An imported list", prices::merge(&merge));
    insta::assert_snapshot!("merge", text);
}
