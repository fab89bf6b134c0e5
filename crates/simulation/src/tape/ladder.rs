//! The rung of a ladder that each month takes: the first that holds, and a lower one only with some to spare.

use crate::lanes::{Block, Place, STRIP, mask, select};
use crate::traced::Traced;

use super::expression::{Binary, Operand};
use super::record::{Call, Recorder};

/// What one rung of a ladder holds.
#[derive(Clone, Debug)]
pub struct Rung<'t> {
    /// Price of a month, which decides whether going down to a rung saves anything.
    pub price: f64,
    /// By demand, the most that this rung holds at its target. A demand without a threshold is not limited.
    pub target: Vec<Traced<'t>>,
    /// By demand, the most that this rung may be asked for when it is gone down to.
    pub reduced: Vec<Traced<'t>>,
}

/// What a month takes.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'t> {
    /// Index of the rung.
    pub rung: Traced<'t>,
    /// 1 where no rung holds all demands at its target, so that the last is taken; else 0.
    pub breach: Traced<'t>,
}

/// A ladder as it stands on a tape.
#[derive(Clone, Debug)]
pub(crate) struct Ladder<P = Operand> {
    previous: Option<P>,
    demands: Vec<P>,
    /// Thresholds by rung, then by demand.
    target: Vec<P>,
    reduced: Vec<P>,
    prices: Vec<f64>,
}

impl Recorder {
    /// The rung that a month takes, of rungs in the order in which they are tried, the cheapest first.
    ///
    /// `up` is the first rung that holds all demands at its target; the last, where none does. `down` is the first that
    /// holds them at its reduced thresholds. The rung taken is `up` where there is no previous one or the previous one
    /// does not hold at its target; else `down` where that is cheaper than the previous one; else the previous one.
    /// A rung holds a demand that is not above its threshold.
    ///
    /// Without rungs the index is 0, and nothing holds.
    pub fn ladder<'t>(&'t self, previous: Option<Traced<'t>>, demands: &[Traced<'t>], rungs: &[Rung<'t>]) -> Taken<'t> {
        if rungs.is_empty() {
            return Taken { rung: Traced::Known(0.0), breach: Traced::Known(1.0) };
        }
        let by_demand = |thresholds: &[Traced<'t>]| -> Vec<Operand> {
            let threshold = |k: usize| thresholds.get(k).copied().unwrap_or(Traced::Known(f64::INFINITY));
            (0..demands.len()).map(|k| threshold(k).operand()).collect()
        };
        let ladder = Ladder {
            previous: previous.map(|previous| previous.operand()),
            demands: demands.iter().map(|demand| demand.operand()).collect(),
            target: rungs.iter().flat_map(|rung| by_demand(&rung.target)).collect(),
            reduced: rungs.iter().flat_map(|rung| by_demand(&rung.reduced)).collect(),
            prices: rungs.iter().map(|rung| rung.price).collect(),
        };
        if ladder.operands().all(|operand| operand.value().is_some()) {
            let (rung, breach) = ladder.map(|operand| operand.value().unwrap_or_default()).scalar();
            return Taken { rung: Traced::Known(rung), breach: Traced::Known(breach) };
        }
        if let (Some(target), Some(reduced)) = (ladder.steps(&ladder.target), ladder.steps(&ladder.reduced))
            && ladder.rises()
        {
            return self.rising(&ladder, previous, demands, [target, reduced]);
        }
        let parts = self.call(Call::Ladder(ladder), 2);
        Taken { rung: parts[0], breach: parts[1] }
    }

    /// Where every rung costs more and holds no less than the one before, and all thresholds are known: each demand's
    /// first rung is a step function of it, all demands' first rung is the largest of these, the previous rung holds
    /// where `up` is not above it, and `down` is cheaper where it is below it. So the rung taken is the previous one,
    /// kept between `up` and `down`.
    fn rising<'t>(
        &'t self,
        ladder: &Ladder,
        previous: Option<Traced<'t>>,
        demands: &[Traced<'t>],
        [target, reduced]: [Vec<Vec<f64>>; 2],
    ) -> Taken<'t> {
        let last = ladder.prices.len() - 1;
        let larger = |x: Traced<'t>, y: Traced<'t>| x.with(Binary::AtLeast, y);
        let first = |thresholds: &[Vec<f64>]| {
            let each = demands.iter().zip(thresholds).map(|(demand, by_rung)| demand.steps(&by_rung[..last]));
            each.reduce(larger).unwrap_or(Traced::Known(0.0))
        };
        let over = demands.iter().zip(&target).map(|(demand, by_rung)| demand.steps(&by_rung[last..]));
        let breach = over.reduce(larger).unwrap_or(Traced::Known(0.0));
        let up = first(&target);
        let rung = match previous {
            Some(previous) if target != reduced => {
                previous.with(Binary::AtMost, first(&reduced)).with(Binary::AtLeast, up)
            }
            _ => up,
        };
        Taken { rung, breach }
    }
}

impl<P: Copy> Ladder<P> {
    pub fn operands(&self) -> impl Iterator<Item = P> {
        let thresholds = self.target.iter().chain(&self.reduced);
        self.previous.iter().chain(&self.demands).chain(thresholds).copied()
    }

    /// This ladder with other operands.
    pub fn map<Q>(&self, place: impl Fn(P) -> Q) -> Ladder<Q> {
        let all = |operands: &[P]| operands.iter().map(|operand| place(*operand)).collect();
        Ladder {
            previous: self.previous.map(&place),
            demands: all(&self.demands),
            target: all(&self.target),
            reduced: all(&self.reduced),
            prices: self.prices.clone(),
        }
    }
}

