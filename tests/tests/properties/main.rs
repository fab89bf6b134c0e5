//! What holds for every model: the shipped ones, random small ones, and models broken in every way.
//!
//! The cases are the same in every run. `PROPTEST_RNG_SEED=7 PROPTEST_CASES=5000` looks at others.

mod mutation;
mod small;

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use headroom_engine::form::{Kind, Node};
use headroom_engine::model::file::Growth;
use headroom_engine::model::program::{Base, Curve, Num, Params, Supply};
use headroom_engine::money::{Amount, Money, Param, decimal_of};
use headroom_engine::project::break_even::by_subscribers;
use headroom_engine::project::{self, Movements, Outcome, Overflow};
use headroom_engine::{Model, Projection};
use headroom_tests::whole::whole_path;
use headroom_tests::{Shipped, printing::problems};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

static SHIPPED: LazyLock<Vec<Shipped>> = LazyLock::new(Shipped::all);

/// Longer than any model may take to be read, projected and reviewed.
const PATIENCE: Duration = Duration::from_secs(5);

/// The time this thread has worked, where the system tells it: a busy machine must not fail a test.
fn worked() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanoseconds.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

fn cases(count: u32) -> ProptestConfig {
    let mut config = ProptestConfig { failure_persistence: None, max_shrink_iters: 2000, ..ProptestConfig::default() };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = count;
    }
    if std::env::var_os("PROPTEST_RNG_SEED").is_none() {
        config.rng_seed = RngSeed::Fixed(1);
    }
    config
}

/// Reads a text and asks for everything; panics, slowness and numbers that are none fail.
fn survives(text: &str) -> Result<(), TestCaseError> {
    let start = worked();
    match Model::read(text) {
        Ok(model) => whole_path(&model).map_err(TestCaseError::fail)?,
        Err(found) => {
            prop_assert!(!found.is_empty(), "refused without a reason");
            prop_assert!(found.iter().all(|d| !d.message.is_empty() && !d.hint.is_empty()), "{found:?}");
            prop_assert!(!problems("", text, &found).is_empty());
        }
    }
    let took = worked() - start;
    prop_assert!(took < PATIENCE, "took {took:?}");
    Ok(())
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn broken_models_are_answered(model in 0..6_usize, mutations in mutation::mutations()) {
        let mut node = SHIPPED[model].model.node.clone();
        mutations.iter().for_each(|mutation| mutation.apply(&mut node));
        survives(&node.to_string())?;
    }

    #[test]
    fn broken_small_models_are_answered(text in small::texts(), mutations in mutation::mutations()) {
        let mut node = Node::parse(&text).unwrap();
        mutations.iter().for_each(|mutation| mutation.apply(&mut node));
        survives(&node.to_string())?;
    }

    #[test]
    fn broken_texts_are_answered(model in 0..6_usize, cut in any::<prop::sample::Index>(), put in "\\PC{0,3}|[\\[{]{200}") {
        let text = &SHIPPED[model].text;
        let at = text.floor_char_boundary(cut.index(text.len()));
        survives(&format!("{}{put}{}", &text[..at], &text[at..]))?;
        survives(&text[..at])?;
    }
}

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn what_is_printed_reads_back(node in nodes()) {
        let text = node.to_string();
        prop_assert_eq!(plain(&Node::parse(&text).unwrap()), plain(&node), "{}", text);
    }

    #[test]
    fn small_models_have_answers(model in small::models()) {
        whole_path(&model).map_err(TestCaseError::fail)?;
    }

    #[test]
    fn small_ledgers_add_up(model in small::models()) {
        ledger_adds_up(&model)?;
    }

    #[test]
    fn small_models_give_the_same_bits_twice(model in small::models()) {
        prop_assert_eq!(bits(&model), bits(&Model::read(&model.node.to_string()).unwrap()));
    }

    #[test]
    fn cost_of_small_models_never_falls_when_demand_rises(model in small::models(), more in 1.0..4.0_f64) {
        cost_rises_with_demand(&model, more)?;
    }

    #[test]
    fn binary_and_exact_runs_of_small_models_agree(model in small::models()) {
        runs_agree(&model)?;
    }

    #[test]
    fn growth_of_small_models_stays_within_bounds(model in small::models()) {
        growth_is_bounded(&model)?;
    }
}

