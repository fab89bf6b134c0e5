//! An imported price list put into a catalogue, so that nobody has to trust it blindly: what moved too far waits for a
//! person's word, and nothing vanishes.

use rust_decimal::Decimal;

use super::{Catalog, CatalogPlan, Import, PartialDate, Rate};
use crate::money::Currency;

/// How far a price may move by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MergePolicy {
    /// The largest change that is taken at once, as a share of the old price. A half, unless said otherwise.
    pub largest_change: Decimal,
}

impl Default for MergePolicy {
    fn default() -> MergePolicy {
        MergePolicy { largest_change: Decimal::new(5, 1) }
    }
}

/// A catalogue with a price list in it, and what became of each row. Every id of the list is in exactly one of `new`,
/// `changed`, `unchanged`, `held` and `older`.
#[derive(Debug, Clone, PartialEq)]
pub struct Merge {
    /// The catalogue. Rows that are held are as they were before.
    pub catalog: Catalog,
    /// Ids of rows that the catalogue did not have.
    pub new: Vec<String>,
    /// The figures that changed, in rows that were taken.
    pub changed: Vec<Change>,
    /// Ids of rows whose figures are the same; their date and source are the list's.
    pub unchanged: Vec<String>,
    /// Ids of plans that the list should have and does not. They stay, marked with [`CatalogPlan::gone`].
    pub gone: Vec<String>,
    /// All changes of the rows of which at least one price moved too far, from or to nothing, or to another currency.
    pub held: Vec<Change>,
    /// Ids of rows that the catalogue has from a later date; they are left alone.
    pub older: Vec<String>,
    waiting: Catalog,
}

/// A figure that a list has otherwise than the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The row's id.
    pub id: String,
    /// The figure, by its name in the catalogue's files.
    pub field: &'static str,
    /// What it was; empty where it was not known.
    pub from: String,
    /// What it is in the list.
    pub to: String,
    /// By which share of the old one it changed: −0.5 for half as much. None where there was none, or nothing.
    pub share: Option<Decimal>,
}

impl Merge {
    /// Takes rows that were held, as a person has confirmed them. Gives back the ids that were not held.
    pub fn confirm<'a>(&mut self, ids: impl IntoIterator<Item = &'a str>) -> Vec<String> {
        let mut not_held = Vec::new();
        for id in ids {
            let plan = self.waiting.plans.shift_remove(id);
            let rate = self.waiting.rates.shift_remove(id);
            if plan.is_none() && rate.is_none() {
                not_held.push(id.to_owned());
            }
            self.catalog.plans.extend(plan.map(|plan| (id.to_owned(), plan)));
            self.catalog.rates.extend(rate.map(|rate| (id.to_owned(), rate)));
            let (confirmed, held) = std::mem::take(&mut self.held).into_iter().partition(|change| change.id == id);
            self.held = held;
            self.changed.extend::<Vec<Change>>(confirmed);
        }
        not_held
    }

    /// A catalogue before any list is in it.
    pub fn of(catalog: Catalog) -> Merge {
        Merge {
            catalog,
            new: Vec::new(),
            changed: Vec::new(),
            unchanged: Vec::new(),
            gone: Vec::new(),
            held: Vec::new(),
            older: Vec::new(),
            waiting: Catalog::default(),
        }
    }

    /// The same with a further list in it: a vendor's prices are often several.
    pub fn and(mut self, import: &Import, policy: &MergePolicy) -> Merge {
        let next = merged(&self.catalog, import, policy);
        self.catalog = next.catalog;
        self.new.extend(next.new);
        self.changed.extend(next.changed);
        self.unchanged.extend(next.unchanged);
        self.gone.extend(next.gone);
        self.held.extend(next.held);
        self.older.extend(next.older);
        self.waiting.plans.extend(next.waiting.plans);
        self.waiting.rates.extend(next.waiting.rates);
        self
    }
}

