//! Examples worked by hand from rows of the shipped catalogue.

use headroom_engine::Model;
use headroom_engine::catalog::ExchangeRates;
use headroom_engine::diagnostic::Code;
use headroom_engine::model::file::Service;
use headroom_engine::model::price_book::PriceBook;
use headroom_engine::money::{Currency, Money};
use headroom_engine::quantity::Seconds;
use headroom_engine::sizing::{Omission, Reason, Sizing, Term, Way, Wishes, apart, totals};
use rust_decimal::Decimal;
use serde_json::json;

use crate::model::{Case, catalog, component, memory, money, pick, plan, reason, shipped, wishes};

fn web(users: &[f64]) -> Case {
    Case::new(users, memory(), component("app_service", &["memory"]), json!({}))
}

fn eastus() -> Wishes {
    Wishes { regions: vec!["eastus".into()], autoscale: false, ..wishes("azure") }
}

/// A B1 has 1750 MB: (1750 − 750) / 20 = 50 users, 35 at 70 %. F1 with 1000 MB holds 12, 8.4 at 70 %; B3 with 7000 MB
/// 312, 218.4 at 70 %.
#[test]
fn the_cheapest_plan_and_count() {
    let case = web(&[5.0, 100.0, 110.0]);
    let sizing = case.size(shipped(), &eastus());
    let picks: Vec<(&str, u32, Money)> =
        (1..=3).map(|t| pick(&sizing, t)).map(|p| (p.plan.plan.as_str(), p.instances, p.cost.total())).collect();
    // 100 / 35 is 3 × 12.41; 110 / 35 would be 4, and B1 ends at 3.
    assert_eq!(picks, [("F1", 1, money("0.00")), ("B1", 3, money("37.23")), ("B3", 1, money("48.91"))]);
    assert!((pick(&sizing, 2).utilisation.get() - 100.0 / 150.0).abs() < 1e-12);
}

#[test]
fn every_other_plan_says_why_not() {
    let case = web(&[110.0]);
    let table = case.size(shipped(), &eastus()).table("azure", 1);
    let need = case.requirement().needs[0];
    assert_eq!(reason(&table, "azure-appservice-b1-linux-eastus"), Reason::InstancesMax { need, needed: 4, most: 3 });
    assert_eq!(reason(&table, "azure-appservice-f1-linux-eastus"), Reason::InstancesMax { need, needed: 14, most: 1 });
    assert_eq!(reason(&table, "azure-appservice-b1-linux-westeurope"), Reason::Region { sold_in: Some("westeurope") });
    assert_eq!(reason(&table, "azure-pgflex-b1ms-eastus"), Reason::Service { sold_as: "postgres" });
    let cheapest: Vec<&str> = table.feasible.iter().take(3).map(|p| p.plan.plan.as_str()).collect();
    // 48.91; B2 holds 137 × 0.7 = 95.9, so two at 49.64; one P0v4 (162 × 0.7 = 113.4) at 53.29
    assert_eq!(cheapest, ["B3", "B2", "P0v4"]);
}

#[test]
fn how_much_is_short() {
    let mut requirement = web(&[110.0]);
    requirement.model.program.deployments[0].components[0].tiers[0].max = 2;
    let sizing = requirement.size(shipped(), &eastus());
    let reason = reason(&sizing.table("azure", 1), "azure-appservice-b1-linux-eastus");
    let Reason::Short { demand, holds, instances, .. } = reason else { panic!("{reason:?}") };
    assert_eq!((demand, instances), (110.0, 2));
    assert!((holds - 70.0).abs() < 1e-9 && (reason.short_by().unwrap() - 40.0).abs() < 1e-9);
    assert_eq!(reason.text(&sizing.requirement), "Memory: 2 hold 70, short by 40");
}

/// P0v4: 53.29 a month, 31.42 for a year, 20.251 for three. 12 × 31.42 / 53.29 = 7.08 and 36 × 20.251 / 53.29 = 13.7.
#[test]
fn a_commitment_breaks_even() {
    let case = web(&[100.0; 36]);
    let sizing = case.size(shipped(), &eastus());
    let held = sizing.held("azure");
    let p0v4 = held.iter().find(|h| h.plan.plan == "P0v4").unwrap();
    let commitments = p0v4.commitments.as_ref().unwrap();
    let terms: Vec<_> = commitments.terms.iter().map(|t| (t.term, t.break_even_months, t.pays_from)).collect();
    assert_eq!(terms, [(Term::OneYear, Some(8), Some(1)), (Term::ThreeYears, Some(14), Some(1))]);
    assert_eq!(p0v4.pay_as_you_go, money("1918.44"));
    // 36 bills of 20.25
    assert_eq!((p0v4.total, commitments.purchases.len()), (money("729.00"), 1));
    // Three B1 cost 37.23 a month and no less for longer.
    assert_eq!(held[0].plan.plan, "P0v4");
    let wishes = Wishes { longest_commitment: 0, ..eastus() };
    assert_eq!(case.size(shipped(), &wishes).held("azure")[0].total, money("1340.28"));
}

