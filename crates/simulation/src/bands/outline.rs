//! Where each percentile lies almost surely, from the pilot.

use std::cell::LazyCell;
use std::ops::Range;

use super::bracket::{Bracket, Fill, grid};
use super::collect::ODD;
use super::plan::Plan;
use super::sketch::{ABREAST, Lane, Sketch, rank};
use super::{Column, Miss, Missed, Precision, Refused, Side, Wanted};

/// Half a bracket is so many standard errors of the pilot's percentile. Narrower ones are quicker to fill, until missing
/// one, which repeats the run, costs more: with these, one run in some hundreds of the reference workload is repeated.
const ERRORS: f64 = 3.7;
/// Scrambled points can be far more even than random ones, and a few scrambles say only roughly how much: the variance
/// is taken to be so many times what a column's levels show on average ...
const DOUBT: f64 = 1.5;
/// ... and at least this part of the binomial one, which it never exceeds.
const MOST_EVEN: f64 = 0.15;
/// As many values that many paths share get a bin of their own.
const MOST_SHARED: usize = 64;
/// Room for so many times the values that are likely to be kept: a list that outgrows its room is copied.
const SPARE: f64 = 1.25;
/// A missed bracket in bins grows by so many times its width.
const GROWTH: f64 = 8.0;

/// The brackets of all columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    wanted: Wanted,
    columns: Vec<ColumnOutline>,
    brackets: usize,
    bins: usize,
    plan: Plan,
}

/// The brackets of one column, ascending and apart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ColumnOutline {
    /// Moments are taken about this, near the mean, so that they lose no digits.
    centre: f64,
    brackets: Vec<Bracket>,
    /// Which bracket each wanted level lies in, and its percentile in the pilot.
    of_level: Vec<usize>,
    of_pilot: Vec<f64>,
    first_bracket: usize,
    first_bin: usize,
    /// The share of the pilot's values that lies in each, as they were before any were joined or widened.
    shares: Vec<f64>,
}

impl Outline {
    /// Of the columns' outlines, in order.
    pub fn new(wanted: Wanted, mut columns: Vec<ColumnOutline>) -> Result<Outline, Refused> {
        if columns.len() != wanted.columns.len() {
            return Err(Refused::Columns(columns.len(), wanted.columns.len()));
        }
        let (mut brackets, mut bins) = (0, 0);
        for column in &mut columns {
            (column.first_bracket, column.first_bin) = (brackets, bins);
            brackets += column.brackets.len();
            bins += column.bins();
        }
        let plan = Plan::of(&wanted.columns, &columns);
        Ok(Outline { wanted, columns, brackets, bins, plan })
    }

    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    pub fn columns(&self) -> &[ColumnOutline] {
        &self.columns
    }

    /// Brackets of all columns.
    pub fn brackets(&self) -> usize {
        self.brackets
    }

    /// Bins of all brackets.
    pub fn bins(&self) -> usize {
        self.bins
    }

    /// What is done with each column's values.
    #[inline(always)]
    pub(super) fn plan(&self) -> &Plan {
        &self.plan
    }

    /// With wider brackets where some were missed. A run whose values are kept misses no more; one in bins may miss
    /// again where the tails are far longer than the pilot showed, but each time fewer.
    pub fn widen(&self, missed: &Missed) -> Outline {
        let mut columns = self.columns.clone();
        for (at, column) in columns.iter_mut().enumerate() {
            let own: Vec<&Miss> = missed.0.iter().filter(|miss| miss.column == at).collect();
            if own.is_empty() {
                continue;
            }
            for miss in own {
                if let Some(bracket) = column.brackets.get_mut(miss.bracket) {
                    *bracket = wider(bracket, miss, self.wanted.precision);
                }
            }
            (column.brackets, column.of_level) = apart(&column.brackets, &column.of_level);
        }
        Outline::new(self.wanted.clone(), columns).expect("as many columns as before")
    }
}

