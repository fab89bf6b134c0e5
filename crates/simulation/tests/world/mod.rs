//! Models to test on, and a tape's numbers without statistics.
#![allow(dead_code, reason = "each test file uses its own part")]

use headroom_engine::Model;
use headroom_simulation::figure::Figure;
use headroom_simulation::inputs::{Inputs, Room};
use headroom_simulation::kernel::{Column, Kernel, Varied};
use headroom_simulation::lanes::{LANES, Registers};
use headroom_simulation::tape::Sink;

pub const SHIPPED: [&str; 6] = ["leadsite", "rad-panel", "reference", "securevpn-100k", "securewave-vpn", "whatsflow"];

pub fn shipped(name: &str) -> Model {
    let path = format!("{}/../../models/{name}.json", env!("CARGO_MANIFEST_DIR"));
    model(&std::fs::read_to_string(&path).expect(&path))
}

pub fn model(text: &str) -> Model {
    Model::read(text).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

pub fn inputs(model: &Model) -> Inputs {
    Inputs::of(model).unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// The model itself and under each of its scenarios, with names.
pub fn with_scenarios(name: &str) -> Vec<(String, Model)> {
    let base = shipped(name);
    let under = base.file.scenarios.keys().map(|id| (format!("{name} {id}"), base.under(id).expect("a scenario")));
    let under: Vec<_> = under.collect();
    std::iter::once((name.to_owned(), base)).chain(under).collect()
}

/// Every value of every column on one block of paths.
#[derive(Debug)]
pub struct Values {
    pub columns: Vec<Column>,
    pub values: Vec<[f64; LANES]>,
}

impl Sink for Values {
    #[inline(always)]
    fn take(&mut self, column: usize, values: &[f64]) {
        self.values[column][..values.len()].copy_from_slice(values);
    }
}

impl Values {
    /// What a model's kernel makes of the inputs in `room`.
    pub fn of(model: &Model, inputs: &Inputs, wanted: &[Figure], room: &Room) -> Self {
        let Kernel { tape, columns, .. } = Kernel::of(model, inputs, wanted, &Varied::default()).expect("a kernel");
        let mut values = Self { values: vec![[f64::NAN; LANES]; columns.len()], columns };
        tape.run(&room.blocks, LANES, &mut Registers::default(), &mut values);
        values
    }

    pub fn at(&self, figure: Figure, month: usize, lane: usize) -> f64 {
        let at = self.columns.iter().position(|column| *column == Column { figure, month }).expect("a wanted figure");
        self.values[at][lane]
    }
}

/// The reference workload with another value at a path.
pub fn reference_with(changes: &[(&str, serde_json::Value)]) -> Model {
    let mut json = reference_json();
    for (path, value) in changes {
        let at = path.split('.').fold(&mut json, |at, key| &mut at[key]);
        *at = value.clone();
    }
    model(&json.to_string())
}

/// The reference workload with every assumption at its likely value, and with other values at some paths.
pub fn certain_reference_with(changes: &[(&str, f64)]) -> Model {
    let mut json = reference_json();
    settle(&mut json);
    for (path, value) in changes {
        let at = path.split('.').fold(&mut json, |at, key| &mut at[key]);
        at["value"] = (*value).into();
    }
    model(&json.to_string())
}

fn reference_json() -> serde_json::Value {
    let path = format!("{}/../../models/reference.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).expect("a file")).expect("JSON")
}

/// Takes ranges out.
fn settle(json: &mut serde_json::Value) {
    let Some(record) = json.as_object_mut() else { return };
    if let Some(likely) = record.get("likely").cloned() {
        for key in ["low", "likely", "high", "distribution"] {
            record.remove(key);
        }
        record.insert("value".into(), likely);
    }
    record.values_mut().for_each(settle);
}
