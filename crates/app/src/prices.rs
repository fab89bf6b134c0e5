//! The price catalogue that a person looks at: the one in the program, and over it what they imported, which is kept in
//! a file of their own. Models never depend on that file: they compute with the catalogue in the program and with the
//! prices that they state themselves.

mod in_model;

use std::path::PathBuf;
use std::{fs, io};

use headroom_engine::catalog::{Catalog, CatalogError, Import, ImportError, Merge, MergePolicy, PartialDate};
use headroom_engine::money::Currency;
use thiserror::Error;

pub use in_model::use_in_model;

use crate::files;

/// Why the person's own catalogue cannot be read or written.
#[derive(Debug, Error)]
pub enum PricesError {
    #[error("there is no folder to keep the catalogue in")]
    NoFolder,
    #[error("cannot read {}: {reason}", path.display())]
    Unread { path: PathBuf, reason: io::Error },
    #[error("cannot write {}: {reason}", path.display())]
    Unwritten { path: PathBuf, reason: io::Error },
    #[error("{} is no catalogue: {problems}", path.display())]
    Broken { path: PathBuf, problems: CatalogError },
    #[error("the catalogue could not be read again after it was written")]
    NotTheSame,
}

impl PricesError {
    /// What would help.
    pub fn hint(&self) -> String {
        match self {
            Self::NoFolder => "set HEADROOM_DATA to a folder".into(),
            Self::Unread { .. } | Self::Unwritten { .. } => "check that the file may be read and written".into(),
            Self::Broken { path, .. } => {
                format!("correct {} or remove it; the catalogue in the program is not touched", path.display())
            }
            Self::NotTheSame => "this is a fault of Headroom; the catalogue stays as it was".into(),
        }
    }
}

/// The file of the person's own catalogue, whether or not it exists.
pub fn path() -> Option<PathBuf> {
    files::data_folder().map(|folder| folder.join("catalog.json"))
}

/// The catalogue in the program with the person's own over it.
///
/// # Errors
/// When there is an own catalogue that cannot be used.
pub fn catalog() -> Result<Catalog, PricesError> {
    let (shipped, own) = (Catalog::shipped(), own()?);
    // A newer program may know a row from a later date than the person's own catalogue does.
    let is_older = |own: PartialDate, known: Option<PartialDate>| known.is_some_and(|known| known.is_surely_after(own));
    let plans = own.plans.into_values().filter(|p| !is_older(p.as_of, shipped.plan(&p.id).map(|known| known.as_of)));
    let rates = own.rates.into_values().filter(|r| !is_older(r.as_of, shipped.rate(&r.id).map(|known| known.as_of)));
    Ok(shipped.with(plans, rates))
}

/// How many plans and rates the person's own catalogue has otherwise than the program.
///
/// # Errors
/// When there is an own catalogue that cannot be used.
pub fn imported() -> Result<usize, PricesError> {
    let own = other_than_shipped(&catalog()?);
    Ok(own.plans.len() + own.rates.len())
}

fn own() -> Result<Catalog, PricesError> {
    let Some(path) = path() else { return Ok(Catalog::default()) };
    match fs::read_to_string(&path) {
        Ok(text) => Catalog::read(&[&text]).map_err(|problems| PricesError::Broken { path, problems }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Catalog::default()),
        Err(reason) => Err(PricesError::Unread { path, reason }),
    }
}

/// Saved pages of one vendor's list, read as of a date. The currency is for lists that do not name theirs.
///
/// # Errors
/// With every problem of the pages.
pub fn read(pages: &[&str], as_of: PartialDate, currency: Option<Currency>) -> Result<Import, ImportError> {
    Import::read(pages, as_of, currency)
}

/// What lists would make of the catalogue. Nothing is written. Prices that moved by more than half are held back until
/// [`Merge::confirm`] is told to take them.
///
/// # Errors
/// When there is an own catalogue that cannot be used.
pub fn merge(imports: &[Import]) -> Result<Merge, PricesError> {
    let policy = MergePolicy::default();
    Ok(imports.iter().fold(Merge::of(catalog()?), |merge, import| merge.and(import, &policy)))
}

/// The ids of what is held back, each once.
pub fn held(merge: &Merge) -> Vec<String> {
    let mut ids: Vec<String> = merge.held.iter().map(|change| change.id.clone()).collect();
    ids.dedup();
    ids
}

/// Keeps what lists made of the catalogue: the rows that are not as in the program. Gives the file.
///
/// # Errors
/// When it cannot be written. The file is then as it was before.
pub fn accept(merge: &Merge) -> Result<PathBuf, PricesError> {
    let path = path().ok_or(PricesError::NoFolder)?;
    let own = other_than_shipped(&merge.catalog);
    let text = own.write();
    if Catalog::read(&[&text]).as_ref() != Ok(&own) {
        return Err(PricesError::NotTheSame);
    }
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    match folder.and_then(|()| files::replace(&path, text.as_bytes())) {
        Ok(()) => Ok(path),
        Err(reason) => Err(PricesError::Unwritten { path, reason }),
    }
}

fn other_than_shipped(catalog: &Catalog) -> Catalog {
    let shipped = Catalog::shipped();
    let plans = catalog.plans.iter().filter(|(id, plan)| shipped.plan(id) != Some(plan));
    let rates = catalog.rates.iter().filter(|(id, rate)| shipped.rate(id) != Some(rate));
    Catalog {
        plans: plans.map(|(id, plan)| (id.clone(), plan.clone())).collect(),
        rates: rates.map(|(id, rate)| (id.clone(), rate.clone())).collect(),
    }
}
