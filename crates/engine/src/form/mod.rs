//! Reading a model's file form. A form is declared once, and from that declaration come its reader, which reports every
//! problem instead of stopping at the first, and its JSON Schema.

pub mod node;
pub mod quantity;
pub mod record;

use std::sync::Arc;

use indexmap::IndexMap;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::diagnostic::{Code, Diagnostic, Severity, suggestion};
use crate::month::Month;
pub use node::{Kind, Node};
pub use quantity::{Domain, Of, Quantity};

/// Named things, in file order.
pub type Named<T> = IndexMap<String, T>;

/// Something the file form is made of.
pub trait Form: Sized {
    /// Reads a value, or the absence of one. None means a problem was reported.
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self>;
    /// Its JSON Schema; shared definitions go into `definitions`.
    fn schema(definitions: &mut Definitions) -> Value;
    /// May the field be left out?
    fn optional() -> bool {
        false
    }
    /// What stands in for a value that could not be read, so that the rest of the file can be checked as well.
    fn fallback() -> Option<Self> {
        None
    }
    /// Reads, or takes what stands in.
    fn read_or_fallback(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        Self::read(node, reader).or_else(|| {
            reader.unread.push(reader.path());
            Self::fallback()
        })
    }
}

/// A comment's lines as text that does not show where they were wrapped; an empty line parts its paragraphs.
pub fn run_on(comment: &str) -> String {
    let lines: Vec<&str> = comment.lines().map(str::trim).collect();
    let paragraphs = lines.split(|line| line.is_empty()).filter(|lines| !lines.is_empty());
    paragraphs.map(|lines| lines.join(" ")).collect::<Vec<_>>().join("\n\n")
}

/// The `$defs` of a JSON Schema, by type name.
pub type Definitions = serde_json::Map<String, Value>;

/// A quantity met while reading, so that whoever lists a model's assumptions need not know its shape.
#[derive(Clone, Debug)]
pub struct Found {
    pub path: String,
    pub domain: Domain,
    pub quantity: Arc<Quantity>,
}

/// Where reading is, and what it has met so far.
#[derive(Debug, Default)]
pub struct Reader {
    /// Keys from the root, with dots between them.
    path: String,
    /// Where the last key of the path begins; None at the root.
    key: Option<usize>,
    pub diagnostics: Vec<Diagnostic>,
    pub quantities: Vec<Found>,
    /// Where something stands in for what could not be read: nothing else should be said of these places.
    pub unread: Vec<String>,
}

impl Reader {
    /// A reader of some parts of a file, beside others of which so much could not be read.
    pub fn beside(unread: Vec<String>) -> Self {
        Self { unread, ..Self::default() }
    }

    pub fn path(&self) -> String {
        self.path.clone()
    }

    pub fn within<T>(&mut self, key: &str, read: impl FnOnce(&mut Self) -> T) -> T {
        let (parent, parent_key) = (self.path.len(), self.key);
        if parent_key.is_some() {
            self.path.push('.');
        }
        self.key = Some(self.path.len());
        self.path.push_str(key);
        let value = read(self);
        self.path.truncate(parent);
        self.key = parent_key;
        value
    }

    /// Reads a field of an object, or takes what stands in. Where nothing need be given and nothing is, there is nothing
    /// to report, and no path is needed.
    pub fn field<T: Form>(&mut self, key: &str, node: Option<&Node>) -> Option<T> {
        if node.is_none() && T::optional() {
            return T::read(None, self);
        }
        self.within(key, |r| T::read_or_fallback(node, r))
    }

    pub fn error(&mut self, code: Code, node: Option<&Node>, message: impl Into<String>, hint: impl Into<String>) {
        self.report(code, Severity::Error, node, message, hint);
    }

    fn report(
        &mut self,
        code: Code,
        severity: Severity,
        node: Option<&Node>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        let at = node.map(|n| n.at);
        self.diagnostics.push(Diagnostic {
            code,
            severity,
            path: self.path(),
            message: message.into(),
            hint: hint.into(),
            at,
        });
    }