proptest! {
    #![proptest_config(cases(60))]

    #[test]
    fn break_even_over_subscribers_is_that_of_every_count(business in businesses()) {
        business.agrees_with_a_scan()?;
    }
}

/// Where random small models and the shipped ones are held to the same.
macro_rules! shipped {
    ($($test:ident: $check:expr;)*) => {$(
        #[test]
        fn $test() {
            for shipped in SHIPPED.iter() {
                let check: fn(&Model) -> Result<(), TestCaseError> = $check;
                check(&shipped.model).unwrap_or_else(|wrong| panic!("{}: {wrong}", shipped.name));
            }
        }
    )*};
}

shipped! {
    shipped_models_have_answers: |model| whole_path(model).map_err(TestCaseError::fail);
    shipped_ledgers_add_up: ledger_adds_up;
    shipped_models_give_the_same_bits_twice: |model| {
        prop_assert_eq!(bits(model), bits(&Model::read(&model.node.to_string()).unwrap()));
        Ok(())
    };
    cost_of_shipped_models_never_falls_when_demand_rises: |model| {
        [1.01, 1.3, 2.0, 7.0].iter().try_for_each(|more| cost_rises_with_demand(model, *more))
    };
    binary_and_exact_runs_of_shipped_models_agree: runs_agree;
    growth_of_shipped_models_stays_within_bounds: growth_is_bounded;
    shipped_models_print_as_they_are: |model| {
        prop_assert_eq!(plain(&Node::parse(&model.node.to_string()).unwrap()), plain(&model.node));
        Ok(())
    };
}

/// Reads each shipped model under each of its scenarios, and asks for everything.
#[test]
fn scenarios_have_answers() {
    for shipped in SHIPPED.iter() {
        for scenario in shipped.model.file.scenarios.keys() {
            let model =
                shipped.model.under(scenario).unwrap_or_else(|found| panic!("{}", problems(scenario, "", &found)));
            whole_path(&model).unwrap_or_else(|wrong| panic!("{} under {scenario}: {wrong}", shipped.name));
        }
    }
}

/// A tree without the places it was read from.
fn plain(node: &Node) -> Node {
    match &node.kind {
        Kind::List(items) => Kind::List(items.iter().map(plain).collect()).into(),
        Kind::Record(entries) => {
            Kind::Record(entries.iter().map(|(key, value)| (key.clone(), plain(value))).collect()).into()
        }
        kind => kind.clone().into(),
    }
}

/// Any tree a file can hold, numbers with any digits.
fn nodes() -> impl Strategy<Value = Node> {
    let number = "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?";
    let leaf = prop_oneof![
        Just(Kind::Null.into()),
        any::<bool>().prop_map(|b| Kind::Bool(b).into()),
        number.prop_map(Node::number),
        any::<String>().prop_map(Node::text),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(|items| Kind::List(items).into()),
            prop::collection::vec((any::<String>(), inner), 0..6).prop_map(|entries| Kind::Record(entries).into()),
        ]
    })
}

/// Everything a projection says, as text: numbers to the last bit.
fn bits(model: &Model) -> String {
    format!("{:?}", Projection::of(model))
}