impl ColumnOutline {
    /// From the pilot's values: those of the first [paths](Wanted::pilot_of) of each scramble, one scramble after the
    /// other. Only a quantity needs any.
    pub fn new(wanted: &Wanted, column: Column, pilot: &[f64]) -> ColumnOutline {
        match column {
            Column::Quantity => ColumnOutline::several(wanted, &[pilot]).swap_remove(0),
            Column::Event | Column::Multiple { .. } => ColumnOutline::default(),
        }
    }

    /// The same of several quantities of the same paths; of [`ABREAST`] at once it is quickest.
    pub fn several(wanted: &Wanted, pilots: &[&[f64]]) -> Vec<ColumnOutline> {
        let outline = |pilots: &[&[f64]]| {
            let sketch = Sketch::of(wanted, pilots);
            let of = |(lane, pilot): (usize, &&[f64])| match sketch.lane(lane) {
                Some(lane) => ColumnOutline::of(wanted, &Order::Sketched(lane), pilot),
                None => ColumnOutline::of(wanted, &Order::Exact(&in_order(pilot)), pilot),
            };
            pilots.iter().enumerate().map(of).collect::<Vec<_>>()
        };
        pilots.chunks(ABREAST).flat_map(outline).collect()
    }

    /// Of the pilot's values in order, and as they come.
    fn of(wanted: &Wanted, order: &Order, pilot: &[f64]) -> ColumnOutline {
        let of_pilot: Vec<f64> = wanted.levels.iter().map(|level| order.at(rank(*level, order.len()))).collect();
        let unevenness = |(place, level): (usize, &f64)| order.unevenness(wanted, place, *level, pilot);
        let uneven: f64 = wanted.levels.iter().enumerate().map(unevenness).sum();
        let uneven = (uneven / wanted.levels.len().max(1) as f64 * DOUBT).clamp(MOST_EVEN, 1.0);
        // Brackets that share a rank are one.
        let (mut joined, mut of_level): (Vec<Ranks>, Vec<usize>) = Default::default();
        for level in &wanted.levels {
            let (low, high) = ranks(*level, order.len(), uneven);
            match joined.last_mut() {
                Some(last) if last.1.is_none_or(|last| low.is_none_or(|low| order.at(low) <= order.at(last))) => {
                    last.1 = if last.1.is_none() || high.is_none() { None } else { last.1.max(high) };
                    last.0 = if last.0.is_none() || low.is_none() { None } else { last.0.min(low) };
                }
                _ => joined.push((low, high)),
            }
            of_level.push(joined.len() - 1);
        }
        let last = order.len() - 1;
        let share = |(low, high): &Ranks| (high.unwrap_or(last) - low.unwrap_or(0) + 1) as f64 / order.len() as f64;
        let shares = joined.iter().map(share).collect();
        // Values that single precision does not tell apart may be the same, and are then to be known exactly.
        let exact = LazyCell::new(|| in_order(pilot));
        let bracket = |ranks: &Ranks| match order {
            Order::Sketched(lane) if lane.repeats(reach(order.len(), *ranks)) => {
                bracket(wanted.precision, &Order::Exact(&exact), *ranks)
            }
            _ => bracket(wanted.precision, order, *ranks),
        };
        let brackets: Vec<Bracket> = joined.iter().map(bracket).collect();
        // Boundaries may lie so far around values that brackets meet.
        let (brackets, of_level) = apart(&brackets, &of_level);
        // The median is never further from the mean than a deviation: Hotelling and Solomons, "The limits of a measure of
        // skewness", 1932.
        let centre = order.at(order.len() / 2);
        ColumnOutline { centre, brackets, of_level, of_pilot, shares, ..ColumnOutline::default() }
    }

    pub fn centre(&self) -> f64 {
        self.centre
    }

    pub fn brackets(&self) -> &[Bracket] {
        &self.brackets
    }

    /// The pilot's percentile of a wanted level.
    pub(super) fn of_pilot(&self, level: usize) -> f64 {
        self.of_pilot[level]
    }

    /// How many values so many paths are likely to keep, with some to spare.
    pub(super) fn kept_of(&self, paths: usize) -> usize {
        let kept = self.brackets.iter().zip(&self.shares).filter(|(bracket, _)| bracket.fill == Fill::Kept);
        (kept.map(|(_, share)| share).sum::<f64>() * SPARE * paths as f64) as usize
    }