/// The day has 12 hours at its peak of 1.5 and 12 at 0.5. 300 users at the peak are 3 × P0v3 (162 × 0.7 = 113.4 each),
/// and 100 at night are one: 12 × 3 + 12 × 1 = 48 instance-hours a day, 1460 a month at 0.0775.
#[test]
fn instances_follow_the_day() {
    let day: Vec<f64> = (0..24).map(|hour| if hour < 12 { 1.5 } else { 0.5 }).collect();
    let mut case = web(&[300.0]);
    case.model.program.day = headroom_engine::model::program::DayCurve::new(day.try_into().unwrap());
    let sizing = case.size(shipped(), &Wishes { regions: vec!["eastus".into()], ..wishes("azure") });
    let table = sizing.table("azure", 1);
    let p0v3 = table.feasible.iter().find(|p| p.plan.plan == "P0v3").unwrap();
    assert_eq!((p0v3.way, p0v3.instances, p0v3.mean_instances), (Way::Autoscaled, 3, 2.0));
    assert_eq!(p0v3.fewest_instances, 1);
    assert_eq!((p0v3.cost.total(), p0v3.fixed), (money("113.15"), money("169.74")));
    let b3 = table.feasible.iter().find(|p| p.plan.plan == "B3").unwrap();
    assert_eq!((b3.way, b3.cost.total(), b3.fewest_instances), (Way::Fixed, b3.fixed, b3.instances));
}

/// 100 GB are kept at 70 %: 142.857 GB at 0.115. The least that can be bought is 32 GB.
#[test]
fn storage_is_bought_beside_a_database() {
    let limits = json!({ "disk": { "kind": "quota", "label": "Disk", "driver": "stored", "resource": "disk" } });
    let mut part = component("postgres", &["disk"]);
    part["ladder"]["any"]["instances"] = json!({ "max": 1 });
    let case = Case::new(&[100.0, 5.0], limits, part, json!({}));
    let sizing = case.size(shipped(), &eastus());
    let cost = pick(&sizing, 1).cost;
    assert_eq!((cost.plan, cost.storage), (money("12.41"), money("16.43")));
    assert_eq!(pick(&sizing, 2).cost.storage, money("3.68"));
    let sizing = case.size(shipped(), &wishes("linode"));
    // 100 / 0.7 = 142.9 GB are more than the largest has.
    let table = sizing.table("linode", 1);
    assert!(matches!(reason(&table, "linode-pg-g6-standard-4"), Reason::Short { instances: 1, .. }), "{table:?}");
    assert!(sizing.pick("linode", 1).is_none());
    assert_eq!(pick(&sizing, 2).cost.total(), money("16.00"));
}

fn leaving(users: &[f64]) -> Case {
    let usage = json!({ "label": "Web", "service": "compute", "usage": {
        "label": "Web", "plan": "railway-pro", "cpu": "cpu", "memory": "memory", "egress": "leaving"
    } });
    let mut limits = memory();
    limits["cpu"] = json!({ "kind": "cores", "label": "CPU", "driver": "requests", "service_ms": 10 });
    let drivers = json!({ "drivers": {
        "users": { "label": "Users", "unit": "users", "of": "registered", "per": 0.001 },
        "requests": { "label": "Requests", "unit": "requests/s", "of": "registered", "per": 0.001 },
        "leaving": { "label": "Leaving", "unit": "GB/month", "of": "registered", "per": 1, "measure": "monthly" }
    } });
    Case::new(users, limits, usage, json!({ "workload": drivers }))
}

