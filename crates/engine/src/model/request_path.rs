//! Request paths in the model's file: which components a request visits one after the other, and how long it may take
//! end to end.

use crate::form::quantity::{CountOf, MeasureOf, ShareOf};
use crate::{choice, form};

form! {
    /// What one request visits, from its arrival to its answer.
    pub struct RequestPath {
        label: String,
        /// The requests that travel: a driver whose demand is a rate per second.
        driver: String,
        /// The response time, end to end, that is promised.
        slo: Option<Objective>,
        /// In order; the response time is their sum.
        steps: Vec<PathStep>,
        note: Option<String>,
        source: Option<String>,
    }
}

form! {
    /// A service level objective: so many of all requests are answered within a time.
    pub struct Objective {
        /// Share of requests, above 0 and below 1; 95 % unless given.
        percentile: Option<ShareOf>,
        /// The time, ms.
        ms: MeasureOf,
    }
}

form! {
    /// A component on the way, a fixed time such as a network's, or both.
    ///
    /// A deployment that lacks the component, meters it by use, or does not hold it against the limit has no queue
    /// there: the step takes the limit's bare service time.
    pub struct PathStep {
        /// What it is called; the component's label unless given.
        label: Option<String>,
        component: Option<String>,
        /// The `cores` limit that gives the service time; the component's first one unless given. Its `other_ms` is
        /// added to each visit.
        limit: Option<String>,
        /// Visits per request, 1 unless given. A fraction is a share of requests: 0.1 is a cache missed by one in ten.
        /// The component is loaded by all its limit's driver counts, or by this path alone where that is more.
        visits: Option<CountOf>,
        /// Fixed time of each visit, ms.
        delay_ms: Option<MeasureOf>,
        discipline: Option<Discipline>,
    }
}

choice! {
    /// How servers take requests when there are more of them than servers.
    pub enum Discipline {
        /// In the order of arrival, one request each (unless said otherwise).
        FirstCome = "first_come",
        /// All at once, sharing themselves evenly, as many threads on few cores.
        Sharing = "sharing",
    }
}