/// Lines add up to cost, movements to MRR, and profit to cash, to the cent.
fn ledger_adds_up(model: &Model) -> Result<(), TestCaseError> {
    let Ok(projection) = Projection::of(model) else { return Ok(()) };
    let subscription = &projection.demand.subscription;
    let months = 0..model.program.months;
    for run in &subscription.plans {
        movements_add_up(&run.mrr)?;
    }
    movements_add_up(&subscription.mrr)?;
    for t in months.clone() {
        let total = |pick: fn(&Movements<Money>) -> Money| {
            subscription.plans.iter().map(|plan| pick(&plan.mrr[t])).sum::<Money>()
        };
        prop_assert_eq!(total(|m| m.start), subscription.mrr[t].start);
        prop_assert_eq!(total(|m| m.end), subscription.mrr[t].end);
        let earned: Money = subscription.plans.iter().map(|plan| plan.revenue[t]).sum();
        prop_assert_eq!(earned - subscription.refunds[t], subscription.revenue[t]);
    }
    for outcome in projection.outcomes.values() {
        let opening = model
            .program
            .opening
            .map_or(Money::ZERO, |n| Money::charge(1.0, model.program.params[n], model.program.currency));
        let mut cash = opening;
        for t in months.clone() {
            prop_assert_eq!(outcome.lines.iter().map(|line| line.amounts[t]).sum::<Money>(), outcome.cost[t]);
            let infrastructure =
                outcome.lines.iter().filter(|line| line.infrastructure).map(|line| line.amounts[t]).sum::<Money>();
            prop_assert_eq!(infrastructure, outcome.infrastructure[t]);
            prop_assert_eq!(subscription.revenue[t] - outcome.cost[t], outcome.profit[t]);
            cash = cash + subscription.receipts[t] - outcome.cost[t];
            prop_assert_eq!(cash, outcome.cash[t]);
        }
    }
    Ok(())
}

/// start + movements = end, the next month starts where this one ends, and no movement is below nothing.
fn movements_add_up(months: &[Movements<Money>]) -> Result<(), TestCaseError> {
    for (i, month) in months.iter().enumerate() {
        prop_assert_eq!(month.sum(), month.end, "month {}", i + 1);
        if let Some(next) = months.get(i + 1) {
            prop_assert_eq!(next.start, month.end, "month {}", i + 2);
        }
        let parts = [month.new, month.expansion, month.contraction, month.churned];
        prop_assert!(parts.iter().all(|part| *part >= Money::ZERO), "month {}: {month:?}", i + 1);
    }
    Ok(())
}

/// With every load `more` times as high, prices as they are, no month's cost so far is lower. A margin before downgrades
/// may keep the smaller business on a dearer machine, and a change of machine may come at another time, so both are
/// taken out.
fn cost_rises_with_demand(model: &Model, more: f64) -> Result<(), TestCaseError> {
    let mut model = model.clone();
    let program = &mut model.program;
    let set = |params: &mut Params, n: Num, number: f64| {
        params.values[n.0 as usize] = Param::from_number(number).unwrap_or(Param::ZERO)
    };
    for component in program.deployments.values().flat_map(|deployment| deployment.components.values()) {
        set(&mut program.params, component.hysteresis, 0.0);
        component.migration.iter().for_each(|n| set(&mut program.params, *n, 0.0));
    }
    let before = project::demand::<Money>(program, &program.params);
    let mut params = program.params.clone();
    for driver in program.drivers.values().filter(|driver| !matches!(driver.of, Base::Driver(_))) {
        let number = params.number(driver.per) * more;
        set(&mut params, driver.per, number);
    }
    let after = project::demand::<Money>(program, &params);
    let (Ok(before), Ok(after)) = (before, after) else { return Ok(()) };
    for (id, rule) in &program.deployments {
        if rule.components.values().any(|component| component.selection.is_some()) {
            continue; // a fleet's imbalance depends on its size in jumps
        }
        let cost =
            |params: &Params, demand| project::deploy(program, params, rule, demand).map(|o: Outcome<Money>| o.cost);
        let (Ok(low), Ok(high)) = (cost(&program.params, &before), cost(&params, &after)) else { continue };
        let (mut so_far_low, mut so_far_high) = (Money::ZERO, Money::ZERO);
        for (t, (low, high)) in low.iter().zip(&high).enumerate() {
            so_far_low += *low;
            so_far_high += *high;
            prop_assert!(so_far_high >= so_far_low, "{id}: {so_far_high} < {so_far_low} by month {}", t + 1);
        }
    }
    Ok(())
}

