//! JSON that knows where each value stands. An object is opened one level at a time: what lies below a field that
//! nobody asks for is checked for its syntax and never built, so a large report costs little more than its text.

use std::collections::BTreeMap;

use headroom_engine::quantity::QuantityError;
use serde_json::Deserializer;
use serde_json::value::RawValue;

use crate::number;
use crate::problem::{Code, Place, Problem, Problems, quoted};
use crate::text::{MOST, line_of, too_many};

/// A value, not opened yet.
#[derive(Clone, Debug)]
pub(crate) struct Value<'a> {
    file: &'a str,
    raw: &'a RawValue,
    path: String,
}

/// An object, opened.
#[derive(Debug)]
pub(crate) struct Object<'a> {
    value: Value<'a>,
    fields: BTreeMap<String, &'a RawValue>,
}

/// The values that a text has one after another: a shell's `>>` appends results to each other.
pub(crate) fn documents(file: &str) -> impl Iterator<Item = Result<Value<'_>, Problem>> {
    let values = Deserializer::from_str(file).into_iter::<&RawValue>();
    values.map(move |read| match read {
        Ok(raw) => Ok(Value { file, raw, path: String::new() }),
        Err(error) => Err(syntax(file, &error)),
    })
}

fn syntax(file: &str, error: &serde_json::Error) -> Problem {
    let line = file.lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let there: String = line.chars().skip(error.column().saturating_sub(4)).take(12).collect();
    let (code, message, hint) = if error.is_eof() {
        (Code::Syntax, "the JSON ends too early".to_owned(), "let the load test finish, and copy the whole file")
    } else if ["NaN", "Inf"].iter().any(|word| there.contains(word)) {
        (Code::BadNumber, "NaN and infinity are not numbers".to_owned(), "JSON writes what is unknown as `null`")
    } else {
        (Code::Syntax, format!("the JSON is broken at {}", quoted(there.trim())), "export the result again")
    };
    Problem { code, line: Some(error.line()), field: String::new(), message, hint: hint.to_owned() }
}

impl<'a> Value<'a> {
    /// Where it stands.
    pub fn place(&self) -> Place {
        let at = (self.raw.get().as_ptr() as usize).saturating_sub(self.file.as_ptr() as usize);
        Place { line: line_of(self.file, at), field: self.path.clone() }
    }

    /// The object it is, if it is one.
    pub fn opened(&self) -> Option<Object<'a>> {
        let fields = serde_json::from_str(self.raw.get()).ok()?;
        Some(Object { value: self.clone(), fields })
    }

    /// The object it must be.
    pub fn object(&self, problems: &mut Problems) -> Option<Object<'a>> {
        self.opened().or_else(|| self.wrong("an object", problems))
    }

    /// The values of the list it must be.
    pub fn list(&self, problems: &mut Problems) -> Option<Vec<Value<'a>>> {
        let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(self.raw.get()) else {
            return self.wrong("a list", problems);
        };
        if items.len() > MOST {
            problems.add(too_many(MOST, "entries in a list"));
            return None;
        }
        let path = |index| format!("{}[{index}]", self.path);
        Some(items.into_iter().enumerate().map(|(i, raw)| Value { file: self.file, raw, path: path(i) }).collect())
    }

    /// The number it must be.
    pub fn number(&self, problems: &mut Problems) -> Option<f64> {
        let text = self.raw.get();
        if !text.starts_with(|c: char| c == '-' || c.is_ascii_digit()) {
            return self.wrong("a number", problems);
        }
        let number = number::number(text, number::Decimal::Point);
        if number.is_none() {
            number::not_a_number(text, || self.place(), problems);
        }
        number
    }

    /// The numbers of the list it is, if it is one with nothing else in it.
    pub fn numbers(&self) -> Option<Vec<f64>> {
        serde_json::from_str(self.raw.get()).ok()
    }

    /// The text it is, if it is one.
    pub fn text(&self) -> Option<String> {
        serde_json::from_str(self.raw.get()).ok()
    }

    fn wrong<T>(&self, right: &str, problems: &mut Problems) -> Option<T> {
        let message = format!("{} is not {right}", quoted(self.raw.get()));
        problems.at(|| self.place(), Code::WrongType, message, format!("{right} stands here in a result of this form"));
        None
    }
}

impl<'a> Object<'a> {
    /// Where it stands.
    pub fn place(&self) -> Place {
        self.value.place()
    }

