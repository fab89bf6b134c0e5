//! Parts of a run as plain columns of numbers, to be written and read by other processes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::collect::{Bands, ODD};
use super::sum::Sum;
use super::{Bracket, Column, Fill, Outline, Refused};

/// What a row tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Part {
    /// `count` usable values.
    Paths = 0,
    /// `count` odd ones.
    Odd = 1,
    /// `count` ones of an event.
    Hits = 2,
    /// Limb `slot` of Σ (x − centre), in `count`.
    Sum = 3,
    /// Limb `slot` of Σ (x − centre)², in `count`.
    Squares = 4,
    /// The least `value`.
    Min = 5,
    /// The greatest `value`.
    Max = 6,
    /// `count` values below the column's bracket `slot`.
    Below = 7,
    /// `count` values in the column's bin `slot`, counted over its brackets.
    Bin = 8,
    /// A `value` inside one of the column's brackets.
    Kept = 9,
}

impl Part {
    const ALL: [Part; 10] = [
        Part::Paths,
        Part::Odd,
        Part::Hits,
        Part::Sum,
        Part::Squares,
        Part::Min,
        Part::Max,
        Part::Below,
        Part::Bin,
        Part::Kept,
    ];
}

/// Everything that a part of a run knows, a number in a row. Rows of nothing are left out. The same knowledge is the
/// same rows in the same order, whoever gathered it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    pub scramble: Vec<u32>,
    pub column: Vec<u32>,
    /// A [`Part`].
    pub part: Vec<u8>,
    pub slot: Vec<u32>,
    pub count: Vec<i64>,
    pub value: Vec<f64>,
}

impl Rows {
    pub fn len(&self) -> usize {
        self.part.len()
    }

    pub fn is_empty(&self) -> bool {
        self.part.is_empty()
    }

    fn push(&mut self, (scramble, column): (usize, usize), part: Part, slot: usize, count: i64, value: f64) {
        self.scramble.push(scramble as u32);
        self.column.push(column as u32);
        self.part.push(part as u8);
        self.slot.push(slot as u32);
        self.count.push(count);
        self.value.push(value);
    }

    fn count(&mut self, place: (usize, usize), part: Part, slot: usize, count: i64) {
        if count != 0 {
            self.push(place, part, slot, count, 0.0);
        }
    }
}

/// Values kept, by scramble and bracket.
type Insides = BTreeMap<(usize, usize), Vec<f64>>;

impl Bands {
    /// As rows, by scramble, column and part.
    pub fn rows(&self) -> Rows {
        let mut rows = Rows::default();
        let outline = &*self.outline;
        let columns = outline.columns().len();
        let scrambles = outline.wanted().scrambles;
        for place @ (scramble, column) in (0..scrambles).flat_map(|scramble| (0..columns).map(move |c| (scramble, c))) {
            let Some(tally) = self.tallies(column).nth(scramble) else { continue };
            rows.count(place, Part::Paths, 0, tally.paths as i64);
            rows.count(place, Part::Odd, 0, tally.odd as i64);
            rows.count(place, Part::Hits, 0, tally.hits as i64);
            for (part, sum) in [(Part::Sum, &tally.sum), (Part::Squares, &tally.squares)] {
                for (slot, limb) in sum.limbs().iter().enumerate() {
                    rows.count(place, part, slot, *limb);
                }
            }
            if tally.min <= tally.max {
                rows.push(place, Part::Min, 0, 0, tally.min + 0.0);
                rows.push(place, Part::Max, 0, 0, tally.max + 0.0);
            }
            let own = &outline.columns()[column];
            for slot in 0..own.brackets().len() {
                let count = self.below(own.first_bracket() + slot).nth(scramble).unwrap_or(0);
                rows.count(place, Part::Below, slot, count as i64);
            }
            let counts = (0..own.brackets().len()).map(|bracket| self.counts(scramble, column, bracket));
            for (slot, count) in counts.flat_map(Cow::into_owned).enumerate() {
                rows.count(place, Part::Bin, slot, i64::from(count));
            }
            let own_brackets = own.first_bracket()..own.first_bracket() + own.brackets().len();
            let lists = self.kept().flat_map(|kept| own_brackets.clone().flat_map(|bracket| kept.of(bracket)));
            let of_scramble = lists.filter(|run| run.0 == scramble).flat_map(|run| run.1);
            let mut values: Vec<f64> = of_scramble.map(|value| value + 0.0).collect();
            values.sort_unstable_by(f64::total_cmp);
            for value in values {
                rows.push(place, Part::Kept, 0, 0, value);
            }
        }
        rows
    }

