//! `headroom catalog`: the prices that Headroom knows, and lists that bring newer ones.

mod drift;
mod list;
mod rows;
mod show;
mod take;

use headroom_app::engine::catalog::Catalog as Prices;
use headroom_app::prices::{self, PricesError};

use crate::args::catalog::{Catalog, Command};
use crate::failure::Failure;

pub fn run(args: &Catalog) -> Result<(), Failure> {
    match &args.command {
        Command::List(args) => list::run(args),
        Command::Show(args) => show::run(args),
        Command::Import(args) => take::import(args),
        Command::Refresh(args) => take::refresh(args),
        Command::Drift(args) => drift::run(args),
    }
}

fn catalog() -> Result<Prices, Failure> {
    prices::catalog().map_err(unusable)
}

fn unusable(error: PricesError) -> Failure {
    Failure::file(error.to_string(), error.hint())
}