    /// The node, or a report that it is missing.
    pub fn need<'n>(&mut self, node: Option<&'n Node>, expected: &str) -> Option<&'n Node> {
        if node.is_none() {
            self.error(
                Code::Missing,
                None,
                format!("`{}` is missing", self.key.map_or("it", |at| &self.path[at..])),
                format!("give {expected}"),
            );
        }
        node
    }

    pub fn wrong_type(&mut self, node: &Node, expected: &str) {
        self.error(
            Code::WrongType,
            Some(node),
            format!("expected {expected}, found {}", node.kind.name()),
            format!("write {expected}"),
        );
    }

    /// The text, or a report that it is none.
    pub fn text<'n>(&mut self, node: &'n Node) -> Option<&'n str> {
        let text = node.as_text();
        if text.is_none() {
            self.wrong_type(node, "a text");
        }
        text
    }

    /// The node, if it is an object, or a report.
    pub fn record<'n>(&mut self, node: Option<&'n Node>, expected: &str) -> Option<&'n Node> {
        let node = self.need(node, expected)?;
        if !matches!(node.kind, Kind::Record(_)) {
            self.wrong_type(node, expected);
            return None;
        }
        Some(node)
    }

    /// The values of an object's fields, in the order of `known`; duplicates and unknown fields are reported. The object
    /// may also have the field `tag`, which says what it is.
    pub fn fields<'n, const N: usize>(
        &mut self,
        node: &'n Node,
        tag: Option<&str>,
        known: &[&str; N],
    ) -> [Option<&'n Node>; N] {
        let mut values = [None; N];
        let (mut found, mut next) = (0, 0);
        for (key, value) in node.entries() {
            // Files mostly have their fields in the order of the form.
            if let Some(i) = (next..N).chain(0..next).find(|i| known[*i] == key) {
                found += usize::from(values[i].is_none());
                values[i].get_or_insert(value);
                next = i + 1;
            }
        }
        found += usize::from(tag.is_some_and(|tag| node.get(tag).is_some()));
        if found < node.entries().len() {
            self.superfluous(node.entries(), tag.iter().chain(known).copied());
        }
        values
    }

    fn superfluous<'k>(&mut self, entries: &[(String, Node)], known: impl Iterator<Item = &'k str> + Clone) {
        self.duplicates(entries);
        for (key, value) in entries.iter().filter(|(key, _)| !known.clone().any(|k| k == key)) {
            let hint = suggestion(key, known.clone());
            self.within(key, |r| {
                r.error(Code::UnknownField, Some(value), format!("`{key}` is not a field here"), hint)
            });
        }
    }

    fn duplicates(&mut self, entries: &[(String, Node)]) {
        for (i, (key, value)) in entries.iter().enumerate() {
            if entries[..i].iter().any(|(k, _)| k == key) {
                self.within(key, |r| {
                    r.error(Code::Duplicate, Some(value), format!("`{key}` is given twice"), "keep one of the two")
                });
            }
        }
    }
}

impl<T: Form> Form for Option<T> {
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        match node {
            None => Some(None),
            Some(Node { kind: Kind::Null, .. }) => Some(None),
            Some(_) => T::read(node, reader).map(Some),
        }
    }
    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
    fn optional() -> bool {
        true
    }
    fn fallback() -> Option<Self> {
        Some(None)
    }
}

impl<T: Form> Form for Box<T> {
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        T::read(node, reader).map(Box::new)
    }
    fn fallback() -> Option<Self> {
        T::fallback().map(Box::new)
    }
    fn schema(definitions: &mut Definitions) -> Value {
        T::schema(definitions)
    }
}

impl<T: Form> Form for Vec<T> {
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        let Some(node) = node else { return Some(Vec::new()) };
        let Kind::List(items) = &node.kind else {
            reader.wrong_type(node, "a list");
            return None;
        };
        let read: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(i, item)| reader.within(&i.to_string(), |r| T::read_or_fallback(Some(item), r)))
            .collect();
        read.into_iter().collect()
    }
    fn fallback() -> Option<Self> {
        Some(Vec::new())
    }
    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "array", "items": T::schema(definitions) })
    }
    fn optional() -> bool {
        true
    }
}

impl<T: Form> Form for Named<T> {
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        let Some(node) = node else { return Some(Named::new()) };
        let Kind::Record(entries) = &node.kind else {
            reader.wrong_type(node, "an object of named things");
            return None;
        };
        reader.duplicates(entries);
        let mut all = Some(Named::with_capacity(entries.len()));
        for (key, value) in entries {
            let read = reader.within(key, |r| {
                if !is_name(key) {
                    r.error(
                        Code::BadName,
                        Some(value),
                        format!("`{key}` cannot be a name"),
                        "use lower-case letters, digits and underscores: `starter_plan`",
                    );
                }
                T::read_or_fallback(Some(value), r)
            });
            match (read, &mut all) {
                (Some(v), Some(map)) => {
                    map.insert(key.clone(), v);
                }
                _ => all = None,
            }
        }
        all
    }
    fn schema(definitions: &mut Definitions) -> Value {
        json!({ "type": "object", "propertyNames": { "pattern": "^[a-z0-9_]+$" }, "additionalProperties": T::schema(definitions) })
    }
    fn optional() -> bool {
        true
    }
    fn fallback() -> Option<Self> {
        Some(Named::new())
    }
}

