//! How a machine turns into capacity.

use crate::form::Named;
use crate::form::quantity::{MeasureOf, PositiveOf};
use crate::{choice, form, variants};

variants! {
    /// How a machine's shape, or a declaration, turns into capacity for one driver.
    pub enum Limit {
        Slots(SlotsLimit) = "slots",
        Cores(CoresLimit) = "cores",
        Scalability(ScalabilityLimit) = "scalability",
        Quota(QuotaLimit) = "quota",
    }
}

form! {
    /// capacity = (resource − overhead) / per
    pub struct SlotsLimit {
        label: String,
        driver: String,
        resource: Option<Resource>,
        /// What one unit of the driver takes, in MB (or GB for disk and transfer, as `unit` says).
        per: MeasureOf,
        /// What is taken before the first unit, each by name.
        overhead: Named<MeasureOf>,
        rule: Option<Rule>,
    }
}

form! {
    /// Arrivals served by the tier's vCPU as an M/M/c queue: capacity is the rate at which utilisation is 1, or, with a
    /// response-time target, the largest rate that still meets it.
    pub struct CoresLimit {
        label: String,
        /// A driver whose demand is a rate per second.
        driver: String,
        /// CPU time of one request.
        service_ms: MeasureOf,
        /// Time outside the CPU (network, waiting on others) that a response takes besides.
        other_ms: Option<MeasureOf>,
        /// The p95 response time that must hold.
        p95_ms: Option<MeasureOf>,
        rule: Option<Rule>,
    }
}

form! {
    /// The Universal Scalability Law: X(N) = λN / (1 + σ(N−1) + κN(N−1)); capacity is X at its peak, or λ/σ where κ = 0.
    pub struct ScalabilityLimit {
        label: String,
        driver: String,
        lambda: PositiveOf,
        sigma: MeasureOf,
        kappa: MeasureOf,
        rule: Option<Rule>,
    }
}

form! {
    /// A limit that is declared by each tier, or read off its machine.
    pub struct QuotaLimit {
        label: String,
        driver: String,
        resource: Option<Resource>,
        /// The catalogue's name of it, such as user_connections, for tiers that declare nothing.
        listed: Option<String>,
        rule: Option<Rule>,
    }
}

choice! {
    /// A part of a machine's shape.
    pub enum Resource {
        Vcpu = "vcpu",
        /// Memory, in MB in limits (1 GB = 1000 MB).
        Ram = "ram",
        /// Disk, GB.
        Disk = "disk",
        /// Transfer included, GB a month.
        Transfer = "transfer",
    }
}

choice! {
    /// Which capacity rules where there are several. A kind that does not exist leaves the lowest of the others.
    pub enum Rule {
        /// The lowest of all (unless said otherwise).
        Lower = "lower",
        Declared = "declared",
        Derived = "derived",
        Measured = "measured",
    }
}
