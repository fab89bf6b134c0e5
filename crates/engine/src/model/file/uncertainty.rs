//! What is uncertain beyond the ranges of single assumptions.

use rust_decimal::Decimal;

use crate::form;
use crate::form::quantity::{MeasureOf, ShareOf};

form! {
    /// How growth and churn wander from month to month, and which assumptions rise and fall together. The range of an
    /// assumption stands with the assumption itself.
    pub struct Uncertainty {
        /// New users of a month are multiplied by a factor that wanders around 1.
        growth: Option<Volatility>,
        /// The churn of every plan is multiplied by a factor that wanders around 1.
        churn: Option<Volatility>,
        /// Assumptions that rise or fall together.
        correlations: Vec<Correlation>,
    }
}

form! {
    /// A factor around 1 that is pushed at random each month and comes back.
    pub struct Volatility {
        /// Standard deviation of a month's push, as a share: 0.1 for about a tenth up or down.
        deviation: MeasureOf,
        /// Share of the distance from 1 that is made good each month; 0.3 unless said otherwise.
        reversion: Option<ShareOf>,
    }
}

form! {
    /// Two assumptions with ranges, and the correlation of their ranks.
    pub struct Correlation {
        /// The path of an assumption, such as growth.rate.
        a: String,
        b: String,
        /// Spearman's rank correlation, from -1 to 1.
        rank: Decimal,
    }
}
