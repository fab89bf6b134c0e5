//! The file form of a model's own prices, which lie over the catalogue's: what is stated here travels with the model,
//! so that it computes the same everywhere.

use rust_decimal::Decimal;

use super::file::Shape;
use crate::form;
use crate::form::Named;
use crate::form::quantity::{CountOf, MonthsOf, PriceOf, ShareOf};

form! {
    /// Plans, prices and exchange rates of one's own, over the catalogue's.
    pub struct OwnPrices {
        /// Months after which a price counts as old; 12 unless given.
        stale_after: Option<MonthsOf>,
        /// Plans that the catalogue does not have. Tiers and metered use name them as they do the catalogue's.
        plans: Named<OwnPlan>,
        /// The catalogue's plans and rates at other prices: an offer, an invoice, a newer list.
        overrides: Named<PriceOverride>,
        /// What a unit of another currency costs.
        exchange: Named<OwnExchange>,
    }
}

form! {
    /// A plan with a flat price, of any provider.
    pub struct OwnPlan {
        provider: String,
        /// vm, app_service, paas, postgres, redis, cdn or monitoring; vm unless given.
        service: Option<String>,
        /// Its name at the provider.
        label: String,
        region: Option<String>,
        /// The currency of its prices; the model's unless given.
        currency: Option<String>,
        /// Per instance and month.
        price: PriceOf,
        /// Per instance and hour.
        hourly: Option<PriceOf>,
        /// Per instance and month when a year is paid at once.
        annual: Option<PriceOf>,
        /// Per instance and month when committed to for one year.
        one_year: Option<PriceOf>,
        /// Per instance and month when committed to for three years.
        three_years: Option<PriceOf>,
        /// Per GB of transfer beyond what is included.
        egress_price: Option<PriceOf>,
        /// Of ranges here the likely value counts; a tier may give its own shape.
        shape: Option<Shape>,
        /// shared, dedicated or burstable.
        vcpu_kind: Option<String>,
        /// Whether transfer is not counted at all.
        transfer_unlimited: Option<bool>,
        /// The most instances one deployment may have.
        instances_max: Option<u32>,
        /// Whether the number of instances follows demand by itself.
        autoscale: Option<bool>,
        /// Promised share of time up.
        sla: Option<ShareOf>,
        /// What else is limited, such as user_connections.
        limits: Named<CountOf>,
        /// The date the prices were read: 2026, 2026-10 or 2026-10-08.
        as_of: String,
        source: Option<String>,
        note: Option<String>,
    }
}

form! {
    /// A plan or a rate of the catalogue at another price, in the catalogue's currency for it. At least one price.
    pub struct PriceOverride {
        /// The id of the plan or rate.
        of: String,
        /// Per instance and month; of a rate, per its unit.
        price: Option<PriceOf>,
        hourly: Option<PriceOf>,
        /// Per month when a year is paid at once.
        annual: Option<PriceOf>,
        one_year: Option<PriceOf>,
        three_years: Option<PriceOf>,
        egress_price: Option<PriceOf>,
        /// The date the price was read: 2026, 2026-10 or 2026-10-08.
        as_of: String,
        source: Option<String>,
        note: Option<String>,
    }
}

form! {
    /// What one unit of a currency costs in the model's. A definite number: it turns prices, and is not uncertain here.
    pub struct OwnExchange {
        /// ISO 4217 code of the currency of which one unit is bought.
        currency: String,
        rate: Decimal,
        /// The date of the rate: 2026, 2026-10 or 2026-10-08.
        as_of: String,
        source: Option<String>,
        note: Option<String>,
    }
}
