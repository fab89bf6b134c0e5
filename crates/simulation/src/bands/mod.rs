//! Percentiles, means and shares of thousands of columns while the paths stream by: few values are kept, of many paths
//! none, and the answer has the same bits for any number of threads, any order and any split.
//!
//! 1. The first paths of every scramble are the *pilot*. Everybody runs it, so everybody gets the same [`Outline`]: for
//!    each wanted percentile of each column a bracket that it lies in almost surely.
//! 2. The *pass* ([`Bands::take`]) counts what lies below each bracket and keeps what lies inside, as values
//!    ([`Precision::Exact`]) or in bins ([`Precision::Binned`]). Sums are integers ([`Sum`]). So parts may be added up in
//!    any order ([`Bands::merge`]) and carried between processes ([`Bands::rows`]).
//! 3. [`Bands::finish`] reads the answers, or says which percentiles fell outside their bracket ([`Missed`]): the run is
//!    then to be repeated with a [wider](Outline::widen) outline.

mod answer;
mod bracket;
mod collect;
mod finish;
mod inside;
mod kept;
mod kernel;
mod order;
mod outline;
mod pending;
mod plan;
mod rows;
mod sketch;
mod sum;
mod wanted;

pub use answer::{Answer, Miss, Missed, Percentile, Quantity, Share, Side};
pub use bracket::{Bracket, Fill};
pub use collect::{Bands, ODD};
pub use kernel::LANES;
pub use outline::{ColumnOutline, Outline};
pub use rows::{Part, Rows};
pub use sketch::ABREAST;
pub use sum::Sum;
pub use wanted::{Column, Precision, Refused, Wanted};
