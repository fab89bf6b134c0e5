//! The one shape of every result.

use headroom_engine::capacity::measured::LoadPoint;
use headroom_engine::quantity::Count;

use crate::form::{Form, Tool};
use crate::remark::{Remark, RemarkCode, Remarks};

/// A load test: what was measured, and what to know beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadTest {
    /// What the result was read from.
    pub form: Form,
    /// The version of the tool, where the form states it.
    pub version: Option<String>,
    /// At least one, in the order of the file. Throughput counts what the tool counts as requests, refused ones too;
    /// a concurrency that is known is above 0.
    pub points: Vec<LoadPoint>,
    /// What the form could not tell, what was assumed, what was left out.
    pub remarks: Vec<Remark>,
}

impl LoadTest {
    /// Who wrote it.
    pub const fn tool(&self) -> Tool {
        self.form.tool()
    }
}

/// Several results as one study, its points in the order of their concurrency. A run of k6, oha or wrk is one point,
/// and a scalability law needs some. Nothing joined is a study without points.
pub fn join(tests: Vec<LoadTest>) -> LoadTest {
    let mut remarks = Remarks::default();
    let form = same(tests.iter().map(|test| test.form)).unwrap_or(Form::Several);
    let version = same(tests.iter().map(|test| test.version.clone())).flatten();
    tell_tools(&tests, &mut remarks);
    let mut points = Vec::new();
    for test in tests {
        points.extend(test.points);
        test.remarks.into_iter().for_each(|remark| remarks.take(remark));
    }
    points.sort_by(|a, b| by_concurrency(a).total_cmp(&by_concurrency(b)));
    tell_duplicates(&points, &mut remarks);
    LoadTest { form, version, points, remarks: remarks.into_vec() }
}

/// What all are, if they are the same.
fn same<T: PartialEq>(mut all: impl Iterator<Item = T>) -> Option<T> {
    let first = all.next()?;
    all.all(|other| other == first).then_some(first)
}

/// Points whose concurrency nobody knows come last.
fn by_concurrency(point: &LoadPoint) -> f64 {
    point.concurrency.map_or(f64::INFINITY, Count::get)
}

fn tell_tools(tests: &[LoadTest], remarks: &mut Remarks) {
    let mut tools: Vec<Tool> = tests.iter().map(LoadTest::tool).collect();
    tools.sort_unstable();
    tools.dedup();
    if tools.len() > 1 {
        let names: Vec<String> = tools.iter().map(Tool::to_string).collect();
        let message = format!(
            "the points come from {}, which count users and requests differently: compare them with care",
            names.join(", "),
        );
        remarks.add(RemarkCode::SeveralTools, message);
    }
}

fn tell_duplicates(points: &[LoadPoint], remarks: &mut Remarks) {
    let twice = points.iter().zip(points.iter().skip(1)).filter(|(a, b)| a == b).count();
    if twice > 0 {
        let points = if twice == 1 { "point is" } else { "points are" };
        let message = format!("{twice} {points} there twice to the last digit, as when a file is chosen twice");
        remarks.add(RemarkCode::Duplicate, message);
    }
}
