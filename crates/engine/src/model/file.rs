//! The file form of a model: what a person writes, before references are resolved. See `model::check` for what must
//! hold across fields, and `assets/model.schema.json` for the published schema made from these declarations.

use rust_decimal::Decimal;

use super::own_prices::OwnPrices;
use super::request_path::RequestPath;
use crate::form::quantity::{BalanceOf, CountOf, FactorOf, MeasureOf, MonthsOf, PositiveOf, PriceOf, RateOf, ShareOf};
use crate::form::{Named, Node};
use crate::{choice, form, variants};

/// The format this version writes; a file with a higher one is refused.
pub const FORMAT: u32 = 1;

form! {
    /// A Headroom model: how a small SaaS grows, what it earns, what it needs and what that costs.
    pub struct ModelFile {
        /// Where the JSON Schema is, for completion in editors.
        schema as "$schema": Option<String>,
        /// The format's version: 1.
        format: u32,
        name: String,
        /// One or two sentences about the system and its plan.
        description: Option<String>,
        /// ISO 4217 code of every amount in the model, such as USD.
        currency: String,
        /// The first month, such as 2026-01.
        start: String,
        /// The horizon in months, 1 to 240.
        months: u32,
        growth: Growth,
        subscription: Option<Subscription>,
        workload: Option<Workload>,
        /// How a machine turns into capacity, shared by every deployment.
        limits: Named<Limit>,
        /// What requests visit on their way, and how long that may take.
        paths: Named<RequestPath>,
        policy: Option<Policy>,
        /// Full sets of components, one per provider or plan; the first is the one shown first.
        deployments: Named<Deployment>,
        /// Costs that every deployment has.
        costs: Named<Cost>,
        /// The model's own prices, over the catalogue's.
        prices: Option<OwnPrices>,
        cash: Option<Cash>,
        /// Named patches on this model.
        scenarios: Named<Scenario>,
        review: Option<Review>,
        /// What the plan's document states and the model does not compute with: claims, thresholds, policies.
        statements: Named<Statement>,
        /// Figures of one's own, calculated from the model and its projection.
        figures: Named<FigureForm>,
    }
}

variants! {
    /// Registered users by month.
    pub enum Growth {
        Schedule(ScheduleGrowth) = "schedule",
        Compound(CompoundGrowth) = "compound",
        Logistic(LogisticGrowth) = "logistic",
        Bass(BassGrowth) = "bass",
        Funnel(FunnelGrowth) = "funnel",
    }
}

form! {
    /// Anchor months with their users, and how to get from one to the next.
    pub struct ScheduleGrowth {
        anchors: Vec<Anchor>,
        seasonality: Vec<Decimal>,
        events: Named<Event>,
    }
}

form! {
    /// Registered users at the end of a month.
    pub struct Anchor {
        /// Month of the model, 1 for the first (0 for the state before it).
        month: u32,
        users: CountOf,
        /// How users move from the anchor before to this one; linear unless said.
        by: Option<Interpolation>,
    }
}

choice! {
    /// The way between two anchors.
    pub enum Interpolation {
        Linear = "linear",
        /// The same growth rate each month; both ends above 0.
        Geometric = "geometric",
        /// The earlier value holds until this anchor's month.
        Step = "step",
    }
}

form! {
    /// new(t) = rate · u(t−1)
    pub struct CompoundGrowth {
        /// Registered users before the first month.
        users: CountOf,
        rate: RateOf,
        seasonality: Vec<Decimal>,
        events: Named<Event>,
    }
}

form! {
    /// new(t) = rate · u(t−1) · (1 − u(t−1)/market)
    pub struct LogisticGrowth {
        users: CountOf,
        rate: RateOf,
        /// Market size at which growth ends.
        market: PositiveOf,
        seasonality: Vec<Decimal>,
        events: Named<Event>,
    }
}

