//! Price lists as vendors publish them: saved pages in, catalogue rows out.
//!
//! Which vendor a page is from is seen by its content. Fields that are not asked for are passed over, for vendors add
//! some every month; what is asked for and missing or malformed is a problem, and all of them are reported together.
//! Numbers stay text until they are decimals. A list gives what it states: what it does not (Azure's has no sizes) is
//! unknown here and kept from the catalogue when the two are merged (`Catalog::merged`).

mod azure;
mod digitalocean;
mod hetzner;
mod linode;
mod page;
mod vendor;
mod vultr;

use std::fmt;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use thiserror::Error;

pub use vendor::Vendor;

use super::{Catalog, CatalogPlan, Confidence, PartialDate, Rate, Reservations, Shape};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::form::{Node, Reader};
use crate::money::Currency;

/// One price list, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Import {
    /// Whose list it is.
    pub vendor: Vendor,
    /// The date it was read on.
    pub as_of: PartialDate,
    /// Its plans and rates, with the ids that the same plans have in the shipped catalogue.
    pub rows: Catalog,
    /// Where the page after the last one given is; nothing at the list's end.
    pub next: Option<String>,
    /// How many rows were left out, by reason.
    pub left_out: IndexMap<&'static str, usize>,
    /// What the list is the whole of: a plan there that it does not have is no longer sold.
    pub(super) whole: Vec<Part>,
}

/// A part of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    provider: &'static str,
    service: &'static str,
    /// All regions where there is none.
    region: Option<String>,
}

impl Part {
    fn everywhere(provider: &'static str, service: &'static str) -> Part {
        Part { provider, service, region: None }
    }

    pub fn has(&self, plan: &CatalogPlan) -> bool {
        let here = self.region.is_none() || self.region == plan.region;
        plan.provider == self.provider && plan.service == self.service && here
    }
}

/// Every problem of a price list; never empty.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct ImportError {
    /// In the order of pages and of places in them.
    pub problems: Vec<ImportProblem>,
}

/// A problem of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportProblem {
    /// Which page, by position from 0.
    pub page: usize,
    /// What is wrong and where in the page; its path is that of the JSON, such as `Items.3.retailPrice`.
    pub diagnostic: Diagnostic,
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, ImportProblem { page, diagnostic: problem }) in self.problems.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            let (code, page) = (problem.code.as_str(), page + 1);
            let place = if problem.path.is_empty() { String::new() } else { format!(" {}", problem.path) };
            write!(f, "{end}page {page}{place} {code}: {}; {}", problem.message, problem.hint)?;
        }
        Ok(())
    }
}

impl Import {
    /// Reads the pages of one list, in the list's order, as they were saved on `as_of`.
    ///
    /// `currency` is for lists that do not name theirs (Hetzner's, unless a page of `/v1/pricing` is among the pages);
    /// a list that does is not overruled. Prices are those before tax.
    ///
    /// # Errors
    /// With every problem: pages that are no JSON, of no known list or of several vendors, what is missing or
    /// malformed in a row, one plan with two prices, an address of a next page that is not the vendor's.
    pub fn read(texts: &[&str], as_of: PartialDate, currency: Option<Currency>) -> Result<Import, ImportError> {
        let (pages, mut problems) = parsed(texts);
        let vendor = match Vendor::of_all(&pages) {
            Ok(vendor) if problems.is_empty() => vendor,
            Ok(_) => return Err(ImportError { problems }),
            Err(unknown) => {
                problems.extend(unknown);
                problems.sort_by_key(|problem| problem.page);
                if problems.is_empty() {
                    let hint = "give at least one saved page of a price list".to_owned();
                    problems.push(problem(0, Code::Missing, "there is no page".to_owned(), hint));
                }
                return Err(ImportError { problems });
            }
        };
        let nodes: Vec<Node> = pages.into_iter().map(|(_, node)| node).collect();
        let mut reader = Reader::default();
        let origin = Origin { vendor, as_of, currency };
        let read = match vendor {
            Vendor::Azure => azure::read,
            Vendor::Hetzner => hetzner::read,
            Vendor::DigitalOcean => digitalocean::read,
            Vendor::Linode => linode::read,
            Vendor::Vultr => vultr::read,
        };
        let found = read(&nodes, &origin, &mut reader);
        let import = found.import(&origin, &mut reader);
        let problems: Vec<_> = reader.diagnostics.into_iter().map(of_page).collect();
        if problems.is_empty() { Ok(import) } else { Err(ImportError { problems }) }
    }
}

