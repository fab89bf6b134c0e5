//! The meters of a provider that bills what is used.

use super::{Catalog, Rate};

/// What a provider asks for metered use; None where it lists no such meter.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Meters<'a> {
    /// One vCPU for a month.
    pub vcpu: Option<&'a Rate>,
    /// One GB of memory for a month.
    pub ram: Option<&'a Rate>,
    /// One GB stored for a month.
    pub volume: Option<&'a Rate>,
    /// One GB that leaves.
    pub egress: Option<&'a Rate>,
}

impl Catalog {
    /// The meters of a provider's hosting by use.
    pub fn meters(&self, provider: &str) -> Meters<'_> {
        let find = |meter: &str, unit: &str| {
            let is = |r: &&Rate| r.provider == provider && r.service == "paas" && r.meter == meter && r.unit == unit;
            self.rates.values().find(is)
        };
        Meters {
            vcpu: find("vcpu", "vCPU-month"),
            ram: find("ram", "GB-month"),
            volume: find("volume", "GB-month"),
            egress: find("internet_egress", "GB"),
        }
    }
}
