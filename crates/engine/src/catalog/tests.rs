use proptest::prelude::*;

use super::*;
use crate::money::{Money, MoneyError};

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

fn shipped_texts() -> [&'static str; 4] {
    [
        include_str!("../../../../assets/catalog/azure.json"),
        include_str!("../../../../assets/catalog/vps.json"),
        include_str!("../../../../assets/catalog/railway.json"),
        include_str!("../../../../assets/catalog/extras.json"),
    ]
}

/// A file with one rate, its fields changed as given.
fn file(changes: serde_json::Value) -> String {
    let mut rate = serde_json::json!({
        "id": "egress", "provider": "p", "service": "s", "meter": "m", "unit": "GB", "per_qty": 1, "region": "all",
        "currency": "USD", "price": "0.087", "percent": null, "fixed": null, "tier_from": 100, "tier_to": 10340,
        "included": null, "source": "here", "as_of": "2026-10", "confidence": "read", "notes": ""
    });
    for (key, value) in changes.as_object().unwrap() {
        rate[key] = value.clone();
    }
    serde_json::json!({ "schema": "headroom-catalog/1", "file": "test", "rates": [rate] }).to_string()
}

fn problems(texts: &[&str]) -> String {
    Catalog::read(texts).unwrap_err().to_string()
}

#[test]
fn the_shipped_files_are_whole() {
    let catalog = Catalog::read(&shipped_texts()).unwrap();
    assert_eq!(&catalog, &**Catalog::shipped());
    assert_eq!((catalog.plans.len(), catalog.rates.len()), (153, 71));
    for (id, plan) in &catalog.plans {
        assert!(id == &plan.id && !plan.source.is_empty() && plan.as_of.year() >= 2020, "{id}");
        assert!(!catalog.rates.contains_key(id), "{id}");
        let discounts = [plan.price_if_annual, plan.reservations.one_year, plan.reservations.three_years];
        for discount in discounts.into_iter().flatten() {
            assert!(Some(discount) <= plan.price_monthly, "{id}");
        }
    }
    for (id, rate) in &catalog.rates {
        assert!(id == &rate.id && !rate.source.is_empty() && rate.as_of.year() >= 2020, "{id}");
    }
}

#[test]
fn every_figure_is_kept_as_written() {
    let mut money = 0;
    for text in shipped_texts() {
        let file: serde_json::Value = serde_json::from_str(text).unwrap();
        for row in file["plans"].as_array().unwrap() {
            let plan = Catalog::shipped().plan(row["id"].as_str().unwrap()).unwrap();
            let prices = [
                ("price_monthly", plan.price_monthly),
                ("price_monthly_if_annual", plan.price_if_annual),
                ("price_hourly", plan.price_hourly),
                ("egress_overage_per_gb", plan.egress_overage_per_gb),
                ("reservation_1y_monthly", plan.reservations.one_year),
                ("reservation_3y_monthly", plan.reservations.three_years),
                ("sla_percent", plan.sla_percent),
            ];
            for (field, price) in prices {
                assert_eq!(price.map(|price| price.to_string()).as_deref(), row[field].as_str(), "{} {field}", plan.id);
                money += usize::from(price.is_some());
            }
            assert_eq!(plan.as_of.to_string(), row["as_of"].as_str().unwrap());
            assert_eq!(
                plan.shape.ram_gib.map(|ram| ram.to_string()),
                row["ram_gib"].as_number().map(|n| n.to_string())
            );
        }
    }
    assert_eq!(money, 431);
}

#[test]
fn plans_have_shapes_apart_from_prices() {
    let plan = Catalog::shipped().plan("azure-appservice-b1-linux-eastus").unwrap();
    assert_eq!((plan.provider.as_str(), plan.plan.as_str(), plan.currency), ("azure", "B1", Currency::USD));
    assert_eq!(plan.price_monthly, Some(decimal("12.41")));
    assert_eq!(plan.shape.vcpu, Some(Decimal::ONE));
    assert_eq!(plan.shape.ram_gib, Some(decimal("1.75")));
    let hobby = Catalog::shipped().plan("railway-hobby").unwrap();
    assert_eq!(hobby.limit("included_usage_usd"), Some(decimal("5.00")));
    assert_eq!(hobby.limit("max_replicas_per_service"), Some(decimal("6")));
    assert_eq!(hobby.limit("nothing"), None);
    assert!(hobby.is_sold_in("us-west2") && !hobby.is_sold_in("us"));
    assert_eq!(hobby.regions().count(), 4);
    let named = |region: &str| CatalogPlan { region: Some(region.into()), ..hobby.clone() };
    let zone = named("zone 1 (North America, Europe)");
    assert_eq!(zone.regions().collect::<Vec<_>>(), ["zone 1 (North America, Europe)"], "prose is no list");
    assert!(named("global or EU").regions().next().is_none(), "sold everywhere");
}

