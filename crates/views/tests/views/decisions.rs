//! What is said of when it pays, and of the day a model is looked at.

use headroom_charts::{Graphic, Layer, Point};
use headroom_engine::decide::gate::{Gates, check};
use headroom_engine::figures;
use headroom_engine::lookup::Lookup;
use headroom_engine::money::Money;
use headroom_frames::{Frames, Period};
use headroom_pages::Document;
use headroom_views::{Scene, capacity, document, headline, overview, pictures, review, upgrades};
use rstest::rstest;
use rust_decimal::Decimal;

use crate::world::{SHIPPED, World, markdown};

/// Ten dollars a subscriber and month against a ladder whose last tier costs more than all of them bring: it pays, is under
/// water, pays again, and is lost for good.
const LOST_AGAIN: &str = r#"{
    "format": 1, "name": "Lost again", "currency": "USD", "start": "2026-01", "months": 40,
    "growth": { "kind": "compound", "users": 1000, "rate": 0.08 },
    "subscription": { "conversion": 0.1, "plans": { "pro": { "label": "Pro", "price": 10, "of_registered": 0.1 } } },
    "workload": { "drivers": {
        "c": { "label": "C", "unit": "u", "of": "registered", "per": 0.05, "measure": "level" } } },
    "limits": { "c": { "kind": "quota", "label": "C", "driver": "c", "rule": "declared" } },
    "deployments": { "v": { "label": "V", "provider": "x", "components": { "web": {
        "label": "Web", "limits": ["c"], "ladder": {
            "s": { "label": "S", "price": 50, "declared": { "c": 100 } },
            "l": { "label": "L", "price": 2000, "declared": { "c": 1000 } },
            "xl": { "label": "XL", "price": 50000, "declared": { "c": 100000 }, "instances": { "min": 1 } } } } } } },
    "costs": { "f": { "label": "Fix", "group": "Other", "amount": { "kind": "monthly", "price": 500 } } },
    "cash": { "opening": 0 }
}"#;

/// The first month pays and so does a later stretch, but not the last month: there is no break-even, and the first month
/// is named apart.
#[test]
fn what_is_lost_again_is_no_break_even() {
    let world = World::of(LOST_AGAIN);
    world.look("", |scene| {
        let found = scene.deployed.break_even;
        assert!(found.pays.len() > 1 && found.operating.is_none() && found.first_apart() == Some(1), "{found:?}");
        let figure = headline::break_even(scene);
        assert_eq!(figure.value, "Not for good");
        assert!(figure.detail.starts_with("first in Jan 2026; "), "{figure:?}");
        let gates = Gates { break_even_by: Some(1), ..Gates::default() };
        let failed: Vec<String> = check(&scene.deployed, &gates).iter().map(ToString::to_string).collect();
        let why =
            "revenue covers cost for good, after a first time in 2026-01: not within the horizon; wanted by 2026-01";
        assert_eq!(failed, [why]);
    });
}

/// The picture ends before the last tier; its words do not.
#[test]
fn a_loss_within_the_plan_is_said() {
    let world = World::of(LOST_AGAIN);
    world.look("", |scene| {
        let (graphic, found) = pictures::by_subscribers(scene, 12).expect("somebody pays");
        let Graphic::Chart(chart) = graphic else { panic!("a chart") };
        let plan = scene.deployed.demand.subscription.paying.iter().copied().fold(0.0, f64::max);
        assert!(found.most as f64 >= plan, "{} of {plan}", found.most);
        assert!(found.pays.iter().all(|range| *range.end() < found.most), "{:?}", found.pays);
        assert!(chart.summary.starts_with("It pays from 55 to 140 and from 250 to 1,4"), "{}", chart.summary);
        assert!(chart.summary.ends_with(" were looked at."), "{}", chart.summary);
    });
}

/// Circles stand where the drawn lines cross, which is rarely at a whole subscriber; their labels name the count.
#[test]
fn circles_stand_where_lines_cross() {
    let world = World::of(LOST_AGAIN);
    world.look("", |scene| {
        let (graphic, found) = pictures::by_subscribers(scene, 12).expect("somebody pays");
        let Graphic::Chart(chart) = graphic else { panic!("a chart") };
        let line = |id: &str, x: f64| {
            let of = |layer: &Layer| matches!(layer, Layer::Line { series, .. } if series.id == id);
            let Some(Layer::Line { series, .. }) = chart.layers.iter().find(|layer| of(layer)) else { panic!("{id}") };
            let pair = series.points.windows(2).find(|pair| pair[0].x <= x && x <= pair[1].x).expect("x is drawn");
            pair[0].y + (pair[1].y - pair[0].y) * (x - pair[0].x) / (pair[1].x - pair[0].x)
        };
        let dots = chart.layers.iter().filter_map(|layer| match layer {
            Layer::Dot { at, label } => Some((*at, label.as_str())),
            _ => None,
        });
        let dots: Vec<(Point, &str)> = dots.collect();
        let labels: Vec<&str> = dots.iter().map(|(_, label)| *label).collect();
        assert_eq!(labels, ["from 55", "from 250"]);
        for ((at, _), pays) in dots.iter().zip(&found.pays) {
            let first = *pays.start() as f64;
            assert!(first - 1.0 <= at.x && at.x <= first, "{at:?} for {first}");
            let near = |a: f64, b: f64| (a - b).abs() < 1e-6 * a.abs().max(1.0);
            assert!(near(line("revenue", at.x), at.y) && near(line("cost", at.x), at.y), "{at:?}");
        }
    });
}

