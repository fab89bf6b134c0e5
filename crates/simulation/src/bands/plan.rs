//! What is done with each column's values, side by side for all columns: a pass goes through it once for every block.

use super::{Column, ColumnOutline, Fill};

/// By column, its brackets by how values are sorted into them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Plan {
    steps: Vec<Step>,
    /// Brackets that keep their values or count them in bins of equal width, ascending in each column; and their edges in
    /// single precision.
    wide: Vec<Slot>,
    edges: Vec<[f32; 2]>,
    /// Brackets that count between edges of their own, which may be any numbers, often a single one.
    stepped: Vec<Slot>,
}

/// One column's part of a plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    pub kind: Kind,
    /// Moments are taken about this.
    pub centre: f64,
    /// Where its slots begin and end.
    wide: [u32; 2],
    stepped: [u32; 2],
    /// Where its bins begin among all, and how many they are.
    pub first_bin: u32,
    pub bins: u32,
}

/// What is done with a column's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sorted,
    Counted,
    /// Its answer is another's.
    Left,
}

/// A bracket to sort values into.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slot {
    /// Its place among all brackets.
    pub bracket: u32,
    /// Are values kept, or counted?
    pub keeps: bool,
    /// Where its bins begin among the column's, and the last of its own.
    pub first_bin: u32,
    pub last_bin: u32,
    pub low: f64,
    /// Bins of equal width per unit of value.
    pub per_unit: f64,
}

impl Plan {
    pub fn of(kinds: &[Column], columns: &[ColumnOutline]) -> Plan {
        let brackets = columns.iter().map(|column| column.brackets().len()).sum();
        let mut plan = Plan {
            steps: Vec::with_capacity(columns.len()),
            wide: Vec::with_capacity(brackets),
            edges: Vec::with_capacity(brackets),
            stepped: Vec::new(),
        };
        for (kind, column) in kinds.iter().zip(columns) {
            let (wide, stepped) = (plan.wide.len() as u32, plan.stepped.len() as u32);
            plan.sort(column);
            plan.steps.push(Step {
                kind: match kind {
                    Column::Quantity => Kind::Sorted,
                    Column::Event => Kind::Counted,
                    Column::Multiple { .. } => Kind::Left,
                },
                centre: column.centre(),
                wide: [wide, plan.wide.len() as u32],
                stepped: [stepped, plan.stepped.len() as u32],
                first_bin: column.first_bin() as u32,
                bins: column.bins() as u32,
            });
        }
        plan
    }

    fn sort(&mut self, column: &ColumnOutline) {
        let mut first_bin = 0;
        for (at, own) in column.brackets().iter().enumerate() {
            let bins = own.bins() as u32;
            let slot = Slot {
                bracket: (column.first_bracket() + at) as u32,
                keeps: own.fill == Fill::Kept,
                first_bin,
                last_bin: bins.saturating_sub(1),
                low: own.low,
                per_unit: f64::from(bins) / (own.high - own.low),
            };
            if let Fill::Steps(_) = own.fill {
                self.stepped.push(slot);
            } else {
                self.wide.push(slot);
                self.edges.push([own.low as f32, own.high as f32]);
            }
            first_bin += bins;
        }
    }

    #[inline(always)]
    pub fn step(&self, column: usize) -> &Step {
        &self.steps[column]
    }

    /// Of a column, the brackets that keep values or count them in bins of equal width; and their edges.
    #[inline(always)]
    pub fn wide(&self, step: &Step) -> (&[Slot], &[[f32; 2]]) {
        let [from, to] = step.wide.map(|at| at as usize);
        (&self.wide[from..to], &self.edges[from..to])
    }

    /// Of a column, the brackets that count between edges of their own.
    #[inline(always)]
    pub fn stepped(&self, step: &Step) -> &[Slot] {
        let [from, to] = step.stepped.map(|at| at as usize);
        &self.stepped[from..to]
    }
}

impl Slot {
    /// Among the column's bins, the one of a value inside, where they are of equal width.
    #[inline(always)]
    pub fn even_bin(&self, value: f64) -> u32 {
        // Rounding may lift the last values of a bracket just over its end.
        self.first_bin + (((value - self.low) * self.per_unit) as u32).min(self.last_bin)
    }

    /// The same where they have edges.
    #[inline(always)]
    pub fn stepped_bin(&self, edges: &[f64], value: f64) -> u32 {
        self.first_bin + edges.partition_point(|edge| *edge <= value) as u32 - 1
    }
}
