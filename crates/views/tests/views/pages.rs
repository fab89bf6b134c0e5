//! Pages of a shipped model as Markdown.

use headroom_pages::Block;
use headroom_views::page;
use rstest::rstest;

use crate::world::{World, markdown};

#[rstest]
#[case("securewave-vpn", "", "capacity")]
#[case("securewave-vpn", "", "compare")]
#[case("securewave-vpn", "azure", "prices")]
#[case("rad-panel", "", "capacity")]
#[case("leadsite", "", "prices")]
#[case("leadsite", "", "review")]
#[case("rad-panel", "", "review")]
#[case("reference", "", "compare")]
fn a_page_reads_as_recorded(#[case] model: &str, #[case] deployment: &str, #[case] id: &str) {
    let world = World::shipped(model);
    let page = world.look(deployment, |scene| page(scene, id));
    insta::assert_snapshot!(format!("{model}-{id}"), markdown(&page.title, page.blocks));
}

/// What has no tiers says so once.
#[test]
fn a_metered_deployment_has_no_empty_tables() {
    let page = World::shipped("leadsite").look("", |scene| page(scene, "capacity"));
    let empty = |block: &&Block| matches!(block, Block::Table { table } if table.rows.is_empty());
    assert_eq!(page.blocks.iter().filter(empty).count(), 0);
    let text = markdown(&page.title, page.blocks);
    assert!(text.contains("there is nothing to order"), "{text}");
}

/// A load test of one tier: its points are on the page, with their law.
#[test]
fn a_measured_limit_is_told_with_its_doubts() {
    let measured = r#"{ "cpu": { "tool": "k6", "date": "2026-10-02", "source": "steps.json", "points": [
        { "concurrency": 1, "throughput": 24, "p95_ms": 61 },
        { "concurrency": 4, "throughput": 82, "p95_ms": 75 },
        { "concurrency": 8, "throughput": 120, "p95_ms": 110 },
        { "concurrency": 16, "throughput": 131, "p95_ms": 190 },
        { "concurrency": 32, "throughput": 118, "p95_ms": 420, "failed": 0.02 }
    ] } }"#;
    let tier = "deployments.azure_stated.components.web.ladder.b1";
    let world = World::with("securewave-vpn", tier, "measured", measured);
    let page = world.look("", |scene| page(scene, "capacity"));
    insta::assert_snapshot!("measured-capacity", markdown(&page.title, page.blocks));
}
