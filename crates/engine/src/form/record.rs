//! Declaring forms. `form!` makes a struct with its reader and schema; `choice!` a word out of several; `variants!` an
//! object whose `kind` says which of several forms it has.

/// A struct of fields; a field may be left out when its type is optional (`Option`, `Vec`, `Named`).
#[macro_export]
macro_rules! form {
    ($(#[doc = $doc:literal])* pub struct $name:ident { $($(#[doc = $field_doc:literal])* $field:ident $(as $key:literal)? : $type:ty,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        pub struct $name { $($(#[doc = $field_doc])* pub $field: $type,)* }

        impl $name {
            pub const KEYS: &'static [&'static str; [$(stringify!($field)),*].len()] = &[$($crate::form!(@key $field $($key)?),)*];

            /// Reads the fields of an object, which may also have a `tag` that says what it is.
            pub(crate) fn read_fields(node: &$crate::form::Node, tag: Option<&str>, reader: &mut $crate::form::Reader) -> Option<Self> {
                let mut values = reader.fields(node, tag, Self::KEYS).into_iter();
                $(let $field = reader.field::<$type>($crate::form!(@key $field $($key)?), values.next().flatten());)*
                Some(Self { $($field: $field?,)* })
            }

            /// What `work` gives while the fields of these names are as `node` has them. None where one cannot be read.
            #[allow(dead_code)] // the model alone is changed and put back, for its scenarios
            pub(crate) fn with_fields<T>(
                &mut self,
                names: &[&str],
                node: &$crate::form::Node,
                reader: &mut $crate::form::Reader,
                work: impl FnOnce(&Self, &mut $crate::form::Reader) -> T,
            ) -> Option<T> {
                let mut values = reader.fields(node, None, Self::KEYS).into_iter();
                $(let mut $field = {
                    let (key, value) = ($crate::form!(@key $field $($key)?), values.next().flatten());
                    names.contains(&key).then(|| reader.field::<$type>(key, value))
                };)*
                if $(matches!($field, Some(None)) ||)* false {
                    return None;
                }
                let mut exchange = |form: &mut Self| {
                    $(if let Some(Some(other)) = &mut $field { std::mem::swap(&mut form.$field, other); })*
                };
                exchange(self);
                let result = work(self, reader);
                exchange(self);
                Some(result)
            }

            pub(crate) fn properties(definitions: &mut $crate::form::Definitions) -> (serde_json::Map<String, serde_json::Value>, Vec<&'static str>) {
                let mut properties = serde_json::Map::new();
                let mut required = Vec::new();
                $({
                    let key = $crate::form!(@key $field $($key)?);
                    let mut schema = <$type as $crate::form::Form>::schema(definitions);
                    let doc = $crate::form::run_on(concat!($($field_doc, "\n"),*));
                    if let (Some(object), false) = (schema.as_object_mut(), doc.is_empty()) {
                        object.insert("description".into(), doc.into());
                    }
                    properties.insert(key.into(), schema);
                    if !<$type as $crate::form::Form>::optional() { required.push(key); }
                })*
                (properties, required)
            }
        }

        impl $crate::form::Form for $name {
            fn read(node: Option<&$crate::form::Node>, reader: &mut $crate::form::Reader) -> Option<Self> {
                let node = reader.record(node, "an object")?;
                Self::read_fields(node, None, reader)
            }
            fn fallback() -> Option<Self> {
                Some(Self { $($field: <$type as $crate::form::Form>::fallback()?,)* })
            }
            fn schema(definitions: &mut $crate::form::Definitions) -> serde_json::Value {
                let name = stringify!($name);
                if !definitions.contains_key(name) {
                    definitions.insert(name.into(), serde_json::Value::Null); // holds the place of a form that contains itself
                    let (properties, required) = Self::properties(definitions);
                    definitions.insert(name.into(), serde_json::json!({
                        "description": $crate::form::run_on(concat!($($doc, "\n"),*)),
                        "type": "object", "additionalProperties": false, "properties": properties, "required": required
                    }));
                }
                serde_json::json!({ "$ref": format!("#/$defs/{name}") })
            }
        }
    };
    (@key $field:ident $key:literal) => { $key };
    (@key $field:ident) => { stringify!($field) };
}

