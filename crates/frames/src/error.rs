//! Why a frame could not be built or asked.

use polars::prelude::PolarsError;
use thiserror::Error;

/// Why a frame could not be built or asked.
#[derive(Debug, Error)]
pub enum FrameError {
    /// The model has no such deployment.
    #[error("the model has no deployment {0:?}")]
    Deployment(String),
    /// An amount is too large, or finer than the currency's minor unit.
    #[error("an amount of {0:?} is beyond what can be reckoned with")]
    Beyond(String),
    /// Polars refused; a mistake in a query, not in a model.
    #[error(transparent)]
    Query(#[from] PolarsError),
}

/// The outcome of building or asking a frame.
pub type Result<T> = std::result::Result<T, FrameError>;