/// Azure: 100 GB are free for the account, then 0.087 up to 10,340 GB and 0.083 up to 51,300; beyond that the catalogue
/// has no price.
#[test]
fn traffic_of_an_account_is_paid_by_tiers() {
    let case = leaving(&[100.0, 10_500.0, 60_000.0]);
    let sizing = case.size(shipped(), &eastus());
    assert_eq!(pick(&sizing, 1).cost.traffic, money("0.00"));
    // 10,240 × 0.087 + 160 × 0.083
    assert_eq!(pick(&sizing, 2).cost.traffic, money("904.16"));
    let table = sizing.table("azure", 3);
    assert_eq!(reason(&table, "azure-appservice-b1-linux-eastus"), Reason::UnpricedTraffic { gb: 60_000.0 });
}

/// Front Door: 35.00, and 10,240 GB at 0.083 with 1760 at 0.066. Cloudflare counts no traffic.
#[test]
fn a_cdn_is_paid_by_the_gb() {
    let limits =
        json!({ "traffic": { "kind": "quota", "label": "Traffic", "driver": "leaving", "resource": "transfer" } });
    let case = Case::new(&[12_000.0], limits, component("cdn", &["traffic"]), json!({}));
    let sizing = case.size(shipped(), &Wishes::default());
    let cost = sizing.pick("azure", 1).unwrap().cost;
    assert_eq!((cost.plan, cost.traffic), (money("35.00"), money("966.08")));
    assert_eq!(sizing.pick("cloudflare", 1).unwrap().cost.total(), Money::ZERO);
    assert_eq!(sizing.providers().collect::<Vec<_>>(), ["cloudflare", "azure"]);
}

/// 8000 GB leave: 7000 more than a droplet of 1 GB includes, 5000 more than two cores with 2 GB, and 4000 more than two
/// cores with 4 GB, at 0.01: 76.00, 68.00 and 64.00.
#[test]
fn traffic_beyond_what_a_plan_includes() {
    let case = leaving(&[8000.0]);
    let sizing = case.size(shipped(), &wishes("digitalocean"));
    let table = sizing.table("digitalocean", 1);
    let of = |plan: &str| table.feasible.iter().find(|p| p.plan.id == plan).unwrap().cost;
    assert_eq!((of("do-s-1vcpu-1gb").plan, of("do-s-1vcpu-1gb").traffic), (money("6.00"), money("70.00")));
    assert_eq!((of("do-s-2vcpu-2gb").plan, of("do-s-2vcpu-2gb").traffic), (money("18.00"), money("50.00")));
    assert_eq!(pick(&sizing, 1).plan.id, "do-s-2vcpu-4gb");
    assert_eq!(pick(&sizing, 1).cost.total(), money("64.00"));
}

/// What a plan includes is no end to traffic that has a price beyond it: an App Service includes 100 GB, and a model that
/// holds 900 to a quota pays for 800. Without a price it is the end, at 70 % of it.
#[test]
fn traffic_that_is_sold_beyond_what_is_included_has_no_end() {
    let limits =
        json!({ "traffic": { "kind": "quota", "label": "Traffic", "driver": "leaving", "resource": "transfer" } });
    let case = Case::new(&[900.0], limits.clone(), component("app_service", &["traffic"]), json!({}));
    let sizing = case.size(shipped(), &eastus());
    let cost = pick(&sizing, 1).cost;
    assert_eq!((cost.plan, cost.traffic), (money("12.41"), money("69.60")), "800 × 0.087");
    let plans = [
        plan("sold", json!({ "transfer_included_gb": 1000, "egress_overage_per_gb": "0.01" })),
        plan("ends", json!({ "transfer_included_gb": 1000, "price_monthly": "0.50" })),
    ];
    let catalog = catalog(&plans, &[]);
    let mut part = component("vm", &["traffic"]);
    part["ladder"]["any"]["instances"] = json!({ "max": 1 });
    let case = Case::new(&[700.0, 1500.0], limits, part, json!({}));
    let sizing = case.size(&catalog, &wishes("p"));
    assert_eq!(pick(&sizing, 1).plan.id, "ends");
    assert_eq!((pick(&sizing, 2).plan.id.as_str(), pick(&sizing, 2).cost.total()), ("sold", money("6.00")));
    assert!(matches!(reason(&sizing.table("p", 2), "ends"), Reason::Short { .. }));
}

