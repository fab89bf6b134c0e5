//! What is read of uncertainty: pages of shipped models over a few hundred paths, and the answers to questions.

use headroom_charts::Graphic;
use headroom_engine::Model;
use headroom_engine::form::Node;
use headroom_pages::Block;
use headroom_simulation::analysis::grid::{self, Grid, Statistic};
use headroom_simulation::analysis::orders::orders;
use headroom_simulation::analysis::seek::{self, Seek};
use headroom_simulation::analysis::sensitivity::sensitivity;
use headroom_simulation::analysis::tornado::tornado;
use headroom_simulation::analysis::{measure, until};
use headroom_simulation::figure::{Figure, Monthly};
use headroom_simulation::futures::{Futures, LEVELS, standard};
use headroom_simulation::inputs::Inputs;
use headroom_simulation::run::{Given, Points, Request, Watch};
use headroom_views::uncertainty::{self, Answered, Uncertain, View};
use headroom_views::{Scene, document};
use rstest::rstest;

use crate::world::{World, markdown};

const PATHS: u64 = 256;

fn request(levels: &[f64], given: Vec<Given>) -> Request {
    Request { paths: PATHS, seed: 1, points: Points::Sobol, levels: levels.to_vec(), given }
}

/// What is drawn, and the standard figures over a few paths.
fn futures(model: &Model, given: impl Fn(&Inputs) -> Vec<Given>) -> (Inputs, Futures) {
    let inputs = Inputs::of(model).expect("the distributions are valid");
    let request = request(&LEVELS, given(&inputs));
    let futures = Futures::of(model, &inputs, &standard(model), request, &Watch::default());
    (inputs, futures.expect("the model can be run"))
}

fn page(world: &World, coarse: bool) -> Vec<Block> {
    let (inputs, futures) = futures(&world.model, |_| Vec::new());
    let uncertain = Uncertain { inputs: &inputs, futures: &futures, coarse, given: "" };
    world.look("", |scene| uncertainty::page(scene, &uncertain).blocks)
}

#[rstest]
#[case("reference")]
#[case("whatsflow")]
#[case("rad-panel")]
fn a_page_reads_as_recorded(#[case] model: &str) {
    let blocks = page(&World::shipped(model), false);
    insta::assert_snapshot!(format!("{model}-uncertainty"), markdown("Uncertainty", blocks));
}

#[test]
fn a_first_answer_says_that_another_follows() {
    let text = markdown("Uncertainty", page(&World::shipped("reference"), true));
    assert!(text.contains("a more exact one follows"), "{text}");
}

#[test]
fn a_condition_is_said_and_counts_fewer_paths() {
    let world = World::shipped("reference");
    let given = |inputs: &Inputs| {
        let input = inputs.position("subscription.plans.standard.churn").expect("it has a range");
        vec![Given { input, least: 0.05, most: f64::INFINITY }]
    };
    let (inputs, futures) = futures(&world.model, given);
    let given = "churn is above 5 %";
    let uncertain = Uncertain { inputs: &inputs, futures: &futures, coarse: false, given };
    let text = world.look("", |scene| markdown("", uncertainty::page(scene, &uncertain).blocks));
    assert!(text.contains(&format!("paths on which {given}")), "{text}");
    let counted = futures.answers.iter().map(|answer| match answer {
        headroom_simulation::bands::Answer::Event(share) => share.paths,
        headroom_simulation::bands::Answer::Quantity(quantity) => quantity.paths,
    });
    assert!(counted.max().is_some_and(|paths| paths < PATHS));
}

/// Without ranges every path would be the plan: the page says what to do instead of drawing flat lines.
#[test]
fn a_certain_model_says_how_to_state_a_range() {
    let mut node = World::shipped("reference").model.node;
    let places = [
        ("growth", "rate", "0.12"),
        ("subscription", "conversion", "0.05"),
        ("subscription.plans.standard", "churn", "0.05"),
        ("workload.drivers.concurrent", "per", "0.03"),
    ];
    for (path, field, value) in places {
        let value = Node::parse(value).expect("a number");
        node.at_path_mut(path).expect("the place is there").put(field, value);
    }
    let world = World::of(&node.to_string());
    let text = markdown("Uncertainty", page(&world, false));
    assert!(text.contains("Nothing in this model is uncertain"), "{text}");
    let (inputs, futures) = futures(&world.model, |_| Vec::new());
    let uncertain = Uncertain { inputs: &inputs, futures: &futures, coarse: false, given: "" };
    let quarter = world.model.program.month(1).quarter();
    world.look("", |scene| {
        let review = document::document(scene, quarter);
        assert_eq!(document::with_uncertainty(review.clone(), scene, &uncertain, &Answered::default()), review);
    });
}

