//! Decisions of the engine in words: what forces a change, what is in place, how long a response takes.

use headroom_engine::decide::ask::Response;
use headroom_engine::decide::upgrades::{Cause, Gap, Rung};
use headroom_engine::model::program::Program;
use headroom_engine::model::watched::Watched;
use headroom_pages::Cell;

use crate::format;

/// What forces a change, or is broken without it: "Concurrent users: 75 of 53".
pub fn cause(cause: &Cause) -> String {
    match cause {
        Cause::Limit { limit, unit, demand, capacity } => {
            format!("{limit}: {} of {} {unit}", format::count(*demand), format::count(*capacity))
        }
        Cause::Trigger { watched, value } => trigger(watched, *value),
        Cause::Response { p95_ms: Some(p95), target_ms } => {
            format!("p95 of {}, promised {}", format::milliseconds(*p95), format::milliseconds(*target_ms))
        }
        Cause::Response { p95_ms: None, target_ms } => {
            format!("p95 without bound, promised {}", format::milliseconds(*target_ms))
        }
        Cause::Metered { utilisation } => {
            format!("{} of what the provider allows one service", format::share(*utilisation))
        }
        Cause::Cheaper => "demand fell; a cheaper tier holds".into(),
        Cause::Schedule => "the plan's schedule".into(),
    }
}

/// A trigger that fires: "trigger Registered users ≥ 10,000 (at 10,772)".
pub fn trigger(watched: &Watched, value: f64) -> String {
    let at = if watched.is_share { format::share(value) } else { counted(format::figure(value), &watched.unit) };
    format!("trigger {} (at {at})", condition(watched))
}

/// When a trigger fires: "Registered users ≥ 10,000", "p95 > 500 ms".
pub fn condition(watched: &Watched) -> String {
    format!("{} {} {}", watched.label, watched.sign(), counted(format::exact(watched.bound), &watched.unit))
}

/// A number and what it counts.
fn counted(number: String, unit: &str) -> String {
    if unit.is_empty() { number } else { format!("{number} {unit}") }
}

/// What stands for a tier where use is metered.
pub const METERED: &str = "metered";

/// "B1", "3 × P3V3", "metered".
pub fn rung(rung: &Rung) -> String {
    let label = if rung.label.is_empty() { METERED } else { &rung.label };
    match rung.choice.instances {
        0 | 1 => label.to_owned(),
        n => format!("{} × {label}", format::count(f64::from(n))),
    }
}

/// What is too small, and what is not: "B2 is too small; P1V2 is the cheapest that holds". Where that is not so to the
/// horizon, until when.
pub fn too_small(gap: &Gap, horizon: usize) -> String {
    match (&gap.holds, &gap.cause) {
        (Some(holds), _) => {
            let until = if gap.until < horizon { format!(" until {}", format::month(gap.last)) } else { String::new() };
            let (small, enough) = (self::rung(&gap.rung), self::rung(holds));
            format!("{small} is too small; {enough} is the cheapest that holds{until}")
        }
        (None, Cause::Metered { .. }) => "it uses more than it may".into(),
        (None, _) => format!("no tier of its ladder holds; {} is used beyond its target", self::rung(&gap.rung)),
    }
}

/// A p95 response time.
pub fn response(response: Response) -> Cell {
    match response {
        Response::Unmodelled => Cell::new("—", ""),
        Response::Milliseconds(ms) => Cell::new(format::milliseconds(ms), format::plain_count(ms)),
        Response::Saturated => Cell::new("without bound", ""),
    }
}

/// What is asked about, without an amount: "paying subscribers", "concurrent users".
pub fn counted_name(program: &Program, name: &str) -> String {
    match (program.drivers.get(name), name) {
        (Some(driver), _) => format::lower_first(&driver.label),
        (None, "paying") => "paying subscribers".into(),
        (None, "active") => "active users".into(),
        (None, _) => "registered users".into(),
    }
}

/// So much of a driver, or of a count of users: "100 concurrent users", "5 Mbps of VPN bandwidth".
pub fn amount(program: &Program, name: &str, amount: f64) -> String {
    let one = amount == 1.0;
    let amount = format::figure(amount);
    let Some(driver) = program.drivers.get(name) else {
        let user = match name {
            "paying" => "paying subscriber",
            "active" => "active user",
            _ => "registered user",
        };
        return format!("{amount} {user}{}", if one { "" } else { "s" });
    };
    let label = format::lower_first(&driver.label);
    match driver.unit_beside_label() {
        "" => format!("{amount} {label}"),
        unit => format!("{amount} {unit} of {label}"),
    }
}
