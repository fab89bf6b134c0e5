//! Where a figure stands: the marks that are commonly set for it, each with who set it.

use headroom_engine::metrics::Metric;

use crate::scene::Scene;

/// A bound that a figure is held against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    pub metric: Metric,
    /// What it should at least be, or at most.
    pub at: f64,
    pub least: bool,
    pub source: &'static str,
}

const STAYS: &str = "who stays makes up for who leaves";

/// Figures that say nothing of a model which does not say who leaves.
const OF_LEAVERS: [Metric; 3] = [Metric::NetRetention, Metric::NetRetentionYear, Metric::QuickRatio];

const MARKS: [Mark; 8] = [
    Mark { metric: Metric::NetRetention, at: 1.0, least: true, source: STAYS },
    Mark { metric: Metric::NetRetentionYear, at: 1.0, least: true, source: STAYS },
    Mark { metric: Metric::QuickRatio, at: 4.0, least: true, source: "Mamoon Hamid, 2015" },
    Mark { metric: Metric::LtvToCac, at: 3.0, least: true, source: "David Skok, SaaS Metrics 2.0" },
    Mark { metric: Metric::Payback, at: 12.0, least: false, source: "David Skok, SaaS Metrics 2.0" },
    Mark { metric: Metric::BurnMultiple, at: 2.0, least: false, source: "David Sacks, The Burn Multiple, 2020" },
    Mark { metric: Metric::RuleOf40, at: 0.4, least: true, source: "Brad Feld, 2015" },
    Mark { metric: Metric::MagicNumber, at: 0.75, least: true, source: "Lars Leckie, Scale Venture Partners, 2008" },
];

impl Mark {
    /// A metric's mark. None where the model does not say what the mark is about.
    pub fn of(scene: &Scene, metric: Metric) -> Option<Self> {
        let known = states_churn(scene) || !OF_LEAVERS.contains(&metric);
        MARKS.into_iter().find(|mark| mark.metric == metric).filter(|_| known)
    }

    pub fn is_met(self, value: f64) -> bool {
        if self.least { value >= self.at } else { value <= self.at }
    }

    /// "at least", "at most".
    pub fn side(self) -> &'static str {
        if self.least { "at least" } else { "at most" }
    }
}

/// Whether the model says of any plan that has a price how many of its customers leave.
pub fn states_churn(scene: &Scene) -> bool {
    let mut plans = scene.model.program.subscription.plans.values().filter(|plan| !plan.free);
    plans.any(|plan| plan.churn.is_some() || plan.retention.is_some())
}
