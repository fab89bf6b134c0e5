//! What is in place, held against a load.

use super::{Answer, Answered, Ask, Bottleneck, Load, Part, Response, Row, choices, visited};
use crate::capacity::fit;
use crate::decide::upgrades::{Cause, cause, rung};
use crate::model::program::{ComponentRule, LimitHow, Params, Program, Supply, UsageRule};
use crate::paths::keeps_under;
use crate::project::{Choice, Supplier};
use crate::projection::Deployed;

/// A component with what is in place of it.
pub(super) struct Placed<'a> {
    pub id: &'a str,
    pub rule: &'a ComponentRule,
    pub supplier: Supplier<'a>,
    pub choice: Choice,
}

pub(super) fn placed<'a>(deployed: &Deployed<'a>, ask: &Ask) -> Vec<Placed<'a>> {
    let month = month(deployed.program, ask);
    let in_place = |id: &str| deployed.outcome.components.get(id).and_then(|run| run.choice.get(month - 1)).copied();
    let asked = |id: &str, rule: &ComponentRule| {
        let tier = rule.tiers.get_index_of(ask.tiers.get(id)?)?;
        Some(Choice { tier, instances: rule.tiers.get_index(tier)?.1.min })
    };
    let placed = deployed.rule.components.iter().filter_map(|(id, rule)| {
        let choice = asked(id, rule).or_else(|| in_place(id))?;
        Some(Placed { id, rule, supplier: Supplier::new(deployed.program, rule, &deployed.program.params), choice })
    });
    placed.collect()
}

pub(super) fn month(program: &Program, ask: &Ask) -> usize {
    ask.month.clamp(1, program.months.max(1))
}

/// The answer of what is in place under a load.
pub(super) fn judged(deployed: &Deployed, placed: &[Placed], load: &Load) -> Answered {
    let program = deployed.program;
    let mut met = vec![false; load.drivers.len()];
    let mut parts = Vec::with_capacity(placed.len());
    let mut worst: Option<(Answer, Bottleneck)> = None;
    for place in placed {
        let part = place.judged(program, load, &mut met);
        for row in part.limits.iter().filter(|row| row.demand > 0.0) {
            let Some(capacity) = row.capacity else { continue };
            if worst.as_ref().is_none_or(|(a, w)| (row.answer, row.utilisation) > (*a, w.utilisation)) {
                worst = Some((row.answer, bottleneck(&part, row, capacity)));
            }
        }
        parts.push(part);
    }
    let unmet: Vec<String> = load
        .asked
        .iter()
        .filter(|d| met.get(**d) == Some(&false))
        .filter_map(|d| Some(program.drivers.get_index(*d)?.1.label.clone()))
        .collect();
    let in_place = choices(deployed, placed.iter().map(|place| (place.id, place.choice)));
    let missed: Vec<usize> = missed(deployed, &in_place, load, load).collect();
    let answer = match (unmet.is_empty(), missed.is_empty()) {
        (true, true) => Answer::Yes,
        (true, false) => Answer::Degraded,
        (false, _) => Answer::No,
    };
    let label = |path: usize| Some(program.paths.get_index(path)?.1.label.clone());
    Answered {
        answer: parts.iter().map(|part| part.answer).fold(answer, Answer::max),
        worst: worst.map(|(_, w)| w),
        unmet,
        missed: missed.into_iter().filter_map(label).collect(),
        depends_on: Vec::new(),
        response: parts.iter().map(|part| part.response).fold(Response::Unmodelled, Response::or_slower),
        parts,
    }
}

/// Paths that get requests from what is asked and do not keep their promise under a load at these choices, by their
/// places in the program.
pub(super) fn missed<'a>(
    deployed: &'a Deployed,
    choices: &'a [Option<Choice>],
    asked: &'a Load,
    load: &'a Load,
) -> impl Iterator<Item = usize> + 'a {
    visited(deployed.program, asked).filter(|path| keeps_under(deployed, *path, &load.drivers, choices) == Some(false))
}

fn bottleneck(part: &Part, row: &Row, capacity: f64) -> Bottleneck {
    Bottleneck {
        component: part.label.clone(),
        tier: part.rung.label.clone(),
        limit: row.limit.clone(),
        unit: row.unit.clone(),
        demand: row.demand,
        capacity,
        utilisation: row.utilisation,
    }
}

