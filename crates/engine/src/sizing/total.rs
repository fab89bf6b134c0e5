//! A whole deployment at one provider.

use indexmap::IndexSet;

use crate::form::Named;
use crate::money::{Amount, Money};

use super::Sizing;
use super::metered::Metered;
use super::offer::{Offer, Pricing};

/// What all components of a deployment cost at one provider.
#[derive(Clone, Debug, PartialEq)]
pub struct ProviderTotal<'a> {
    pub provider: &'a str,
    /// None where a component has nothing that holds.
    pub months: Vec<Option<Money>>,
    pub total: Option<Money>,
    /// Components for which nothing holds in some month.
    pub lacks: Vec<String>,
}

/// The cheapest picks of all components together, by provider.
///
/// What is billed by use is billed once for the whole deployment: one plan, whose minimum covers the use of all.
pub fn totals<'a>(components: &Named<Sizing<'a>>) -> Vec<ProviderTotal<'a>> {
    let providers: IndexSet<&'a str> = components.values().flat_map(Sizing::providers).collect();
    let months = components.values().map(Sizing::months).min().unwrap_or(0);
    let of_provider = |provider: &'a str| {
        let together = Together { components, provider, plans: metered_plans(components, provider) };
        let by_month: Vec<Option<Money>> = (1..=months).map(|t| together.month(t)).collect();
        let nothing = |sizing: &Sizing| (1..=months).any(|t| sizing.month(provider, t).next().is_none());
        let lacks = components.iter().filter(|(_, sizing)| nothing(sizing)).map(|(name, _)| name.clone()).collect();
        ProviderTotal { provider, total: by_month.iter().copied().sum(), months: by_month, lacks }
    };
    providers.into_iter().map(of_provider).collect()
}

/// Every component where it is cheapest, whoever sells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Apart<'a> {
    /// None where some component has nothing that holds.
    pub months: Vec<Option<Money>>,
    pub total: Option<Money>,
    /// The sellers, in the order of the components, then of the months in which each is first the cheapest.
    pub providers: IndexSet<&'a str>,
    /// Components for which nobody has anything that holds in some month.
    pub lacks: Vec<String>,
}

/// The cheapest pick of each component by itself. A minimum commitment counts with each component it is taken for, and
/// traffic between providers is not priced.
pub fn apart<'a>(components: &Named<Sizing<'a>>) -> Apart<'a> {
    let months = components.values().map(Sizing::months).min().unwrap_or(0);
    let cheapest = |sizing: &Sizing<'a>, t: usize| {
        let of = |provider| sizing.month(provider, t).map(|(_, cell)| cell.total).min().map(|cost| (provider, cost));
        sizing.providers().filter_map(of).reduce(|least, other| if other.1 < least.1 { other } else { least })
    };
    let mut found = Apart { months: Vec::new(), total: None, providers: IndexSet::new(), lacks: Vec::new() };
    let mut sums = vec![Some(Money::ZERO); months];
    for (name, sizing) in components {
        let picks: Vec<_> = (1..=months).map(|t| cheapest(sizing, t)).collect();
        found.providers.extend(picks.iter().flatten().map(|(provider, _)| *provider));
        if picks.contains(&None) {
            found.lacks.push(name.clone());
        }
        for (sum, pick) in sums.iter_mut().zip(picks) {
            *sum = sum.zip(pick).map(|(sum, (_, cost))| sum + cost);
        }
    }
    found.total = sums.iter().copied().sum();
    found.months = sums;
    found
}

fn metered_plans<'s>(components: &'s Named<Sizing>, provider: &str) -> IndexSet<&'s str> {
    let offers = components.values().flat_map(|sizing| &sizing.offers);
    let metered = offers.filter(|o| o.plan.provider == provider && matches!(o.pricing, Pricing::Metered(_)));
    metered.map(|offer| offer.plan.id.as_str()).collect()
}

#[derive(Debug)]
struct Together<'s, 'a> {
    components: &'s Named<Sizing<'a>>,
    provider: &'a str,
    /// Plans that bill by use.
    plans: IndexSet<&'s str>,
}

impl Together<'_, '_> {
    fn month(&self, t: usize) -> Option<Money> {
        let rented: Option<Money> = self.components.values().map(|sizing| self.rented(sizing, t)).sum();
        let metered = self.plans.iter().filter_map(|plan| self.under(plan, t));
        metered.chain(rented).min()
    }

    fn rented(&self, sizing: &Sizing, t: usize) -> Option<Money> {
        let rented = sizing.month(self.provider, t).filter(|(o, _)| matches!(o.pricing, Pricing::Rented(_)));
        rented.map(|(_, cell)| cell.total).min()
    }

    /// All components under one plan that bills by use, each by use or rented, whichever is cheaper.
    fn under(&self, plan: &str, t: usize) -> Option<Money> {
        let mut used = Money::ZERO;
        let mut rented = Money::ZERO;
        let mut terms = None;
        for sizing in self.components.values() {
            let metered = sizing.month(self.provider, t).find_map(|(o, _)| metered(o).filter(|_| o.plan.id == plan));
            let by_use = metered.map(|m| m.bill(&sizing.used_in(t), sizing.currency).metered);
            match (by_use, self.rented(sizing, t)) {
                (Some(by_use), apart) if apart.is_none_or(|apart| by_use <= apart) => used += by_use,
                (_, Some(apart)) => rented += apart,
                _ => return None,
            }
            terms = terms.or(metered.map(|m| (m, sizing.currency)));
        }
        let (metered, currency) = terms?;
        let least = metered.prices.minimum.map_or(Money::ZERO, |price| Money::charge(1.0, price, currency));
        match metered.credit {
            Some(credit) => (used <= credit).then_some(rented),
            None => Some(used.at_least(least) + rented),
        }
    }
}

fn metered<'o>(offer: &'o Offer) -> Option<&'o Metered> {
    match &offer.pricing {
        Pricing::Metered(metered) => Some(metered),
        Pricing::Rented(_) => None,
    }
}