/// Names travel in paths and formulas, so they are plain.
pub fn is_name(key: &str) -> bool {
    !key.is_empty() && key.len() <= 64 && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl Form for String {
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        let node = reader.need(node, "a text")?;
        reader.text(node).map(str::to_owned)
    }
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "string" })
    }
    fn fallback() -> Option<Self> {
        Some(Self::new())
    }
}

impl Form for bool {
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        let node = reader.need(node, "true or false")?;
        match node.kind {
            Kind::Bool(b) => Some(b),
            _ => {
                reader.wrong_type(node, "true or false");
                None
            }
        }
    }
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "boolean" })
    }
    fn fallback() -> Option<Self> {
        Some(false)
    }
}

impl Form for Decimal {
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        let node = reader.need(node, "a number")?;
        decimal(node, reader)
    }
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": ["number", "string"], "pattern": "^-?[0-9]+(\\.[0-9]+)?$" })
    }
    fn fallback() -> Option<Self> {
        Some(Decimal::ONE)
    }
}

impl Form for u32 {
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        let node = reader.need(node, "a whole number")?;
        let value = decimal(node, reader)?;
        let whole = u32::try_from(value).ok().filter(|w| Decimal::from(*w) == value);
        if whole.is_none() {
            reader.error(
                Code::OutOfDomain,
                Some(node),
                format!("{value} is not a whole number from 0 to 4294967295"),
                "write a whole number",
            );
        }
        whole
    }
    fn schema(_: &mut Definitions) -> Value {
        json!({ "type": "integer", "minimum": 0 })
    }
    fn fallback() -> Option<Self> {
        Some(1)
    }
}

/// Any JSON value, kept as it is.
impl Form for Node {
    fn read(node: Option<&Node>, reader: &mut Reader) -> Option<Self> {
        reader.need(node, "a value").cloned()
    }
    fn schema(_: &mut Definitions) -> Value {
        json!({})
    }
    fn fallback() -> Option<Self> {
        Some(Kind::Null.into())
    }
}

/// A decimal from a number or a text of digits, exactly; more digits than a decimal keeps are an error, not a rounding.
pub fn decimal(node: &Node, reader: &mut Reader) -> Option<Decimal> {
    let digits = match &node.kind {
        Kind::Number(d) => d,
        Kind::Text(t) => t,
        _ => {
            reader.wrong_type(node, "a number");
            return None;
        }
    };
    let value = exact_decimal(digits);
    if value.is_none() {
        let (message, hint) = no_number(digits);
        reader.error(Code::BadNumber, Some(node), message, hint);
    }
    value
}

/// Why these digits are no number, and what would be right.
fn no_number(digits: &str) -> (String, String) {
    let shown: String = digits.chars().take(40).collect();
    let bare = digits.strip_suffix('%').map(str::trim_end).filter(|bare| exact_decimal(bare).is_some());
    match bare {
        _ if digits.parse::<Month>().is_ok() => (
            format!("`{shown}` is a month, and a number is wanted here"),
            "write 1 for the plan's first month, 2 for the next, and so on".into(),
        ),
        Some(bare) => (
            format!("`{shown}` has a percent sign, and a bare number is wanted here"),
            format!("write {{ \"value\": {bare}, \"unit\": \"%\" }}, or the share itself"),
        ),
        None if digits.contains(|c: char| c.is_ascii_digit()) => (
            format!("`{shown}` is not a decimal number that can be kept exactly"),
            "use at most 28 digits, such as 29 or 0.125".into(),
        ),
        None => (format!("`{shown}` is not a number"), "write it in digits, such as 29 or 0.125".into()),
    }
}

fn exact_decimal(digits: &str) -> Option<Decimal> {
    if digits.len() > 64 {
        return None;
    }
    match Decimal::from_str_exact(digits) {
        Ok(d) => Some(d),
        Err(_) if digits.contains(['e', 'E']) => Decimal::from_scientific(digits).ok(),
        Err(_) => None,
    }
}
