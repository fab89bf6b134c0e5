//! What users do.

use rust_decimal::Decimal;

use crate::form::Named;
use crate::form::quantity::{CountOf, FactorOf, MeasureOf, MonthsOf, ShareOf};
use crate::{choice, form};

form! {
    /// What users do, as named drivers of load.
    pub struct Workload {
        /// Share of registered users active in a month.
        active: Option<ShareOf>,
        /// Twenty-four factors that average 1: the load of each hour of the day.
        day: Vec<Decimal>,
        drivers: Named<Driver>,
    }
}

form! {
    /// A load: so much per user (or per unit of another driver).
    pub struct Driver {
        label: String,
        /// What one unit is, such as "concurrent users", "messages/day", "GB".
        unit: String,
        /// The base: registered, active, paying, free, plans.NAME, drivers.NAME.
        of: String,
        /// Units per unit of the base.
        per: FactorOf,
        measure: Option<Measure>,
        /// For `in_flight`: seconds each one takes (Little's law).
        seconds: Option<MeasureOf>,
        /// For `daily`: the busiest hour over the mean hour; the day curve's peak unless given.
        peak_to_mean: Option<FactorOf>,
        /// For `stock`: what is there before the first month.
        initial: Option<CountOf>,
        /// For `stock`: months after which what was stored is deleted; kept for ever unless given.
        keep: Option<MonthsOf>,
        note: Option<String>,
        source: Option<String>,
    }
}

choice! {
    /// How a driver is counted.
    pub enum Measure {
        /// A level at the busiest moment, such as concurrent users or connections.
        Level = "level",
        /// A volume per day; its demand is the rate per second in the peak hour.
        Daily = "daily",
        /// A volume per month, such as egress.
        Monthly = "monthly",
        /// Something that adds up month by month, such as storage.
        Stock = "stock",
        /// How many are under way at once: the base's rate per second × seconds (Little's law).
        InFlight = "in_flight",
    }
}
