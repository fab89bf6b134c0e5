//! Price lists fetched from their vendors, when a person asks for it and has seen the addresses. Nothing else in
//! Headroom touches the network.
//!
//! A list is followed page by page at its vendor's own host, over https, and each page is read as it arrives, so that
//! what is wrong is known before more is asked for. Redirections are not followed: an access token goes nowhere else.

mod client;
mod error;
mod host;

use std::env;
use std::time::Duration;

use headroom_engine::catalog::{Import, PartialDate, Vendor};
use headroom_engine::money::Currency;
use reqwest::header::HeaderValue;

pub use error::RefreshError;
pub use host::{LocalServer, NotLocal};

use client::{Client, Manners};

/// A vendor's price list that can be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// As the catalogue calls the vendor: `azure`.
    pub id: &'static str,
    /// As people write it.
    pub label: &'static str,
    pub vendor: Vendor,
}

/// Every list that can be fetched.
pub fn sources() -> impl Iterator<Item = Source> {
    Vendor::ALL.into_iter().map(|vendor| Source { id: vendor.provider(), label: vendor.name(), vendor })
}

/// The list with this id.
pub fn source(id: &str) -> Option<Source> {
    sources().find(|source| source.id == id)
}

impl Source {
    /// The environment variable that holds the access token, where the list is only for those who have an account: the
    /// one that the vendor's own tools read.
    pub fn token_variable(self) -> Option<&'static str> {
        match self.vendor {
            Vendor::Hetzner => Some("HCLOUD_TOKEN"),
            Vendor::DigitalOcean => Some("DIGITALOCEAN_ACCESS_TOKEN"),
            Vendor::Azure | Vendor::Linode | Vendor::Vultr => None,
        }
    }

    /// The header that carries the token.
    fn token(self) -> Result<Option<HeaderValue>, RefreshError> {
        let Some(variable) = self.token_variable() else { return Ok(None) };
        let token = env::var(variable).ok().filter(|token| !token.trim().is_empty());
        let token = token.ok_or(RefreshError::NoToken { variable })?;
        let mut header = HeaderValue::from_str(&format!("Bearer {}", token.trim()))
            .map_err(|_| RefreshError::BadToken { variable })?;
        header.set_sensitive(true);
        Ok(Some(header))
    }
}

/// What a list may take before it is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// For each page, from the first byte sent to the last one read.
    pub timeout: Duration,
    /// Bytes of all pages together.
    pub bytes: usize,
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(30), bytes: 64 << 20, pages: 500 }
    }
}

/// What is to be fetched.
#[derive(Clone, Debug)]
pub struct Request {
    pub source: Source,
    /// The region that Azure's list is asked for, such as `eastus`. The other lists have every region.
    pub region: String,
    /// A server on this machine that is asked instead of the vendor.
    pub server: Option<LocalServer>,
    pub limits: Limits,
    /// Today: the date that the prices get.
    pub as_of: PartialDate,
}

impl Request {
    pub fn new(source: Source, region: &str, as_of: PartialDate) -> Self {
        Self { source, region: region.to_owned(), server: None, limits: Limits::default(), as_of }
    }

    /// The addresses that will be asked for first; the further pages are at the same host.
    pub fn addresses(&self) -> Vec<String> {
        self.source.vendor.addresses(&self.region).into_iter().map(|address| self.at_server(address)).collect()
    }

    fn at_server(&self, address: String) -> String {
        self.server.as_ref().map_or(address.clone(), |server| server.instead_of(&address))
    }
}

/// Fetches a vendor's lists. Each address is announced before it is asked for.
///
/// # Errors
/// With the first thing that goes wrong; nothing is kept of a list that is not whole.
pub fn fetch(request: &Request, announce: impl FnMut(&str)) -> Result<Vec<Import>, RefreshError> {
    let token = request.source.token()?;
    let manners = Manners { timeout: request.limits.timeout, local: request.server.is_some() };
    let client = Client::new(&manners, token)?;
    let mut fetching = Fetching { request, client, announce, bytes: 0, pages: 0 };
    let lists = request.source.vendor.addresses(&request.region).into_iter().map(|first| fetching.list(first));
    let lists = lists.collect::<Result<Vec<_>, _>>()?;
    // Hetzner's prices page names the currency of its list of machines.
    let lists = if request.source.vendor == Vendor::Hetzner { vec![lists.concat()] } else { lists };
    lists.iter().map(|pages| read(request, request.source.label, pages, None)).collect()
}

/// Reads pages that were answered; `from` is what to call them.
fn read(request: &Request, from: &str, pages: &[String], currency: Option<Currency>) -> Result<Import, RefreshError> {
    let texts: Vec<&str> = pages.iter().map(String::as_str).collect();
    let import = Import::read(&texts, request.as_of, currency)
        .map_err(|problems| RefreshError::Unreadable { from: from.to_owned(), problems })?;
    if import.vendor == request.source.vendor { Ok(import) } else { Err(RefreshError::Other { from: from.to_owned() }) }
}

struct Fetching<'a, Announce> {
    request: &'a Request,
    client: Client,
    announce: Announce,
    bytes: usize,
    pages: usize,
}

impl<Announce: FnMut(&str)> Fetching<'_, Announce> {
    /// The pages of a list from its first address on.
    fn list(&mut self, first: String) -> Result<Vec<String>, RefreshError> {
        let mut pages = Vec::new();
        let mut asked: Vec<String> = Vec::new();
        let mut next = Some(first);
        while let Some(address) = next.take() {
            let real = self.request.at_server(address.clone());
            let page = vec![self.page(&real)?];
            // Where the next page is does not depend on the currency, which another page may be needed for.
            next = read(self.request, &real, &page, Some(Currency::EUR))?.next;
            pages.extend(page);
            asked.push(address);
            if let Some(again) = next.as_ref().filter(|next| asked.contains(next)) {
                return Err(RefreshError::Circle { address: again.clone() });
            }
        }
        Ok(pages)
    }

    fn page(&mut self, address: &str) -> Result<String, RefreshError> {
        let limits = self.request.limits;
        if self.pages >= limits.pages {
            return Err(RefreshError::TooManyPages { pages: limits.pages });
        }
        self.pages += 1;
        (self.announce)(address);
        let page = self.client.page(address, limits.bytes.saturating_sub(self.bytes))?;
        self.bytes += page.len();
        String::from_utf8(page).map_err(|_| RefreshError::NotText { address: address.to_owned() })
    }
}