    /// A field that may be left out. `null` says the same as nothing.
    pub fn find(&self, name: &str) -> Option<Value<'a>> {
        let raw = self.fields.get(name).filter(|raw| raw.get() != "null")?;
        Some(Value { file: self.value.file, raw, path: self.path_of(name) })
    }

    /// A field that must be there.
    pub fn get(&self, name: &str, problems: &mut Problems) -> Option<Value<'a>> {
        let value = self.find(name);
        if value.is_none() {
            let place = || Place { field: self.path_of(name), ..self.place() };
            let hint = "every result of this form has it; export it whole";
            problems.at(place, Code::Missing, "the field is not there, or null", hint);
        }
        value
    }

    /// The object in a field that may be left out.
    pub fn find_object(&self, name: &str, problems: &mut Problems) -> Option<Object<'a>> {
        self.find(name)?.object(problems)
    }

    /// The object in a field that must be there.
    pub fn object(&self, name: &str, problems: &mut Problems) -> Option<Object<'a>> {
        self.get(name, problems)?.object(problems)
    }

    /// A quantity in a field that may be left out, from the number there in the form's own unit.
    pub fn find_quantity<Q>(
        &self,
        name: &str,
        new: impl Fn(f64) -> Result<Q, QuantityError>,
        problems: &mut Problems,
    ) -> Option<Q> {
        let value = self.find(name)?;
        number::quantity(value.number(problems)?, new, || value.place(), problems)
    }

    /// [`Self::find_quantity`] of a field that must be there.
    pub fn quantity<Q>(
        &self,
        name: &str,
        new: impl Fn(f64) -> Result<Q, QuantityError>,
        problems: &mut Problems,
    ) -> Option<Q> {
        self.get(name, problems)?;
        self.find_quantity(name, new, problems)
    }

    /// A count in a field that may be left out.
    pub fn find_count(&self, name: &str, problems: &mut Problems) -> Option<u64> {
        let value = self.find(name)?;
        number::whole(value.number(problems)?, || value.place(), problems)
    }

    /// A count in a field that must be there.
    pub fn count(&self, name: &str, problems: &mut Problems) -> Option<u64> {
        self.get(name, problems)?;
        self.find_count(name, problems)
    }

    /// The sum of the counts in all fields whose name passes.
    pub fn sum_of(&self, passes: impl Fn(&str) -> bool, problems: &mut Problems) -> u64 {
        let names = self.fields.keys().filter(|name| passes(name));
        names.filter_map(|name| self.find_count(name, problems)).fold(0, u64::saturating_add)
    }

    /// Every field that is not `null`.
    pub fn values(&self) -> impl Iterator<Item = Value<'a>> {
        self.fields.keys().filter_map(|name| self.find(name))
    }

    fn path_of(&self, name: &str) -> String {
        if self.value.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.value.path) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn only(text: &str) -> Object<'_> {
        documents(text).next().unwrap().unwrap().opened().unwrap()
    }

    #[test]
    fn fields_know_their_path_and_line() {
        let text = "{\n \"a\": {\n  \"b\": [1,\n   \"x\"]}}";
        let mut problems = Problems::default();
        let list = only(text).object("a", &mut problems).unwrap().get("b", &mut problems).unwrap();
        let items = list.list(&mut problems).unwrap();
        assert_eq!(items[0].number(&mut problems), Some(1.0));
        assert_eq!(items[1].number(&mut problems), None);
        let error = problems.or(()).unwrap_err();
        assert!(error.to_string().starts_with("line 4, a.b[1]: `\"x\"` is not a number"), "{error}");
    }

    #[test]
    fn null_is_nothing() {
        let text = r#"{"p95": null}"#;
        let mut problems = Problems::default();
        assert!(only(text).find("p95").is_none());
        assert!(only(text).get("p95", &mut problems).is_none());
        assert_eq!(problems.or(()).unwrap_err().problems[0].code, Code::Missing);
    }

    #[test]
    fn broken_json_is_told_apart() {
        let code = |text: &str| documents(text).find_map(Result::err).unwrap();
        assert_eq!(code("{\"a\": 1").message, "the JSON ends too early");
        assert_eq!(code("{\"a\":\n NaN}").code, Code::BadNumber);
        assert_eq!(code("{\"a\": Infinity}").code, Code::BadNumber);
        assert_eq!(code("{\"a\": 1,}").code, Code::Syntax);
        assert_eq!(code("{}\n{").line, Some(2));
    }

    #[test]
    fn depth_is_no_danger() {
        let depth = 1_000_000;
        let deep = format!("{{\"x\": {}{}, \"n\": 1}}", "[".repeat(depth), "]".repeat(depth));
        assert_eq!(only(&deep).find_count("n", &mut Problems::default()), Some(1));
    }
}