/// The pages that are JSON, with their positions, and what is wrong with the others.
fn parsed(texts: &[&str]) -> (Vec<(usize, Node)>, Vec<ImportProblem>) {
    let (mut pages, mut problems) = (Vec::new(), Vec::new());
    for (page, text) in texts.iter().enumerate() {
        match Node::parse(text) {
            Ok(node) => pages.push((page, node)),
            Err(diagnostic) => problems.push(ImportProblem { page, diagnostic: as_a_list(diagnostic) }),
        }
    }
    (pages, problems)
}

/// The hints of a text that cannot be read at all speak of models.
fn as_a_list(diagnostic: Diagnostic) -> Diagnostic {
    let hint = match diagnostic.code {
        Code::TooLarge => "save the list page by page; a page has at most 8 MiB",
        _ => "give the page as the vendor's address answers it, in JSON",
    };
    Diagnostic { hint: hint.into(), ..diagnostic }
}

/// Paths begin with the page while a list is read.
fn of_page(diagnostic: Diagnostic) -> ImportProblem {
    let (page, path) = diagnostic.path.split_once('.').unwrap_or((&diagnostic.path, ""));
    ImportProblem { page: page.parse().unwrap_or(0), diagnostic: Diagnostic { path: path.to_owned(), ..diagnostic } }
}

/// Whose list is read, and what every row of it has in common.
struct Origin {
    vendor: Vendor,
    as_of: PartialDate,
    currency: Option<Currency>,
}

impl Origin {
    /// A plan of which nothing but its name is known yet.
    fn plan(&self, service: &str, id: String, name: &str, currency: Currency, source: &str) -> CatalogPlan {
        CatalogPlan {
            id,
            provider: self.vendor.provider().to_owned(),
            service: service.to_owned(),
            plan: name.to_owned(),
            tier: None,
            region: None,
            os: None,
            shape: Shape::default(),
            currency,
            price_monthly: None,
            price_if_annual: None,
            price_hourly: None,
            reservations: Reservations::default(),
            egress_overage_per_gb: None,
            billing: String::new(),
            tax: "excluded".to_owned(),
            instances_max: None,
            autoscale: None,
            sla_percent: None,
            limits: IndexMap::new(),
            source: source.to_owned(),
            spec_source: None,
            as_of: self.as_of,
            confidence: Confidence::Read,
            memory_fields: Vec::new(),
            notes: String::new(),
            gone: None,
        }
    }

    /// A rate of which nothing but its meter is known yet.
    fn rate(&self, id: String, service: &str, meter: &str, unit: &str, currency: Currency, source: &str) -> Rate {
        Rate {
            id,
            provider: self.vendor.provider().to_owned(),
            service: service.to_owned(),
            meter: meter.to_owned(),
            unit: unit.to_owned(),
            per_qty: Decimal::ONE,
            region: None,
            currency,
            price: None,
            percent: None,
            fixed: None,
            tier_from: None,
            tier_to: None,
            included: None,
            source: source.to_owned(),
            as_of: self.as_of,
            confidence: Confidence::Read,
            notes: String::new(),
        }
    }
}

/// What the pages of a list have.
#[derive(Default)]
struct Found {
    plans: Vec<CatalogPlan>,
    rates: Vec<Rate>,
    left_out: Vec<&'static str>,
    next: Option<String>,
    whole: Vec<Part>,
}

impl Found {
    fn import(self, origin: &Origin, reader: &mut Reader) -> Import {
        let mut rows = Catalog::default();
        for plan in self.plans {
            let again = rows.plans.get(&plan.id).is_some_and(|known| *known != plan);
            one_price(again, &plan.id, reader);
            rows.plans.insert(plan.id.clone(), plan);
        }
        for rate in self.rates {
            let again = rows.rates.get(&rate.id).is_some_and(|known| *known != rate);
            one_price(again, &rate.id, reader);
            rows.rates.insert(rate.id.clone(), rate);
        }
        let mut left_out = IndexMap::new();
        self.left_out.into_iter().for_each(|reason| *left_out.entry(reason).or_insert(0) += 1);
        Import { vendor: origin.vendor, as_of: origin.as_of, rows, next: self.next, left_out, whole: self.whole }
    }
}

/// The same row may stand on two pages; the same plan with two prices is a mistake.
fn one_price(again: bool, id: &str, reader: &mut Reader) {
    if again {
        let message = format!("`{id}` is given twice, with different figures");
        reader.error(Code::Duplicate, None, message, "give the pages of one list, saved at one time");
    }
}

fn problem(page: usize, code: Code, message: String, hint: String) -> ImportProblem {
    let diagnostic = Diagnostic { code, severity: Severity::Error, path: String::new(), message, hint, at: Some(0) };
    ImportProblem { page, diagnostic }
}

#[cfg(test)]
mod tests;