#[test]
fn unknown_ids_have_a_nearest() {
    let catalog = Catalog::shipped();
    assert!(catalog.plan("railway-hoby").is_none());
    assert_eq!(catalog.nearest_plan("railway-hoby"), Some("railway-hobby"));
    assert_eq!(catalog.nearest_rate("railway-egres"), Some("railway-egress"));
    assert_eq!(catalog.nearest_plan("?"), None);
}

#[test]
fn plans_by_what_they_are() {
    let catalog = Catalog::shipped();
    let count = |filter| catalog.plans_where(filter).count();
    assert_eq!(count(PlanFilter::default()), 153);
    assert_eq!(count(PlanFilter { service: Some("vm"), ..PlanFilter::default() }), 72);
    assert_eq!(count(PlanFilter { currency: Some(Currency::EUR), ..PlanFilter::default() }), 28);
    let hetzner = PlanFilter { provider: Some("hetzner"), region: Some("fsn1"), ..PlanFilter::default() };
    assert!(count(hetzner) >= 18);
    assert!(catalog.plans_where(hetzner).all(|plan| plan.provider == "hetzner" && plan.is_sold_in("fsn1")));
}

#[test]
fn dates_of_a_set() {
    let catalog = Catalog::shipped();
    let ids = ["railway-hobby", "railway-egress", "azure-appservice-b1-linux-eastus", "unknown"];
    let (oldest, newest) = (catalog.oldest(ids).unwrap(), catalog.newest(ids).unwrap());
    assert!(oldest <= newest);
    assert_eq!(catalog.oldest(["railway-hobby"]).unwrap().to_string(), "2026-08-07");
    assert_eq!(catalog.newest(["unknown"]), None);
}

#[test]
fn costs_within_a_tier() {
    let catalog = Catalog::shipped();
    let cost = |id: &str, quantity| catalog.rate(id).unwrap().cost(quantity).map(|cost| cost.to_string());
    let gives = |text: &str| Ok(text.to_owned());
    assert_eq!(cost("azure-egress-free", 50.0), gives("0.00"));
    assert_eq!(cost("azure-egress-100gb-10tb", 100.0), gives("0.00"));
    assert_eq!(cost("azure-egress-100gb-10tb", 1100.0), gives("87.00"));
    assert_eq!(cost("azure-egress-100gb-10tb", 99_999.0), gives("890.88"));
    assert_eq!(cost("azure-log-analytics-eastus", 15.0), gives("23.00"));
    assert_eq!(cost("upstash-redis-payg", 250_000.0), gives("0.50"));
    assert_eq!(cost("datadog-logs-index-15d", 500_000.0), gives("0.85"));
    assert_eq!(cost("railway-volume-minute", 43_800.0), gives("0.15"));
    assert_eq!(cost("railway-egress", -1.0), Err(RateError::Negative));
    assert_eq!(cost("railway-egress", f64::NAN), Err(RateError::Money(MoneyError::NotANumber)));
    assert_eq!(cost("azure-egress-100gb-10tb", f64::NAN), Err(RateError::Money(MoneyError::NotANumber)));
    assert_eq!(cost("stripe-us-card-domestic", 1.0), Err(RateError::NoPrice));
}

#[test]
fn fees_on_an_amount() {
    let fee = |id: &str, amount: &str, count| {
        let amount: Money = amount.parse().unwrap();
        Catalog::shipped().rate(id).unwrap().fee(amount, count).map(|fee| fee.to_string())
    };
    assert_eq!(fee("stripe-us-card-domestic", "2900.00", 100.0), Ok("114.10".to_owned()));
    assert_eq!(fee("stripe-us-dispute", "2900.00", 2.0), Ok("30.00".to_owned()));
    assert_eq!(fee("stripe-billing-payg", "100.00", 1.0), Ok("0.70".to_owned()));
    assert_eq!(fee("railway-egress", "1", 1.0), Err(RateError::NoFee));
    assert_eq!(fee("stripe-us-dispute", "1", -1.0), Err(RateError::Negative));
}