    /// Bins of all its brackets.
    pub fn bins(&self) -> usize {
        self.brackets.iter().map(Bracket::bins).sum()
    }

    /// Which bracket a wanted level lies in.
    pub fn bracket_of(&self, level: usize) -> usize {
        self.of_level[level]
    }

    #[inline(always)]
    pub(super) fn first_bracket(&self) -> usize {
        self.first_bracket
    }

    #[inline(always)]
    pub(super) fn first_bin(&self) -> usize {
        self.first_bin
    }
}

/// Between which of the pilot's order statistics something lies; None beyond the ends.
type Ranks = (Option<usize>, Option<usize>);

/// Between which a percentile of the whole run lies almost surely.
fn ranks(level: f64, paths: usize, uneven: f64) -> Ranks {
    let last = (paths - 1) as f64;
    let rank = level * last;
    let binomial = paths as f64 * level * (1.0 - level);
    // Wilson's interval adds the second term, which counts near the ends, where a binomial is skewed. One rank more for
    // the neighbour that a percentile is interpolated to.
    let half = ERRORS * (uneven * (binomial + ERRORS * ERRORS / 4.0)).sqrt() + 1.0;
    let (low, high) = ((rank - half).floor(), (rank + half).ceil());
    ((low >= 0.0).then_some(low as usize), (high <= last).then_some(high as usize))
}

fn is_usable(value: &f64) -> bool {
    value.abs() < ODD
}

/// The pilot's usable values in order; −0 counts as 0.
fn in_order(pilot: &[f64]) -> Vec<f64> {
    let mut values: Vec<f64> = pilot.iter().copied().filter(is_usable).map(|value| value + 0.0).collect();
    if values.is_empty() {
        // Nothing is known but that usable values lie in here.
        return vec![-ODD, ODD];
    }
    values.sort_unstable_by(f64::total_cmp);
    values
}

/// The pilot's values in order, and what they show of one another.
enum Order<'a> {
    /// As single precision tells them apart.
    Sketched(Lane<'a>),
    Exact(&'a [f64]),
}

impl Order<'_> {
    fn len(&self) -> usize {
        match self {
            Order::Sketched(lane) => lane.len(),
            Order::Exact(sorted) => sorted.len(),
        }
    }

    fn at(&self, rank: usize) -> f64 {
        match self {
            Order::Sketched(lane) => lane.at(rank),
            Order::Exact(sorted) => sorted[rank],
        }
    }

    /// The end of what the value at a rank may be.
    fn beyond(&self, rank: usize) -> f64 {
        match self {
            Order::Sketched(lane) => lane.beyond(rank),
            Order::Exact(sorted) => sorted[rank].next_up(),
        }
    }

    /// Values that come twice among those of some ranks; not those that only single precision takes for the same.
    fn shared(&self, ranks: Range<usize>) -> Vec<f64> {
        let Order::Exact(sorted) = self else { return Vec::new() };
        let mut shared: Vec<f64> =
            sorted[ranks].windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        shared.dedup();
        shared
    }

    /// Variance of the share of paths up to a level's percentile, between scrambles, over what random paths would have.
    fn unevenness(&self, wanted: &Wanted, place: usize, level: f64, pilot: &[f64]) -> f64 {
        let mut rest = pilot;
        let pilots = (0..wanted.scrambles).map(|scramble| {
            let own;
            (own, rest) = rest.split_at(wanted.pilot_of(scramble).min(rest.len()));
            own
        });
        let share = |count: u32, own: &[f64]| (!own.is_empty()).then(|| f64::from(count) / own.len() as f64);
        let shares: Vec<f64> = match self {
            Order::Sketched(lane) => {
                pilots.zip(lane.up_to(place, wanted.scrambles)).filter_map(|(own, count)| share(count, own)).collect()
            }
            Order::Exact(sorted) => {
                let value = sorted[rank(level, sorted.len())];
                pilots.filter_map(|own| share(own.iter().filter(|x| **x <= value).count() as u32, own)).collect()
            }
        };
        if shares.len() < 4 {
            return 1.0;
        }
        let mean = shares.iter().sum::<f64>() / shares.len() as f64;
        let squares: f64 = shares.iter().map(|share| (share - mean) * (share - mean)).sum();
        let between = squares / (shares.len() - 1) as f64;
        let random = level * (1.0 - level) * shares.len() as f64 / pilot.len() as f64;
        between / random
    }
}