impl Placed<'_> {
    /// This component under a load; notes the drivers that it meets.
    fn judged(&self, program: &Program, load: &Load, met: &mut [bool]) -> Part {
        let mut meets = |driver: usize| met.get_mut(driver).into_iter().for_each(|m| *m = true);
        let limits = match &self.rule.supply {
            Supply::Usage(usage) => {
                [usage.used.volume, usage.used.egress].into_iter().flatten().for_each(&mut meets);
                self.metered(program, usage, load, meets)
            }
            _ => self.limited(program, load, meets),
        };
        let triggers: Vec<Cause> = self
            .supplier
            .triggered(self.choice, &load.drivers, 1)
            .map(|forced| cause(program, self.rule, &forced))
            .collect();
        let answer = if triggers.is_empty() { Answer::Yes } else { Answer::Degraded };
        Part {
            component: self.id.to_owned(),
            label: self.rule.label.clone(),
            rung: rung(program, self.rule, self.choice),
            answer: limits.iter().map(|row| row.answer).fold(answer, Answer::max),
            limits,
            triggers,
            response: self.response(load),
        }
    }

    fn response(&self, load: &Load) -> Response {
        if matches!(self.rule.supply, Supply::Usage(_)) || !self.supplier.has_cores() {
            return Response::Unmodelled;
        }
        self.supplier.p95(self.choice, &load.drivers, 1).map_or(Response::Saturated, Response::Milliseconds)
    }

    /// The limits of a tier. One that nothing limits is left out: it meets no driver.
    fn limited(&self, program: &Program, load: &Load, mut meets: impl FnMut(usize)) -> Vec<Row> {
        let capacities = self.supplier.capacities.get(self.choice.tier);
        let limits = self.rule.limits.iter().enumerate().filter_map(|(i, limit)| {
            let capacity = capacities?.get(i)?.effective?;
            let driver = program.limits.get_index(*limit)?.1.driver;
            meets(driver);
            let demand = load.demand(driver);
            let held = capacity * f64::from(self.choice.instances) / self.supplier.imbalance(self.choice.instances);
            let utilisation = self.supplier.utilisation(self.choice, i, demand);
            self.row(program, *limit, demand, Some(held), utilisation)
        });
        limits.collect()
    }

    /// Metered vCPU, memory and volume, up to the most that the provider allows one service, at the busiest moment.
    fn metered(&self, program: &Program, usage: &UsageRule, load: &Load, mut meets: impl FnMut(usize)) -> Vec<Row> {
        let limits = [usage.used.cpu, usage.used.memory].into_iter().flatten().filter_map(|limit| {
            let rule = program.limits.get_index(limit)?.1;
            meets(rule.driver);
            let demand = load.demand(rule.driver);
            let capacity = most_metered(usage, &rule.how, &program.params);
            self.row(program, limit, demand, capacity, fit::utilisation(demand, capacity, 1, 1.0))
        });
        // What is stored is held against the most without a limit of the model's own.
        let stored = usage.used.volume.zip(usage.most.volume).and_then(|(driver, most)| {
            let (_, rule) = program.drivers.get_index(driver)?;
            let demand = load.demand(driver);
            let utilisation = fit::utilisation(demand, Some(most), 1, 1.0);
            Some(self.row_of(program, (&rule.label, &rule.unit), demand, Some(most), utilisation))
        });
        limits.chain(stored).collect()
    }

    fn row(
        &self,
        program: &Program,
        limit: usize,
        demand: f64,
        capacity: Option<f64>,
        utilisation: f64,
    ) -> Option<Row> {
        let (_, limit) = program.limits.get_index(limit)?;
        let (_, driver) = program.drivers.get_index(limit.driver)?;
        Some(self.row_of(program, (&limit.label, &driver.unit), demand, capacity, utilisation))
    }

    /// The row of what is called so and counted so.
    fn row_of(
        &self,
        program: &Program,
        (label, unit): (&str, &str),
        demand: f64,
        capacity: Option<f64>,
        utilisation: f64,
    ) -> Row {
        let target = program.params.number(self.rule.target);
        let answer = match (fit::is_over(utilisation, target), fit::is_over(utilisation, 1.0)) {
            (false, _) => Answer::Yes,
            (true, false) => Answer::Degraded,
            (true, true) => Answer::No,
        };
        Row { limit: label.to_owned(), unit: unit.to_owned(), demand, capacity, utilisation, target, answer }
    }
}

/// The most of a limit's driver that one metered service holds; None where the provider names no maximum.
fn most_metered(usage: &UsageRule, how: &LimitHow, params: &Params) -> Option<f64> {
    match how {
        LimitHow::Cores { service_ms, .. } => Some(usage.most.vcpu? * 1000.0 / params.number(*service_ms)),
        LimitHow::Slots { per, overhead, .. } => {
            let idle = params.number_or(usage.used.idle_ram, 0.0);
            let taken: f64 = overhead.iter().map(|n| params.number(*n)).sum();
            Some((((usage.most.ram? - idle) * 1000.0 - taken) / params.number(*per)).max(0.0))
        }
        LimitHow::Scalability { .. } | LimitHow::Quota { .. } => None,
    }
}
