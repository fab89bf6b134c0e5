//! Where each percentile lies almost surely, from the pilot.

use std::iter;

use super::bracket::{Bracket, Fill, grid};
use super::collect::ODD;
use super::order;
use super::{Column, Miss, Missed, Precision, Refused, Side, Wanted};

/// Half a bracket is so many standard errors of the pilot's percentile.
const ERRORS: f64 = 4.5;
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
}

/// The brackets of one column, ascending and apart.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnOutline {
    /// Moments are taken about this, near the mean, so that they lose no digits.
    centre: f64,
    brackets: Vec<Bracket>,
    /// Which bracket each wanted level lies in, and its percentile in the pilot.
    of_level: Vec<usize>,
    of_pilot: Vec<f64>,
    first_bracket: usize,
    first_bin: usize,
    /// Its brackets by what is done with the values inside.
    shapes: Shapes,
    /// The share of the pilot's values that lies in each.
    shares: Vec<f64>,
}

/// The brackets of a column by how values are sorted into them.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Shapes {
    /// Those that keep their values or count them in bins of equal width, ascending; and their edges in single precision.
    pub wide: Vec<Wide>,
    pub edges: Vec<[f32; 2]>,
    /// Those that count between edges of their own, which may be any numbers, often a single one.
    pub stepped: Vec<Wide>,
}

