//! A ladder of single machines of which the last may come in numbers: the first rung that holds.

use headroom_engine::number::Number;
use headroom_engine::project::supply::Choice;

use crate::tape::Rung;
use crate::traced::Traced;

use super::{Climb, MOST_NEEDED, Taken};

/// Instances beyond twice what the point run needs that get rungs of their own.
const MORE_INSTANCES: u32 = 4;
/// The most instances that get rungs of their own.
const MOST_INSTANCES: u32 = 600;

/// Choices from the cheapest on, and which tier goes on beyond the last with as many instances as its load takes.
struct Rungs {
    choices: Vec<Choice>,
    prices: Vec<f64>,
    open: bool,
}

impl Rungs {
    /// Whether so many of the last tier cost what another tier does: which of them is taken depends on what is in place.
    fn ties(&self) -> bool {
        let Some(last) = self.choices.last().map(|choice| choice.tier) else { return false };
        let prices = |of_last: bool| {
            let all = self.choices.iter().zip(&self.prices);
            all.filter(move |(choice, _)| (choice.tier == last) == of_last).map(|(_, price)| *price)
        };
        prices(true).count() > 1 && prices(true).any(|price| prices(false).any(|other| other == price))
    }
}

impl<'t> Climb<'_, 't> {
    /// Whether prices are known, no tier can have too little to do, and at most the last tier comes in numbers, of which
    /// each one's capacity is known.
    pub(super) fn has_rungs(&self) -> bool {
        let tiers = &self.rule.tiers;
        let single = tiers.values().take_while(|tier| tier.min == tier.max).count();
        let known = |numbers: &[Traced<'t>]| numbers.iter().all(|number| number.value().is_some());
        let last = match self.steps.last() {
            Some(step) => single == tiers.len() || known(&self.holds(step, self.target, Traced::Known(1.0))),
            None => false,
        };
        let rises = single + 1 >= tiers.len()
            && tiers.last().is_some_and(|(_, t)| t.max <= MOST_INSTANCES || t.max == u32::MAX);
        let no_least = self.steps.iter().all(|step| step.busy.is_empty());
        self.spread.is_even()
            && no_least
            && rises
            && last
            && known(&self.prices)
            && known(&[self.balancer, self.reduced])
            && !self.rungs().ties()
    }

    fn rungs(&self) -> Rungs {
        let enough = self.needed.saturating_mul(2).saturating_add(MORE_INSTANCES).min(MOST_INSTANCES);
        let last = self.rule.tiers.len().saturating_sub(1);
        let open = self.rule.tiers.last().is_some_and(|(_, tier)| tier.max == u32::MAX);
        let instances = |tier: u32, max: u32| tier..=if max == u32::MAX { enough.max(tier) } else { max };
        let of = |(tier, rule): (usize, &headroom_engine::model::program::TierRule)| {
            instances(rule.min, rule.max).map(move |instances| Choice { tier, instances })
        };
        let mut choices: Vec<Choice> = self.rule.tiers.values().enumerate().flat_map(of).collect();
        let number = |number: Traced<'t>| number.value().unwrap_or_default();
        let price = |choice: &Choice| {
            let balancer = if choice.instances > 1 { number(self.balancer) } else { 0.0 };
            number(self.prices[choice.tier]) * f64::from(choice.instances) + balancer
        };
        // Of equal prices the first tier's stays first.
        choices.sort_by(|a, b| price(a).total_cmp(&price(b)));
        // Where nothing holds the largest is taken, so it stands last.
        let largest =
            choices.iter().filter(|choice| choice.tier == last).max_by_key(|choice| choice.instances).copied();
        if let Some(largest) = largest {
            choices.retain(|choice| *choice != largest);
            choices.push(largest);
        }
        Rungs { prices: choices.iter().map(price).collect(), choices, open }
    }

    pub(super) fn by_rungs(&self, demands: &[Vec<Traced<'t>>]) -> Vec<Taken<'t>> {
        let Rungs { choices, prices, open } = self.rungs();
        let rung = |(choice, price): (&Choice, &f64)| {
            let instances = Traced::Known(f64::from(choice.instances));
            let holds = |target| self.holds(&self.steps[choice.tier], target, instances);
            Rung { price: *price, target: holds(self.target), reduced: holds(self.reduced) }
        };
        let rungs: Vec<Rung<'t>> = choices.iter().zip(&prices).map(rung).collect();
        let tiers: Vec<f64> = choices.iter().map(|choice| choice.tier as f64).collect();
        let instances: Vec<f64> = choices.iter().map(|choice| f64::from(choice.instances)).collect();
        let (mut rung, mut before) = (None, None);
        let of = |demands: &Vec<Traced<'t>>| {
            let taken = self.recorder().ladder(rung, demands, &rungs);
            let held = Taken {
                tier: taken.rung.lookup(&tiers),
                instances: taken.rung.lookup(&instances),
                breach: taken.breach,
            };
            rung = Some(taken.rung);
            let Some(most) = instances.last().filter(|_| open) else { return held };
            let (now, beyond) = self.beyond(held, before, *most, demands);
            rung = Some(Number::choose(beyond, Traced::Known(choices.len() as f64 - 1.0), taken.rung));
            before = Some(now.instances);
            now
        };
        demands.iter().map(of).collect()
    }

    /// Where the last rung does not hold, or did not and fewer instances hold only without some to spare: as many
    /// instances of the last tier as the load takes. Also whether that is so.
    fn beyond(
        &self,
        held: Taken<'t>,
        before: Option<Traced<'t>>,
        most: f64,
        demands: &[Traced<'t>],
    ) -> (Taken<'t>, Traced<'t>) {
        let (Some(last), one) = (self.steps.last(), Traced::Known(1.0)) else { return (held, Traced::Known(0.0)) };
        let needed = |target: Traced<'t>| {
            let each = self.holds(last, target, one);
            // Rounded up.
            let of = |(demand, each): (&Traced<'t>, Traced<'t>)| -((-(*demand / each)).floor());
            demands.iter().zip(each).map(of).fold(one, Number::at_least)
        };
        // Without a margin nothing is kept that is not needed.
        let margin = self.reduced.value() != self.target.value();
        let before = before.filter(|_| margin);
        let kept = before.map_or(Traced::Known(0.0), |before| Number::at_most(before, needed(self.reduced)));
        let needed = needed(self.target);
        let beyond = Number::at_least(held.breach, kept.exceeds(Traced::Known(most)));
        let instances = Number::at_most(Number::at_least(needed, kept), Traced::Known(MOST_NEEDED));
        // A tier that holds nothing at all is not enough in any number.
        let breach = held.breach * needed.exceeds(Traced::Known(MOST_NEEDED));
        let tier = Traced::Known(self.rule.tiers.len() as f64 - 1.0);
        let taken = Taken {
            tier: Number::choose(beyond, tier, held.tier),
            instances: Number::choose(beyond, instances, held.instances),
            breach,
        };
        (taken, beyond)
    }
}
