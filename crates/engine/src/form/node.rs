//! A JSON text as a tree that loses nothing: numbers keep their digits, entries their order, and each value the place
//! it stands at. Reading is serde_json's; this only keeps what its own tree would drop.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::diagnostic::{Code, Diagnostic, Severity};

/// Larger than any model; keeps a mistaken file from taking the machine with it.
pub const MAX_BYTES: usize = 8 << 20;
const MAX_DEPTH: usize = 32;

#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// Byte offset in the text this was read from; 0 for a value made in memory.
    pub at: usize,
    pub kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Null,
    Bool(bool),
    /// The digits as written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Record(Vec<(String, Node)>),
}

impl Kind {
    pub fn name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Record(_) => "an object",
        }
    }
}

impl From<Kind> for Node {
    fn from(kind: Kind) -> Self {
        Self { at: 0, kind }
    }
}

impl Node {
    /// Reads a whole text. On failure the one diagnostic says where and why.
    pub fn parse(text: &str) -> Result<Self, Diagnostic> {
        if text.len() > MAX_BYTES {
            return Err(problem(
                Code::TooLarge,
                0,
                "the file is larger than 8 MiB".into(),
                "no model is that large; is this the right file?",
            ));
        }
        let text_from = text.trim_start_matches('\u{feff}');
        let raw: &RawValue =
            serde_json::from_str(text_from).map_err(|e| syntax(text, text.len() - text_from.len(), &e))?;
        Builder { base: text.as_ptr() as usize, text }.node(raw, 0)
    }

    pub fn text(value: impl Into<String>) -> Self {
        Kind::Text(value.into()).into()
    }

    pub fn number(digits: impl Into<String>) -> Self {
        Kind::Number(digits.into()).into()
    }

    pub fn entries(&self) -> &[(String, Node)] {
        match &self.kind {
            Kind::Record(entries) => entries,
            _ => &[],
        }
    }

    pub fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(k, _)| k == key).map(|(_, v)| v)
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(t) => Some(t),
            _ => None,
        }
    }

    /// The value at a dotted path; list entries by their index.
    pub fn at_path(&self, path: &str) -> Option<&Node> {
        path.split('.').filter(|s| !s.is_empty()).try_fold(self, |node, key| match &node.kind {
            Kind::List(items) => items.get(key.parse::<usize>().ok()?),
            _ => node.get(key),
        })
    }

    pub fn at_path_mut(&mut self, path: &str) -> Option<&mut Node> {
        path.split('.').filter(|s| !s.is_empty()).try_fold(self, |node, key| match &mut node.kind {
            Kind::List(items) => items.get_mut(key.parse::<usize>().ok()?),
            Kind::Record(entries) => entries.iter_mut().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        })
    }

    /// Puts `value` under `key`, replacing or appending. Does nothing to a value that is not an object.
    pub fn put(&mut self, key: &str, value: Node) {
        if let Kind::Record(entries) = &mut self.kind {
            match entries.iter_mut().find(|(k, _)| k == key) {
                Some((_, v)) => *v = value,
                None => entries.push((key.to_owned(), value)),
            }
        }
    }

    pub fn remove(&mut self, key: &str) {
        if let Kind::Record(entries) = &mut self.kind {
            entries.retain(|(k, _)| k != key);
        }
    }
}

fn problem(code: Code, at: usize, message: String, hint: &str) -> Diagnostic {
    Diagnostic { code, severity: Severity::Error, path: String::new(), message, hint: hint.into(), at: Some(at) }
}

/// An error in the part of a text that begins at byte `from`.
fn syntax(text: &str, from: usize, error: &serde_json::Error) -> Diagnostic {
    let text = text.get(from..).unwrap_or_default();
    let line_start = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or(&message).to_owned();
    problem(
        Code::Syntax,
        from + line_start + error.column().saturating_sub(1),
        format!("not valid JSON: {message}"),
        "a model is one JSON object; check quotes, commas and brackets near this place",
    )
}

struct Builder<'t> {
    base: usize,
    text: &'t str,
}