/// A bracket to sort values into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Wide {
    pub bracket: usize,
    pub low: f64,
    /// Where its bins begin among the column's, and the last of its own.
    pub first_bin: u32,
    pub last_bin: u32,
    /// Bins of equal width per unit of value.
    pub per_unit: f64,
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
            column.shapes = Shapes::of(&column.brackets);
            brackets += column.brackets.len();
            bins += column.bins();
        }
        Ok(Outline { wanted, columns, brackets, bins })
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
        ColumnOutline::several(wanted, &[column], &[pilot.to_vec()]).swap_remove(0)
    }

    /// The same for several columns, which is quicker.
    pub fn several(wanted: &Wanted, columns: &[Column], pilots: &[Vec<f64>]) -> Vec<ColumnOutline> {
        let usable = |(column, pilot): (&Column, &Vec<f64>)| match column {
            // Where there is none, nothing is known but that usable values lie in here.
            Column::Quantity if pilot.iter().all(|value| !is_usable(value)) => vec![-ODD, ODD],
            Column::Quantity => pilot.iter().copied().filter(is_usable).collect(),
            _ => Vec::new(),
        };
        let mut sorted: Vec<Vec<f64>> = columns.iter().zip(pilots).map(usable).collect();
        order::sort(&mut sorted);
        let own = |(sorted, pilot): (&Vec<f64>, &Vec<f64>)| ColumnOutline::of(wanted, sorted, pilot);
        sorted.iter().zip(pilots).map(own).collect()
    }

    /// Of the pilot's values in order, and as they come; of no values, it is that of no quantity.
    fn of(wanted: &Wanted, sorted: &[f64], pilot: &[f64]) -> ColumnOutline {
        let outline = |centre, brackets, of_level, of_pilot, shares| ColumnOutline {
            centre,
            brackets,
            of_level,
            of_pilot,
            first_bracket: 0,
            first_bin: 0,
            shapes: Shapes::default(),
            shares,
        };
        if sorted.is_empty() {
            return outline(0.0, Vec::new(), Vec::new(), Vec::new(), Vec::new());
        }
        let mean = sorted.iter().sum::<f64>() / sorted.len() as f64;
        let of_pilot: Vec<f64> = wanted.levels.iter().map(|level| at(sorted, *level)).collect();
        let uneven =
            wanted.levels.iter().zip(&of_pilot).map(|(level, value)| unevenness(wanted, *level, pilot, *value));
        let uneven = uneven.sum::<f64>() / wanted.levels.len().max(1) as f64;
        let uneven = (uneven * DOUBT).clamp(MOST_EVEN, 1.0);
        // Brackets that share a rank are one.
        let (mut joined, mut of_level): (Vec<Ranks>, Vec<usize>) = Default::default();
        for level in &wanted.levels {
            let (low, high) = ranks(*level, sorted.len(), uneven);
            match joined.last_mut() {
                Some(last) if last.1.is_none_or(|last| low.is_none_or(|low| sorted[low] <= sorted[last])) => {
                    last.1 = if last.1.is_none() || high.is_none() { None } else { last.1.max(high) };
                    last.0 = if last.0.is_none() || low.is_none() { None } else { last.0.min(low) };
                }
                _ => joined.push((low, high)),
            }
            of_level.push(joined.len() - 1);
        }
        let last = sorted.len() - 1;
        let share = |(low, high): &Ranks| (high.unwrap_or(last) - low.unwrap_or(0) + 1) as f64 / sorted.len() as f64;
        let shares = joined.iter().map(share).collect();
        let bracket = |(low, high): &Ranks| bracket(wanted.precision, sorted, *low, *high);
        let brackets: Vec<Bracket> = joined.iter().map(bracket).collect();
        // Boundaries may lie so far around values that brackets meet.
        let (brackets, of_level) = apart(&brackets, &of_level);
        outline(mean, brackets, of_level, of_pilot, shares)
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

    /// How many values so many paths are likely to keep in each bracket, with some to spare.
    pub(super) fn kept_of(&self, paths: usize) -> impl Iterator<Item = usize> {
        let kept = move |(bracket, share): (&Bracket, &f64)| match bracket.fill {
            Fill::Kept => (share * SPARE * paths as f64) as usize,
            _ => 0,
        };
        // Brackets that were joined since have no share of their own.
        self.brackets.iter().zip(self.shares.iter().chain(iter::repeat(&0.0))).map(kept)
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
    pub(super) fn shapes(&self) -> &Shapes {
        &self.shapes
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

impl Shapes {
    fn of(brackets: &[Bracket]) -> Shapes {
        let (mut shapes, mut first_bin) = (Shapes::default(), 0);
        for (bracket, own) in brackets.iter().enumerate() {
            let bins = own.bins() as u32;
            let per_unit = f64::from(bins) / (own.high - own.low);
            let wide = Wide { bracket, low: own.low, first_bin, last_bin: bins.saturating_sub(1), per_unit };
            if let Fill::Steps(_) = own.fill {
                shapes.stepped.push(wide);
            } else {
                shapes.wide.push(wide);
                shapes.edges.push([own.low as f32, own.high as f32]);
            }
            first_bin += bins;
        }
        shapes
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

fn at(sorted: &[f64], level: f64) -> f64 {
    sorted[(level * (sorted.len() - 1) as f64) as usize]
}

/// Variance of the share of paths up to a value, between scrambles, over what random paths would have.
fn unevenness(wanted: &Wanted, level: f64, pilot: &[f64], value: f64) -> f64 {
    let (mut rest, mut shares) = (pilot, Vec::with_capacity(wanted.scrambles));
    for scramble in 0..wanted.scrambles {
        let own;
        (own, rest) = rest.split_at(wanted.pilot_of(scramble).min(rest.len()));
        if !own.is_empty() {
            shares.push(own.iter().filter(|x| **x <= value).count() as f64 / own.len() as f64);
        }
    }
    if shares.len() < 4 {
        return 1.0;
    }
    let mean = shares.iter().sum::<f64>() / shares.len() as f64;
    let squares: f64 = shares.iter().map(|share| (share - mean) * (share - mean)).sum();
    let between = squares / (shares.len() - 1) as f64;
    let random = level * (1.0 - level) * shares.len() as f64 / pilot.len() as f64;
    between / random
}

/// The bracket between two order statistics of the pilot.
fn bracket(precision: Precision, sorted: &[f64], from: Option<usize>, to: Option<usize>) -> Bracket {
    let (first, last) = (from.unwrap_or(0), to.unwrap_or(sorted.len() - 1));
    let (low, high) = (sorted[first], sorted[last].next_up());
    let inside = &sorted[first..=last];
    // Values that come at least twice, and are therefore next to each other; the first of the bracket may have its like
    // before it, and the last after.
    let reach = &sorted[first.saturating_sub(1)..sorted.len().min(last + 2)];
    let mut shared: Vec<f64> = reach.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    shared.dedup();
    let own_bins = shared.iter().flat_map(|value| [*value, value.next_up()]);
    let others = inside.iter().filter(|value| shared.binary_search_by(|x| x.total_cmp(value)).is_err());
    if !shared.is_empty() && shared.len() <= MOST_SHARED && others.count() == 0 {
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