/// What is next is counted from the day; a day outside the plan is said to be.
#[rstest]
#[case("2025-06-01", "Headroom in Jan 2026", "MRR in Dec 2026", Some("dated before the plan"))]
#[case("2026-01-31", "Headroom now", "MRR in Dec 2026", None)]
#[case("2026-10-01", "Headroom now", "MRR in Sep 2027", None)]
#[case("2035-01-01", "Headroom in Apr 2029", "MRR in Apr 2029", Some("dated after the plan"))]
fn now_is_the_day(#[case] day: &str, #[case] headroom: &str, #[case] mrr: &str, #[case] said: Option<&str>) {
    let world = World::of(LOST_AGAIN);
    let (model, projection) = (&world.model, &world.projection);
    let frames = Frames::of(model, projection);
    let deployed = projection.deployment(model, "").expect("the deployment is there");
    let date = day.parse().expect("a date");
    let scene = Scene { model, projection, frames: &frames, deployed, scenario: "", period: Period::Quarter, date };
    let figures = headline::headline(&scene);
    let label = |id: &str| figures.iter().find(|figure| figure.id == id).map(|figure| figure.label.as_str());
    assert_eq!((label("headroom"), label("mrr")), (Some(headroom), Some(mrr)));
    let (now, _) = scene.now();
    let at = headline::headroom(&scene).detail;
    let load = scene.deployed.demand.drivers[0].demand[now - 1];
    assert!(at.starts_with(&headroom_views::format::count(load)), "{at} at {load}");
    let review = document::document(&scene, date.earliest_month().quarter());
    let text = headroom_report::markdown(&review);
    assert_eq!(text.contains("dated before the plan") || text.contains("dated after the plan"), said.is_some());
    assert!(said.is_none_or(|said| text.contains(said)), "{text}");
    assert!(review.eyebrow.contains(&format!("dated {day}")), "{}", review.eyebrow);
}

/// A figure that cannot be computed is named with its place, at the end of the review; what is stated by a path that
/// leads nowhere is never shown as if it were a value.
#[test]
fn a_figure_that_cannot_be_computed_is_named() {
    let figure = r#"{ "label": "Odd one", "formula": "growth.anchors.99.users", "stated": "growth.anchors.98.users" }"#;
    let mut world = World::with("securewave-vpn", "figures", "odd", figure);
    let lookup = Lookup { model: &world.model, projection: &world.projection, deployment: "" };
    let found = figures::check_values(&lookup);
    assert_eq!(found.len(), 2, "{found:?}");
    world.model.warnings.extend(found);
    world.look("", |scene| {
        let review = document::document(scene, scene.date.earliest_month().quarter());
        let markdown = |chapter: usize| {
            let chapters = vec![review.chapters[chapter].clone()];
            headroom_report::markdown(&Document { chapters, ..review.clone() })
        };
        let named = "**Odd one (figures.odd.formula)**: \"growth.anchors\" is a list and has no \"99\"";
        assert!(!markdown(0).contains("figures.odd"), "{}", markdown(0));
        let end = markdown(review.chapters.len() - 1);
        assert!(end.contains(named) && end.contains("**Odd one (figures.odd.stated)**"), "{end}");
        let table = review::figures_table(scene).expect("it has figures");
        let row = table.rows.iter().find(|row| row.cells[0].text == "Odd one").expect("it has a row");
        assert_eq!(row.cells[3].text, "");
    });
}

/// A number that is printed has all its digits, also where it is nothing.
#[test]
fn no_money_has_the_digits_of_the_currency() {
    let plain = |money, code: &str| headroom_views::format::plain_money(money, code.parse().expect("a currency"));
    assert_eq!((plain(Money::ZERO, "USD"), plain(Money::ZERO, "JPY")), ("0.00".to_owned(), "0".to_owned()));
    let exact = Money::exactly(Decimal::new(12_345, 3)).expect("an amount");
    assert_eq!(plain(exact, "USD"), "12.345");
}

/// A schedule that has too small a tier in place is said to be too small, with what would hold; nowhere does it read as if
/// all were well, or as if nothing were large enough.
#[rstest]
#[case("securewave-vpn", "growing_startup", "B2 is too small; P1V2 is the cheapest that holds")]
#[case("whatsflow", "one_server", "is the cheapest that holds")]
fn a_schedule_that_is_too_small_is_said_with_what_would_hold(
    #[case] name: &str,
    #[case] scenario: &str,
    #[case] words: &str,
) {
    let world = World::under(name, scenario);
    world.look("", |scene| {
        let found = headline::next_upgrade(scene);
        assert!(found.value == "None planned" && found.detail.contains(words), "{found:?}");
        let review = document::document(scene, scene.date.earliest_month().quarter());
        let text = headroom_report::markdown(&review);
        assert!(text.contains(words) && text.contains("what the plan has in place does not hold"), "{text}");
        for wrong in ["no tier of the ladder is enough", "no tier of its ladder holds", "holds over the whole horizon"]
        {
            assert!(!text.contains(wrong), "{wrong}: {text}");
        }
    });
}

