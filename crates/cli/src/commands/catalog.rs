//! `headroom catalog`: the prices that Headroom knows, and lists that bring newer ones.

mod drift;
mod list;
mod rows;
mod show;
mod take;

use std::sync::Arc;

use headroom_app::Study;
use headroom_app::engine::catalog::Catalog as Prices;
use headroom_app::prices::{self, PricesError};
use headroom_app::views::format::counted;

use crate::args::catalog::{Catalog, Command};
use crate::failure::Failure;
use crate::output;
use crate::source::Source;

pub fn run(args: &Catalog) -> Result<(), Failure> {
    match &args.command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Import(args) => take::import(args),
        Command::Refresh(args) => take::refresh(args),
        Command::Drift(args) => drift::run(args),
    }
}

/// A study at the prices of lists that were imported, where these are asked for; else a word that there are some. Models
/// compute with the catalogue in the program, so that they give the same figures everywhere.
pub fn priced(study: Study, imported: bool, source: &Source) -> Result<Study, Failure> {
    if imported {
        return study.over(&Arc::new(catalog()?)).map_err(|problems| source.invalid(problems));
    }
    if let Ok(unused @ 1..) = prices::imported() {
        let prices = counted(unused, "imported price is", "imported prices are");
        output::note(&format!("{prices} not used here; --imported uses them\n"));
    }
    Ok(study)
}

fn catalog() -> Result<Prices, Failure> {
    prices::catalog().map_err(unusable)
}

fn unusable(error: PricesError) -> Failure {
    Failure::file(error.to_string(), error.hint())
}
