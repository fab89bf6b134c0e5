//! Prices of the person's catalogue as a model's own: what is stated there travels with the model.

use headroom_engine::catalog::{Catalog, CatalogPlan, PartialDate, Rate};
use headroom_engine::diagnostic::Code;
use headroom_engine::form::{Kind, Node};
use rust_decimal::Decimal;

use crate::study::{Problems, line, problem};
use crate::wire::{DiagnosticLine, OpenOutcome};
use crate::{files, study};

use super::PricesError;

/// The model with the prices of these plans and rates stated as its own: as an override of what the catalogue in the
/// program has, or as a plan of its own where it has none.
pub fn use_in_model(document: &str, ids: &[String]) -> OpenOutcome {
    let mut model = match Node::parse(document) {
        Ok(model) => model,
        Err(found) => return refused("the model", vec![line(&found, Some(document))]),
    };
    let name = study::name_of(&model);
    let catalog = match super::catalog() {
        Ok(catalog) => catalog,
        Err(error) => return refused(&name, vec![unusable(&error)]),
    };
    let problems = state(&mut model, &catalog, ids);
    if problems.is_empty() { files::opened(model.to_string(), None) } else { refused(&name, problems) }
}

fn state(model: &mut Node, catalog: &Catalog, ids: &[String]) -> Problems {
    let mut problems = Problems::new();
    for id in ids {
        match stated(catalog, id) {
            Ok((part, own)) => put(model, part, &key(id), own),
            Err(found) => problems.push(found),
        }
    }
    problems
}

fn refused(name: &str, diagnostics: Problems) -> OpenOutcome {
    OpenOutcome::Refused { name: name.to_owned(), diagnostics }
}

fn unusable(error: &PricesError) -> DiagnosticLine {
    problem("E000-unreadable", "prices", &error.to_string(), &error.hint())
}

/// Where in a model's prices a row belongs, and what stands there.
fn stated(catalog: &Catalog, id: &str) -> Result<(&'static str, Node), DiagnosticLine> {
    let shipped = Catalog::shipped();
    match (catalog.plan(id), catalog.rate(id)) {
        (Some(plan), _) => match shipped.plan(id) {
            Some(known) if known.currency == plan.currency => Ok(("overrides", plan_override(plan))),
            Some(_) => Err(other_currency(id)),
            None => own_plan(plan).map(|own| ("plans", own)).ok_or_else(|| no_price(id)),
        },
        (None, Some(rate)) => match shipped.rate(id) {
            Some(known) if known.currency != rate.currency => Err(other_currency(id)),
            Some(_) => rate_override(rate).map(|own| ("overrides", own)).ok_or_else(|| no_price(id)),
            None => Err(unknown(id, "a model can only state prices for rates that the program knows")),
        },
        (None, None) => Err(unknown(id, "choose a plan or a rate of the catalogue")),
    }
}

fn unknown(id: &str, hint: &str) -> DiagnosticLine {
    problem(Code::UnknownPlan.as_str(), "prices", &format!("`{id}` cannot be stated in a model"), hint)
}

fn no_price(id: &str) -> DiagnosticLine {
    let hint = "choose one that has a price for a month or a unit";
    problem(Code::UnknownPlan.as_str(), "prices", &format!("`{id}` has no price"), hint)
}

fn other_currency(id: &str) -> DiagnosticLine {
    let message = format!("the list has `{id}` in another currency than the program");
    problem(Code::MixedCurrency.as_str(), "prices", &message, "add it to the model's own plans by hand")
}

fn plan_override(plan: &CatalogPlan) -> Node {
    let mut own = vec![("of", Node::text(&plan.id))];
    own.extend(prices(plan));
    own.extend(read_on(plan.as_of, &plan.source));
    record(own)
}

fn rate_override(rate: &Rate) -> Option<Node> {
    let mut own = vec![("of", Node::text(&rate.id)), ("price", number(rate.price?))];
    own.extend(read_on(rate.as_of, &rate.source));
    Some(record(own))
}

fn own_plan(plan: &CatalogPlan) -> Option<Node> {
    plan.price_monthly?;
    let shape = &plan.shape;
    let sizes =
        [("vcpu", shape.vcpu), ("ram", shape.ram_gib), ("disk", shape.disk_gb), ("transfer", shape.transfer_gb)];
    let sizes = sizes.into_iter().filter_map(|(name, size)| Some((name, number(size?))));
    let mut own = vec![
        ("provider", Node::text(&plan.provider)),
        ("service", Node::text(&plan.service)),
        ("label", Node::text(&plan.plan)),
    ];
    own.extend(plan.region.as_ref().map(|region| ("region", Node::text(region))));
    own.push(("currency", Node::text(plan.currency.code())));
    own.extend(prices(plan));
    own.push(("shape", record(sizes.collect())));
    own.extend(plan.shape.vcpu_kind.as_ref().map(|kind| ("vcpu_kind", Node::text(kind))));
    own.extend(shape.transfer_unlimited.then(|| ("transfer_unlimited", Kind::Bool(true).into())));
    own.extend(plan.instances_max.map(|most| ("instances_max", Node::number(most.to_string()))));
    own.extend(plan.autoscale.map(|is| ("autoscale", Kind::Bool(is).into())));
    own.extend(plan.sla_percent.map(|percent| ("sla", number(percent / Decimal::ONE_HUNDRED))));
    own.extend(read_on(plan.as_of, &plan.source));
    Some(record(own))
}

