//! A model to look at.

use headroom_engine::catalog::PartialDate;
use headroom_engine::form::Node;
use headroom_engine::{Model, Projection};
use headroom_frames::{Frames, Period};
use headroom_pages::{Block, Document, Page};
use headroom_views::Scene;

/// The models that ship.
pub const SHIPPED: [&str; 6] = ["leadsite", "rad-panel", "reference", "securevpn-100k", "securewave-vpn", "whatsflow"];

/// A model with its projection.
pub struct World {
    pub model: Model,
    pub projection: Projection,
}

impl World {
    pub fn shipped(name: &str) -> Self {
        let path = format!("{}/../../models/{name}.json", env!("CARGO_MANIFEST_DIR"));
        Self::of(&std::fs::read_to_string(path).expect("the model is there"))
    }

    /// A shipped model with something more in it.
    pub fn with(name: &str, path: &str, field: &str, value: &str) -> Self {
        let mut node = Self::shipped(name).model.node;
        let value = Node::parse(value).expect("the value is JSON");
        node.at_path_mut(path).expect("the place is there").put(field, value);
        Self::of(&node.to_string())
    }

    /// A shipped model under one of its scenarios.
    pub fn under(name: &str, scenario: &str) -> Self {
        let model = Self::shipped(name).model.under(scenario).expect("the scenario is right");
        let projection = Projection::of(&model).expect("the model can be projected");
        Self { model, projection }
    }

    pub fn of(text: &str) -> Self {
        let model = Model::read(text).expect("the model is valid");
        let projection = Projection::of(&model).expect("the model can be projected");
        Self { model, projection }
    }

    /// Looks at a deployment on 22 November 2026; the first for an empty name.
    pub fn look<T>(&self, deployment: &str, look: impl FnOnce(&Scene) -> T) -> T {
        let frames = Frames::of(&self.model, &self.projection);
        let deployed = self.projection.deployment(&self.model, deployment).expect("the deployment is there");
        let date: PartialDate = "2026-11-22".parse().expect("a date");
        let (model, projection) = (&self.model, &self.projection);
        look(&Scene { model, projection, frames: &frames, deployed, scenario: "", period: Period::Quarter, date })
    }
}

/// Blocks as Markdown: what is said, without how it looks.
pub fn markdown(title: &str, blocks: Vec<Block>) -> String {
    let page = Page { id: "page".into(), title: String::new(), blocks };
    let document = Document {
        title: title.into(),
        eyebrow: String::new(),
        footer: String::new(),
        date: "2026-11-22".into(),
        language: "en".into(),
        keywords: Vec::new(),
        chapters: vec![page],
    };
    headroom_report::markdown(&document)
}
