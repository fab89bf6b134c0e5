//! The results of load tests, whatever tool wrote them, as points of concurrency and throughput.
//!
//! [`read`] takes the bytes of a file, tells its [`Form`] by what stands in it, and gives a [`LoadTest`], or every
//! problem of the file at once. [`join`] makes one study of several. Each form is described in the module that reads
//! it: k6, Locust, Artillery, oha, wrk, and plain tables.
//!
//! No form tells everything. What one leaves out is `None` in its points, and every assumption is a [`Remark`].
#![warn(missing_docs)]

mod artillery;
mod form;
mod json;
mod k6;
mod loadtest;
mod locust;
mod measure;
mod number;
mod oha;
mod plain;
mod problem;
mod remark;
mod table;
mod text;
mod wrk;

pub use form::{Form, Tool};
pub use loadtest::{LoadTest, join};
pub use problem::{Code, Problem, ReadError};
pub use remark::{Remark, RemarkCode};
pub use text::LIMIT;

use problem::Problems;

/// Which form a file is in.
///
/// # Errors
/// When it is none that is read here, no text, or too large.
pub fn form(bytes: &[u8]) -> Result<Form, ReadError> {
    Ok(form::of(&text::decode(bytes)?)?)
}

/// Reads a result. Several JSON results or wrk reports that follow each other in one file are one study.
///
/// # Errors
/// Every problem of the file, each with a code and where it stands.
pub fn read(bytes: &[u8]) -> Result<LoadTest, ReadError> {
    let text = text::decode(bytes)?;
    match form::of(&text)? {
        Form::Wrk => wrk::read(&text),
        Form::LocustStats => locust::read_stats(&text),
        Form::LocustHistory => locust::read_history(&text),
        Form::Table => plain::read(&text),
        form => read_json(&text, form),
    }
}

/// The most JSON results of a file. A study has some dozens.
const MOST_RESULTS: usize = 10_000;

/// Reads every JSON result of a text, all of which must be of one form.
fn read_json(text: &str, form: Form) -> Result<LoadTest, ReadError> {
    let (mut tests, mut problems) = (Vec::new(), Problems::default());
    for document in json::documents(text) {
        if tests.len() == MOST_RESULTS {
            problems.add(text::too_many(MOST_RESULTS, "results"));
        }
        if problems.is_full() || tests.len() == MOST_RESULTS {
            break;
        }
        match document.map_err(ReadError::from).and_then(|document| read_document(&document, form)) {
            Ok(test) => tests.push(test),
            Err(error) => problems.take(error),
        }
    }
    let mut tests = problems.or(tests)?;
    match (tests.pop(), tests.is_empty()) {
        (Some(only), true) => Ok(only),
        (last, _) => Ok(join(tests.into_iter().chain(last).collect())),
    }
}

fn read_document(document: &json::Value<'_>, form: Form) -> Result<LoadTest, ReadError> {
    let object = document.opened().filter(|object| form::of_object(object).ok() == Some(form));
    let Some(object) = object else { return Err(mixed(document, form).into()) };
    match form {
        Form::K6Summary | Form::K6Export | Form::K6MachineReadable => k6::read(form, &object),
        Form::Artillery1 | Form::Artillery2 => artillery::read(form, &object),
        _ => oha::read(&object),
    }
}

fn mixed(document: &json::Value<'_>, form: Form) -> Problem {
    Problem {
        code: Code::Mixed,
        line: Some(document.place().line),
        field: String::new(),
        message: format!("the file begins as {form} and goes on as something else"),
        hint: "keep results of one form in a file, and read the files together".to_owned(),
    }
}
