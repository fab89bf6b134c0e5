//! The price catalogue: what providers ask, what they give for it, and where and when each figure was read.
//!
//! Prices are before tax where the provider says so. `None` is unknown or not applicable, never zero.
//! The machine's shape is apart from its price. Prices age: show [`CatalogPlan::as_of`] beside every one.

mod date;
mod exchange;
mod import;
mod merge;
mod meter;
mod rate;
mod read;
mod write;

use std::sync::{Arc, LazyLock};

use indexmap::IndexMap;
use rust_decimal::Decimal;

pub use date::{PartialDate, PartialDateError};
pub use exchange::{Converted, ExchangeRate, ExchangeRates};
pub use import::{Import, ImportError, ImportProblem, Vendor};
pub use merge::{Change, Merge, MergePolicy};
pub use meter::Meters;
pub use rate::{QuantityTier, Rate, RateError};
pub use read::{CatalogError, CatalogProblem};

use crate::diagnostic::nearest;
use crate::money::Currency;

/// Plans and rates by id, in the order of the files. No id is used twice.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalog {
    /// What has a flat price.
    pub plans: IndexMap<String, CatalogPlan>,
    /// Prices per unit, and fees.
    pub rates: IndexMap<String, Rate>,
}

/// Something with a flat price: a machine, a database, a subscription to a service.
#[derive(Debug, Clone, PartialEq)]
pub struct CatalogPlan {
    /// Its unique id, such as `azure-appservice-b1-linux-eastus`.
    pub id: String,
    /// Who sells it: `azure`.
    pub provider: String,
    /// What it is: `vm`, `app_service`, `paas`, `postgres`, `redis`, `cdn` or `monitoring`.
    pub service: String,
    /// Its name at the provider: `B1`.
    pub plan: String,
    /// The provider's family of plans: `Basic`.
    pub tier: Option<String>,
    /// Where it is sold, as the provider writes it.
    pub region: Option<String>,
    /// The operating system, where it matters.
    pub os: Option<String>,
    /// The size of one instance.
    pub shape: Shape,
    /// The currency of every price of this plan.
    pub currency: Currency,
    /// Per instance and month.
    pub price_monthly: Option<Decimal>,
    /// Per instance and month when a year is paid at once.
    pub price_if_annual: Option<Decimal>,
    /// Per instance and hour.
    pub price_hourly: Option<Decimal>,
    /// Per instance and month when committed to for one or three years.
    pub reservations: Reservations,
    /// Per GB of traffic beyond what is included.
    pub egress_overage_per_gb: Option<Decimal>,
    /// How it is billed, in the catalogue's words.
    pub billing: String,
    /// `excluded`, or that the page does not say.
    pub tax: String,
    /// The most instances one deployment may have.
    pub instances_max: Option<u32>,
    /// Whether the number of instances follows demand by itself.
    pub autoscale: Option<bool>,
    /// Promised availability in percent.
    pub sla_percent: Option<Decimal>,
    /// Anything else that is limited, by the catalogue's name for it.
    pub limits: IndexMap<String, serde_json::Value>,
    /// Where the price was read.
    pub source: String,
    /// Where the sizes were read, if elsewhere.
    pub spec_source: Option<String>,
    /// The date of the copy that was read.
    pub as_of: PartialDate,
    /// Whether the price was read in the source.
    pub confidence: Confidence,
    /// Fields of a read row that its sources did not have.
    pub memory_fields: Vec<String>,
    /// Anything a reader should know.
    pub notes: String,
    /// The date of the vendor's list that no longer had it: it is kept for those who use it, and not for sale.
    pub gone: Option<PartialDate>,
}

/// The size of one instance, apart from its price.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shape {
    /// Virtual processors.
    pub vcpu: Option<Decimal>,
    /// `shared`, `dedicated`, `burstable` or `metered`.
    pub vcpu_kind: Option<String>,
    /// Memory in GiB.
    pub ram_gib: Option<Decimal>,
    /// Disk in GB.
    pub disk_gb: Option<Decimal>,
    /// The kind of disk.
    pub disk_type: Option<String>,
    /// Traffic included, in GB a month.
    pub transfer_gb: Option<Decimal>,
    /// Whether traffic is not counted at all.
    pub transfer_unlimited: bool,
}

/// Prices per month with a commitment.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Reservations {
    /// Committed for one year.
    pub one_year: Option<Decimal>,
    /// Committed for three years.
    pub three_years: Option<Decimal>,
}

/// How well a figure is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Common knowledge without a source at hand: check before relying on it.
    Memory,
    /// Read in the named source.
    Read,
}

/// Which plans are wanted; what is `None` does not matter.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlanFilter<'a> {
    /// Only of this provider.
    pub provider: Option<&'a str>,
    /// Only of this service.
    pub service: Option<&'a str>,
    /// Only sold in this region; see [`CatalogPlan::is_sold_in`].
    pub region: Option<&'a str>,
    /// Only priced in this currency.
    pub currency: Option<Currency>,
}

static SHIPPED: LazyLock<Arc<Catalog>> = LazyLock::new(|| {
    let texts = [
        include_str!("../../../../assets/catalog/azure.json"),
        include_str!("../../../../assets/catalog/vps.json"),
        include_str!("../../../../assets/catalog/railway.json"),
        include_str!("../../../../assets/catalog/extras.json"),
    ];
    // A test reads the same texts, so there is nothing to report here.
    Arc::new(Catalog::read(&texts).unwrap_or_default())
});

impl Catalog {
    /// Reads catalogue files of the schema `headroom-catalog/1`. Fails with every problem of all of them.
    pub fn read(texts: &[&str]) -> Result<Catalog, CatalogError> {
        read::read(texts)
    }

