//! Deployments: components, their tiers, and the rules by which tiers are chosen.

use rust_decimal::Decimal;

use super::Cost;
use crate::form::quantity::{CountOf, MeasureOf, MonthsOf, PriceOf, ShareOf};
use crate::form::{Named, Node};
use crate::{choice, form};

form! {
    /// Rules for choosing tiers, unless a component has its own.
    pub struct Policy {
        /// A tier is full when demand reaches this share of its capacity.
        target_utilisation: Option<ShareOf>,
        /// Months between ordering and having.
        lead_time: Option<MonthsOf>,
        /// A downgrade waits until demand is this much of capacity below the target.
        hysteresis: Option<ShareOf>,
        /// Utilisation at which the yellow zone begins.
        yellow: Option<ShareOf>,
        /// Utilisation at which the red zone begins.
        red: Option<ShareOf>,
        /// What a day of work costs: it prices the days that moves and changes of tier take.
        day_rate: Option<PriceOf>,
    }
}

form! {
    /// A full set of components at one provider.
    pub struct Deployment {
        label: String,
        /// azure, vps, railway, or a name of one's own.
        provider: String,
        note: Option<String>,
        components: Named<Component>,
        /// Costs that only this deployment has.
        costs: Named<Cost>,
        /// What it takes to move here from another deployment; nothing unless given.
        moving: Option<Moving>,
    }
}

form! {
    /// Moving to a deployment from any other one.
    pub struct Moving {
        /// Paid once.
        price: Option<PriceOf>,
        /// Days of work, priced at the policy's day rate.
        days: Option<CountOf>,
        /// Months in which both are paid, before this one takes over; 0 unless given.
        months: Option<MonthsOf>,
        note: Option<String>,
    }
}

form! {
    /// A part of the system that meets demand from a ladder of tiers, or by metered use.
    pub struct Component {
        label: String,
        /// What it runs on: that of its tiers' plans, or compute, unless given.
        service: Option<Service>,
        /// Names of the limits that every tier here is held against.
        limits: Vec<String>,
        ladder: Named<Tier>,
        /// A fixed plan of tiers by month, instead of the cheapest that holds.
        schedule: Vec<ScheduledTier>,
        /// Metered use instead of a ladder.
        usage: Option<Usage>,
        /// How a fleet's balancer spreads users over servers; its imbalance derates the fleet.
        selection: Option<Selection>,
        target_utilisation: Option<ShareOf>,
        lead_time: Option<MonthsOf>,
        hysteresis: Option<ShareOf>,
        /// Cost of changing tier, once each time.
        migration: Option<PriceOf>,
        /// Days of work that changing tier takes.
        migration_days: Option<CountOf>,
        /// Monthly price of a load balancer once there are two instances.
        balancer: Option<PriceOf>,
        /// Days from the start in which this component costs nothing.
        free_days: Option<CountOf>,
        /// Money the provider credits; used before anything is paid.
        credit: Option<PriceOf>,
    }
}

choice! {
    /// What a component runs on.
    pub enum Service {
        /// Whatever runs a program: a virtual machine, an app service or a platform.
        Compute = "compute",
        /// A virtual machine and nothing less, as a VPN server needs.
        Vm = "vm",
        AppService = "app_service",
        Paas = "paas",
        Postgres = "postgres",
        Redis = "redis",
        Cdn = "cdn",
        Monitoring = "monitoring",
    }
}

form! {
    /// A tier: a machine with a price and limits.
    pub struct Tier {
        label: String,
        /// Id of a catalogue plan that gives price and shape.
        plan: Option<String>,
        /// Monthly price of one instance; overrides the catalogue.
        price: Option<PriceOf>,
        /// Monthly price above the tier before it in the ladder ("+20-30").
        added: Option<PriceOf>,
        shape: Option<Shape>,
        /// Capacity declared per limit.
        declared: Named<CountOf>,
        /// Capacity that load tests showed, per limit.
        measured: Named<Measured>,
        /// Conditions under which this tier is no longer enough.
        triggers: Vec<Trigger>,
        /// Fewest and most instances; one and one unless given.
        instances: Option<Instances>,
        targets: Option<TierTargets>,
        /// What has to be done to get here.
        actions: Vec<String>,
        /// The users this tier is meant for, as stated.
        users: Option<Node>,
        /// What goes with it, as stated.
        includes: Named<Node>,
        note: Option<String>,
        source: Option<String>,
    }
}

