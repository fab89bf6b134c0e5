//! What can go wrong between asking a vendor and having its list.

use headroom_engine::catalog::ImportError;
use thiserror::Error;

/// Why a list could not be fetched. What Headroom had before stays as it was.
#[derive(Debug, Error)]
pub enum RefreshError {
    #[error("the list is only for those who have an account, and {variable} is not set")]
    NoToken { variable: &'static str },
    #[error("what {variable} is set to cannot be a token")]
    BadToken { variable: &'static str },
    #[error("nothing can be asked for: {reason}")]
    NoClient { reason: String },
    #[error("cannot reach {address}: {reason}")]
    Unreachable { address: String, reason: String },
    #[error("{address} did not answer within {seconds} s")]
    Slow { address: String, seconds: f64 },
    #[error("{address} answered with status {status}")]
    Refused { address: String, status: u16 },
    #[error("the list is larger than allowed")]
    TooLarge,
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
    /// What would help.
    pub fn hint(&self) -> String {
        let saved = "a list saved as files can be imported instead";
        match self {
            Self::NoToken { variable } | Self::BadToken { variable } => {
                format!("make a token that may only read, and set {variable} to it")
            }
            Self::Unreachable { .. } => format!("check the connection; {saved}"),
            Self::Slow { .. } => "try again later, or allow more time".into(),
            Self::Refused { status: 401 | 403, .. } => "check that the access token is right and may read".into(),
            Self::Refused { status: 429, .. } => "the vendor asks for fewer requests: try again in a while".into(),
            Self::NoClient { .. } | Self::Refused { .. } => format!("try again later; {saved}"),
            Self::TooLarge | Self::TooManyPages { .. } => {
                "price lists are smaller: check the address, or allow more".into()
            }
            Self::Circle { .. } | Self::NotText { .. } | Self::Unreadable { .. } | Self::Other { .. } => {
                "the vendor may have changed its list; the catalogue stays as it was".into()
            }
        }
    }
}