/// The binary run differs from the exact one by what rounding can make of it: half a cent for each rounded amount.
fn runs_agree(model: &Model) -> Result<(), TestCaseError> {
    let program = &model.program;
    let exact = project::demand::<Money>(program, &program.params);
    let binary = project::demand::<f64>(program, &program.params);
    prop_assert_eq!(exact.is_ok(), binary.is_ok());
    let (Ok(exact), Ok(binary)) = (exact, binary) else { return Ok(()) };
    prop_assert_eq!(&exact.registered, &binary.registered);
    // Of a plan: its price groups, at the start and at the end, and the discount on each; of an annual one, for each price
    // the month's bills and what is deferred of the bills of twelve months, at the start and at the end.
    let of_price = |annual: bool| if annual { 26 } else { 3 };
    let prices: usize =
        program.subscription.plans.values().map(|plan| of_price(plan.annual) * plan.prices.len() + 1).sum();
    let slack = |rounded: usize, amount: f64| 0.005 * rounded as f64 + 1e-9 * amount.abs();
    for t in 0..program.months {
        let (a, b) = (exact.subscription.revenue[t].to_f64(), binary.subscription.revenue[t]);
        prop_assert!((a - b).abs() <= slack(prices + 1, a), "revenue of month {}: {a} and {b}", t + 1);
    }
    for (id, rule) in &program.deployments {
        let exact: Result<Outcome<Money>, Overflow> = project::deploy(program, &program.params, rule, &exact);
        let binary: Result<Outcome<f64>, Overflow> = project::deploy(program, &program.params, rule, &binary);
        let (Ok(exact), Ok(binary)) = (exact, binary) else { continue };
        // Of a component: a line for each part of its price or each meter, balancer, migration, relief and credit.
        let tiers = |supply: &Supply| if matches!(supply, Supply::Usage(_)) { 5 } else { 12 };
        let lines: usize =
            rule.components.values().map(|c| tiers(&c.supply)).sum::<usize>() + 3 * rule.costs.len() + prices + 3;
        for t in 0..program.months {
            let (a, b) = (exact.cost[t].to_f64(), binary.cost[t]);
            prop_assert!((a - b).abs() <= slack(lines, a), "{id}: cost of month {}: {a} and {b}", t + 1);
            let (a, b) = (exact.cash[t].to_f64(), binary.cash[t]);
            let all = (lines + 2 * prices) * (t + 1);
            prop_assert!((a - b).abs() <= slack(all, 1e4 + a), "{id}: cash of month {}: {a} and {b}", t + 1);
        }
    }
    Ok(())
}

/// Users are never fewer than none; a market is never exceeded but by events; a schedule goes through its anchors.
fn growth_is_bounded(model: &Model) -> Result<(), TestCaseError> {
    let Ok(projection) = Projection::of(model) else { return Ok(()) };
    let users = &projection.demand.registered;
    let growth = &model.program.growth;
    let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * a.abs().max(1.0);
    prop_assert!(users.iter().all(|u| *u >= 0.0), "{users:?}");
    if let Growth::Logistic(_) | Growth::Bass(_) = &model.file.growth {
        let (Curve::Logistic { market, .. } | Curve::Bass { market, .. }) = &growth.curve else { return Ok(()) };
        let added: f64 = growth.additions.iter().map(|(_, n)| model.program.params.number(*n)).sum();
        let most = users[0].max(model.program.params.number(*market)) + added;
        prop_assert!(users.iter().all(|u| *u <= most * (1.0 + 1e-12)), "{users:?} beyond {most}");
    }
    if let (Growth::Schedule(form), true) = (&model.file.growth, growth.additions.is_empty()) {
        let even = growth.season.iter().all(|factor| *factor == 1.0);
        for anchor in form.anchors.iter().filter(|anchor| even && anchor.month as usize <= model.program.months) {
            let stated = headroom_engine::money::number_of(anchor.users.point());
            prop_assert!(close(users[anchor.month as usize], stated), "month {}: {users:?}", anchor.month);
        }
    }
    Ok(())
}

/// A business of one plan that holds its share of users, on a ladder, with a cost that steps: small enough to ask for the
/// profit at every count of subscribers through the projection itself.
#[derive(Clone, Debug)]
struct Business {
    price: u32,
    share_percent: u32,
    fixed: u32,
    step: (u32, u32),
    per_subscriber_cents: u32,
    tiers: Vec<(u32, u32)>,
    unlimited: bool,
}

