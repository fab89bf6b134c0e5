//! Plans, prices and what becomes of those who pay.

use crate::form::Named;
use crate::form::quantity::{CountOf, MonthsOf, PriceOf, ShareOf};
use crate::{choice, form};

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