form! {
    /// new(t) = (innovation + imitation · u(t−1)/market) · (market − u(t−1)), Bass 1969
    pub struct BassGrowth {
        users: CountOf,
        /// p: the share of the rest of the market that comes by itself each month.
        innovation: ShareOf,
        /// q: the share that follows those already there.
        imitation: ShareOf,
        market: PositiveOf,
        seasonality: Vec<Decimal>,
        events: Named<Event>,
    }
}

form! {
    /// Visitors, from a starting count with its own growth or bought by ad spend, become sign-ups.
    pub struct FunnelGrowth {
        users: CountOf,
        /// Unpaid visitors in the first month.
        visitors: CountOf,
        visitor_growth: Option<RateOf>,
        /// Money spent on advertising each month; also a cost.
        ad_spend: Option<PriceOf>,
        /// What one bought visitor costs.
        cost_per_visitor: Option<PositiveOf>,
        /// Share of visitors who register.
        signup: ShareOf,
        seasonality: Vec<Decimal>,
        events: Named<Event>,
    }
}

form! {
    /// A dated event: adds users once, or changes the growth rate from a month on.
    pub struct Event {
        label: Option<String>,
        month: String,
        add: Option<CountOf>,
        rate: Option<RateOf>,
    }
}

form! {
    /// Who pays, how much, and for how long.
    pub struct Subscription {
        /// Share of a month's new users who start to pay (after the trial, where there is one).
        conversion: Option<ShareOf>,
        /// Share of the registered users who do not pay yet that starts to pay each month.
        free_conversion: Option<ShareOf>,
        /// Months between registering and the first payment.
        trial: Option<MonthsOf>,
        plans: Named<Plan>,
        /// Moves between plans.
        moves: Named<Move>,
        fees: Option<Fees>,
        /// Share of charges that is refunded.
        refunds: Option<ShareOf>,
    }
}

form! {
    /// A plan. Its customers come from conversion by `share`, or are held at `of_registered`.
    pub struct Plan {
        label: Option<String>,
        /// What one customer pays per billing period.
        price: PriceOf,
        billing: Option<Billing>,
        /// Share of new payers who take this plan; the shares of all plans add to 1 at most.
        share: Option<ShareOf>,
        /// Customers as a share of registered users: a mix that is held.
        of_registered: Option<ShareOf>,
        /// Customers before the first month.
        customers: Option<CountOf>,
        /// Share of customers who leave in a month (customer churn).
        churn: Option<ShareOf>,
        /// Discount that new customers get, as a share of the price.
        discount: Option<ShareOf>,
        /// Months the discount lasts for each customer.
        discount_months: Option<MonthsOf>,
        /// New prices from a month on.
        price_changes: Vec<PriceChange>,
        /// Requests a minute this plan allows one user.
        rate_limit: Option<CountOf>,
        /// Mean requests a minute of one active user of this plan, to turn the limit into the share refused.
        requests_per_minute: Option<CountOf>,
        note: Option<String>,
    }
}

choice! {
    pub enum Billing {
        Monthly = "monthly",
        Annual = "annual",
    }
}

form! {
    /// A new price from a month on.
    pub struct PriceChange {
        from: String,
        price: PriceOf,
        /// Existing customers keep their old price, or all pay the new one.
        applies: Option<Applies>,
    }
}

choice! {
    pub enum Applies {
        New = "new",
        All = "all",
    }
}

form! {
    /// Customers who change plans: a share of `from` each month.
    pub struct Move {
        from: String,
        to: String,
        rate: ShareOf,
    }
}

form! {
    /// What the payment processor keeps of each charge.
    pub struct Fees {
        label: Option<String>,
        /// Share of the amount.
        percent: ShareOf,
        /// Fixed part per charge.
        fixed: PriceOf,
        source: Option<String>,
    }
}

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