impl Ladder {
    /// Thresholds by demand, then by rung, where they are known and none is below the one of the rung before.
    fn steps(&self, thresholds: &[Operand]) -> Option<Vec<Vec<f64>>> {
        let demands = self.demands.len();
        let of = |k: usize| -> Option<Vec<f64>> {
            let rungs = thresholds[k..].iter().step_by(demands);
            rungs.map(|threshold| threshold.value()).collect::<Option<Vec<f64>>>().filter(|t| t.is_sorted())
        };
        (0..demands).map(of).collect()
    }

    /// Whether every rung costs more than the one before, and none holds more at its reduced thresholds than at its
    /// target.
    fn rises(&self) -> bool {
        let mut both = self.target.iter().zip(&self.reduced);
        self.prices.is_sorted_by(|a, b| a < b) && both.all(|(target, reduced)| reduced.value() <= target.value())
    }
}

impl Ladder<f64> {
    /// Rung and breach, as the rule says it.
    pub fn scalar(&self) -> (f64, f64) {
        let demands = self.demands.len();
        let holds = |rung: usize, thresholds: &[f64]| {
            let mut both = self.demands.iter().zip(&thresholds[rung * demands..]);
            !both.any(|(demand, threshold)| demand > threshold)
        };
        let rungs = 0..self.prices.len();
        let first = rungs.clone().find(|rung| holds(*rung, &self.target));
        let up = first.unwrap_or(self.prices.len() - 1);
        let previous = self.previous.and_then(|previous| rungs.clone().find(|rung| *rung as f64 == previous));
        let rung = match previous.filter(|previous| holds(*previous, &self.target)) {
            None => up,
            Some(previous) => {
                let down = rungs.clone().find(|rung| holds(*rung, &self.reduced));
                down.filter(|down| self.prices[*down] < self.prices[previous]).unwrap_or(previous)
            }
        };
        (rung as f64, f64::from(u8::from(first.is_none())))
    }
}

impl Ladder<Place> {
    /// Rung and breach of each lane: all rungs are tried on all lanes, the last first, so that the first one stays.
    #[inline(always)]
    pub fn climb(&self, slots: &[Box<Block>], rung: &mut Block, breach: &mut Block) {
        let (rungs, breaches) = (rung.as_chunks_mut::<STRIP>().0, breach.as_chunks_mut::<STRIP>().0);
        for (strip, (rung, breach)) in rungs.iter_mut().zip(breaches).enumerate() {
            let (up, none) = self.up(slots, strip);
            *rung = up;
            *breach = none;
            if let Some(previous) = self.previous {
                let previous = lanes(previous, slots, strip);
                let (holds, kept) = self.kept(&previous, slots, strip);
                for lane in 0..STRIP {
                    rung[lane] = select(holds[lane], kept[lane], up[lane]);
                }
            }
        }
    }

    /// The first rung that holds at its target, and 1 where none does.
    #[inline(always)]
    fn up(&self, slots: &[Box<Block>], strip: usize) -> ([f64; STRIP], [f64; STRIP]) {
        let mut up = [(self.prices.len() - 1) as f64; STRIP];
        let mut none = [1.0; STRIP];
        for at in (0..self.prices.len()).rev() {
            let holds = self.holds(&self.target, at, slots, strip);
            for lane in 0..STRIP {
                up[lane] = select(holds[lane], at as f64, up[lane]);
                none[lane] = select(holds[lane], 0.0, none[lane]);
            }
        }
        (up, none)
    }

    /// Where the previous rung holds at its target, and what is taken there: it, or a cheaper one.
    #[inline(always)]
    fn kept(&self, previous: &[f64; STRIP], slots: &[Box<Block>], strip: usize) -> ([u64; STRIP], [f64; STRIP]) {
        let (mut holds_still, mut price_now) = ([0; STRIP], [0.0; STRIP]);
        let (mut down, mut price_down) = ([0.0; STRIP], [f64::INFINITY; STRIP]);
        for (at, price) in self.prices.iter().enumerate().rev() {
            let holds = self.holds(&self.target, at, slots, strip);
            let spare = self.holds(&self.reduced, at, slots, strip);
            for lane in 0..STRIP {
                let here = mask(previous[lane] == at as f64);
                holds_still[lane] |= here & holds[lane];
                price_now[lane] = select(here, *price, price_now[lane]);
                down[lane] = select(spare[lane], at as f64, down[lane]);
                price_down[lane] = select(spare[lane], *price, price_down[lane]);
            }
        }
        for lane in 0..STRIP {
            down[lane] = select(mask(price_down[lane] < price_now[lane]), down[lane], previous[lane]);
        }
        (holds_still, down)
    }

    /// A mask of the lanes where one rung holds all demands.
    #[inline(always)]
    fn holds(&self, thresholds: &[Place], rung: usize, slots: &[Box<Block>], strip: usize) -> [u64; STRIP] {
        let mut holds = [u64::MAX; STRIP];
        for (demand, threshold) in self.demands.iter().zip(&thresholds[rung * self.demands.len()..]) {
            let (demand, threshold) = (lanes(*demand, slots, strip), lanes(*threshold, slots, strip));
            for lane in 0..STRIP {
                holds[lane] &= !mask(demand[lane] > threshold[lane]);
            }
        }
        holds
    }
}

#[inline(always)]
fn lanes(place: Place, slots: &[Box<Block>], strip: usize) -> [f64; STRIP] {
    match place {
        Place::Known(value) => [value; STRIP],
        Place::Slot(slot) => slots[slot as usize].as_chunks::<STRIP>().0[strip],
    }
}