/// The ranks of a bracket's values, and of one more to each side: the first may have its like before it, and the last
/// after.
fn reach(values: usize, (from, to): Ranks) -> Range<usize> {
    from.unwrap_or(0).saturating_sub(1)..to.map_or(values, |to| values.min(to + 2))
}

/// The bracket between two order statistics of the pilot.
fn bracket(precision: Precision, order: &Order, (from, to): Ranks) -> Bracket {
    let (first, last) = (from.unwrap_or(0), to.unwrap_or(order.len() - 1));
    let (low, high) = (order.at(first), order.beyond(last));
    // Values that come at least twice, and are therefore next to each other.
    let shared = order.shared(reach(order.len(), (from, to)));
    let own_bins = shared.iter().flat_map(|value| [*value, value.next_up()]);
    let is_other = |rank: &usize| shared.binary_search_by(|x| x.total_cmp(&order.at(*rank))).is_err();
    if !shared.is_empty() && shared.len() <= MOST_SHARED && !(first..=last).any(|rank| is_other(&rank)) {
        return Bracket::steps(own_bins.collect());
    }
    let Precision::Binned(bins) = precision else {
        let low = if from.is_none() { f64::NEG_INFINITY } else { low };
        let high = if to.is_none() { f64::INFINITY } else { high };
        return Bracket::around(low, high, Fill::Kept);
    };
    // Beyond the pilot's ends the run's own are not known: three times the bracket, and if that is missed it is widened.
    let width = high - low;
    let low = if from.is_none() { low - width } else { low };
    let high = if to.is_none() { high + width } else { high };
    if shared.is_empty() || shared.len() > MOST_SHARED {
        return Bracket::around(low, high, Fill::Even(bins));
    }
    Bracket::steps(grid(low, high, bins).into_iter().chain(own_bins).collect())
}

fn wider(bracket: &Bracket, miss: &Miss, precision: Precision) -> Bracket {
    let Precision::Binned(bins) = precision else {
        return match (miss.side, &bracket.fill) {
            (Side::Below, _) => Bracket::around(f64::NEG_INFINITY, bracket.high, Fill::Kept),
            (Side::Between, _) => Bracket::around(bracket.low, bracket.high, Fill::Kept),
            (Side::Above, _) => Bracket::around(bracket.low, f64::INFINITY, Fill::Kept),
        };
    };
    let far = (bracket.high - bracket.low) * GROWTH;
    // A bracket of one value says nothing of how far to go.
    let far = if far > 0.0 && bracket.edges().len() > 2 { far } else { f64::INFINITY };
    let edges = match miss.side {
        Side::Below => grid((bracket.low - far).max(miss.min), bracket.low, bins),
        Side::Between => grid(bracket.low, bracket.high, bins),
        Side::Above => grid(bracket.high, (bracket.high + far).min(miss.max.next_up()), bins),
    };
    Bracket::steps(edges.into_iter().chain(bracket.edges()).collect())
}

/// Brackets that overlap become one.
fn apart(brackets: &[Bracket], of_level: &[usize]) -> (Vec<Bracket>, Vec<usize>) {
    let (mut joined, mut now): (Vec<Bracket>, Vec<usize>) = Default::default();
    for bracket in brackets {
        let mut bracket = bracket.clone();
        while let Some(last) = joined.pop_if(|last| bracket.low < last.high) {
            bracket = bracket.with(&last);
        }
        joined.push(bracket);
        // What was joined onto lost its own place.
        now.iter_mut().for_each(|place: &mut usize| *place = (*place).min(joined.len() - 1));
        now.push(joined.len() - 1);
    }
    (joined, of_level.iter().map(|bracket| now[*bracket]).collect())
}