#[test]
fn the_review_has_the_chapter_between_break_even_and_providers() {
    let world = World::shipped("reference");
    let (inputs, futures) = futures(&world.model, |_| Vec::new());
    let uncertain = Uncertain { inputs: &inputs, futures: &futures, coarse: false, given: "" };
    let quarter = world.model.program.month(1).quarter();
    let review = world.look("", |scene| {
        document::with_uncertainty(document::document(scene, quarter), scene, &uncertain, &Answered::default())
    });
    let ids: Vec<&str> = review.chapters.iter().map(|chapter| chapter.id.as_str()).collect();
    let at = ids.iter().position(|id| *id == "uncertainty").expect("the chapter is there");
    assert_eq!((ids[at - 1], ids[at + 1]), ("break-even", "providers"));
    assert!(headroom_report::markdown(&review).contains("What is uncertain"));
}

#[rstest]
#[case("what moves", "cash.24")]
#[case("what moves a month", "cumulative_break_even")]
fn what_matters_reads_as_recorded(#[case] name: &str, #[case] of: &str) {
    let world = World::shipped("reference");
    let model = &world.model;
    let inputs = Inputs::of(model).expect("the distributions are valid");
    let of = measure::parse(of, model, 0).expect("an outcome");
    let swings = tornado(model, &inputs, of, &[]).expect("it can be run");
    let indices = sensitivity(model, &inputs, of, &request(&[], Vec::new()), &Watch::default()).expect("it can be run");
    let text = world.look("", |scene| {
        let mut blocks = uncertainty::tornado_blocks(scene, &inputs, &swings);
        blocks.extend(uncertainty::sensitivity_blocks(scene, &inputs, &indices));
        markdown(name, blocks)
    });
    insta::assert_snapshot!(name, text);
}

#[rstest]
#[case("a goal reached", "subscription.plans.standard.churn", "mrr.60 >= 20k", 0.8)]
#[case("a goal beyond reach", "subscription.plans.standard.churn", "mrr.12 >= 1M", 0.5)]
#[case("a goal always reached", "subscription.plans.standard.churn", "users.60 >= 1", 0.9)]
fn a_goal_reads_as_recorded(#[case] name: &str, #[case] vary: &str, #[case] goal: &str, #[case] probability: f64) {
    let world = World::shipped("reference");
    let model = &world.model;
    let inputs = Inputs::of(model).expect("the distributions are valid");
    let until = until::parse(goal, model, 0).expect("a goal");
    let asked = Seek { vary: vary.into(), until, probability, within: None, paths: PATHS, seed: 1, given: Vec::new() };
    let sought = seek::seek(model, &inputs, &asked, &Watch::default()).expect("it can be run");
    let text = world.look("", |scene| markdown(name, uncertainty::sought_blocks(scene, &asked, &sought)));
    insta::assert_snapshot!(name, text);
}

/// The base case is outlined, profit and loss have colours of their own, and a probability has its line.
#[test]
fn two_assumptions_make_a_heat_map() {
    let world = World::shipped("reference");
    let model = &world.model;
    let inputs = Inputs::of(model).expect("the distributions are valid");
    let until = until::parse("mrr.60 >= 20k", model, 0).expect("a goal");
    let (x, y) = ("growth.rate".to_owned(), "subscription.conversion".to_owned());
    let (of, statistic) = (until.of, Statistic::Probability(until));
    let asked =
        Grid { x, y, x_within: None, y_within: None, of, statistic, steps: 5, paths: 64, seed: 1, given: Vec::new() };
    let known = grid::grid(model, &inputs, &asked, &Watch::default()).expect("it can be run");
    let blocks = world.look("", |scene| uncertainty::grid_blocks(scene, &asked, &known));
    let Some(Block::Graphic { graphic: Graphic::Heatmap(map), .. }) = blocks.first() else {
        panic!("no heat map: {blocks:?}")
    };
    assert!(map.base.is_some() && map.level.is_some());
    assert_eq!((map.scale.from, map.scale.to), (0.0, 1.0));
    insta::assert_snapshot!("grid", markdown("Grid", blocks));
}

