//! The revenue page of a model that uses every rule, and rules that its figures keep on every shipped model.

use headroom_engine::form::Node;
use headroom_engine::metrics::Metric;
use headroom_engine::money::Money;
use headroom_pages::{Block, Figure, Table};
use headroom_views::{Scene, page, revenue};

use crate::world::{SHIPPED, World, markdown};

fn every_rule() -> World {
    World::of(include_str!("../../../../tests/worked/revenue.json"))
}

fn tables(blocks: &[Block]) -> Vec<&Table> {
    blocks.iter().filter_map(|block| if let Block::Table { table } = block { Some(table) } else { None }).collect()
}

fn figures(scene: &Scene) -> Vec<Figure> {
    revenue::figures(scene, scene.months().min(12))
}

#[test]
fn a_business_with_every_rule_reads_as_recorded() {
    let page = every_rule().look("", |scene| page(scene, "revenue"));
    insta::assert_snapshot!("every-rule-revenue", markdown(&page.title, page.blocks));
}

#[test]
fn a_plain_business_reads_as_recorded() {
    let page = World::shipped("whatsflow").look("", |scene| page(scene, "revenue"));
    insta::assert_snapshot!("whatsflow-revenue", markdown(&page.title, page.blocks));
}

/// What is behind a figure: its definition, what it is made of, and where it stands.
#[test]
fn a_figure_says_why() {
    let figures = every_rule().look("", figures);
    let told = figures.iter().map(|figure| {
        let why = figure.why.as_ref().expect("each figure says why");
        let input = |i: &headroom_pages::WhyInput| format!("    {}: {} ({})\n", i.label, i.value, i.source);
        let tag = figure.tag.as_ref().map_or(String::new(), |tag| format!(" [{}: {:?}]", tag.text, tag.tone));
        let inputs: String = why.inputs.iter().map(input).collect();
        format!("{} {}{tag}\n  {}\n{inputs}", figure.label, figure.value, why.formula)
    });
    insta::assert_snapshot!("every-rule-figures", told.collect::<String>());
}

#[test]
fn the_chosen_ltv_leads_and_names_the_others() {
    let figures = every_rule().look("", figures);
    let ltv: Vec<&Figure> =
        figures.iter().filter(|figure| figure.id.starts_with("ltv_m") || figure.id == "ltv_simple").collect();
    assert_eq!(ltv.iter().map(|figure| figure.id.as_str()).collect::<Vec<_>>(), ["ltv_margin"]);
    let inputs = &ltv[0].why.as_ref().expect("it says why").inputs;
    for other in [Metric::LtvSimple, Metric::LtvMeanChurn] {
        assert!(inputs.iter().any(|input| input.label == other.definition().label), "{inputs:?}");
    }
}

/// A dash has a reason, and a number is one.
#[test]
fn what_is_not_defined_says_so() {
    for name in SHIPPED {
        let world = World::shipped(name);
        for id in world.model.program.deployments.keys() {
            world.look(id, |scene| {
                for t in 1..=scene.months() {
                    for metric in Metric::ALL {
                        let value = metric.of(&scene.deployed, t);
                        assert!(value.is_none_or(f64::is_finite), "{name} {metric:?} {t}: {value:?}");
                        let why = revenue::undefined(scene, *metric, t);
                        assert_eq!(why.is_some(), value.is_none(), "{name} {metric:?} {t}");
                    }
                }
                let page = page(scene, "revenue");
                for table in tables(&page.blocks) {
                    let mut cells = table.rows.iter().flat_map(|row| &row.cells);
                    assert!(
                        !cells.any(|cell| cell.text.split([' ', '$', '−']).any(|word| word == "NaN" || word == "inf")),
                        "{name} {}",
                        table.id
                    );
                }
            });
        }
    }
}

/// A model is shown nothing of what it has not.
#[test]
fn sections_without_content_are_left_out() {
    let ids = |world: &World| -> Vec<String> {
        world.look("", |scene| tables(&page(scene, "revenue").blocks).iter().map(|table| table.id.clone()).collect())
    };
    let apart = ["cash-and-revenue", "failed-payments", "tax", "trials", "mrr-movements-by-plan"];
    let every = ids(&every_rule());
    assert!(apart.iter().all(|id| every.iter().any(|found| found == id)), "{every:?}");
    let reference = ids(&World::shipped("reference"));
    assert!(!apart.iter().any(|id| reference.iter().any(|found| found == id)), "{reference:?}");
}

/// The cells of the table are the ends of the heat map's rows.
#[test]
fn the_heat_map_shows_the_cohorts_of_the_table() {
    every_rule().look("", |scene| {
        let page = page(scene, "revenue");
        let map = page.blocks.iter().find_map(|block| match block {
            Block::Graphic { graphic: headroom_charts::Graphic::Heatmap(map), .. } => Some(map),
            _ => None,
        });
        let map = map.expect("there is a heat map");
        let table = revenue::cohorts(scene);
        assert_eq!(map.rows.labels.len(), table.rows.len());
        for (row, cells) in table.rows.iter().zip(map.cells.iter().rev()) {
            let after_a_month = row.cells[2].plain.parse::<f64>().ok();
            let drawn = cells.first().map(|cell| cell.value);
            assert!(match (after_a_month, drawn) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-9,
                (a, b) => a.is_none() && b.is_none(),
            });
        }
    });
}

/// In the total of cost to serve each cost counts once: what free users cause is borne by those who pay.
#[test]
fn serving_costs_what_the_lines_cost() {
    let mut free = World::shipped("reference").model.node;
    let plans = free.at_path_mut("subscription.plans").expect("there are plans");
    let plan = Node::parse(r#"{ "label": "Free", "price": 0, "of_registered": 0.5 }"#).expect("the plan is JSON");
    plans.put("free", plan);
    World::of(&free.to_string()).look("", |scene| {
        let t = scene.months();
        let table = revenue::cost_to_serve(scene, t).expect("serving costs something");
        let total = &table.rows.last().expect("there is a total").cells;
        let of = |key: &str| {
            let at = table
                .columns
                .iter()
                .position(|column| column.key == format!("{key}_usd"))
                .expect("there is such a column");
            total[at].plain.parse::<Money>().expect("an amount")
        };
        let infrastructure = scene.deployed.outcome.infrastructure[t - 1];
        assert!(of("burden") > Money::ZERO && infrastructure > Money::ZERO);
        assert_eq!(of("infrastructure") + of("burden"), infrastructure);
        assert_eq!(of("revenue") - of("fees") - of("direct") - infrastructure, of("margin"));
    });
}

/// No wall of dashes: a figure without a value is named in a sentence, and rows without any stand in the CSV alone.
#[test]
fn what_has_no_value_is_folded() {
    for name in SHIPPED {
        let world = World::shipped(name);
        world.look("", |scene| {
            assert!(!figures(scene).iter().any(|figure| figure.value == "—"), "{name}");
            let table = revenue::economics(scene);
            let dashes = |row: &headroom_pages::TableRow| row.cells.iter().skip(1).all(|cell| cell.text == "—");
            assert!(!table.shown().iter().any(dashes), "{name}");
            assert_eq!(table.rows.len(), Metric::ALL.len(), "{name}");
            assert!(table.terms.iter().all(|term| !term.is_empty()), "{name}");
        });
    }
}