form! {
    /// What a load test of one instance showed of a limit: its capacity, or the points to read it from.
    pub struct Measured {
        /// Capacity in the unit of the limit's driver; goes before the points.
        capacity: Option<CountOf>,
        /// The steps of the test, at most a thousand.
        points: Vec<MeasuredPoint>,
        /// Which of a point's two numbers the limit's driver counts. Follows from a cores or scalability limit, and from
        /// a driver that is daily or in flight; for any other it must be said.
        axis: Option<Axis>,
        /// What measured it, such as k6.
        tool: Option<String>,
        /// When, such as 2026-01-10.
        date: Option<String>,
        note: Option<String>,
        source: Option<String>,
    }
}

form! {
    /// One step of a load test.
    pub struct MeasuredPoint {
        /// Users or requests at once.
        concurrency: Option<Decimal>,
        /// Requests per second, those that failed among them.
        throughput: Decimal,
        p50_ms: Option<Decimal>,
        p95_ms: Option<Decimal>,
        p99_ms: Option<Decimal>,
        /// Requests that failed over all requests, 0 to 1.
        failed: Option<Decimal>,
    }
}

choice! {
    /// What a load test sets or finds.
    pub enum Axis {
        /// Users or requests at once.
        Concurrency = "concurrency",
        /// Requests per second.
        Throughput = "throughput",
    }
}

form! {
    /// A machine's shape, apart from its price.
    pub struct Shape {
        vcpu: Option<CountOf>,
        /// GB of memory.
        ram: Option<CountOf>,
        /// GB of disk.
        disk: Option<CountOf>,
        /// GB of transfer a month.
        transfer: Option<CountOf>,
    }
}

form! {
    pub struct Instances {
        min: Option<u32>,
        /// Leave out for no maximum.
        max: Option<u32>,
    }
}

form! {
    /// `metric op value`, such as p95_ms > 500. Without a value it is kept and shown, but cannot fire.
    pub struct Trigger {
        /// p95_ms, a limit's name (its utilisation), or a driver's name (its demand).
        metric: Option<String>,
        op: Option<Comparison>,
        value: Option<MeasureOf>,
        /// The trigger as stated, where it has no number.
        text: Option<String>,
        note: Option<String>,
    }
}

choice! {
    pub enum Comparison {
        Above = ">",
        AtLeast = ">=",
        Below = "<",
        AtMost = "<=",
    }
}

impl Comparison {
    /// As people write it.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Above => ">",
            Self::AtLeast => "≥",
            Self::Below => "<",
            Self::AtMost => "≤",
        }
    }
}

form! {
    /// What a tier promises; p95 is checked against the computed one.
    pub struct TierTargets {
        users: Option<CountOf>,
        p95_ms: Option<MeasureOf>,
        page_ms: Option<MeasureOf>,
        /// Share of time up.
        uptime: Option<ShareOf>,
    }
}

form! {
    pub struct ScheduledTier {
        /// Month of the model from which this tier is used.
        from: u32,
        tier: String,
        instances: Option<u32>,
    }
}

form! {
    /// Metered use: average vCPU and GB over the day curve, volume and egress, under a minimum commitment.
    pub struct Usage {
        label: String,
        /// Catalogue plan whose monthly price is the minimum commitment.
        plan: Option<String>,
        /// The minimum commitment, where there is no plan.
        minimum: Option<PriceOf>,
        /// Price of one vCPU for a month; from the catalogue's meters unless given.
        vcpu_price: Option<PriceOf>,
        ram_price: Option<PriceOf>,
        volume_price: Option<PriceOf>,
        egress_price: Option<PriceOf>,
        /// A `cores` limit whose service time turns requests into busy vCPU.
        cpu: Option<String>,
        /// A `slots` limit whose overhead and size turn users into memory.
        memory: Option<String>,
        /// A driver in GB that is stored.
        volume: Option<String>,
        /// A driver in GB a month that leaves.
        egress: Option<String>,
        /// vCPU used when idle.
        idle_vcpu: Option<CountOf>,
        /// GB of memory used when idle, besides the memory limit's overhead.
        idle_ram: Option<CountOf>,
    }
}

form! {
    /// Server selection: lowest load_weight · load % + latency_weight · latency ms, spread by user id modulo `modulus`.
    pub struct Selection {
        load_weight: ShareOf,
        latency_weight: ShareOf,
        modulus: u32,
        /// Latencies of the servers in ms, repeated over the fleet.
        latencies: Vec<Decimal>,
        /// Users who connect between two looks at the servers' load.
        refresh: Option<u32>,
        note: Option<String>,
    }
}
