//! What a person should know beside the points of a result: what the form could not tell, what was taken for granted,
//! and what was left out.

use std::fmt;

use crate::problem::codes;

codes! {
    /// A kind of remark.
    RemarkCode {
        /// Concurrency is computed by Little's law, because the form does not state it.
        ConcurrencyEstimated = "LT51-concurrency-estimated",
        /// Concurrency changed during the run, and one point stands for all of it.
        ConcurrencyVaried = "LT52-concurrency-varied",
        /// Nothing tells how many requests or users there were at once.
        NoConcurrency = "LT53-no-concurrency",
        /// The form states no duration.
        NoDuration = "LT54-no-duration",
        /// The response time that 95 of 100 requests stay within is not known.
        NoP95 = "LT55-no-p95",
        /// Users wait between their requests, so that fewer are under way than there are users.
        UsersWait = "LT56-users-wait",
        /// Many requests failed.
        ManyFailed = "LT57-many-failed",
        /// Rows, steps or periods that are no points.
        LeftOut = "LT58-left-out",
        /// A column that is not read.
        ColumnIgnored = "LT59-column-ignored",
        /// A unit that is not written.
        UnitAssumed = "LT60-unit-assumed",
        /// A table without a header.
        NoHeader = "LT61-no-header",
        /// Something other than requests is counted.
        NotRequests = "LT62-not-requests",
        /// Results of several tools that were joined.
        SeveralTools = "LT63-several-tools",
        /// The same point twice, as when a file is chosen twice.
        Duplicate = "LT64-duplicate-point",
    }
}

/// One remark, a sentence or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// Which kind it is.
    pub code: RemarkCode,
    /// The sentence.
    pub message: String,
}

impl Remark {
    pub(crate) fn new(code: RemarkCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// The remarks made so far, each once.
#[derive(Debug, Default)]
pub(crate) struct Remarks(Vec<Remark>);

impl Remarks {
    pub fn add(&mut self, code: RemarkCode, message: impl Into<String>) {
        self.take(Remark::new(code, message));
    }

    pub fn take(&mut self, remark: Remark) {
        if !self.0.contains(&remark) {
            self.0.push(remark);
        }
    }

    pub fn into_vec(self) -> Vec<Remark> {
        self.0
    }
}
