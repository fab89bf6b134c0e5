//! The models that ship with Headroom: documentation, templates and tests at once.

/// A shipped model: its id and its text.
#[derive(Clone, Copy, Debug)]
pub struct Shipped {
    pub id: &'static str,
    pub text: &'static str,
}

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