fn businesses() -> impl Strategy<Value = Business> {
    let tiers = prop::collection::vec((1..80_u32, 1..60_u32), 1..5);
    (1..30_u32, 1..=100_u32, 0..150_u32, (2..150_u32, 0..300_u32), 0..500_u32, tiers, any::<bool>()).prop_map(
        |(price, share_percent, fixed, step, per_subscriber_cents, tiers, unlimited)| Business {
            price,
            share_percent,
            fixed,
            step,
            per_subscriber_cents,
            tiers,
            unlimited,
        },
    )
}

impl Business {
    const MOST: u64 = 220;

    fn model(&self) -> Model {
        let (mut price, mut holds) = (0, 0);
        let count = self.tiers.len();
        let ladder = self.tiers.iter().enumerate().map(|(i, (more_price, more_seats))| {
            (price, holds) = (price + more_price, holds + more_seats);
            let mut tier =
                serde_json::json!({ "label": format!("Tier {i}"), "price": price, "declared": { "seats": holds } });
            if let (true, Some(tier)) = (self.unlimited && i + 1 == count, tier.as_object_mut()) {
                tier.insert("instances".into(), serde_json::json!({ "min": 1 }));
            }
            (format!("t{i}"), tier)
        });
        let ladder: serde_json::Map<_, _> = ladder.collect();
        let text = serde_json::json!({
            "format": 1, "name": "Business", "currency": "USD", "start": "2026-01", "months": 1,
            "growth": { "kind": "schedule", "anchors": [{ "month": 1, "users": 100 }] },
            "subscription": { "plans": { "one": { "price": self.price, "of_registered": { "value": self.share_percent, "unit": "%" } } } },
            "workload": { "drivers": { "seats": { "label": "Seats", "unit": "seats", "of": "registered", "per": 0.5 } } },
            "limits": { "seats": { "kind": "quota", "label": "Seats", "driver": "seats" } },
            "deployments": { "only": { "label": "Only", "provider": "vps", "components": {
                "web": { "label": "Web", "limits": ["seats"], "ladder": ladder }
            } } },
            "costs": {
                "fixed": { "label": "Fixed", "amount": { "kind": "monthly", "price": self.fixed } },
                "step": { "label": "Step", "amount": { "kind": "steps", "of": "paying", "steps": [{ "from": self.step.0, "price": self.step.1 }] } },
                "each": { "label": "Each", "amount": { "kind": "per_subscriber", "price": f64::from(self.per_subscriber_cents) / 100.0 } }
            }
        });
        let text = text.to_string();
        Model::read(&text).unwrap_or_else(|found| panic!("{}", problems("business", &text, &found)))
    }

    fn agrees_with_a_scan(&self) -> Result<(), TestCaseError> {
        let model = self.model();
        let program = &model.program;
        let Curve::Schedule(anchors) = &program.growth.curve else { unreachable!("the business has a schedule") };
        let users = anchors[0].1.0 as usize;
        let rule = &program.deployments[0];
        let profit = |subscribers: u64| -> Money {
            let mut params = program.params.clone();
            let registered = decimal_of(subscribers as f64 * 100.0 / f64::from(self.share_percent)).unwrap_or_default();
            params.values[users] = Param::new(registered);
            let demand = project::demand::<Money>(program, &params).expect("a small business");
            let outcome: Outcome<Money> = project::deploy(program, &params, rule, &demand).expect("a small business");
            outcome.profit[0]
        };
        let demand = project::demand::<Money>(program, &program.params).expect("a small business");
        let outcome: Outcome<Money> =
            project::deploy(program, &program.params, rule, &demand).expect("a small business");
        let found = by_subscribers(program, &program.params, rule, &demand, &outcome, 1, Some(Self::MOST))
            .expect("somebody pays");
        for subscribers in 0..=Self::MOST {
            let profit = profit(subscribers);
            let pays = found.pays.iter().any(|range| range.contains(&subscribers));
            let at_the_edge = profit.to_f64().abs() < 0.015;
            prop_assert!(
                at_the_edge || pays == (profit >= Money::ZERO),
                "{subscribers} subscribers: {profit}; {:?}",
                found.pays
            );
        }
        Ok(())
    }
}
