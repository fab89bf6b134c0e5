//! Models as a hurried person, a broken program or a hostile file would leave them.

use headroom_engine::form::{Kind, Node};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// One change of a tree: at a place, given by an index into a section's places.
#[derive(Clone, Debug)]
pub struct Mutation {
    section: Index,
    place: Index,
    change: Change,
}

#[derive(Clone, Debug)]
enum Change {
    Replace(Kind),
    /// The value's digits with another exponent: ten thousand times as much, or a millionth.
    Scale(i32),
    Delete,
    /// The same entry twice.
    Duplicate,
    Rename(&'static str),
    Nest,
    /// The value of another place, of whatever kind.
    Swap(Index),
}

/// Sections that numbers come from more often than texts.
const SECTIONS: [&str; 9] =
    ["growth", "subscription", "workload", "limits", "policy", "deployments", "costs", "review", ""];

/// One to five changes.
pub fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    let one = (any::<Index>(), any::<Index>(), change());
    prop::collection::vec(one.prop_map(|(section, place, change)| Mutation { section, place, change }), 1..=5)
}

fn change() -> impl Strategy<Value = Change> {
    let numbers = [
        "0",
        "-1",
        "-0.0",
        "1",
        "3",
        "0.5",
        "100",
        "241",
        "1e9",
        "4294967296",
        "1e15",
        "1e28",
        "1e308",
        "1e-28",
        "0.0000000000000000000000000001",
        "79228162514264337593543950335",
        "99999999999999999999999999999999",
        "-79228162514264337593543950335",
    ];
    let texts = [
        "",
        "NaN",
        "Infinity",
        "-1",
        "1e400",
        "registered",
        "web",
        "2026-01",
        "0000-99",
        "out.cost.1 / 0",
        "figures.x",
        "\u{0}\u{202e}é",
    ];
    let texts = prop_oneof![9 => select(texts.to_vec()).prop_map(str::to_owned), 1 => Just("x".repeat(5000))];
    let kinds = prop_oneof![
        8 => select(numbers.to_vec()).prop_map(|digits| Kind::Number(digits.to_owned())),
        2 => any::<f64>().prop_filter("JSON has none", |f| f.is_finite()).prop_map(|f| Kind::Number(format!("{f:e}"))),
        3 => texts.prop_map(Kind::Text),
        1 => Just(Kind::Null),
        1 => any::<bool>().prop_map(Kind::Bool),
        1 => Just(Kind::List(Vec::new())),
        1 => Just(Kind::Record(Vec::new())),
        1 => Just(Kind::List(vec![Node::number("7"); 3000])),
        1 => Just(Kind::Record((0..300).map(|i| (format!("x{i}"), Node::number("7"))).collect())),
    ];
    let names = select(vec!["rate", "price", "lable", "UPPER case", "", "kind", "a.b", "0", "plan"]);
    prop_oneof![
        10 => kinds.prop_map(Change::Replace),
        6 => select(vec![-6, -2, 1, 2, 4, 8, 30]).prop_map(Change::Scale),
        3 => Just(Change::Delete),
        1 => Just(Change::Duplicate),
        2 => names.prop_map(Change::Rename),
        1 => Just(Change::Nest),
        2 => any::<Index>().prop_map(Change::Swap),
    ]
}

impl Mutation {
    /// Changes the tree; where the place is gone by now, nothing.
    pub fn apply(&self, root: &mut Node) {
        let section = SECTIONS[self.section.index(SECTIONS.len())];
        let Some(places) = root.at_path(section).map(places).filter(|places| !places.is_empty()) else { return };
        let place = &places[self.place.index(places.len())];
        let other = match &self.change {
            Change::Swap(index) => {
                root.at_path(section).map(|node| get(node, &places[index.index(places.len())]).clone())
            }
            _ => None,
        };
        let Some((last, parents)) = place.split_last() else { return };
        if let Some(section) = root.at_path_mut(section) {
            self.change.apply(get_mut(section, parents), *last, other);
        }
    }
}

impl Change {
    fn apply(&self, parent: &mut Node, index: usize, other: Option<Node>) {
        match self {
            Self::Replace(kind) => get_mut(parent, &[index]).kind = kind.clone(),
            Self::Scale(exponent) => {
                if let Kind::Number(digits) = &mut get_mut(parent, &[index]).kind {
                    digits.push_str(&format!("e{exponent}"));
                }
            }
            Self::Nest => {
                let node = get_mut(parent, &[index]);
                let inner = std::mem::replace(node, Kind::Null.into());
                node.kind = Kind::List((0..40).fold(vec![inner], |list, _| vec![Kind::List(list).into()]));
            }
            Self::Swap(_) => {
                if let Some(other) = other {
                    *get_mut(parent, &[index]) = other;
                }
            }
            Self::Delete | Self::Duplicate | Self::Rename(_) => match &mut parent.kind {
                Kind::List(items) => match self {
                    Self::Delete => drop(items.remove(index)),
                    _ => items.insert(index, items[index].clone()),
                },
                Kind::Record(entries) => match self {
                    Self::Delete => drop(entries.remove(index)),
                    Self::Rename(name) => (*name).clone_into(&mut entries[index].0),
                    _ => entries.insert(index, entries[index].clone()),
                },
                _ => {}
            },
        }
    }
}

/// Every place below a node, as the way to it.
fn places(node: &Node) -> Vec<Vec<usize>> {
    let mut found = Vec::new();
    let mut way = Vec::new();
    walk(node, &mut way, &mut found);
    found
}

fn walk(node: &Node, way: &mut Vec<usize>, found: &mut Vec<Vec<usize>>) {
    let count = node.items().len() + node.entries().len();
    for index in 0..count {
        way.push(index);
        found.push(way.clone());
        walk(get(node, &[index]), way, found);
        way.pop();
    }
}

fn get<'n>(node: &'n Node, way: &[usize]) -> &'n Node {
    way.iter().fold(node, |node, index| match &node.kind {
        Kind::List(items) => &items[*index],
        Kind::Record(entries) => &entries[*index].1,
        _ => node,
    })
}

fn get_mut<'n>(node: &'n mut Node, way: &[usize]) -> &'n mut Node {
    way.iter().fold(node, |node, index| match &mut node.kind {
        Kind::List(items) => &mut items[*index],
        Kind::Record(entries) => &mut entries[*index].1,
        kind => panic!("no place within {}", kind.name()),
    })
}