    /// What the rows of a part tell; they were written for the same outline.
    pub fn from_rows(outline: Arc<Outline>, rows: &Rows) -> Result<Bands, Refused> {
        let mut bands = Bands::new(outline);
        let lengths = [rows.column.len(), rows.scramble.len(), rows.slot.len(), rows.count.len(), rows.value.len()];
        if let Some(short) = lengths.iter().find(|length| **length != rows.len()) {
            return Err(Refused::Row { row: *short.min(&rows.len()), reason: "not all columns are as long" });
        }
        let mut kept = BTreeMap::new();
        for row in 0..rows.len() {
            bands.read(rows, row, &mut kept).map_err(|reason| Refused::Row { row, reason })?;
        }
        for column in 0..bands.outline.columns().len() {
            bands.is_possible(column, &kept).map_err(|(scramble, reason)| {
                let is_its = |row: &usize| (rows.scramble[*row], rows.column[*row]) == (scramble as u32, column as u32);
                Refused::Row { row: (0..rows.len()).find(is_its).unwrap_or_default(), reason }
            })?;
        }
        kept.into_iter().for_each(|((scramble, bracket), values)| bands.keep(scramble, bracket, &values));
        Ok(bands)
    }

    /// Whether what is told of a column can be: no more than there are paths, and within its least and greatest value. If
    /// not, of which scramble it cannot.
    fn is_possible(&self, column: usize, kept: &Insides) -> Result<(), (usize, &'static str)> {
        let wanted = self.outline.wanted();
        let own = &self.outline.columns()[column];
        for (scramble, tally) in self.tallies(column).enumerate() {
            let told = u128::from(tally.paths) + u128::from(tally.odd);
            if told > u128::from(wanted.paths_of(scramble)) || tally.hits > tally.paths {
                return Err((scramble, "more paths are told than there are"));
            }
            let is_usable = |value: f64| value.abs() < ODD;
            let has_ends = is_usable(tally.min) && is_usable(tally.max) && tally.min <= tally.max;
            if wanted.columns[column] == Column::Quantity && tally.paths > 0 && !has_ends {
                return Err((scramble, "its values have no least and greatest"));
            }
            for slot in 0..own.brackets().len() {
                let bracket = own.first_bracket() + slot;
                let below = self.below(bracket).nth(scramble).map_or(0, u128::from);
                let counted = self.counts(scramble, column, slot).iter().map(|count| u128::from(*count)).sum::<u128>();
                let inside = counted + kept.get(&(scramble, bracket)).map_or(0, Vec::len) as u128;
                if below + inside > u128::from(tally.paths) {
                    return Err((scramble, "more values are told than there are paths"));
                }
            }
        }
        Ok(())
    }

    fn read(&mut self, rows: &Rows, row: usize, kept: &mut Insides) -> Result<(), &'static str> {
        let (scramble, column) = (rows.scramble[row] as usize, rows.column[row] as usize);
        let (slot, count, value) = (rows.slot[row] as usize, rows.count[row], rows.value[row]);
        let outline = Arc::clone(&self.outline);
        let own = outline.columns().get(column).ok_or("there is no such column")?;
        if scramble >= outline.wanted().scrambles {
            return Err("there is no such scramble");
        }
        let part = *Part::ALL.get(rows.part[row] as usize).ok_or("there is no such part")?;
        let slots = match part {
            Part::Sum | Part::Squares => Sum::ZERO.limbs().len(),
            Part::Below => own.brackets().len(),
            Part::Bin => own.bins(),
            _ => 1,
        };
        if slot >= slots {
            return Err("there is no such slot");
        }
        let tally = self.tell_tally(scramble, column);
        let natural = u64::try_from(count).map_err(|_| "a count is negative");
        let usable = if value.is_finite() { Ok(value) } else { Err("a value is not finite") };
        match part {
            Part::Paths => tally.paths = natural?,
            Part::Odd => tally.odd = natural?,
            Part::Hits => tally.hits = natural?,
            Part::Sum => tally.sum.set(slot, count),
            Part::Squares => tally.squares.set(slot, count),
            Part::Min => tally.min = usable?,
            Part::Max => tally.max = usable?,
            Part::Below => self.tell_below(scramble, own.first_bracket() + slot, natural?),
            Part::Bin => {
                let count = u32::try_from(count).map_err(|_| "a bin holds from 0 to 4,294,967,295 values")?;
                self.tell_count(scramble, column, slot, count);
            }
            Part::Kept => {
                let keeps = |own: &Bracket| own.fill == Fill::Kept && value >= own.low && value < own.high;
                let Some(bracket) = own.brackets().iter().position(keeps) else {
                    return Err("a kept value is not inside a bracket that keeps values");
                };
                kept.entry((scramble, own.first_bracket() + bracket)).or_default().push(value);
            }
        }
        Ok(())
    }
}