pub(super) fn merged(old: &Catalog, import: &Import, policy: &MergePolicy) -> Merge {
    let mut merge = Merge::of(old.clone());
    for plan in import.rows.plans.values() {
        match merge.take(old.plan(&plan.id), plan, policy) {
            Taken::Now(plan) => merge.catalog.plans.insert(plan.id.clone(), sized(plan, old)),
            Taken::Held(plan) => merge.waiting.plans.insert(plan.id.clone(), plan),
            Taken::Not => None,
        };
    }
    for rate in import.rows.rates.values() {
        match merge.take(old.rate(&rate.id), rate, policy) {
            Taken::Now(rate) => merge.catalog.rates.insert(rate.id.clone(), rate),
            Taken::Held(rate) => merge.waiting.rates.insert(rate.id.clone(), rate),
            Taken::Not => None,
        };
    }
    for plan in merge.catalog.plans.values_mut() {
        let listed = import.rows.plans.contains_key(&plan.id);
        let expected = import.whole.iter().any(|part| part.has(plan)) && !import.as_of_before(plan.as_of);
        if expected && !listed && plan.gone.is_none() {
            plan.gone = Some(import.as_of);
            merge.gone.push(plan.id.clone());
        }
    }
    merge
}

impl Import {
    fn as_of_before(&self, date: PartialDate) -> bool {
        date.is_surely_after(self.as_of)
    }
}

/// What becomes of a row of the list.
enum Taken<R> {
    Now(R),
    Held(R),
    Not,
}

impl Merge {
    fn take<R: Row>(&mut self, old: Option<&R>, new: &R, policy: &MergePolicy) -> Taken<R> {
        let Some(old) = old else {
            self.new.push(new.id().to_owned());
            return Taken::Now(new.clone());
        };
        if old.as_of().is_surely_after(new.as_of()) {
            self.older.push(new.id().to_owned());
            return Taken::Not;
        }
        let changes = changes(old, new);
        let row = old.renewed(new);
        if changes.iter().any(|change| is_far(change, old, policy)) {
            self.held.extend(changes);
            return Taken::Held(row);
        }
        if changes.is_empty() {
            self.unchanged.push(new.id().to_owned());
        }
        self.changed.extend(changes);
        Taken::Now(row)
    }
}

/// Whether a change waits for a person: of the currency; of a price by more than the policy allows, or from or to
/// nothing. That a price became known is no such change, nor is one of a size.
fn is_far(change: &Change, old: &impl Row, policy: &MergePolicy) -> bool {
    let price = old.prices().iter().any(|(field, price)| *field == change.field && price.is_some());
    let far = change.share.is_none_or(|share| share.abs() > policy.largest_change);
    change.field == "currency" || (price && far)
}

/// What the list states otherwise. What it does not state has not changed.
fn changes<R: Row>(old: &R, new: &R) -> Vec<Change> {
    let mut changes = Vec::new();
    let same_currency = old.currency() == new.currency();
    if !same_currency {
        changes.push(Change {
            id: new.id().to_owned(),
            field: "currency",
            from: old.currency().to_string(),
            to: new.currency().to_string(),
            share: None,
        });
    }
    // Prices in two currencies are no share of each other.
    let prices = old.prices().into_iter().zip(new.prices()).map(|pair| (pair, same_currency));
    let sizes = old.sizes().into_iter().zip(new.sizes()).map(|pair| (pair, true));
    for (((field, from), (_, to)), comparable) in prices.chain(sizes) {
        let Some(to) = to.filter(|to| from != Some(*to)) else { continue };
        changes.push(Change {
            id: new.id().to_owned(),
            field,
            from: from.map_or(String::new(), |from| from.to_string()),
            to: to.to_string(),
            share: from.filter(|_| comparable).and_then(|from| share(from, to)),
        });
    }
    changes
}

/// None from nothing, and to nothing: neither is a price that moved.
fn share(from: Decimal, to: Decimal) -> Option<Decimal> {
    if to.is_zero() { None } else { to.checked_sub(from)?.checked_div(from) }
}

