//! Lines of cost.

use crate::form::quantity::{CountOf, PositiveOf, PriceOf, ShareOf};
use crate::{choice, form, variants};

form! {
    /// A line of cost.
    pub struct Cost {
        label: String,
        /// Infrastructure, Services, Staff, Marketing, ...
        group: Option<String>,
        /// What the money is for, where CAC, gross margin and the like must know.
        purpose: Option<Purpose>,
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

choice! {
    /// What a cost is for.
    pub enum Purpose {
        /// Paid advertising: what paid customers cost.
        Advertising = "advertising",
        /// Other marketing, people included.
        Marketing = "marketing",
        Sales = "sales",
        /// Needed to serve customers: it counts against gross margin, as infrastructure and payment fees do.
        CostOfRevenue = "cost_of_revenue",
        Development = "development",
        General = "general",
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
    /// People: a monthly salary times how many there are.
    pub struct StaffCost {
        salary: PriceOf,
        heads: CountOf,
        /// Other numbers of people from a month of the model on.
        hires: Vec<Hire>,
    }
}

form! {
    pub struct Hire {
        /// Month of the model, from 1.
        from: u32,
        heads: CountOf,
        /// A new salary for all of them; unless given it stays.
        salary: Option<PriceOf>,
    }
}
