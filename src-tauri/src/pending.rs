//! What was read and waits for a person's word: a load test, and what a price list made of the catalogue. Neither crosses
//! to the page and back.

use headroom_app::engine::catalog::Merge;
use headroom_app::measure::Measured;
use std::sync::{Mutex, PoisonError};

#[derive(Debug, Default)]
pub struct Pending {
    pub load_test: Slot<Measured>,
    pub prices: Slot<Merge>,
}

/// Holds the last of its kind.
#[derive(Debug)]
pub struct Slot<T>(Mutex<Option<T>>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(Mutex::new(None))
    }
}

impl<T: Clone> Slot<T> {
    pub fn put(&self, value: Option<T>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = value;
    }

    pub fn get(&self) -> Option<T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