form! {
    /// A line of cost.
    pub struct Cost {
        label: String,
        /// Infrastructure, Services, Staff, Marketing, ...
        group: Option<String>,
        amount: CostAmount,
        /// First month it is paid, such as 2026-04; from the start unless given.
        from: Option<String>,
        /// Last month it is paid.
        until: Option<String>,
        /// Paid only while this component is on this tier or a higher one: "web.b2".
        when: Option<String>,
        /// Days from its first month in which it is free.
        free_days: Option<CountOf>,
        credit: Option<PriceOf>,
        note: Option<String>,
        source: Option<String>,
    }
}

variants! {
    /// How a cost is counted.
    pub enum CostAmount {
        Monthly(MonthlyCost) = "monthly",
        PerUnit(PerUnitCost) = "per_unit",
        PerSubscriber(PerSubscriberCost) = "per_subscriber",
        OfRevenue(RevenueCost) = "of_revenue",
        Steps(StepCost) = "steps",
        Schedule(ScheduleCost) = "schedule",
        Once(OnceCost) = "once",
        Staff(StaffCost) = "staff",
    }
}

form! {
    pub struct MonthlyCost { price: PriceOf, quantity: Option<CountOf>, }
}

form! {
    /// A price for each unit of a driver in the month (a daily driver counts 30 days).
    pub struct PerUnitCost {
        driver: String,
        price: PriceOf,
        /// Units to which the price applies, such as 1000 for a price per thousand.
        per: Option<PositiveOf>,
        /// Units each month that cost nothing.
        included: Option<CountOf>,
    }
}

form! {
    /// A price for each paying subscriber, or each customer of one plan.
    pub struct PerSubscriberCost { price: PriceOf, plan: Option<String>, }
}

form! {
    pub struct RevenueCost { percent: ShareOf, }
}

form! {
    /// A price that steps with a base: registered, active, paying, or drivers.NAME.
    pub struct StepCost { of: String, steps: Vec<Step>, }
}

form! {
    pub struct Step {
        /// From this many on.
        from: CountOf,
        price: PriceOf,
    }
}

form! {
    /// Prices by month of the model.
    pub struct ScheduleCost { steps: Vec<MonthStep>, }
}

form! {
    pub struct MonthStep { from: u32, price: PriceOf, }
}

form! {
    /// Paid once, in the line's first month.
    pub struct OnceCost { price: PriceOf, }
}

form! {
    pub struct StaffCost { salary: PriceOf, heads: CountOf, }
}

form! {
    pub struct Cash {
        /// Cash before the first month.
        opening: BalanceOf,
    }
}

form! {
    /// A named patch: the paths it sets and their values.
    pub struct Scenario {
        label: String,
        note: Option<String>,
        set: PathValues,
    }
}

/// Values by path; a path has dots, so it is no name.
#[derive(Clone, Debug, Default)]
pub struct PathValues(pub Vec<(String, Node)>);

impl crate::form::Form for PathValues {
    fn read(node: Option<&Node>, reader: &mut crate::form::Reader) -> Option<Self> {
        let Some(node) = node else { return Some(Self::default()) };
        match &node.kind {
            crate::form::Kind::Record(entries) => Some(Self(entries.clone())),
            _ => {
                reader.wrong_type(node, "an object of paths and values");
                None
            }
        }
    }
    fn schema(_: &mut crate::form::Definitions) -> serde_json::Value {
        serde_json::json!({ "type": "object", "description": "Values by path, such as \"growth.rate\": 0.2." })
    }
    fn optional() -> bool {
        true
    }
}

form! {
    /// What a founder goes through each quarter.
    pub struct Review {
        readiness: Option<Readiness>,
        questions: Named<Question>,
        roadmap: Named<Phase>,
        checklists: Named<ChecklistForm>,
        measurements: Named<Measurement>,
        targets: Named<Target>,
        /// Actual figures by month, to hold against the plan.
        actuals: Vec<Actual>,
    }
}

form! {
    /// A scorecard; the overall score is the weighted mean of its categories.
    pub struct Readiness {
        /// The overall score a document states, in percent.
        stated: Option<Decimal>,
        categories: Named<Category>,
    }
}