impl Builder<'_> {
    fn node(&self, raw: &RawValue, depth: usize) -> Result<Node, Diagnostic> {
        let digits = raw.get();
        let at = (digits.as_ptr() as usize).saturating_sub(self.base);
        if depth > MAX_DEPTH {
            return Err(problem(
                Code::TooDeep,
                at,
                format!("nested more than {MAX_DEPTH} levels deep"),
                "no part of a model is that deep",
            ));
        }
        let fail = |e: serde_json::Error| syntax(self.text, at, &e);
        let kind = match digits.as_bytes().first() {
            Some(b'{') => {
                let Entries(entries) = serde_json::from_str(digits).map_err(fail)?;
                Kind::Record(
                    entries.into_iter().map(|(k, v)| Ok((k.into_owned(), self.node(v, depth + 1)?))).collect::<Result<
                        _,
                        Diagnostic,
                    >>(
                    )?,
                )
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(digits).map_err(fail)?;
                Kind::List(items.into_iter().map(|v| self.node(v, depth + 1)).collect::<Result<_, _>>()?)
            }
            Some(b'"') => Kind::Text(serde_json::from_str(digits).map_err(fail)?),
            Some(b't') => Kind::Bool(true),
            Some(b'f') => Kind::Bool(false),
            Some(b'n') | None => Kind::Null,
            Some(_) => Kind::Number(digits.to_owned()),
        };
        Ok(Node { at, kind })
    }
}

/// An object's entries in order, duplicates included.
struct Entries<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;
        impl<'de> Visitor<'de> for Collect {
            type Value = Vec<(Cow<'de, str>, &'de RawValue)>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry::<Cow<'de, str>, &'de RawValue>()? {
                    entries.push(entry);
                }
                Ok(entries)
            }
        }
        deserializer.deserialize_map(Collect).map(Entries)
    }
}

/// Prints a model's text: two spaces a level, and whatever fits on one line on one line, so that files stay readable.
impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let mut out = String::new();
        write(self, 0, &mut out);
        f.write_str(&out)
    }
}

const LINE: usize = 118;

fn write(node: &Node, indent: usize, out: &mut String) {
    let flat = matches!(&node.kind, Kind::List(_) | Kind::Record(_)).then(|| compact(node, LINE)).flatten();
    match &node.kind {
        _ if flat.as_ref().is_some_and(|s| indent > 0 && indent * 2 + s.len() <= LINE) => {
            out.push_str(flat.as_deref().unwrap_or_default())
        }
        Kind::List(items) if !items.is_empty() => block(out, indent, ['[', ']'], items.iter().map(|v| (None, v))),
        Kind::Record(entries) if !entries.is_empty() => {
            block(out, indent, ['{', '}'], entries.iter().map(|(k, v)| (Some(k.as_str()), v)))
        }
        _ => out.push_str(&compact(node, usize::MAX).unwrap_or_default()),
    }
}

fn block<'a>(
    out: &mut String,
    indent: usize,
    brackets: [char; 2],
    values: impl Iterator<Item = (Option<&'a str>, &'a Node)>,
) {
    out.push(brackets[0]);
    for (i, (key, value)) in values.enumerate() {
        out.push_str(if i == 0 { "\n" } else { ",\n" });
        out.push_str(&"  ".repeat(indent + 1));
        if let Some(key) = key {
            out.push_str(&quote(key));
            out.push_str(": ");
        }
        write(value, indent + 1, out);
    }
    out.push('\n');
    out.push_str(&"  ".repeat(indent));
    out.push(brackets[1]);
}

/// The value on one line, or None where it would pass `limit`.
fn compact(node: &Node, limit: usize) -> Option<String> {
    let mut out = String::new();
    flat(node, &mut out, limit).then_some(out)
}

fn flat(node: &Node, out: &mut String, limit: usize) -> bool {
    match &node.kind {
        Kind::Null => out.push_str("null"),
        Kind::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Kind::Number(digits) => out.push_str(digits),
        Kind::Text(t) => out.push_str(&quote(t)),
        Kind::List(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                if !flat(item, out, limit) {
                    return false;
                }
            }
            out.push(']');
        }
        Kind::Record(entries) => {
            out.push_str("{ ");
            for (i, (key, value)) in entries.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { ", " });
                out.push_str(&quote(key));
                out.push_str(": ");
                if !flat(value, out, limit) {
                    return false;
                }
            }
            out.push_str(if entries.is_empty() { "}" } else { " }" });
        }
    }
    out.len() <= limit
}

fn quote(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