/// A word out of several.
#[macro_export]
macro_rules! choice {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $($(#[doc = $variant_doc:literal])* $variant:ident = $text:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[doc = $variant_doc])* $variant,)* }

        impl $name {
            pub const ALL: &'static [(&'static str, Self)] = &[$(($text, Self::$variant),)*];
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }
        }

        impl $crate::form::Form for $name {
            fn read(node: Option<&$crate::form::Node>, reader: &mut $crate::form::Reader) -> Option<Self> {
                const WORDS: &str = $crate::words!($($text),*);
                let node = reader.need(node, concat!("one of: ", $crate::words!($($text),*)))?;
                let Some(word) = node.as_text() else { reader.wrong_type(node, "a text"); return None };
                let found = Self::ALL.iter().find(|(t, _)| *t == word).map(|(_, v)| *v);
                if found.is_none() {
                    let hint = $crate::diagnostic::suggestion(word, [$($text),*]);
                    reader.error($crate::diagnostic::Code::UnknownChoice, Some(node), format!("`{word}` is not one of: {WORDS}"), hint);
                }
                found
            }
            fn schema(_: &mut $crate::form::Definitions) -> serde_json::Value {
                serde_json::json!({ "enum": [$($text),*] })
            }
            fn fallback() -> Option<Self> {
                Self::ALL.first().map(|(_, word)| *word)
            }
        }
    };
}

/// An object whose `kind` says which form the rest of it has.
#[macro_export]
macro_rules! variants {
    ($(#[doc = $doc:literal])* pub enum $name:ident { $($variant:ident($form:ty) = $text:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Debug)]
        #[allow(clippy::large_enum_variant)] // read once per model; boxes would only stand in the reader's way
        pub enum $name { $($variant($form),)* }

        impl $name {
            pub fn kind(&self) -> &'static str {
                match self { $(Self::$variant(_) => $text,)* }
            }
        }

        impl $crate::form::Form for $name {
            fn read(node: Option<&$crate::form::Node>, reader: &mut $crate::form::Reader) -> Option<Self> {
                const WORDS: &str = $crate::words!($($text),*);
                let node = reader.record(node, concat!("an object with `kind`: ", $crate::words!($($text),*)))?;
                let kind = reader.within("kind", |r| r.need(node.get("kind"), "a text").and_then(|kind| r.text(kind)))?;
                match kind {
                    $($text => <$form>::read_fields(node, Some("kind"), reader).map(Self::$variant),)*
                    other => {
                        let hint = $crate::diagnostic::suggestion(other, [$($text),*]);
                        reader.within("kind", |r| r.error($crate::diagnostic::Code::UnknownChoice, node.get("kind"), format!("`{other}` is not one of: {WORDS}"), hint));
                        None
                    }
                }
            }
            fn schema(definitions: &mut $crate::form::Definitions) -> serde_json::Value {
                let name = stringify!($name);
                if !definitions.contains_key(name) {
                    definitions.insert(name.into(), serde_json::Value::Null);
                    let mut any = Vec::new();
                    $({
                        let (mut properties, mut required) = <$form>::properties(definitions);
                        properties.insert("kind".into(), serde_json::json!({ "const": $text }));
                        required.insert(0, "kind");
                        any.push(serde_json::json!({ "type": "object", "additionalProperties": false, "properties": properties, "required": required }));
                    })*
                    definitions.insert(name.into(), serde_json::json!({ "description": $crate::form::run_on(concat!($($doc, "\n"),*)), "oneOf": any }));
                }
                serde_json::json!({ "$ref": format!("#/$defs/{name}") })
            }
            fn fallback() -> Option<Self> {
                $(if let Some(form) = <$form as $crate::form::Form>::fallback() {
                    return Some(Self::$variant(form));
                })*
                None
            }
        }
    };
}

/// Words as one text, with commas between them.
#[macro_export]
macro_rules! words {
    ($first:literal $(, $next:literal)* $(,)?) => { concat!($first $(, ", ", $next)*) };
}