/// A row of a catalogue, as far as merging is concerned.
trait Row: Clone {
    fn id(&self) -> &str;
    fn as_of(&self) -> PartialDate;
    fn currency(&self) -> Currency;
    fn prices(&self) -> Vec<(&'static str, Option<Decimal>)>;
    fn sizes(&self) -> Vec<(&'static str, Option<Decimal>)>;
    /// This row with what a list states; what it does not state is kept.
    fn renewed(&self, by: &Self) -> Self;
}

impl Row for CatalogPlan {
    fn id(&self) -> &str {
        &self.id
    }

    fn as_of(&self) -> PartialDate {
        self.as_of
    }

    fn currency(&self) -> Currency {
        self.currency
    }

    fn prices(&self) -> Vec<(&'static str, Option<Decimal>)> {
        CatalogPlan::prices(self).to_vec()
    }

    fn sizes(&self) -> Vec<(&'static str, Option<Decimal>)> {
        CatalogPlan::sizes(self).to_vec()
    }

    fn renewed(&self, by: &CatalogPlan) -> CatalogPlan {
        let mut plan = self.clone();
        plan.currency = by.currency;
        plan.price_monthly = by.price_monthly.or(self.price_monthly);
        plan.price_if_annual = by.price_if_annual.or(self.price_if_annual);
        plan.price_hourly = by.price_hourly.or(self.price_hourly);
        plan.reservations.one_year = by.reservations.one_year.or(self.reservations.one_year);
        plan.reservations.three_years = by.reservations.three_years.or(self.reservations.three_years);
        plan.egress_overage_per_gb = by.egress_overage_per_gb.or(self.egress_overage_per_gb);
        plan.shape.vcpu = by.shape.vcpu.or(self.shape.vcpu);
        plan.shape.ram_gib = by.shape.ram_gib.or(self.shape.ram_gib);
        plan.shape.disk_gb = by.shape.disk_gb.or(self.shape.disk_gb);
        plan.shape.transfer_gb = by.shape.transfer_gb.or(self.shape.transfer_gb);
        plan.tier = self.tier.clone().or_else(|| by.tier.clone());
        plan.region = self.region.clone().or_else(|| by.region.clone());
        let known: Vec<&str> = stated(by);
        plan.memory_fields.retain(|field| !known.contains(&field.as_str()));
        // Sizes that the list does not have are still known from where they were read.
        let sizes = CatalogPlan::sizes(by).iter().any(|(_, size)| size.is_some());
        plan.spec_source = if sizes { None } else { self.spec_source.clone().or_else(|| Some(self.source.clone())) };
        plan.source.clone_from(&by.source);
        plan.as_of = by.as_of;
        plan.confidence = by.confidence;
        plan.gone = None;
        plan
    }
}

/// The fields of which a list has a figure.
fn stated(plan: &CatalogPlan) -> Vec<&'static str> {
    let figures = plan.prices().into_iter().chain(plan.sizes());
    let text = [("vcpu_kind", plan.shape.vcpu_kind.is_some()), ("plan", true)];
    let figures = figures.map(|(field, figure)| (field, figure.is_some()));
    figures.chain(text).filter_map(|(field, is)| is.then_some(field)).collect()
}

impl Row for Rate {
    fn id(&self) -> &str {
        &self.id
    }

    fn as_of(&self) -> PartialDate {
        self.as_of
    }

    fn currency(&self) -> Currency {
        self.currency
    }

    fn prices(&self) -> Vec<(&'static str, Option<Decimal>)> {
        vec![("price", self.unit_price()), ("percent", self.percent), ("fixed", self.fixed)]
    }

    fn sizes(&self) -> Vec<(&'static str, Option<Decimal>)> {
        vec![("tier_from", self.tier_from), ("tier_to", self.tier_to)]
    }

    fn renewed(&self, by: &Rate) -> Rate {
        let price = by.price.is_some();
        Rate {
            currency: by.currency,
            price: by.price.or(self.price),
            per_qty: if price { by.per_qty } else { self.per_qty },
            unit: if price { by.unit.clone() } else { self.unit.clone() },
            percent: by.percent.or(self.percent),
            fixed: by.fixed.or(self.fixed),
            tier_from: by.tier_from.or(self.tier_from),
            tier_to: by.tier_to.or(self.tier_to),
            source: by.source.clone(),
            as_of: by.as_of,
            confidence: by.confidence,
            ..self.clone()
        }
    }
}

/// A plan of which a list gives no sizes has those of the same plan in another region, if the catalogue knows one.
fn sized(plan: CatalogPlan, known: &Catalog) -> CatalogPlan {
    let same = |other: &&CatalogPlan| {
        other.provider == plan.provider
            && other.service == plan.service
            && other.os == plan.os
            && other.tier == plan.tier
            && other.plan.eq_ignore_ascii_case(&plan.plan)
    };
    let unknown = plan.shape == super::Shape::default();
    let Some(other) = known.plans.values().find(same).filter(|_| unknown) else { return plan };
    CatalogPlan {
        shape: other.shape.clone(),
        instances_max: plan.instances_max.or(other.instances_max),
        autoscale: plan.autoscale.or(other.autoscale),
        sla_percent: plan.sla_percent.or(other.sla_percent),
        limits: other.limits.clone(),
        spec_source: Some(other.spec_source.clone().unwrap_or_else(|| other.source.clone())),
        memory_fields: other.memory_fields.clone(),
        ..plan
    }
}

#[cfg(test)]
mod tests;