#[test]
fn every_problem_at_once() {
    let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    let good = file(json("{}"));
    assert!(Catalog::read(&[&good]).is_ok());
    for (changes, expected) in [
        (r#"{"price": 0.087}"#, "invalid type: floating point `0.087`, expected a string"),
        (r#"{"price": "0,087"}"#, "\"0,087\" is not a decimal number such as 12.50"),
        (r#"{"price": "1_0"}"#, "\"1_0\" is not a decimal number such as 12.50"),
        (r#"{"price": "-1"}"#, "price is negative"),
        (r#"{"price": null}"#, "a rate needs a price, a percent or a fixed part"),
        (r#"{"per_qty": 0}"#, "per_qty must be above zero"),
        (r#"{"per_qty": true}"#, "invalid type: boolean `true`, expected a number, or a decimal text such as \"0.5\""),
        (r#"{"tier_to": 100}"#, "tier_to must be above tier_from"),
        (r#"{"currency": "USS"}"#, "\"USS\" is not a currency; write its ISO 4217 code, such as USD or EUR"),
        (r#"{"as_of": "10/2026"}"#, "\"10/2026\" is not a date; write it as 2026, 2026-10 or 2026-10-08"),
        (r#"{"confidence": "sure"}"#, "unknown variant `sure`, expected `memory` or `read`"),
        (r#"{"source": null}"#, "invalid type: null, expected a string"),
    ] {
        assert_eq!(problems(&[&file(json(changes))]), format!("rates.egress: {expected}"));
    }
    assert!(problems(&[&file(json(r#"{"prise": "1"}"#))]).starts_with("rates.egress: unknown field `prise`"));
    assert_eq!(problems(&[&good, &good]), "rates.egress: this id is used twice");
    let newer = r#"{"schema": "headroom-catalog/2"}"#;
    let found = problems(&[newer, "[", &file(json(r#"{"price": "x"}"#))]);
    assert_eq!(found.lines().count(), 3, "{found}");
    assert!(found.starts_with("file: its schema is \"headroom-catalog/2\"; this program reads \"headroom-catalog/1\""));
}

#[test]
fn a_written_catalogue_is_the_same() {
    let shipped = Catalog::shipped();
    assert_eq!(&Catalog::read(&[&shipped.write()]).unwrap(), &**shipped);
    // With all that imports add: marks, sizes with many digits, regional rows.
    let mut catalog = Catalog::clone(shipped);
    catalog.plans[0].gone = Some("2026-10".parse().unwrap());
    catalog.plans[1].shape.ram_gib = Some(decimal("0.1234567890123456789012345678"));
    catalog.rates[0].tier_to = Some(decimal("79228162514264337593543950335"));
    catalog.plans[2].notes = "\u{0} \"quoted\"\n".to_owned();
    let text = catalog.write();
    assert_eq!(Catalog::read(&[&text]).unwrap(), catalog);
    assert_eq!(Catalog::read(&[&text]).unwrap().write(), text);
}

proptest! {
    #[test]
    fn any_figure_is_written_as_it_is(digits in any::<i64>(), scale in 0_u32..20, text in ".*") {
        let figure = Some(Decimal::new(digits.saturating_abs(), scale));
        let mut plan = Catalog::shipped().plans[0].clone();
        plan.price_monthly = figure;
        plan.shape.disk_gb = figure;
        plan.notes.clone_from(&text);
        plan.limits.insert(text.clone(), serde_json::json!([1.5e300, -0.1, 18_446_744_073_709_551_615_u64, {"a": null}]));
        let catalog = Catalog { plans: [(plan.id.clone(), plan)].into_iter().collect(), ..Catalog::default() };
        prop_assert_eq!(Catalog::read(&[&catalog.write()]).unwrap(), catalog);
    }

    #[test]
    fn any_quantity(bits in any::<u64>()) {
        for rate in Catalog::shipped().rates.values() {
            let quantity = f64::from_bits(bits);
            if let Ok(cost) = rate.cost(quantity) {
                prop_assert!(cost >= Money::ZERO);
            }
            let _ = rate.fee(Money::ZERO, quantity);
        }
    }

    #[test]
    fn tiers_part_a_quantity(quantity in 0.0..51_300.0_f64) {
        let ids = ["azure-egress-free", "azure-egress-100gb-10tb", "azure-egress-10-50tb"];
        let parts: f64 = ids.iter().map(|id| Catalog::shipped().rate(id).unwrap().within_tier(quantity)).sum();
        prop_assert!((parts - quantity).abs() < 1e-9);
    }

    #[test]
    fn any_text(text in ".*") {
        prop_assert!(Catalog::read(&[&text]).is_err());
    }
}
