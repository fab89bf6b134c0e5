//! What a model states of a payment processor's fees, against what the catalogue has for them.

use rust_decimal::Decimal;

use super::{Asked, Audit, Drift, Drifting, beside, is_within, money};
use crate::catalog::{Converted, Rate};
use crate::form::Quantity;
use crate::model::file::Fees;
use crate::prices::rests::{fee_rates, rows_named};

impl<'a> Audit<'a> {
    /// The share and the fixed part of each charge. A stated fee stands for all that the processor and what comes on top
    /// ask together, so it is held against their sum.
    pub(super) fn fees(&mut self) {
        let Some(form) = self.model.file.subscription.as_ref().and_then(|s| s.fees.as_ref()) else { return };
        let rows = self.fee_rows(form);
        let share = form.percent.as_deref().and_then(|percent| share(percent, &rows));
        let fixed = form.fixed.as_deref().and_then(|fixed| self.fixed(fixed, &rows));
        self.found.extend(share.into_iter().chain(fixed));
    }

    /// The rows of the processor that is named, and of what comes on top; without one, the row that a source names.
    fn fee_rows(&self, form: &'a Fees) -> Vec<&'a Rate> {
        let list = &self.model.prices.list;
        let named = fee_rates(list, form, self.model.prices.currency);
        if !named.is_empty() {
            return named.into_iter().map(|(_, rate)| rate).collect();
        }
        let own = [form.percent.as_deref(), form.fixed.as_deref()].into_iter().flatten().map(|q| q.source.as_str());
        let sources = own.chain(form.source.as_deref());
        let mut rows: Vec<&Rate> = sources.flat_map(rows_named).filter_map(|id| list.rate(id)).collect();
        rows.dedup_by_key(|rate| &rate.id);
        if rows.len() == 1 { rows } else { Vec::new() }
    }

    fn fixed(&self, fixed: &Quantity, rows: &[&Rate]) -> Option<Drift> {
        let prices = &self.model.prices;
        let parts = rows.iter().map(|rate| prices.convert(rate.fixed.unwrap_or_default(), rate.currency));
        let parts: Vec<Converted> = parts.collect::<Option<_>>()?;
        let list = parts.iter().map(|part| part.amount).sum();
        let found = of_rows("fixed", fixed.stated(), list, money, rows)?;
        let (low, high) = fixed.ends();
        let within_range = fixed.is_range() && is_within(list, low, high);
        Some(Drift { within_range, exchange: parts.into_iter().find_map(|part| part.at), ..found })
    }
}

fn share(percent: &Quantity, rows: &[&Rate]) -> Option<Drift> {
    let list = rows.iter().filter_map(|rate| rate.share()).sum();
    let found = of_rows("percent", percent.point(), list, |share| Some(Asked::Share(share)), rows)?;
    let (low, high) = percent.ends();
    let end = |end: Option<Decimal>| end.map(|end| percent.in_fractions(end));
    Some(Drift { within_range: percent.is_range() && is_within(list, end(low), end(high)), ..found })
}

/// Dated as the oldest of the rows is.
fn of_rows(
    field: &str,
    stated: Decimal,
    list: Decimal,
    asked: fn(Decimal) -> Option<Asked>,
    rows: &[&Rate],
) -> Option<Drift> {
    let oldest = rows.iter().min_by_key(|rate| rate.as_of)?;
    let [stated, listed, difference] = beside(stated, list, asked)?;
    Some(Drift {
        path: format!("subscription.fees.{field}"),
        of: Drifting::Fee,
        id: rows.first()?.id.clone(),
        name: rows.iter().map(|rate| rate.id.as_str()).collect::<Vec<_>>().join(" + "),
        stated,
        list: listed,
        difference,
        share: difference.amount().checked_div(list),
        within_range: false,
        as_of: oldest.as_of,
        source: oldest.source.clone(),
        exchange: None,
    })
}