/// A server at one and a database at the other: no provider has both, and each where it is cheapest is 1.00 + 3.00.
#[test]
fn components_are_taken_where_each_is_cheapest() {
    let plans = [
        plan("server", json!({})),
        plan("dearer", json!({ "provider": "q", "price_monthly": "2.00" })),
        plan("database", json!({ "provider": "q", "service": "postgres", "price_monthly": "3.00" })),
    ];
    let catalog = catalog(&plans, &[]);
    let mut data = component("postgres", &["disk"]);
    data["ladder"]["any"]["instances"] = json!({ "max": 1 });
    let deployments = json!({ "here": { "label": "Here", "provider": "own", "components": {
        "web": component("vm", &["disk"]), "data": data
    } } });
    let limits = json!({ "disk": { "kind": "quota", "label": "Disk", "driver": "stored", "resource": "disk" } });
    let case = |users: &[f64]| Case::new(users, limits.clone(), json!({}), json!({ "deployments": deployments }));
    let found = case(&[10.0, 20.0]);
    let sizings = found.size_all(&catalog, &Wishes::default());
    let all = apart(&sizings);
    assert_eq!((all.total, all.lacks.len()), (Some(money("8.00")), 0));
    assert_eq!(all.providers.into_iter().collect::<Vec<_>>(), ["p", "q"]);
    let whole: Vec<Option<Money>> = totals(&sizings).iter().map(|of| of.total).collect();
    assert_eq!(whole, [None, Some(money("10.00"))], "q has both, and dearer");
    // More is kept than one database may have on its disk.
    let found = case(&[10.0, 500.0]);
    let all = apart(&found.size_all(&catalog, &Wishes::default()));
    assert_eq!((all.months[0], all.months[1], all.total), (Some(money("4.00")), None, None));
    assert_eq!(all.lacks, ["data"]);
}

/// 1000 users at the peak of 2: on average 500 req/s × 10 ms = 5 vCPU at 20.00, and (750 + 500 × 20) / 1000 = 10.75 GB
/// at 10.00.
#[test]
fn metered_use_follows_the_mean_of_the_day() {
    let usage = json!({ "label": "Web", "service": "compute", "usage": {
        "label": "Web", "cpu": "cpu", "memory": "memory"
    } });
    let mut limits = memory();
    limits["cpu"] = json!({ "kind": "cores", "label": "CPU", "driver": "requests", "service_ms": 10 });
    let mut case = Case::new(&[1000.0, 1.0], limits, usage, json!({}));
    let mut day = [1.0; 24];
    day[0] = 2.0;
    day[1] = 0.0;
    case.model.program.day = headroom_engine::model::program::DayCurve::new(day);
    let sizing = case.size(shipped(), &wishes("railway"));
    let busy = pick(&sizing, 1);
    assert_eq!((busy.way, busy.cost.plan, busy.cost.up_to_minimum), (Way::Metered, money("207.50"), Money::ZERO));
    // 10 vCPU and 20.75 GB at the busiest moment: Hobby's 48 of each at 70 % hold that.
    assert_eq!(busy.plan.id, "railway-hobby");
    // 0.005 vCPU and 0.76 GB are 7.70: more than the least that Hobby bills, less than Pro's.
    let quiet = sizing.table("railway", 2);
    let cost = |plan: &str| quiet.feasible.iter().find(|p| p.plan.id == plan).unwrap().cost;
    assert_eq!((cost("railway-hobby").plan, cost("railway-hobby").up_to_minimum), (money("7.70"), money("0.00")));
    assert_eq!((cost("railway-pro").plan, cost("railway-pro").up_to_minimum), (money("7.70"), money("12.30")));
    assert_eq!(reason(&quiet, "railway-enterprise"), Reason::NoPrice);
    assert!(matches!(reason(&quiet, "railway-free"), Reason::Short { .. }));
    assert_eq!(reason(&quiet, "railway-trial"), Reason::Credit { credit: money("0.00"), used: money("7.70") });
}

/// Two services of 0.2 GB use 2.00 each: Hobby bills 5.00 a month for both together, not for each.
#[test]
fn a_minimum_covers_a_whole_deployment() {
    let idle = |ram: &str| json!({ "label": "Part", "service": "paas", "usage": { "label": "Part", "idle_ram": ram } });
    let deployments = json!({ "here": { "label": "Here", "provider": "own", "components": {
        "one": idle("0.2"), "two": idle("0.2")
    } } });
    let case = Case::new(&[1.0, 1.0], json!({}), json!({}), json!({ "deployments": deployments }));
    let sizings = case.size_all(shipped(), &wishes("railway"));
    assert_eq!(pick(&sizings["one"], 1).cost.total(), money("5.00"));
    let total = totals(&sizings).swap_remove(0);
    assert_eq!((total.total, total.lacks.len()), (Some(money("10.00")), 0));
}

