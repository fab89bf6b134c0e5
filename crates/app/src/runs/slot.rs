//! The run that somebody waits for: one of a kind, and the one before it is stopped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use headroom_simulation::run::Watch;

#[derive(Debug, Default)]
pub struct Slot(Mutex<Option<Current>>);

#[derive(Debug)]
struct Current {
    watch: Arc<Watch>,
    blocks: u64,
}

impl Slot {
    /// Registers a run of so many blocks of paths, and stops the one before.
    pub fn begin(&self, blocks: u64) -> Arc<Watch> {
        let watch = Arc::new(Watch::default());
        if let Some(before) = lock(&self.0).replace(Current { watch: Arc::clone(&watch), blocks }) {
            before.watch.stop();
        }
        watch
    }

    /// A run is over; where another has begun since, that one goes on.
    pub fn end(&self, watch: &Arc<Watch>) {
        let mut current = lock(&self.0);
        if current.as_ref().is_some_and(|current| Arc::ptr_eq(&current.watch, watch)) {
            *current = None;
        }
    }

    pub fn stop(&self) {
        if let Some(current) = lock(&self.0).take() {
            current.watch.stop();
        }
    }

    /// How far the run is; None where none is on its way.
    pub fn percent(&self) -> Option<u32> {
        let percent = |current: &Current| (100 * current.watch.done() / current.blocks.max(1)).min(99) as u32;
        lock(&self.0).as_ref().map(percent)
    }
}

/// What a panic left behind is whole: every change is one assignment.
pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_run_stops_the_older_and_outlives_its_end() {
        let slot = Slot::default();
        assert_eq!(slot.percent(), None);
        let older = slot.begin(10);
        let newer = slot.begin(10);
        slot.end(&older);
        assert_eq!(slot.percent(), Some(0));
        slot.end(&newer);
        assert_eq!(slot.percent(), None);
    }
}
