//! What a model can be, and hardly is meant to be: seen once it is run.

use super::check::Checker;
use super::program::{Curve, Program};
use crate::diagnostic::{Code, Severity};
use crate::money::Unpriced;
use crate::project;

/// How far rounding may lift those who pay above those who are registered.
const SLACK: f64 = 1e-9;

impl Checker<'_> {
    /// Warns where users outgrow their market, or more of them pay than there are.
    pub(super) fn plausible(&mut self, program: &Program) {
        if self.diagnostics.iter().any(|d| d.severity == Severity::Error) {
            return;
        }
        if let Curve::Logistic { users, market, .. } | Curve::Bass { users, market, .. } = program.growth.curve {
            let (users, market) = (program.params.number(users), program.params.number(market));
            if users > market {
                self.warning(
                    Code::OutOfDomain,
                    "growth.market",
                    format!("the {users} users before the first month are more than the market of {market}, and leave"),
                    "give the whole market, those who are users already among it",
                );
            }
        }
        let Ok(demand) = project::demand::<Unpriced>(program, &program.params) else { return };
        let months = demand.subscription.paying.iter().zip(&demand.registered[1..]).enumerate();
        let more = months.into_iter().find(|(_, (paying, users))| **paying > **users * (1.0 + SLACK) + SLACK);
        if let Some((i, (paying, users))) = more {
            let message = format!(
                "in {} {} pay, but {} are registered",
                program.start.plus(i as i32),
                rounded(*paying),
                rounded(*users)
            );
            let hint = "registered users are all who have an account, those who pay among them";
            self.warning(Code::OutOfDomain, "subscription.plans", message, hint);
        }
    }
}

/// A count to a tenth.
fn rounded(count: f64) -> f64 {
    libm::round(count * 10.0) / 10.0
}