/// Hetzner's CX23 is 5.49 EUR: two are 2 × 5.49 × 1.10 = 12.078 USD, rounded once.
#[test]
fn prices_cross_currencies_unrounded() {
    let case = Case::new(&[150.0], memory(), component("vm", &["memory"]), json!({}));
    let sizing = case.size(shipped(), &Wishes { regions: vec!["fsn1".into()], ..wishes("hetzner") });
    let table = sizing.table("hetzner", 1);
    let cx23 = table.feasible.iter().find(|p| p.plan.id == "hetzner-cx23-fsn1").unwrap();
    assert_eq!((cx23.instances, cx23.cost.total()), (2, money("12.08")));
    // Nobody lists what spreads load over two; and the model does not say what leaves.
    assert_eq!(cx23.omissions, [Omission::Traffic, Omission::Balancer]);
    assert_eq!(pick(&sizing, 1).plan.id, "hetzner-cx33-fsn1");

    let nowhere = PriceBook { exchange: ExchangeRates::default(), ..shipped().clone() };
    let table = Sizing::new(case.requirement(), &wishes("hetzner"), &nowhere).table("hetzner", 1);
    assert_eq!(reason(&table, "hetzner-cx23-fsn1"), Reason::NoExchangeRate(Currency::EUR));
    let dollars = Wishes { currencies: vec![Currency::USD], ..wishes("hetzner") };
    let table = case.size(shipped(), &dollars).table("hetzner", 1);
    assert_eq!(reason(&table, "hetzner-cx23-fsn1"), Reason::Currency(Currency::EUR));
}

#[test]
fn availability_is_a_wish() {
    let wishes = Wishes { sla_percent: Some(Decimal::new(9999, 2)), ..Wishes::default() };
    let case = web(&[10.0]);
    let table = case.size(shipped(), &wishes).table("azure", 1);
    let reason = reason(&table, "azure-appservice-b1-linux-eastus");
    assert_eq!(reason, Reason::Availability { promised: Some(Decimal::new(9995, 2)), wished: Decimal::new(9999, 2) });
}

/// A quota names what plans list of it; a tier's own word stands before the list's.
#[test]
fn connections_come_from_the_catalogue() {
    let limits = json!({ "connections": {
        "kind": "quota", "label": "Connections", "driver": "users", "listed": "user_connections"
    } });
    let ladder = json!({ "label": "Database", "limits": ["connections"], "ladder": {
        "small": { "label": "Small", "plan": "azure-pgflex-b1ms-eastus" },
        "large": { "label": "Large", "plan": "azure-pgflex-d2ds-v5-eastus", "declared": { "connections": 844 } }
    } });
    let case = Case::new(&[20.0, 100.0, 500.0], limits, ladder, json!({}));
    let sizing = case.size(shipped(), &eastus());
    let plans: Vec<&str> = (1..=3).map(|t| pick(&sizing, t).plan.plan.as_str()).collect();
    // 35 × 0.7 = 24.5, 414 × 0.7 = 289.8, 844 × 0.7 = 590.8
    assert_eq!(plans, ["B1ms", "B2s", "D2ds_v5"]);
    let need = sizing.requirement.needs[0];
    let table = sizing.table("azure", 1);
    assert_eq!(reason(&table, "azure-pgflex-b2ms-eastus"), Reason::Unknown { need, resource: None });
    assert_eq!(case.projection.outcomes[0].components[0].choice.iter().map(|c| c.tier).collect::<Vec<_>>(), [0, 1, 1]);
}

/// One core serves 100 requests/s of 10 ms; p95 within 100 ms leaves fewer.
#[test]
fn a_response_time_is_held() {
    let limits = json!({ "cpu": { "kind": "cores", "label": "CPU", "driver": "requests", "service_ms": 10 } });
    let case = Case::new(&[60.0, 69.0], limits, component("vm", &["cpu"]), json!({}));
    let p95 = Seconds::new(0.08).unwrap();
    let catalog = catalog(&[plan("one", json!({}))], &[]);
    let slow = case.size(&catalog, &wishes("p"));
    assert_eq!((pick(&slow, 1).instances, pick(&slow, 2).instances), (1, 1));
    let fast = Sizing::new(case.requirement().within(p95), &wishes("p"), &catalog);
    let picks = [pick(&fast, 1), pick(&fast, 2)];
    // M/M/1: p95 = −ln 0.05 / (100 − λ); 80 ms from λ = 62.6 down
    assert_eq!((picks[0].instances, picks[1].instances), (1, 2));
    for (t, pick) in picks.iter().enumerate() {
        let response = fast.response_time(pick, t + 1).unwrap();
        assert!(response <= p95, "{response:?}");
    }
    assert!(slow.response_time(&pick(&slow, 2), 2).unwrap() > p95);
}