form! {
    pub struct Category {
        label: String,
        status: Option<String>,
        /// Percent.
        score: Decimal,
        /// 1 unless given.
        weight: Option<Decimal>,
        evidence: Option<String>,
        gap: Option<String>,
    }
}

form! {
    /// "Can it hold ...?" The engine answers from the demand; a stated answer is shown beside.
    pub struct Question {
        question: String,
        /// Demand by driver (or `registered`), held against the capacity of the deployment's tier.
        demand: Named<CountOf>,
        /// Tier per component that is asked about; the one in place in the first month unless given.
        tier: Named<String>,
        /// Deployment asked about; the first unless given.
        deployment: Option<String>,
        /// The answer as stated.
        stated: Option<String>,
        details: Option<String>,
    }
}

form! {
    pub struct Phase {
        label: String,
        /// Months from the start, or as stated.
        months: Option<Node>,
        users: Option<Node>,
        cost: Option<Node>,
        items: Vec<Item>,
        /// Whatever else the plan says of this phase, by name.
        details: Named<Node>,
        state: Option<ItemState>,
    }
}

form! {
    pub struct Item {
        text: String,
        detail: Option<String>,
        state: Option<ItemState>,
        /// Monthly cost as stated: a number or a range.
        cost: Option<Node>,
    }
}

choice! {
    pub enum ItemState {
        Open = "open",
        InProgress = "in progress",
        Done = "done",
        Ticked = "ticked",
        Track = "track",
    }
}

form! {
    pub struct ChecklistForm {
        label: String,
        items: Vec<Item>,
    }
}

form! {
    /// Samples of a test; their statistics are computed.
    pub struct Measurement {
        label: String,
        unit: Option<String>,
        /// Samples in order.
        samples: Vec<Decimal>,
        /// Leading samples that are cold starts.
        cold: Option<u32>,
        /// Requests under way at once.
        concurrency: Option<u32>,
        /// Requests that failed.
        failures: Option<u32>,
        /// The most it should be, in `unit`.
        target: Option<Decimal>,
        /// Grade as stated.
        grade: Option<String>,
        status: Option<String>,
        note: Option<String>,
        /// What else the test states, by name.
        details: Named<Node>,
    }
}

form! {
    /// A success metric: what it is compared with comes from the projection where `metric` names a figure of it.
    pub struct Target {
        label: String,
        metric: Option<String>,
        op: Option<Comparison>,
        value: Node,
        unit: Option<String>,
        note: Option<String>,
    }
}

form! {
    pub struct Actual {
        month: String,
        registered: Option<CountOf>,
        paying: Option<CountOf>,
        revenue: Option<BalanceOf>,
        cost: Option<BalanceOf>,
        cash: Option<BalanceOf>,
    }
}

form! {
    /// Something a document states, kept as stated and never computed with unless a formula names it.
    pub struct Statement {
        kind: StatementKind,
        label: Option<String>,
        value: Node,
        /// A unit, or units by field.
        unit: Option<Node>,
        op: Option<Comparison>,
        /// Printed with "about".
        approx: Option<bool>,
        /// Printed with a plus: on top of something.
        increment: Option<bool>,
        action: Option<String>,
        note: Option<String>,
        /// Section and lines of the document.
        source: Option<String>,
    }
}

choice! {
    pub enum StatementKind {
        Input = "input",
        Threshold = "threshold",
        Trigger = "trigger",
        Verdict = "verdict",
        Schedule = "schedule",
        Checklist = "checklist",
        Roadmap = "roadmap",
        Policy = "policy",
        Measurement = "measurement",
        Target = "target",
        Claim = "claim",
    }
}

form! {
    /// A calculated figure.
    pub struct FigureForm {
        label: String,
        unit: Option<String>,
        /// A formula; or an object or list of formulas, for a range, a record or a list.
        formula: Node,
        /// What the document states for it, to be shown beside: a value, or a path to a statement.
        stated: Option<Node>,
        note: Option<String>,
    }
}