fn prices(plan: &CatalogPlan) -> impl Iterator<Item = (&'static str, Node)> {
    let prices = [
        ("price", plan.price_monthly),
        ("hourly", plan.price_hourly),
        ("annual", plan.price_if_annual),
        ("one_year", plan.reservations.one_year),
        ("three_years", plan.reservations.three_years),
        ("egress_price", plan.egress_overage_per_gb),
    ];
    prices.into_iter().filter_map(|(name, price)| Some((name, number(price?))))
}

fn read_on(date: PartialDate, source: &str) -> [(&'static str, Node); 2] {
    [("as_of", Node::text(date.to_string())), ("source", Node::text(source))]
}

fn number(value: Decimal) -> Node {
    Node::number(value.to_string())
}

fn record(fields: Vec<(&'static str, Node)>) -> Node {
    Kind::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()).into()
}

/// Names of a model are plain (`form::is_name`), ids of the catalogue have hyphens.
fn key(id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    id.chars().map(plain).take(64).collect()
}

fn put(model: &mut Node, part: &str, key: &str, own: Node) {
    for place in ["prices".to_owned(), format!("prices.{part}")] {
        if model.at_path(&place).is_none() {
            let (parent, name) = place.rsplit_once('.').unwrap_or(("", &place));
            if let Some(parent) = model.at_path_mut(parent) {
                parent.put(name, Kind::Record(Vec::new()).into());
            }
        }
    }
    if let Some(found) = model.at_path_mut(&format!("prices.{part}")) {
        found.put(key, own);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shipped;
    use headroom_engine::Model;

    const B2: &str = "azure-appservice-b2-linux-eastus";

    fn decimal(text: &str) -> Decimal {
        Decimal::from_str_exact(text).unwrap()
    }

    /// The catalogue in the program, with B2 dearer, a plan of nobody's, and a rate.
    fn catalog() -> Catalog {
        let b2 = Catalog::shipped().plan(B2).unwrap();
        let dearer = CatalogPlan { price_monthly: Some(decimal("30.10")), ..b2.clone() };
        let own = CatalogPlan { id: "my-own-box".into(), provider: "me".into(), ..dearer.clone() };
        let egress = Catalog::shipped().rate("linode-egress").unwrap();
        Catalog::shipped().with([dearer, own], [Rate { price: Some(decimal("0.25")), ..egress.clone() }])
    }

    #[test]
    fn prices_travel_with_the_model() {
        let mut model = Node::parse(shipped::find("whatsflow").unwrap().text).unwrap();
        let ids = [B2, "my-own-box", "linode-egress"].map(String::from);
        assert_eq!(state(&mut model, &catalog(), &ids), []);
        let read = Model::read(&model.to_string()).unwrap_or_else(|found| panic!("{found:?}"));
        let prices = |id: &str| read.prices.catalog.plan(id).and_then(|plan| plan.price_monthly);
        assert_eq!(prices(B2), Some(decimal("30.10")));
        assert_eq!(prices("my_own_box"), Some(decimal("30.10")));
        assert_eq!(read.prices.catalog.rate("linode-egress").unwrap().price, Some(decimal("0.25")));
        let twice = state(&mut model, &catalog(), &ids);
        assert_eq!((twice, Model::read(&model.to_string()).is_ok()), (vec![], true), "stated again, they are replaced");
    }

    #[test]
    fn what_cannot_be_stated_is_told_at_once() {
        let mut model = Node::parse("{}").unwrap();
        let euros = CatalogPlan { currency: "EUR".parse().unwrap(), ..Catalog::shipped().plan(B2).unwrap().clone() };
        let free = CatalogPlan { id: "free".into(), price_monthly: None, ..euros.clone() };
        let catalog = Catalog::shipped().with([euros, free], []);
        let found = state(&mut model, &catalog, &[B2, "free", "nothing"].map(String::from));
        let codes: Vec<&str> = found.iter().map(|problem| problem.code.as_str()).collect();
        assert_eq!(codes, ["E026-mixed-currency", "E021-unknown-plan", "E021-unknown-plan"]);
        assert_eq!(model, Node::parse("{}").unwrap());
    }
}
