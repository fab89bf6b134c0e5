//! What can go wrong between asking a vendor and having its list.

use headroom_engine::catalog::ImportError;
use thiserror::Error;

use super::Limits;

/// Why a list could not be fetched. What Headroom had before stays as it was.
#[derive(Debug, Error)]
pub enum RefreshError {
    #[error("the list is only for those who have an account, and {variable} is not set")]
    NoToken { variable: &'static str },
    #[error("cannot reach {address}: {reason}")]
    Unreachable { address: String, reason: String },
    #[error("{address} did not answer within {seconds} s")]
    Slow { address: String, seconds: f64 },
    #[error("{address} answered with status {status}")]
    Refused { address: String, status: u16 },
    #[error("the list is larger than {bytes} bytes")]
    TooLarge { bytes: u64 },
    #[error("the list has more than {pages} pages")]
    TooManyPages { pages: usize },
    #[error("the list goes round in a circle: it leads back to {address}")]
    Circle { address: String },
    #[error("what {address} answered is not text")]
    NotText { address: String },
    #[error("what {from} answered is no price list that can be used: {problems}")]
    Unreadable { from: String, problems: ImportError },
    #[error("what {from} answered is another vendor's list")]
    Other { from: String },
}

impl RefreshError {
    pub(super) fn of(error: ureq::Error, address: &str, limits: &Limits) -> Self {
        match error {
            ureq::Error::Timeout(_) => {
                Self::Slow { address: address.to_owned(), seconds: limits.timeout.as_secs_f64() }
            }
            ureq::Error::BodyExceedsLimit(_) => Self::TooLarge { bytes: limits.bytes },
            // Its text would repeat the header, and with it the token.
            ureq::Error::Http(_) => {
                Self::Unreachable { address: address.to_owned(), reason: "the request cannot be written".into() }
            }
            other => Self::Unreachable { address: address.to_owned(), reason: other.to_string() },
        }
    }

    /// What would help.
    pub fn hint(&self) -> String {
        match self {
            Self::NoToken { variable } => format!("make a token that may only read, and set {variable} to it"),
            Self::Unreachable { .. } => "check the connection; a list saved as files can be imported instead".into(),
            Self::Slow { .. } => "try again later, or allow more time".into(),
            Self::Refused { status: 401 | 403, .. } => "check that the access token is right and may read".into(),
            Self::Refused { status: 429, .. } => "the vendor asks for fewer requests: try again in a while".into(),
            Self::Refused { .. } => "try again later; a list saved as files can be imported instead".into(),
            Self::TooLarge { .. } | Self::TooManyPages { .. } => "no price list is that long; check the address".into(),
            Self::Circle { .. } | Self::NotText { .. } | Self::Unreadable { .. } | Self::Other { .. } => {
                "the vendor may have changed its list; the catalogue stays as it was".into()
            }
        }
    }
}
