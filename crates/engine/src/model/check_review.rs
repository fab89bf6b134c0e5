//! Checking the review: what its questions, measurements and scores refer to, and what they can be.

use rust_decimal::Decimal;

use super::check::Checker;
use super::file::{Measurement, ModelFile, Question, Readiness, Review};
use crate::decide::ask::demand_names;
use crate::diagnostic::Code;

impl Checker<'_> {
    pub(super) fn review(&mut self, file: &ModelFile) {
        let Some(review) = &file.review else { return };
        for (name, question) in &review.questions {
            self.question(question, &format!("review.questions.{name}"), file);
        }
        for (name, phase) in &review.roadmap {
            let Some(tier) = &phase.tier else { continue };
            let is_tier = tier.split('.').rev().nth(1) == Some("ladder");
            if !is_tier || self.root.at_path(tier).is_none() {
                self.error(
                    Code::UnknownPath,
                    format_args!("review.roadmap.{name}.tier"),
                    format!("no tier stands at `{tier}`"),
                    "give its path, such as deployments.vps.components.web.ladder.small",
                );
            }
        }
        for (name, measurement) in &review.measurements {
            self.measurement(measurement, &format!("review.measurements.{name}"));
        }
        if let Some(readiness) = &review.readiness {
            self.readiness(readiness);
        }
        self.actuals(review);
    }

    fn question(&mut self, question: &Question, path: &str, file: &ModelFile) {
        let drivers: Vec<&str> = file.workload.iter().flat_map(|w| w.drivers.keys()).map(String::as_str).collect();
        let known = demand_names(&drivers);
        for name in question.demand.keys().filter(|name| !known.contains(name)) {
            self.unknown(
                format_args!("{path}.demand.{name}"),
                "driver or count of users",
                name,
                known.iter().map(String::as_str),
            );
        }
        let deployment = match &question.deployment {
            Some(name) => self.index(&file.deployments, format_args!("{path}.deployment"), "deployment", name),
            None => Some(0),
        };
        let Some((_, deployment)) = deployment.and_then(|i| file.deployments.get_index(i)) else { return };
        for (component, tier) in &question.tier {
            let at = format!("{path}.tier.{component}");
            if let Some(i) = self.index(&deployment.components, &at, "component", component) {
                self.index(&deployment.components[i].ladder, &at, "tier", tier);
            }
        }
    }

    fn measurement(&mut self, measurement: &Measurement, path: &str) {
        let samples = measurement.samples.len();
        let cold = measurement.cold.unwrap_or(0) as usize;
        if cold > 0 && cold >= samples {
            self.error(
                Code::BadLength,
                format_args!("{path}.cold"),
                format!("{cold} of {samples} samples are cold starts"),
                "leave at least one that is not",
            );
        }
        if measurement.failures.is_some_and(|f| f as usize > samples) {
            self.error(
                Code::OutOfDomain,
                format_args!("{path}.failures"),
                format!("more failures than the {samples} samples"),
                "give the number of samples that failed",
            );
        }
        if measurement.concurrency == Some(0) {
            self.error(
                Code::OutOfDomain,
                format_args!("{path}.concurrency"),
                "no request under way at all",
                "give 1 or more",
            );
        }
    }

    fn readiness(&mut self, readiness: &Readiness) {
        let percent = |value: Decimal| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&value);
        if let Some(stated) = readiness.stated.filter(|s| !percent(*s)) {
            self.error(Code::OutOfDomain, "review.readiness.stated", format!("a score of {stated} %"), "give 0 to 100");
        }
        for (name, category) in &readiness.categories {
            let path = format!("review.readiness.categories.{name}");
            if !percent(category.score) {
                self.error(
                    Code::OutOfDomain,
                    format_args!("{path}.score"),
                    format!("a score of {} %", category.score),
                    "give 0 to 100",
                );
            }
            if let Some(weight) = category.weight.filter(|w| !(Decimal::ZERO..=Decimal::ONE_THOUSAND).contains(w)) {
                self.error(
                    Code::OutOfDomain,
                    format_args!("{path}.weight"),
                    format!("a weight of {weight}"),
                    "give 0 to 1000",
                );
            }
        }
    }

    fn actuals(&mut self, review: &Review) {
        let mut known: Vec<usize> = Vec::with_capacity(review.actuals.len());
        for (i, actual) in review.actuals.iter().enumerate() {
            let path = format!("review.actuals.{i}.month");
            let Some(month) = self.month(&actual.month, &path) else { continue };
            if known.contains(&month) {
                self.error(
                    Code::Duplicate,
                    &path,
                    format!("{} is given twice", actual.month),
                    "keep one entry for each month",
                );
            }
            known.push(month);
        }
    }
}