/// Orders for the median and for a demand that is more than likely, beside the plan.
#[rstest]
#[case("orders for P50", 0.5)]
#[case("orders for P95", 0.95)]
fn orders_read_as_recorded(#[case] name: &str, #[case] level: f64) {
    let world = World::shipped("whatsflow");
    let model = &world.model;
    let inputs = Inputs::of(model).expect("the distributions are valid");
    let loads: Vec<Figure> =
        (0..model.program.drivers.len()).map(|driver| Figure::Monthly(Monthly::Load(driver))).collect();
    let futures = Futures::of(model, &inputs, &loads, request(&[level], Vec::new()), &Watch::default());
    let orders = orders(model, &futures.expect("it can be run"), level).expect("every load is known");
    let text = world.look("", |scene| markdown(name, uncertainty::orders_blocks(scene, level, &orders)));
    insta::assert_snapshot!(name, text);
}

/// Every table has a key for each column, a cell for each column, and every number for machines.
#[rstest]
fn tables_are_whole(#[values("reference", "whatsflow", "securewave-vpn")] name: &str) {
    let world = World::shipped(name);
    let (_, futures) = futures(&world.model, |_| Vec::new());
    for deployment in 0..world.model.program.deployments.len() {
        let tables = uncertainty::tables(&View { model: &world.model, futures: &futures, deployment });
        assert!(tables.iter().any(|table| table.id == "percentiles-cost"), "{name}");
        for table in &tables {
            let mut keys: Vec<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), table.columns.len(), "{name} {}", table.id);
            for row in &table.rows {
                assert_eq!(row.cells.len(), table.columns.len(), "{name} {}", table.id);
                let lost = row.cells.iter().find(|cell| cell.plain.is_empty() && cell.text.contains(char::is_numeric));
                assert_eq!(lost, None, "{name} {}", table.id);
            }
        }
    }
}

/// Whatever deployment is looked at, every page can be made and its pictures have a summary.
#[rstest]
fn every_deployment_has_a_page(#[values("leadsite", "securevpn-100k", "securewave-vpn")] name: &str) {
    let world = World::shipped(name);
    let (inputs, futures) = futures(&world.model, |_| Vec::new());
    let uncertain = Uncertain { inputs: &inputs, futures: &futures, coarse: false, given: "" };
    for deployment in world.model.program.deployments.keys() {
        let page = world.look(deployment, |scene: &Scene| uncertainty::page(scene, &uncertain));
        let graphics = page.blocks.iter().filter_map(|block| match block {
            Block::Graphic { graphic, .. } => Some(graphic),
            _ => None,
        });
        for graphic in graphics {
            assert!(graphic.summary().ends_with('.'), "{name}/{deployment}: {}", graphic.summary());
        }
        assert!(matches!(page.blocks.first(), Some(Block::Paragraph { .. })), "{name}/{deployment}");
    }
}

/// Fleets are simulated once, at the likely weights of their policy; whoever states a range for one is told.
#[test]
fn ranges_that_a_selection_policy_does_not_see_are_said() {
    let range = r#"{ "low": 0.5, "likely": 0.7, "high": 0.9, "label": "Weight of load" }"#;
    let policy = "deployments.azure.components.vpn.selection";
    let world = World::with("securevpn-100k", policy, "load_weight", range);
    let text = markdown("", page(&world, false));
    let said = "is the same on all paths: that of the likely value of VPN fleet: weight of load.";
    assert!(text.contains(said), "{text}");
    assert!(!markdown("", page(&World::shipped("securevpn-100k"), false)).contains("selection policy"));
}
