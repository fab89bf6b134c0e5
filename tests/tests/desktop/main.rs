//! The real window, opened once and used as a person would: every flow starts over from the gallery. `measure` as the
//! only argument measures instead of testing.

mod flows;
mod measure;
mod picture;
mod prices;
mod started;
mod window;

use libtest_mimic::{Arguments, Failed, Trial};
use std::error::Error;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use tokio::runtime::Runtime;
use window::Window;

/// What a step of a flow gives, or what went wrong in words.
type Step<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let runtime = Runtime::new().expect("a runtime starts");
    if std::env::args().nth(1).as_deref() == Some("measure") {
        return measure_and_print(&runtime);
    }
    let arguments = Arguments { test_threads: Some(1), ..Arguments::from_args() };
    let shared = Arc::new(Shared { runtime, window: Mutex::new(None) });
    let conclusion = libtest_mimic::run(&arguments, trials(&shared));
    shared.close();
    conclusion.exit_code()
}

fn measure_and_print(runtime: &Runtime) -> ExitCode {
    match runtime.block_on(measure::all()) {
        Ok(times) => println!("{times}"),
        Err(e) => {
            eprintln!("{e}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// The window for all flows: opened for the first, closed after the last, and kept open between them.
struct Shared {
    runtime: Runtime,
    window: Mutex<Option<Window>>,
}

impl Shared {
    /// Runs one flow from the gallery on. Where it fails, a picture is kept of what the person saw.
    fn run(&self, flow: &flows::Flow) -> Step {
        let mut window = self.window.lock().map_err(|_| "an earlier flow broke off")?;
        self.runtime.block_on(async {
            if window.is_none() {
                *window = Some(Window::open(&window::app()?).await?);
            }
            let window = window.as_ref().ok_or("the window is open")?;
            let outcome = flow.run(window).await;
            if outcome.is_err() {
                window.picture(&format!("failed-{}", flow.name)).await?;
            }
            outcome
        })
    }

    fn close(&self) {
        let window = self.window.lock().ok().and_then(|mut window| window.take());
        // The tests are over: a session that cannot be ended dies with its display.
        let _ = window.map(|window| self.runtime.block_on(window.close()));
    }
}

fn trials(shared: &Arc<Shared>) -> Vec<Trial> {
    let trial = |flow: flows::Flow| {
        let shared = Arc::clone(shared);
        Trial::test(format!("window::{}", flow.name), move || {
            shared.run(&flow).map_err(|e| Failed::from(e.to_string()))
        })
    };
    flows::all().into_iter().map(trial).collect()
}