/// What is approximate or has a unit is a number, whole or in a field; what says nothing is left out.
#[test]
fn statements_read_as_one_would_write_them() {
    World::shipped("securewave-vpn").look("", |scene| {
        let table = review::statements(scene).expect("it has statements");
        let value = |label: &str| {
            let row = table.rows.iter().find(|row| row.cells[0].text == label).expect("it has a row");
            row.cells[2].text.clone()
        };
        assert_eq!(value("Date of the report"), "2026-01-03");
        assert_eq!(value("Most users of PostgreSQL"), "Millions");
        assert_eq!(value("Logs today"), "item: Application Logs; current: Azure App Service logs");
        let bottleneck = value("Bottleneck: CPU");
        assert!(bottleneck.starts_with("resource: CPU (1 vCPU); "), "{bottleneck}");
        assert!(bottleneck.contains("; at: about 75 concurrent users; "), "{bottleneck}");
        let phases = review::roadmap(scene);
        let text = crate::world::markdown("Roadmap", phases);
        assert!(text.contains("CDN: Azure CDN") && text.contains("VPN servers: 10–50"), "{text}");
    });
}

/// Whatever a headline says, it says how it came about, and in words of states and not of colours.
#[test]
fn every_headline_has_a_why() {
    for name in SHIPPED {
        let world = World::shipped(name);
        for deployment in world.model.program.deployments.keys() {
            for figure in world.look(deployment, headline::headline) {
                let why = figure.why.as_ref().unwrap_or_else(|| panic!("{name}/{deployment}: {figure:?}"));
                assert!(!why.inputs.is_empty() && !why.formula.contains("count"), "{name}/{deployment}: {why:?}");
                let unsourced = why.inputs.iter().find(|input| input.source.is_empty());
                assert_eq!(unsourced, None, "{name}/{deployment}: {}", figure.id);
                let tag = figure.tag.map_or(String::new(), |tag| tag.text);
                assert!(!["green", "yellow", "red"].contains(&tag.as_str()), "{name}/{deployment}: {tag}");
            }
        }
    }
}

/// Advice is about what is to come: what the day has passed is marked, and no sentence begins with it.
#[test]
fn what_is_past_is_marked() {
    let world = World::shipped("whatsflow");
    world.look("", |scene| {
        let plan = upgrades::table(scene);
        let today = scene.model.program.month(scene.now().0).to_string();
        let (past, to_come): (Vec<_>, Vec<_>) = plan.rows.iter().partition(|row| row.cells[1].plain < today);
        assert!(!past.is_empty() && !to_come.is_empty(), "{plan:?}");
        assert!(past.iter().all(|row| row.cells[0].text.ends_with(", past")), "{past:?}");
        assert!(!to_come.iter().any(|row| row.cells[0].text.contains("past")), "{to_come:?}");
        assert!(plan.rows.iter().all(|row| row.cells[0].plain.len() == 7), "{plan:?}");
        let timeline = pictures::timeline(scene).expect("there are components");
        assert!(timeline.summary().contains("; the next: "), "{}", timeline.summary());
    });
}

/// What a schedule has in place is no ladder's largest tier.
#[test]
fn a_schedule_is_told_from_a_ladder() {
    let scheduled = LOST_AGAIN.replace(
        r#""label": "Web", "limits": ["c"],"#,
        r#""label": "Web", "limits": ["c"], "schedule": [{ "from": 0, "tier": "s" }],"#,
    );
    for (text, said) in [(LOST_AGAIN.to_owned(), false), (scheduled, true)] {
        let world = World::of(&text);
        world.look("", |scene| {
            let told = format!("{:?}{:?}", overview::warnings(scene), upgrades::gaps(scene));
            assert!(!said || !told.contains("largest tier"), "{told}");
            assert_eq!(told.contains("what the plan has in place does not hold"), said, "{told}");
        });
    }
}

#[test]
fn a_tier_beside_a_schedule_says_that_the_schedule_has_another() {
    let world = World::shipped("securewave-vpn");
    let text = world.look("azure_stated", |scene| markdown("Capacity", capacity::capacity(scene).blocks));
    assert!(text.contains("holds, but the schedule has "), "{text}");
}

/// What is called the tightest stands among the limits, metered use too.
#[test]
fn metered_use_stands_among_the_limits() {
    let text =
        World::shipped("leadsite").look("railway", |scene| markdown("Capacity", capacity::capacity(scene).blocks));
    assert!(text.contains("What the provider allows one service") && text.contains("is the tightest"), "{text}");
    assert!(!text.contains("No component is held against a limit"), "{text}");
}
