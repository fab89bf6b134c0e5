//! The run that somebody waits for: one of a kind, and the one before it is stopped.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use headroom_simulation::run::Watch;

/// Runs have names, given by whoever asks for them: a stop may be heard before its run has begun.
#[derive(Debug, Default)]
pub struct Slot(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    current: Option<Current>,
    /// The run that was stopped last.
    stopped: String,
}

#[derive(Debug)]
struct Current {
    name: String,
    watch: Arc<Watch>,
    blocks: u64,
}

impl Slot {
    /// Registers a run of so many blocks of paths, and stops the one before.
    pub fn begin(&self, name: &str, blocks: u64) -> Arc<Watch> {
        let watch = Arc::new(Watch::default());
        let mut state = lock(&self.0);
        if state.stopped == name {
            watch.stop();
        }
        let current = Current { name: name.to_owned(), watch: Arc::clone(&watch), blocks };
        if let Some(before) = state.current.replace(current) {
            before.watch.stop();
        }
        watch
    }

    /// A run is over; where another has begun since, that one goes on.
    pub fn end(&self, watch: &Arc<Watch>) {
        let current = &mut lock(&self.0).current;
        if current.as_ref().is_some_and(|current| Arc::ptr_eq(&current.watch, watch)) {
            *current = None;
        }
    }

    /// Stops the run of a name, whether it has begun or will, and no other.
    pub fn stop(&self, name: &str) {
        let mut state = lock(&self.0);
        name.clone_into(&mut state.stopped);
        if let Some(current) = state.current.take_if(|current| current.name == name) {
            current.watch.stop();
        }
    }

    /// Stops whatever runs.
    pub fn leave(&self) {
        if let Some(current) = lock(&self.0).current.take() {
            current.watch.stop();
        }
    }

    /// How far the run is; None where none is on its way.
    pub fn percent(&self) -> Option<u32> {
        let percent = |current: &Current| (100 * current.watch.done() / current.blocks.max(1)).min(99) as u32;
        lock(&self.0).current.as_ref().map(percent)
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
        let older = slot.begin("older", 10);
        let newer = slot.begin("newer", 10);
        assert!(older.is_stopped() && !newer.is_stopped());
        slot.end(&older);
        slot.stop("older");
        assert_eq!((slot.percent(), newer.is_stopped()), (Some(0), false));
        slot.end(&newer);
        assert_eq!(slot.percent(), None);
    }

    #[test]
    fn a_stop_may_come_before_its_run() {
        let slot = Slot::default();
        slot.stop("first");
        assert!(slot.begin("first", 10).is_stopped());
        let second = slot.begin("second", 10);
        assert!(!second.is_stopped());
        slot.leave();
        assert!(second.is_stopped());
    }
}
