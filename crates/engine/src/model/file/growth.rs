//! How many users, by month.

use rust_decimal::Decimal;

use crate::form::Named;
use crate::form::quantity::{CountOf, PositiveOf, PriceOf, RateOf, ShareOf};
use crate::{choice, form, variants};

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
