//! Finding the plan that a tier means by its name, where it does not name one by its id.

use crate::catalog::{Catalog, CatalogPlan};
use crate::model::file::Service;

/// What a tier says of the plan it means.
pub(super) struct Sought<'a> {
    pub provider: &'a str,
    pub service: Service,
    /// The tier's label and name, in the order to be tried.
    pub names: [&'a str; 2],
    /// Regions in which the deployment has other plans, in the order of the file.
    pub regions: &'a [&'a str],
}

/// The plan of the provider with the name that the tier has, such as `B2` or `Basic C0`, spaces and case aside. None
/// where no plan has it, or several that are not the same plan in other regions.
///
/// A provider that the catalogue does not have, such as `vps`, may be any. Then one provider alone must have the name,
/// and it must have a digit, as those of sizes do: `Pro` and `Free` are everybody's.
pub(super) fn known<'a>(catalog: &'a Catalog, sought: &Sought) -> Option<&'a CatalogPlan> {
    sought.names.iter().find_map(|name| one(catalog, sought, &plain(name)))
}

fn one<'a>(catalog: &'a Catalog, sought: &Sought, name: &str) -> Option<&'a CatalogPlan> {
    let any = !catalog.plans.values().any(|plan| plan.provider == sought.provider);
    if any && !name.contains(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let is_meant = |plan: &&CatalogPlan| {
        (any || plan.provider == sought.provider)
            && sought.service.sold_as().contains(&plan.service.as_str())
            && is_called(plan, name)
    };
    let found: Vec<&CatalogPlan> = catalog.plans.values().filter(is_meant).collect();
    let first = *found.first()?;
    let what = |plan: &CatalogPlan| (plan.provider.clone(), plan.service.clone(), plan.tier.clone(), plain(&plan.plan));
    if found.iter().any(|plan| what(plan) != what(first)) {
        return None;
    }
    let near = |region: &&str| found.iter().find(|plan| plan.is_sold_in(region)).copied();
    Some(sought.regions.iter().find_map(near).unwrap_or(first))
}

fn is_called(plan: &CatalogPlan, name: &str) -> bool {
    let own = plain(&plan.plan);
    let full = || plan.tier.as_ref().is_some_and(|tier| name == format!("{}{own}", plain(tier)));
    !name.is_empty() && (name == own || full())
}

/// Letters and digits alone: `P1 v3` and `P1V3` are one name.
fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}
