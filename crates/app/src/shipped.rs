//! The models that ship with Headroom: documentation, templates and tests at once.

/// A shipped model: its id and its text.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    pub id: &'static str,
    pub text: &'static str,
}

impl Shipped {
    /// Its text for somebody's own folder: completion in editors comes from the schema that `headroom schema` writes
    /// beside it.
    pub fn copy(&self) -> String {
        self.text.replacen(HERE, SCHEMA, 1)
    }
}

/// Where the schema lies, seen from the shipped models, and from a copy of one.
const HERE: &str = "\"$schema\": \"../assets/model.schema.json\"";
const SCHEMA: &str = "\"$schema\": \"model.schema.json\"";

macro_rules! shipped {
    ($($id:literal),* $(,)?) => {
        &[$(Shipped { id: $id, text: include_str!(concat!("../../../models/", $id, ".json")) }),*]
    };
}

/// In the order of the gallery.
pub const MODELS: &[Shipped] =
    shipped!["whatsflow", "securewave-vpn", "securevpn-100k", "rad-panel", "leadsite", "reference"];

pub fn find(id: &str) -> Option<Shipped> {
    MODELS.iter().copied().find(|m| m.id == id)
}