    /// The catalogue as a file of the schema `headroom-catalog/1`. Reading it again gives the same catalogue.
    pub fn write(&self) -> String {
        write::write(self)
    }

    /// This catalogue with an imported price list in it. See [`Merge`] for what became of each row.
    pub fn merged(&self, import: &Import, policy: &MergePolicy) -> Merge {
        merge::merged(self, import, policy)
    }

    /// This catalogue with rows of one's own over it: they hold over rows with the same id.
    pub fn with(&self, plans: impl IntoIterator<Item = CatalogPlan>, rates: impl IntoIterator<Item = Rate>) -> Catalog {
        let mut catalog = self.clone();
        catalog.plans.extend(plans.into_iter().map(|plan| (plan.id.clone(), plan)));
        catalog.rates.extend(rates.into_iter().map(|rate| (rate.id.clone(), rate)));
        catalog
    }

    /// The catalogue in the program, read once.
    pub fn shipped() -> &'static Arc<Catalog> {
        &SHIPPED
    }

    /// The plan with this id.
    pub fn plan(&self, id: &str) -> Option<&CatalogPlan> {
        self.plans.get(id)
    }

    /// The rate with this id.
    pub fn rate(&self, id: &str) -> Option<&Rate> {
        self.rates.get(id)
    }

    /// The id of a plan that may have been meant by an unknown one.
    pub fn nearest_plan(&self, id: &str) -> Option<&str> {
        nearest(id, self.plans.keys().map(String::as_str))
    }

    /// The id of a rate that may have been meant by an unknown one.
    pub fn nearest_rate(&self, id: &str) -> Option<&str> {
        nearest(id, self.rates.keys().map(String::as_str))
    }

    /// The plans that a filter lets through, in the order of the files.
    pub fn plans_where<'a>(&'a self, filter: PlanFilter<'a>) -> impl Iterator<Item = &'a CatalogPlan> {
        self.plans.values().filter(move |plan| filter.lets_through(plan))
    }

    /// The least recent date among plans and rates with these ids; ids that are not known do not count.
    ///
    /// Of a date with its month or day unknown the earliest reading counts.
    pub fn oldest<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Option<PartialDate> {
        self.dates(ids).min()
    }

    /// The most recent date among plans and rates with these ids; ids that are not known do not count.
    pub fn newest<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Option<PartialDate> {
        self.dates(ids).max()
    }

    fn dates<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> impl Iterator<Item = PartialDate> {
        ids.into_iter().filter_map(|id| {
            let plan = self.plan(id).map(|plan| plan.as_of);
            plan.or_else(|| self.rate(id).map(|rate| rate.as_of))
        })
    }
}

impl PlanFilter<'_> {
    fn lets_through(&self, plan: &CatalogPlan) -> bool {
        self.provider.is_none_or(|provider| plan.provider == provider)
            && self.service.is_none_or(|service| plan.service == service)
            && self.region.is_none_or(|region| plan.is_sold_in(region))
            && self.currency.is_none_or(|currency| plan.currency == currency)
    }
}

impl CatalogPlan {
    /// Whether the plan is sold in a region: its own, one of those it lists with commas, or any where it names
    /// `all`, `any` or `global`.
    pub fn is_sold_in(&self, region: &str) -> bool {
        self.is_sold_everywhere() || self.regions().any(|named| named == region)
    }

    fn is_sold_everywhere(&self) -> bool {
        let first = self.region.as_deref().and_then(|own| own.split(' ').next());
        first.is_some_and(|first| ["all", "any", "global"].contains(&first))
    }

    /// The regions it names, of which prose such as "zone 1 (North America, Europe)" is one; none where it is sold
    /// everywhere, or nobody says where.
    pub fn regions(&self) -> impl Iterator<Item = &str> {
        let own = self.region.as_deref().filter(|_| !self.is_sold_everywhere()).unwrap_or_default();
        // Commas in parentheses part no regions.
        let names: Vec<&str> = if own.contains('(') { vec![own] } else { own.split(", ").collect() };
        names.into_iter().filter(|name| !name.is_empty())
    }

    /// The region it is bound to; None where it is sold in several, or nobody says where.
    pub fn bound_region(&self) -> Option<&str> {
        let region = self.region.as_deref()?;
        let several = region.contains([',', ' ', '/']) || ["all", "any", "global"].contains(&region);
        (!several).then_some(region)
    }

    /// Its prices by the names the catalogue's files have for them.
    pub fn prices(&self) -> [(&'static str, Option<Decimal>); 6] {
        [
            ("price_monthly", self.price_monthly),
            ("price_monthly_if_annual", self.price_if_annual),
            ("price_hourly", self.price_hourly),
            ("reservation_1y_monthly", self.reservations.one_year),
            ("reservation_3y_monthly", self.reservations.three_years),
            ("egress_overage_per_gb", self.egress_overage_per_gb),
        ]
    }

    /// Its sizes by the names the catalogue's files have for them.
    pub fn sizes(&self) -> [(&'static str, Option<Decimal>); 4] {
        [
            ("vcpu", self.shape.vcpu),
            ("ram_gib", self.shape.ram_gib),
            ("disk_gb", self.shape.disk_gb),
            ("transfer_included_gb", self.shape.transfer_gb),
        ]
    }

    /// A limit that is a number, whether the catalogue writes it as one or as decimal text.
    pub fn limit(&self, name: &str) -> Option<Decimal> {
        match self.limits.get(name)? {
            serde_json::Value::Number(number) => read::decimal_of_json(number),
            serde_json::Value::String(text) => read::decimal_of_text(text),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
