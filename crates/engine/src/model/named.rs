//! How parts of a program are named beside numbers.

use super::program::DriverRule;

impl DriverRule {
    /// The unit to say beside the label; empty where the label says every word of it: "100 monthly active users", "5 Mbps
    /// of VPN bandwidth".
    pub fn unit_beside_label(&self) -> &str {
        let label = self.label.to_lowercase();
        let says = |word: &str| label.split_whitespace().any(|said| said == word);
        if self.unit.to_lowercase().split_whitespace().all(says) { "" } else { &self.unit }
    }
}
