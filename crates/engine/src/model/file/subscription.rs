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
        /// Share of a month's new users who begin a trial, of whom `conversion` counts; all of them unless given.
        trial_starts: Option<ShareOf>,
        /// Share of those whose trial ends without a payment who leave for good; the others stay as free users.
        trial_leaves: Option<ShareOf>,
        plans: Named<Plan>,
        /// Moves between plans.
        moves: Named<Move>,
        /// Coupons that new customers may use, beside the plans' own discounts.
        coupons: Named<Coupon>,
        fees: Option<Fees>,
        /// Share of charges that is refunded.
        refunds: Option<ShareOf>,
        /// Whether the processor gives its fees back with a refund; it keeps them unless given.
        refunds_fees: Option<bool>,
        failed_payments: Option<FailedPayments>,
        tax: Option<Tax>,
        /// The definition of LTV that is shown first.
        ltv: Option<LtvDefinition>,
    }
}

choice! {
    /// What a customer brings until leaving, by three published definitions.
    pub enum LtvDefinition {
        /// ARPPU over customer churn.
        Simple = "simple",
        /// ARPPU times gross margin over customer churn.
        Margin = "margin",
        /// Mean MRR of a customer over the mean customer churn of all months so far.
        MeanChurn = "mean_churn",
    }
}

form! {
    /// A plan. Its customers come from conversion by `share`, or are held at `of_registered`.
    pub struct Plan {
        label: Option<String>,
        /// What one customer pays per billing period.
        price: PriceOf,
        /// The currency of the price; the model's unless given.
        currency: Option<String>,
        /// Customers who pay in other currencies.
        currencies: Named<PriceIn>,
        billing: Option<Billing>,
        /// Share of new payers who take this plan; the shares of all plans add to 1 at most.
        share: Option<ShareOf>,
        /// Customers as a share of registered users: a mix that is held.
        of_registered: Option<ShareOf>,
        /// Customers before the first month.
        customers: Option<CountOf>,
        /// Share of customers who leave in a month (customer churn).
        churn: Option<ShareOf>,
        /// How many of those who came together are still there after each month, instead of `churn`.
        retention: Option<Retention>,
        /// Customers who left and come back.
        reactivation: Option<Reactivation>,
        /// Discount that new customers get, as a share of the price.
        discount: Option<ShareOf>,
        /// Months the discount lasts for each customer; 1 unless given.
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

form! {
    /// A price in another currency, turned into the model's at a dated rate.
    pub struct PriceIn {
        /// ISO 4217 code, such as EUR.
        currency: String,
        price: PriceOf,
        /// Share of the plan's customers who pay in it.
        share: ShareOf,
    }
}

form! {
    /// A retention curve: customer churn by months since a customer came.
    pub struct Retention {
        /// Share of a month's new customers who are still there after 1, 2, 3, ... months; never rising.
        curve: Vec<ShareOf>,
        /// Share of customers who leave each month after that; that of the curve's last month unless given.
        tail_churn: Option<ShareOf>,
        source: Option<String>,
    }
}

form! {
    /// Customers who left and come back, to the price of the month in which they do.
    pub struct Reactivation {
        /// Of all who left and have not come back, the share that does each month; with `after`, of a month's leavers.
        share: ShareOf,
        /// Come back once, this many months after leaving.
        after: Option<MonthsOf>,
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
        /// New prices in the plan's other currencies, by their names there; one that is not given stays.
        currencies: Named<PriceOf>,
        /// Existing customers keep their old price, or all pay the new one: with annual billing from their next bill on. They
        /// keep it unless given.
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
    /// A coupon: a part of the price, or an amount, off the charges of the first months. Give `percent` or `amount`.
    pub struct Coupon {
        label: Option<String>,
        /// Plans it is good for; all that have a price unless given.
        plans: Vec<String>,
        /// Off the price, as a share.
        percent: Option<ShareOf>,
        /// Off the price, as an amount per billing period; no more than the price.
        amount: Option<PriceOf>,
        /// Share of new customers who use it.
        taken_by: ShareOf,
        /// Months it lasts for each customer.
        months: MonthsOf,
        /// First month in which a new customer may use it; the first of the model unless given.
        from: Option<String>,
        /// Last month in which a new customer may use it.
        until: Option<String>,
        note: Option<String>,
    }
}

form! {
    /// What the payment processor keeps of each charge: its list price in the catalogue, or numbers of one's own.
    pub struct Fees {
        label: Option<String>,
        /// A processor of the catalogue (stripe, paypal, paddle, lemonsqueezy), or the id of one of its fees.
        processor: Option<String>,
        /// Ids of further fees of the catalogue that come on top.
        also: Vec<String>,
        /// Share of the amount, instead of the processor's.
        percent: Option<ShareOf>,
        /// Fixed part per charge, instead of the processor's.
        fixed: Option<PriceOf>,
        /// Whether the processor is the seller towards the customer, so that it keeps the tax and passes it on itself; as the
        /// catalogue says of the processor unless given.
        merchant_of_record: Option<bool>,
        source: Option<String>,
    }
}

form! {
    /// Charges that do not go through at first. What is not recovered is never revenue, and who does not pay leaves.
    pub struct FailedPayments {
        /// Share of charges that fail.
        share: ShareOf,
        /// Share of the failed charges that is collected in the end; none unless given.
        recovered: Option<ShareOf>,
        /// Months after the charge in which it is collected, or the customer leaves; 1 unless given.
        after: Option<MonthsOf>,
    }
}

form! {
    /// Sales tax or value-added tax on top of prices: collected with each charge and passed on, by a merchant of record
    /// where `fees` are one's. No revenue and no cost.
    pub struct Tax {
        label: Option<String>,
        /// Of receipts less refunds.
        rate: ShareOf,
        /// Months between collecting and passing on; 1 unless given, and of no account with a merchant of record.
        lag: Option<MonthsOf>,
    }
}
