//! The bounds that a plan is held to, and where it does not keep to them.

use std::num::NonZeroUsize;

use headroom_app::Study;
use headroom_app::engine::decide::gate::{self, Figure, Gates};
use headroom_app::engine::money::Currency;
use headroom_app::frames::Period;
use headroom_app::input::{Amount, InputError};
use headroom_app::pages::Tone;
use headroom_app::views::{Scene, format};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::args::check::Check;
use crate::failure::Failure;
use crate::output::{BOLD, clean, of_tone, painted};
use crate::source::Source;
use crate::{commands, json};

/// A plan held to bounds.
pub struct Held {
    deployment: String,
    months: usize,
    failures: Vec<gate::Failure>,
}

/// Nothing where no bounds are given.
pub fn held(args: &Check, source: &Source) -> Result<Option<Held>, Failure> {
    let bounds = [args.min_headroom.is_some(), args.max_cost.is_some(), args.max_p95.is_some(), args.slo];
    if !bounds.contains(&true) && args.break_even_by.is_none() {
        return Ok(None);
    }
    let study = Study::read(&source.text, &args.scenario).map_err(|problems| source.invalid(problems))?;
    let looked = study.scene(&args.deployment, Period::Month, |scene| of_scene(args, scene));
    looked.map_err(|problems| source.invalid(problems))?.map(Some)
}

fn of_scene(args: &Check, scene: &Scene) -> Result<Held, Failure> {
    if args.slo && !gate::promises(&scene.deployed) {
        let label = &scene.deployed.rule.label;
        let message = format!(
            "nothing in {label} promises a response time: give a path its `slo`, or a tier its `targets.p95_ms`"
        );
        return Err(Failure::Usage(message));
    }
    let break_even_by = args.break_even_by.map(|when| commands::month(scene, when)).transpose()?;
    let max_cost = args.max_cost.as_ref().map(|most| in_model(most, scene.currency())).transpose()?;
    let gates = Gates {
        min_headroom: args.min_headroom,
        max_cost,
        max_p95: args.max_p95,
        promises: args.slo,
        break_even_by,
        within: args.within.map(NonZeroUsize::get),
    };
    Ok(Held {
        deployment: scene.deployed.rule.label.clone(),
        months: gates.within.unwrap_or(usize::MAX).min(scene.months()),
        failures: gate::check(&scene.deployed, &gates),
    })
}

/// A bound on money is in the model's currency, whatever was typed before it.
fn in_model(most: &Amount, currency: Currency) -> Result<Decimal, Failure> {
    let refuse = |error: InputError| Failure::Usage(format!("--max-cost: {error}; the model is in {currency}"));
    most.within(currency).map_err(refuse)
}

impl Held {
    pub fn is_kept(&self) -> bool {
        self.failures.is_empty()
    }

    pub fn people(&self, name: &str) -> String {
        let name = painted(BOLD, &clean(name));
        if self.is_kept() {
            let months = format::counted(self.months, "month", "months");
            return format!("{name}: {} keeps to the bounds for {months}\n", clean(&self.deployment));
        }
        let label = painted(of_tone(Tone::Bad), "bound not kept:");
        let line = |failure: &gate::Failure| format!("{name}: {label} {}\n", clean(&failure.to_string()));
        self.failures.iter().map(line).collect()
    }

    pub fn programs(&self) -> Value {
        json!({
            "deployment": self.deployment,
            "months": self.months,
            "kept": self.is_kept(),
            "broken": self.failures.iter().map(broken).collect::<Value>(),
        })
    }
}

fn broken(failure: &gate::Failure) -> Value {
    json!({
        "bound": failure.gate.as_str(),
        "what": failure.what,
        "month": failure.month.map(|(_, month)| month.to_string()),
        "months": failure.months,
        "found": figure(&failure.found),
        "wanted": figure(&failure.wanted),
        "slowest": failure.slowest.as_ref().map(|stop| json!({
            "stop": stop.label,
            "mean_ms": json::share(stop.mean_ms),
        })),
        "message": failure.to_string(),
    })
}

fn figure(figure: &Figure) -> Value {
    match figure {
        Figure::Share(share) => json::share(*share),
        Figure::Money(amount, _) => Value::from(amount.to_string()),
        Figure::Milliseconds(ms) => json::share(*ms),
        Figure::Month(month) => month.map_or(Value::Null, |month| Value::from(month.to_string())),
    }
}
