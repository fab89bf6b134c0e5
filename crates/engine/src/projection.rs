//! The point run of a model, as an exact ledger: every assumption at its likely value, every line rounded once.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::form::Named;
use crate::model::Model;
use crate::model::program::{DeploymentRule, Program};
use crate::money::Money;
use crate::month::Month;
use crate::project::break_even::{OverTime, over_time};
use crate::project::{self, Demand, Outcome};

/// A model's point run: one demand, and each deployment under it.
#[derive(Clone, Debug)]
pub struct Projection {
    pub demand: Demand<Money>,
    pub outcomes: Named<Outcome<Money>>,
    pub break_even: Named<OverTime<Money>>,
}

impl Projection {
    /// Runs the model. Fails where a figure outgrows what can be computed with.
    pub fn of(model: &Model) -> Result<Self, Diagnostic> {
        let program = &model.program;
        let failed = |error: project::Overflow| overflow(model, &error);
        let demand = project::demand::<Money>(program, &program.params).map_err(failed)?;
        let mut outcomes = Named::with_capacity(program.deployments.len());
        let mut break_even = Named::with_capacity(program.deployments.len());
        for (id, rule) in &program.deployments {
            let outcome = project::deploy(program, &program.params, rule, &demand).map_err(failed)?;
            break_even.insert(id.clone(), over_time(program, &program.params, &outcome));
            outcomes.insert(id.clone(), outcome);
        }
        Ok(Self { demand, outcomes, break_even })
    }
}

/// What to say of a model whose figures outgrow what can be computed with.
pub fn overflow(model: &Model, error: &project::Overflow) -> Diagnostic {
    Diagnostic {
        code: Code::Overflow,
        severity: Severity::Error,
        path: "growth".into(),
        message: error.to_string(),
        hint: "lower the growth rate, the rates per user, or the prices".into(),
        at: model.node.get("growth").map(|n| n.at),
    }
}

/// A deployment's rule and outcome together, as its readers need them.
#[derive(Clone, Copy, Debug)]
pub struct Deployed<'a> {
    pub id: &'a str,
    pub program: &'a Program,
    pub rule: &'a DeploymentRule,
    pub demand: &'a Demand<Money>,
    pub outcome: &'a Outcome<Money>,
    pub break_even: &'a OverTime<Money>,
}

impl Projection {
    /// A deployment by name; the first for an empty name.
    pub fn deployment<'a>(&'a self, model: &'a Model, name: &str) -> Option<Deployed<'a>> {
        let index = if name.is_empty() { 0 } else { model.program.deployments.get_index_of(name)? };
        let (id, rule) = model.program.deployments.get_index(index)?;
        Some(Deployed {
            id,
            program: &model.program,
            rule,
            demand: &self.demand,
            outcome: self.outcomes.get(id)?,
            break_even: self.break_even.get(id)?,
        })
    }
}

impl Program {
    /// Month `t` (from 1) on the calendar.
    pub fn month(&self, t: usize) -> Month {
        self.start.plus(i32::try_from(t).unwrap_or(i32::MAX).saturating_sub(1))
    }
}
