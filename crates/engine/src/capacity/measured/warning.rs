//! What a person must know before trusting a fitted law.

use std::fmt;

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::Study;
use super::holding::MOST_FAILED;
use crate::capacity::usl::{Coherency, Fit, FitError, Interval, Intervals};
use crate::quantity::{Count, Share};
use crate::stats::Confidence;

/// κ is undetermined when the ends of its interval are further apart than this factor: the peak's, by which it counts,
/// then by more than three.
const MOST_SPREAD: f64 = 10.0;
/// A peak further beyond the largest load than this factor is a guess.
const MOST_BEYOND: f64 = 2.0;
/// Residuals of more than this part of the mean throughput are of another law, or of a test that is too short.
const MOST_SCATTER: f64 = 0.1;

/// A reason to doubt. Its text is a sentence.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Warning {
    /// Points without a concurrency of 1 or more, or without a request that succeeded.
    PointsLeftOut {
        /// How many.
        points: usize,
    },
    /// Points with more failures than [`MOST_FAILED`].
    ManyFailed {
        /// How many.
        points: usize,
    },
    /// The points determine no law.
    NoLaw(FitError),
    /// As many coefficients as measurements.
    NoSpareMeasurement,
    /// The points are a law's own values.
    NoNoise,
    /// The points lie far from the law.
    Scattered {
        /// The standard deviation of the residuals over the mean throughput.
        share: Share,
    },
    /// The data tell little of κ.
    CoherencyUndetermined {
        /// Its interval.
        interval: Interval<Coherency>,
    },
    /// Throughput was still rising at the largest load.
    NothingPastPeak {
        /// The largest load.
        largest: Count,
    },
    /// The peak lies far beyond what was measured.
    PeakExtrapolated {
        /// The peak.
        peak: Count,
        /// The largest load.
        largest: Count,
    },
}

impl Warning {
    /// A stable name of the kind of doubt.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PointsLeftOut { .. } => "points-left-out",
            Self::ManyFailed { .. } => "many-failed",
            Self::NoLaw(_) => "no-law",
            Self::NoSpareMeasurement => "no-spare-measurement",
            Self::NoNoise => "no-noise",
            Self::Scattered { .. } => "scattered",
            Self::CoherencyUndetermined { .. } => "coherency-undetermined",
            Self::NothingPastPeak { .. } => "nothing-past-peak",
            Self::PeakExtrapolated { .. } => "peak-extrapolated",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PointsLeftOut { points } => write!(
                f,
                "{} left out of the fit: without a concurrency of 1 or more, or without a request that succeeded.",
                counted(*points)
            ),
            Self::ManyFailed { points } => write!(
                f,
                "{} with more failures than {} in 100 requests: only requests that succeeded are counted.",
                counted(*points),
                MOST_FAILED * 100.0
            ),
            Self::NoLaw(error) => write!(f, "No law can be fitted: {error}."),
            Self::NoSpareMeasurement => {
                write!(f, "Three measurements fix three coefficients: nothing is left to tell how uncertain they are.")
            }
            Self::NoNoise => {
                write!(f, "The measurements lie on a law exactly: nothing tells how uncertain it is.")
            }
            Self::Scattered { share } => {
                write!(f, "The measurements scatter around the law by {:.0} % of their mean.", share.get() * 100.0)
            }
            Self::CoherencyUndetermined { interval } => {
                let low = short(interval.low.get());
                let high = interval.high.map_or("any size".into(), |high| short(high.get()));
                write!(f, "The measurements do not determine κ: it may be from {low} to {high}.")
            }
            Self::NothingPastPeak { largest } => write!(
                f,
                "No measurement is past the peak: the largest load was {} at once. Measure until throughput falls.",
                short(largest.get())
            ),
            Self::PeakExtrapolated { peak, largest } => write!(
                f,
                "The peak at {} at once is an extrapolation: the largest load measured was {}.",
                short(peak.get()),
                short(largest.get())
            ),
        }
    }
}

impl Serialize for Warning {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut form = serializer.serialize_struct("Warning", 2)?;
        form.serialize_field("code", self.code())?;
        form.serialize_field("message", &self.to_string())?;
        form.end()
    }
}

impl Study {
    /// Every reason to doubt the fit. Without one the measurements determine the law.
    pub fn warnings(&self, confidence: Confidence) -> Vec<Warning> {
        let left_out = self.points.iter().filter(|point| point.measurement().is_none()).count();
        let failing = self.points.iter().filter(|point| point.failed_share() > MOST_FAILED).count();
        let of_points = [
            (left_out > 0).then_some(Warning::PointsLeftOut { points: left_out }),
            (failing > 0).then_some(Warning::ManyFailed { points: failing }),
        ];
        let of_law = match &self.fit {
            Ok(fit) => of_fit(fit, fit.intervals(confidence)),
            Err(error) => vec![Warning::NoLaw(*error)],
        };
        of_points.into_iter().flatten().chain(of_law).collect()
    }
}

fn of_fit(fit: &Fit, intervals: Option<Intervals>) -> Vec<Warning> {
    let unknown = if fit.residual_sd.is_none() { Warning::NoSpareMeasurement } else { Warning::NoNoise };
    let scatter = fit.scatter().filter(|share| share.get() > MOST_SCATTER);
    let coherency = intervals.map(|intervals| intervals.coherency).filter(is_undetermined);
    let of_fit = [
        intervals.is_none().then_some(unknown),
        scatter.map(|share| Warning::Scattered { share }),
        coherency.map(|interval| Warning::CoherencyUndetermined { interval }),
        beyond_measurements(fit),
    ];
    of_fit.into_iter().flatten().collect()
}

fn is_undetermined(interval: &Interval<Coherency>) -> bool {
    let spread = |high: Coherency| high.get() > MOST_SPREAD * interval.low.get();
    interval.low.get() == 0.0 || interval.high.is_none_or(spread)
}

fn beyond_measurements(fit: &Fit) -> Option<Warning> {
    let largest = fit.largest_load;
    match fit.law.peak().map(|peak| peak.concurrency) {
        Some(peak) if peak <= largest => None,
        Some(peak) if peak.get() > MOST_BEYOND * largest.get() => Some(Warning::PeakExtrapolated { peak, largest }),
        _ => Some(Warning::NothingPastPeak { largest }),
    }
}

fn counted(points: usize) -> String {
    if points == 1 { "1 point".into() } else { format!("{points} points") }
}

/// A number to three significant digits, whole from 100 up.
fn short(value: f64) -> String {
    let magnitude = if value > 0.0 { libm::floor(libm::log10(value)) } else { 0.0 };
    let places = (2.0 - magnitude).clamp(0.0, 15.0) as usize;
    let text = format!("{value:.places$}");
    let trimmed = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    trimmed.to_owned()
}
