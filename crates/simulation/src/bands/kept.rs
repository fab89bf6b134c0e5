//! Values kept inside brackets.

/// The values kept inside one bracket, in the order of the blocks, and which scrambles they are of.
#[derive(Clone, Debug, Default)]
pub struct Kept {
    values: Vec<f64>,
    /// Scrambles, and where in the values each ends. One may come back.
    runs: Vec<(u32, usize)>,
}

impl Kept {
    /// With room for about so many values.
    pub fn with_room(values: usize) -> Kept {
        Kept { values: Vec::with_capacity(values), runs: Vec::new() }
    }

    /// Adds values of a scramble.
    #[inline(always)]
    pub fn add(&mut self, scramble: usize, values: &[f64]) {
        if values.is_empty() {
            return;
        }
        self.values.extend_from_slice(values);
        match self.runs.last_mut() {
            Some(run) if run.0 == scramble as u32 => run.1 = self.values.len(),
            _ => self.runs.push((scramble as u32, self.values.len())),
        }
    }

    /// All values.
    pub fn values(&self) -> &[f64] {
        &self.values
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
