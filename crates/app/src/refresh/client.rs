//! One page from one address, within a time and a size.

use std::error::Error;
use std::thread;
use std::time::Duration;

use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::redirect::Policy;
use tokio::runtime::{Builder, Runtime};

use super::RefreshError;

/// What may differ between requests to a vendor's host and to a stand-in for it.
pub(super) struct Manners {
    pub timeout: Duration,
    /// On this machine a page may come without encryption, and never comes by a proxy.
    pub local: bool,
}

pub(super) struct Client {
    runtime: Runtime,
    client: reqwest::Client,
    timeout: Duration,
}

impl Client {
    /// `token` is the value of the header, and never shown.
    pub fn new(manners: &Manners, token: Option<HeaderValue>) -> Result<Self, RefreshError> {
        let mut headers = HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]);
        headers.extend(token.map(|token| (AUTHORIZATION, token)));
        let client = reqwest::Client::builder()
            .user_agent(concat!("headroom/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .timeout(manners.timeout)
            .redirect(Policy::none())
            .https_only(!manners.local);
        let client = if manners.local { client.no_proxy() } else { client };
        let failed = |error: &dyn Error| RefreshError::NoClient { reason: innermost(error) };
        Ok(Self {
            runtime: Builder::new_current_thread().enable_all().build().map_err(|error| failed(&error))?,
            client: client.build().map_err(|error| failed(&error))?,
            timeout: manners.timeout,
        })
    }

    /// The page at an address, of at most so many bytes.
    pub fn page(&self, address: &str, most: usize) -> Result<Vec<u8>, RefreshError> {
        // The caller may be on a thread of a runtime of its own, where waiting for another is not allowed.
        let answer = thread::scope(|scope| scope.spawn(|| self.runtime.block_on(self.answer(address, most))).join());
        answer.unwrap_or_else(|_| Err(RefreshError::NoClient { reason: "the request was not carried out".into() }))
    }

    async fn answer(&self, address: &str, most: usize) -> Result<Vec<u8>, RefreshError> {
        let failed = |error: reqwest::Error| self.failed(&error, address);
        let mut answer = self.client.get(address).send().await.map_err(failed)?;
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(RefreshError::Refused { address: address.to_owned(), status });
        }
        let mut page = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            if page.len().saturating_add(piece.len()) > most {
                return Err(RefreshError::TooLarge);
            }
            page.extend_from_slice(&piece);
        }
        Ok(page)
    }

    fn failed(&self, error: &reqwest::Error, address: &str) -> RefreshError {
        let address = address.to_owned();
        if error.is_timeout() {
            RefreshError::Slow { address, seconds: self.timeout.as_secs_f64() }
        } else {
            RefreshError::Unreachable { address, reason: innermost(error) }
        }
    }
}

/// The error at the bottom of a chain: those above it only say that there is one.
fn innermost(error: &dyn Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
