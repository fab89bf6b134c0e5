//! What is asked, and whether it can be.

use super::load::{MOST, demand_names};
use crate::diagnostic::{Code, Diagnostic, Severity, suggestion};
use crate::form::Named;
use crate::model::file::Question;
use crate::model::program::{DeploymentRule, Program};
use crate::money::number_of;

/// What is asked of a deployment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ask {
    /// How much of each driver, in the driver's own unit (a daily volume by the day), or of `registered`, `active` or
    /// `paying`. What follows from those given follows.
    pub demand: Named<f64>,
    /// Tiers asked about, by component; with the fewest instances that the tier allows.
    pub tiers: Named<String>,
    /// The month whose tiers are in place where none are asked about, from 1; 0 means the first, and what lies beyond
    /// the horizon its last.
    pub month: usize,
}

impl Ask {
    /// A question of the model's review: its demand at the likely values, the tiers of the first month.
    pub fn of(question: &Question) -> Self {
        Self {
            demand: question.demand.iter().map(|(name, q)| (name.clone(), number_of(q.point()))).collect(),
            tiers: question.tier.clone(),
            month: 1,
        }
    }

    /// What cannot be asked: names that the model or the deployment does not have, and amounts that are none. Each
    /// problem's path is `demand.NAME`, `tiers.COMPONENT` or `month`.
    pub fn check(&self, program: &Program, rule: &DeploymentRule) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut report = |code, path: String, message: String, hint: String| {
            found.push(Diagnostic { code, severity: Severity::Error, path, message, hint, at: None });
        };
        let drivers: Vec<&str> = program.drivers.keys().map(String::as_str).collect();
        let names = demand_names(&drivers);
        let known = || names.iter().map(String::as_str);
        if self.demand.is_empty() {
            let hint = suggestion("", known());
            report(Code::Missing, "demand".into(), "nothing is asked".into(), hint);
        }
        for (name, amount) in &self.demand {
            let path = format!("demand.{name}");
            if !known().any(|k| k == name) {
                let message = format!("there is no driver or count of users `{name}`");
                report(Code::UnknownName, path, message, suggestion(name, known()));
            } else if !(0.0..=MOST).contains(amount) {
                report(Code::OutOfDomain, path, format!("{amount} cannot be held"), "give 0 or more".into());
            }
        }
        for (component, tier) in &self.tiers {
            let path = format!("tiers.{component}");
            let ladder = rule.components.get(component).map(|c| &c.tiers);
            match ladder {
                None => {
                    let hint = suggestion(component, rule.components.keys().map(String::as_str));
                    report(Code::UnknownName, path, format!("there is no component `{component}`"), hint);
                }
                Some(tiers) if !tiers.contains_key(tier) => {
                    let hint = suggestion(tier, tiers.keys().map(String::as_str));
                    report(Code::UnknownName, path, format!("there is no tier `{tier}`"), hint);
                }
                Some(_) => {}
            }
        }
        if self.month > program.months {
            let message = format!("month {} is beyond the horizon", self.month);
            report(Code::OutOfDomain, "month".into(), message, format!("give 1 to {}", program.months));
        }
        found
    }
}
