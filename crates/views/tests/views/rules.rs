//! Rules that hold on every page.

use std::collections::BTreeSet;

use headroom_engine::form::{Kind, Node};
use headroom_pages::{Block, Cell, RowStyle, Table};
use headroom_views::{PAGES, document, page};
use rstest::rstest;

use crate::world::{SHIPPED, World};

fn tables(blocks: &[Block]) -> impl Iterator<Item = &Table> {
    blocks.iter().filter_map(|block| if let Block::Table { table } = block { Some(table) } else { None })
}

/// Calls back with every page of every deployment of every model, and its name.
fn every_page(mut check: impl FnMut(&str, &[Block])) {
    for name in SHIPPED {
        let world = World::shipped(name);
        for deployment in world.model.program.deployments.keys() {
            for id in PAGES {
                let page = world.look(deployment, |scene| page(scene, id));
                check(&format!("{name}/{deployment}/{id}"), &page.blocks);
            }
        }
    }
}

/// Snake case, or the ISO month that the column is of.
fn is_stable(key: &str) -> bool {
    let is_month = key.parse::<headroom_engine::month::Month>().is_ok();
    is_month
        || key.starts_with(|c: char| c.is_ascii_lowercase())
            && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn columns_have_stable_keys_and_rows_have_a_cell_for_each() {
    every_page(|place, blocks| {
        let mut ids = BTreeSet::new();
        for table in tables(blocks) {
            let place = format!("{place} {}", table.id);
            assert!(ids.insert(table.id.clone()), "{place}: twice on a page");
            let keys: BTreeSet<&str> = table.columns.iter().map(|column| column.key.as_str()).collect();
            assert_eq!(keys.len(), table.columns.len(), "{place}: a key twice");
            assert!(keys.iter().all(|key| is_stable(key)), "{place}: {keys:?}");
            for row in &table.rows {
                assert_eq!(row.cells.len(), table.columns.len(), "{place}: {row:?}");
            }
            assert!(!table.rows.is_empty() || !table.empty.is_empty(), "{place}: empty without a word");
        }
    });
}

/// What a page shows as a number can be read by a machine.
#[test]
fn every_number_is_in_the_csv() {
    let lost = |cell: &Cell| cell.plain.is_empty() && cell.text.contains(|c: char| c.is_ascii_digit());
    every_page(|place, blocks| {
        for table in tables(blocks) {
            let csv = headroom_report::csv(table);
            for row in &table.rows {
                assert!(!row.cells.iter().any(lost), "{place} {}: {row:?}", table.id);
                // A group's words lead each of its lines.
                let heading = row.cells.first().map_or("", |cell| cell.plain.as_str());
                let quoted = heading.replace('"', "\"\"");
                let alone = row.style != RowStyle::Group || csv.contains(&quoted) || heading.is_empty();
                assert!(alone, "{place} {}: the group {heading} is lost", table.id);
            }
        }
    });
}

#[test]
fn the_csv_has_every_row() {
    every_page(|_, blocks| {
        for table in tables(blocks) {
            let records = table.rows.iter().filter(|row| row.style != RowStyle::Group).count();
            let mut reader = csv::Reader::from_reader(headroom_report::csv(table).into_bytes().leak() as &[u8]);
            assert_eq!(reader.records().count(), records, "{}", table.id);
        }
    });
}

/// Tables of the review stand upright on A4, apart from those with a column for each month.
#[rstest]
fn the_review_of_a_model_is_whole(#[values("securewave-vpn", "whatsflow", "rad-panel")] name: &str) {
    let world = World::shipped(name);
    let quarter = world.model.program.month(1).quarter();
    let review = world.look("", |scene| document::document(scene, quarter));
    let chapters: Vec<&str> = review.chapters.iter().map(|chapter| chapter.id.as_str()).collect();
    for chapter in ["summary", "capacity", "upgrades", "providers", "prices"] {
        assert!(chapters.contains(&chapter), "{name}: {chapters:?}");
    }
    assert_eq!(review.date, "2026-11-22");
}

/// The texts of a value, as the file has them.
fn texts<'n>(node: &'n Node, found: &mut Vec<&'n str>) {
    match &node.kind {
        Kind::Text(text) => found.push(text),
        _ => {
            node.items().iter().for_each(|item| texts(item, found));
            node.entries().iter().for_each(|(_, value)| texts(value, found));
        }
    }
}

/// What tiers and tests state in words is in the review, not only in the model's file.
#[rstest]
fn what_tiers_and_tests_state_is_in_the_review(
    #[values("leadsite", "rad-panel", "securevpn-100k", "securewave-vpn", "whatsflow")] name: &str,
) {
    let world = World::shipped(name);
    let (csv, deployment) = world.look("", |scene| {
        let review = document::document(scene, scene.date.earliest_month().quarter());
        let files = headroom_report::csv_files(&review).into_iter().map(|(_, text)| text).collect::<String>();
        (files.replace("\"\"", "\""), scene.deployed.id.to_owned())
    });
    let mut stated = Vec::new();
    let root = &world.model.node;
    let components = root.at_path(&format!("deployments.{deployment}.components")).map(Node::entries);
    let tiers = components.unwrap_or_default().iter().filter_map(|(_, component)| component.get("ladder"));
    for tier in tiers.flat_map(Node::entries).map(|(_, tier)| tier) {
        ["actions", "includes"].iter().filter_map(|field| tier.get(field)).for_each(|node| texts(node, &mut stated));
    }
    for (_, test) in root.at_path("review.measurements").map(Node::entries).unwrap_or_default() {
        ["details", "note"].iter().filter_map(|field| test.get(field)).for_each(|node| texts(node, &mut stated));
    }
    let lacking: Vec<&&str> = stated.iter().filter(|text| !csv.contains(**text)).collect();
    assert!(lacking.is_empty(), "{lacking:?}");
}

/// A reader who multiplies what is printed gets what is printed, to the digits of the quantity.
#[rstest]
fn quantity_times_price_is_the_amount_as_printed(
    #[values("leadsite", "reference", "securewave-vpn", "whatsflow")] name: &str,
) {
    let number = |text: &str| text.replace([',', '$', '−'], "").parse::<f64>().expect("a number");
    let world = World::shipped(name);
    for deployment in world.model.program.deployments.keys() {
        let page = world.look(deployment, |scene| page(scene, "costs"));
        let items = tables(&page.blocks).find(|table| table.id == "infrastructure-items").expect("it is there");
        for row in &items.rows {
            let [quantity, price, amount] = [2, 4, 5].map(|i| number(&row.cells[i].text));
            let off = (quantity * price - amount).abs();
            assert!(off <= 0.006 * amount + 0.01, "{deployment}: {quantity} × {price} is not {amount}");
        }
    }
}