/// An own balancer stands before the provider's; an app service has one.
#[test]
fn several_servers_need_a_balancer() {
    let machines = [
        plan("server", json!({ "service": "vm" })),
        plan("service", json!({ "service": "app_service", "provider": "q" })),
    ];
    let rate = json!({
        "id": "balancer", "provider": "p", "service": "load_balancer", "meter": "m", "unit": "month", "currency": "USD",
        "price": "12.00", "source": "here", "as_of": "2026-10", "confidence": "read"
    });
    let catalog = catalog(&machines, &[rate]);
    let mut part = component("compute", &["memory"]);
    let of = |part: &serde_json::Value, provider: &str| {
        // 1000 MB hold (1000 − 750) / 20 = 12 users, 8.4 at 70 %.
        let case = Case::new(&[8.0, 16.0], memory(), part.clone(), json!({}));
        let sizing = case.size(&catalog, &wishes(provider));
        [pick(&sizing, 1).cost.balancer, pick(&sizing, 2).cost.balancer]
    };
    assert_eq!(of(&part, "p"), [Money::ZERO, money("12.00")]);
    assert_eq!(of(&part, "q"), [Money::ZERO, Money::ZERO]);
    part["balancer"] = json!(10);
    assert_eq!(of(&part, "p"), [Money::ZERO, money("10.00")]);
}

#[test]
fn what_is_no_longer_sold_is_not_taken() {
    let catalog =
        catalog(&[plan("old", json!({ "gone": "2026-09" })), plan("new", json!({ "price_monthly": "2.00" }))], &[]);
    let case = Case::new(&[1.0], memory(), component("vm", &["memory"]), json!({}));
    let sizing = case.size(&catalog, &wishes("p"));
    assert_eq!(pick(&sizing, 1).plan.id, "new");
    assert!(matches!(reason(&sizing.table("p", 1), "old"), Reason::Gone { .. }));
}

#[test]
fn outside_the_horizon_nothing_is_said() {
    let case = web(&[10.0]);
    let sizing = case.size(shipped(), &eastus());
    for t in [0, 2, usize::MAX] {
        assert!(sizing.pick("azure", t).is_none() && sizing.pick("nobody", t).is_none());
        assert!(sizing.table("azure", t).rejected.is_empty());
        assert_eq!(sizing.response_time(&pick(&sizing, 1), t), None);
    }
}

#[test]
fn what_a_component_runs_on() {
    let limits = || json!({ "memory": { "kind": "slots", "label": "Memory", "driver": "users", "per": 20 } });
    let of = |component: serde_json::Value| Case::new(&[1.0], limits(), component, json!({})).requirement().service;
    let ladder = |plan: &str| {
        json!({ "label": "Part", "limits": ["memory"], "ladder": {
            "own": { "label": "Own", "price": 1, "shape": { "ram": 1 } }, "listed": { "label": "Listed", "plan": plan }
        } })
    };
    assert_eq!(of(ladder("linode-g6-standard-2")), Service::Compute);
    assert_eq!(of(ladder("azure-redis-standard-c1-eastus")), Service::Redis);
    let own = json!({ "label": "Part", "limits": ["memory"], "ladder": {
        "own": { "label": "Own", "price": 1, "shape": { "ram": 1 } }
    } });
    assert_eq!(of(own.clone()), Service::Compute);
    let mut stated = own;
    stated["service"] = json!("vm");
    assert_eq!(of(stated), Service::Vm);
}

#[test]
fn a_limit_that_no_plan_lists_is_reported() {
    let text = json!({
        "format": 1, "name": "case", "currency": "USD", "start": "2026-01", "months": 1,
        "growth": { "kind": "compound", "users": 1, "rate": 0 },
        "workload": { "drivers": { "users": { "label": "Users", "unit": "users", "of": "registered", "per": 1 } } },
        "limits": { "c": { "kind": "quota", "label": "C", "driver": "users", "listed": "user_connection" } },
        "deployments": { "here": { "label": "Here", "provider": "own", "components": {} } }
    });
    let found = Model::read(&text.to_string()).unwrap_err();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].code, found[0].path.as_str()), (Code::UnknownName, "limits.c.listed"));
    assert!(found[0].hint.contains("user_connections"), "{}", found[0].hint);
}
