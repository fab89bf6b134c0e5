//! Values kept inside brackets.

/// Room for the first values, so that a list does not grow and move time and again while it is short.
const FIRST: usize = 2048;

/// The values kept inside one bracket, in the order of the blocks, and which scrambles they are of.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    values: Vec<f64>,
    /// Scrambles, and where in the values each ends. One may come back.
    runs: Vec<(u32, usize)>,
}

impl Kept {
    #[inline(always)]
    pub fn add(&mut self, scramble: usize, values: &[f64]) {
        if values.is_empty() {
            return;
        }
        if self.values.capacity() == 0 {
            self.values.reserve(FIRST);
        }
        self.values.extend_from_slice(values);
        let end = self.values.len();
        match self.runs.last_mut() {
            Some(run) if run.0 == scramble as u32 => run.1 = end,
            _ => self.runs.push((scramble as u32, end)),
        }
    }

    /// Values of one scramble after the other.
    pub fn runs(&self) -> impl Iterator<Item = (usize, &[f64])> {
        let mut from = 0;
        self.runs.iter().map(move |&(scramble, end)| {
            let values = &self.values[from..end];
            from = end;
            (scramble as usize, values)
        })
    }
}
