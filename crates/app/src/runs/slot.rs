//! The run that somebody waits for: one of a kind, and the one before it is stopped.

use std::collections::VecDeque;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use headroom_simulation::run::{Threads, Watch};

/// So many stops may be ahead of their runs.
const STOPPED: usize = 8;

/// Runs have names, given by whoever asks for them: a stop may be heard before its run has begun. They have threads of
/// their own, so that an edit or an export waits for none of them.
#[derive(Debug)]
pub struct Slot {
    state: Mutex<State>,
    threads: LazyLock<Threads>,
}

impl Default for Slot {
    fn default() -> Self {
        Self { state: Mutex::default(), threads: LazyLock::new(Threads::own) }
    }
}

#[derive(Debug, Default)]
struct State {
    current: Option<Current>,
    /// The runs that were stopped last.
    stopped: VecDeque<String>,
}

#[derive(Debug)]
struct Current {
    name: String,
    watch: Arc<Watch>,
    blocks: u64,
}

impl Slot {
    /// Does a run of so many blocks of paths, and stops the one before.
    pub fn run<R: Send>(&self, name: &str, blocks: u64, work: impl FnOnce(&Watch) -> R + Send) -> R {
        let watch = self.begin(name, blocks);
        let done = self.threads.run(|| work(&watch));
        self.end(&watch);
        done
    }

    fn begin(&self, name: &str, blocks: u64) -> Arc<Watch> {
        let watch = Arc::new(Watch::default());
        let mut state = lock(&self.state);
        if state.stopped.iter().any(|stopped| stopped == name) {
            watch.stop();
            return watch;
        }
        let current = Current { name: name.to_owned(), watch: Arc::clone(&watch), blocks };
        if let Some(before) = state.current.replace(current) {
            before.watch.stop();
        }
        watch
    }

    /// A run is over; where another has begun since, that one goes on.
    fn end(&self, watch: &Arc<Watch>) {
        let current = &mut lock(&self.state).current;
        if current.as_ref().is_some_and(|current| Arc::ptr_eq(&current.watch, watch)) {
            *current = None;
        }
    }

    /// Stops the run of a name, whether it has begun or will, and no other.
    pub fn stop(&self, name: &str) {
        let mut state = lock(&self.state);
        state.stopped.push_front(name.to_owned());
        state.stopped.truncate(STOPPED);
        if let Some(current) = state.current.take_if(|current| current.name == name) {
            current.watch.stop();
        }
    }

    /// Stops whatever runs.
    pub fn leave(&self) {
        if let Some(current) = lock(&self.state).current.take() {
            current.watch.stop();
        }
    }

    /// How far the run is; None where none is on its way.
    pub fn percent(&self) -> Option<u32> {
        let percent = |current: &Current| (100 * current.watch.done() / current.blocks.max(1)).min(99) as u32;
        lock(&self.state).current.as_ref().map(percent)
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
        let second = slot.begin("second", 10);
        assert!(slot.begin("first", 10).is_stopped() && !second.is_stopped());
        slot.leave();
        assert!(second.is_stopped());
    }
}
