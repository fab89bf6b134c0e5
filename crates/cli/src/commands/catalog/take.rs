//! `headroom catalog import` and `refresh`: a price list into the catalogue, from files or from its vendor.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use headroom_app::engine::catalog::{Change, Import as List, ImportError, Merge, PartialDate};
use headroom_app::refresh::{self as vendors, RefreshError, Request};
use headroom_app::{Problems, clock, files, prices, study, views};
use serde_json::{Value, json};

use super::unusable;
use crate::args::catalog::{Import, Refresh, Taking, TakingFormat};
use crate::commands::known;
use crate::failure::Failure;
use crate::output::{self, clean};
use crate::source::unreadable;
use crate::{blocks, json};

pub fn import(args: &Import) -> Result<(), Failure> {
    let pages = args.files.iter().map(|path| page(path)).collect::<Result<Vec<_>, _>>()?;
    let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
    let date = date(&args.taking)?;
    let list = prices::read(&texts, date, args.currency).map_err(|error| invalid(&pages, &error))?;
    take(&[list], &args.taking)
}

pub fn refresh(args: &Refresh) -> Result<(), Failure> {
    let unknown = || Failure::Usage(format!("no list of `{}` can be fetched", args.vendor));
    let source = vendors::source(&args.vendor).ok_or_else(unknown)?;
    let mut request = Request::new(source, &args.region, date(&args.taking)?);
    request.server.clone_from(&args.server);
    request.limits.timeout = args.timeout;
    request.limits.bytes = usize::from(args.max_size.get()).saturating_mul(1_000_000);
    let announce = |address: &str| output::note(&format!("asking {}\n", clean(address)));
    let lists = vendors::fetch(&request, announce).map_err(not_fetched)?;
    take(&lists, &args.taking)
}

fn date(taking: &Taking) -> Result<PartialDate, Failure> {
    let today = || clock::today().parse().map_err(|error| Failure::fault(&error));
    taking.date.map_or_else(today, Ok)
}

/// A saved page, and what to call it.
struct Page {
    name: String,
    text: String,
}

fn page(path: &Path) -> Result<Page, Failure> {
    if path.as_os_str() == "-" {
        let text = files::read_from(io::stdin().lock()).map_err(|error| unreadable("standard input", &error))?;
        return Ok(Page { name: "<stdin>".to_owned(), text });
    }
    let name = path.display().to_string();
    let text = files::read_text(path).map_err(|error| unreadable(&name, &error))?;
    Ok(Page { name, text })
}

/// The problems of each page, with their lines.
fn invalid(pages: &[Page], error: &ImportError) -> Failure {
    let of_page = |(index, page): (usize, &Page)| {
        let found = error.problems.iter().filter(|problem| problem.page == index);
        let found: Problems = found.map(|problem| study::line(&problem.diagnostic, Some(&page.text))).collect();
        (!found.is_empty()).then(|| (page.name.clone(), found))
    };
    Failure::Invalid(pages.iter().enumerate().filter_map(of_page).collect())
}

fn not_fetched(error: RefreshError) -> Failure {
    match error {
        RefreshError::Unreadable { from, problems } => {
            let found = problems.problems.iter().map(|problem| study::line(&problem.diagnostic, None)).collect();
            Failure::Invalid(vec![(from, found)])
        }
        error => Failure::file(error.to_string(), error.hint()),
    }
}

fn take(lists: &[List], taking: &Taking) -> Result<(), Failure> {
    let mut merge = prices::merge(lists).map_err(unusable)?;
    let ids = if taking.confirm_all { prices::held(&merge) } else { taking.confirm.clone() };
    let ids_known: BTreeSet<&str> =
        merge.catalog.plans.keys().chain(merge.catalog.rates.keys()).map(String::as_str).collect();
    taking.confirm.iter().try_for_each(|id| known("price", id, "in the catalogue or the list", &ids_known))?;
    for id in merge.confirm(ids.iter().map(String::as_str)) {
        output::note(&format!("{} was not held back\n", clean(&id)));
    }
    // Written before it is told: who reads only the first lines of the answer has it all the same.
    let path = if taking.dry_run { None } else { Some(prices::accept(&merge).map_err(unusable)?) };
    match &path {
        Some(path) => output::note(&format!("wrote {}\n", clean(&path.display().to_string()))),
        None => output::note("nothing was written\n"),
    }
    if !merge.held.is_empty() {
        output::note("take what is held back with --confirm ID, or all of it with --confirm-all\n");
    }
    match taking.format {
        TakingFormat::Table => output::text(&blocks::people(&views::prices::merge(&merge))),
        TakingFormat::Json => json::print(&programs(&merge, path.as_deref())),
    }
}

fn programs(merge: &Merge, path: Option<&Path>) -> Value {
    json!({
        "written": path.map(|path| path.display().to_string()),
        "new": merge.new,
        "changed": merge.changed.iter().map(change).collect::<Value>(),
        "held": merge.held.iter().map(change).collect::<Value>(),
        "gone": merge.gone,
        "older": merge.older,
        "unchanged": merge.unchanged.len(),
    })
}

/// Figures are decimal texts, as the catalogue has them.
fn change(change: &Change) -> Value {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "id": change.id,
        "figure": change.field,
        "from": known(&change.from),
        "to": known(&change.to),
        "share": change.share.map(|share| share.round_dp(6).normalize().to_string()),
    })
}
