//! The cheapest fleet of many: each tier says how many instances a load takes, whatever tiers and prices are.

use headroom_engine::number::Number;

use crate::traced::Traced;

use super::{Climb, MOST_NEEDED, Taken, most_busy};

/// A tier with instances of it, and what they cost.
#[derive(Clone, Copy)]
struct Fleet<'t> {
    tier: Traced<'t>,
    instances: Traced<'t>,
    /// Infinite where no fleet holds.
    price: Traced<'t>,
}

impl<'t> Fleet<'t> {
    fn choose(truth: Traced<'t>, yes: Self, no: Self) -> Self {
        let each = |yes, no| Number::choose(truth, yes, no);
        Self {
            tier: each(yes.tier, no.tier),
            instances: each(yes.instances, no.instances),
            price: each(yes.price, no.price),
        }
    }
}

impl<'t> Climb<'_, 't> {
    /// Each month the fleet of the month before while it holds and none is cheaper with some to spare.
    pub(super) fn by_fleets(&self, demands: &[Vec<Traced<'t>>]) -> Vec<Taken<'t>> {
        let (one, unheld) = (Traced::Known(1.0), Traced::Known(f64::INFINITY));
        let [target, reduced] = [self.target, self.reduced].map(|target| self.thresholds(target));
        let mut before: Option<Fleet<'t>> = None;
        let of = |demands: &Vec<Traced<'t>>| {
            let loads = loads(&target, demands);
            let busy: Vec<_> = self.steps.iter().map(|step| most_busy(step, demands)).collect();
            let up = self.cheapest(before, &loads, &busy);
            let nothing = up.price.reaches(unheld);
            let up = Fleet::choose(nothing, self.largest(), up);
            let (now, breach) = match before {
                None => (up, nothing),
                Some(before) => {
                    let even = self.spread.even(before.instances);
                    let idle = even.exceeds(before.tier.pick(&busy));
                    let fails = before.tier.pick(&loads).exceeds(even).at_least(idle);
                    let down = self.cheapest(Some(before), &self::loads(&reduced, demands), &busy);
                    let kept = Fleet::choose(before.price.exceeds(down.price), down, before);
                    (Fleet::choose(fails, up, kept), fails * nothing)
                }
            };
            before = Some(now);
            Taken { tier: now.tier, instances: now.instances, breach: Number::at_most(breach, one) }
        };
        demands.iter().map(of).collect()
    }

    /// By tier, the most of each driver that one instance holds.
    fn thresholds(&self, target: Traced<'t>) -> Vec<Vec<Traced<'t>>> {
        self.steps.iter().map(|step| self.holds(step, target, Traced::Known(1.0))).collect()
    }

    /// The cheapest that holds; of equally cheap ones that of the tier in place, else the first: by tier, how many even
    /// instances the load takes at least, and how many it keeps busy at most.
    fn cheapest(&self, before: Option<Fleet<'t>>, loads: &[Traced<'t>], busy: &[Traced<'t>]) -> Fleet<'t> {
        let unheld = Traced::Known(f64::INFINITY);
        let nothing = Fleet { tier: Traced::Known(0.0), instances: Traced::Known(1.0), price: unheld };
        let tiers = self.rule.tiers.len();
        let each = self.rule.tiers.values().zip(loads.iter().zip(busy)).enumerate();
        each.fold(nothing, |cheapest, (at, (tier, (load, busy)))| {
            let instances = match busy.value() {
                Some(f64::INFINITY) => self.spread.fewest(*load, tier.min, tier.max),
                _ => self.spread.fewest_busy(self.recorder(), [*load, *busy], tier.min, tier.max),
            };
            let most = Traced::Known(f64::from(tier.max).min(MOST_NEEDED));
            let price = Number::choose(instances.exceeds(most), unheld, self.price(at, instances));
            let fleet = Fleet { tier: Traced::Known(at as f64), instances, price };
            let cheaper = cheapest.price.exceeds(price);
            // A tier of one size is in place as it is, and another size of the first has come first.
            let stays = match before.filter(|_| at > 0 && tier.min < tier.max) {
                Some(before) => {
                    before.tier.lookup(&(0..tiers).map(|t| f64::from(u8::from(t == at))).collect::<Vec<_>>())
                }
                None => Traced::Known(0.0),
            };
            let no_dearer = Traced::Known(1.0) - price.exceeds(cheapest.price);
            Fleet::choose(Number::at_least(cheaper, stays * no_dearer), fleet, cheapest)
        })
    }

    /// Where nothing holds.
    fn largest(&self) -> Fleet<'t> {
        let tier = self.rule.tiers.len().saturating_sub(1);
        let of = self.rule.tiers.get_index(tier).map(|(_, tier)| tier);
        let instances = of.map_or(1, |tier| if tier.max == u32::MAX { tier.min } else { tier.max });
        let instances = Traced::Known(f64::from(instances));
        Fleet { tier: Traced::Known(tier as f64), instances, price: self.price(tier, instances) }
    }

    fn price(&self, tier: usize, instances: Traced<'t>) -> Traced<'t> {
        let several = instances.exceeds(Traced::Known(1.0));
        let each = self.prices.get(tier).copied().unwrap_or_default();
        each * instances + Number::choose(several, self.balancer, Traced::Known(0.0))
    }
}

/// By tier, demand over what one instance holds; the largest of all drivers'.
fn loads<'t>(thresholds: &[Vec<Traced<'t>>], demands: &[Traced<'t>]) -> Vec<Traced<'t>> {
    let none = Traced::Known(0.0);
    let of = |most: &Vec<Traced<'t>>| {
        let limited = demands.iter().zip(most).filter(|(_, most)| most.value() != Some(f64::INFINITY));
        // Divided by nothing, no load is none: the larger of a number and of what is no number is the number.
        limited.map(|(demand, most)| *demand / *most).fold(none, Number::at_least)
    };
    thresholds.iter().map(of).collect()
}
