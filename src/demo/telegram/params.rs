//! Parameters of a call, read from the query string, a form, a multipart body or JSON the way the
//! Bot API server reads them.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// An uploaded file.
#[derive(Debug, Clone)]
pub(super) struct Upload {
    pub(super) file_name: String,
    pub(super) content: Vec<u8>,
}

/// All parameters of one call.
#[derive(Debug, Default)]
pub(super) struct Params {
    pub(super) fields: Map<String, Value>,
    pub(super) files: Vec<(String, Upload)>,
}

/// More than this many bytes of parameters is 413.
pub(super) const MAX_PARAMETERS: usize = 1 << 20;

impl Params {
    /// Reads the query string and the body.
    pub(super) fn read(
        query: Option<&str>,
        content_type: &str,
        body: &[u8],
    ) -> Result<Self, Refusal> {
        let mut params = Self::default();
        params.urlencoded(query.unwrap_or_default().as_bytes());
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/json" if !body.is_empty() => match serde_json::from_slice(body) {
                Ok(Value::Object(fields)) => params.fields.extend(fields),
                _ => return Err(Refusal::bad("can't parse JSON object")),
            },
            "application/x-www-form-urlencoded" => params.urlencoded(body),
            "multipart/form-data" => {
                super::multipart::read(content_type, body, &mut params)?;
            }
            _ => {}
        }
        Ok(params)
    }

    fn urlencoded(&mut self, text: &[u8]) {
        for (name, value) in url::form_urlencoded::parse(text) {
            self.fields.insert(name.into_owned(), Value::String(value.into_owned()));
        }
    }

    /// A value as text: in JSON every value that is not a string counts as its JSON text, so
    /// `null` is the word "null".
    pub(super) fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        match self.fields.get(name)? {
            Value::String(text) => Some(Cow::Borrowed(text)),
            other => Some(Cow::Owned(other.to_string())),
        }
    }

    /// A value as a number; what is not a number counts as absent.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        match self.fields.get(name)? {
            Value::Number(number) => number.as_i64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// "true", "yes" and "1" are true, everything else is false.
    pub(super) fn flag(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| {
            matches!(text.trim().to_ascii_lowercase().as_str(), "true" | "yes" | "1")
        })
    }

    /// A structured value, given as JSON or as JSON in a string; `Err` if it is not JSON.
    pub(super) fn json(&self, name: &str) -> Option<Result<Value, serde_json::Error>> {
        match self.fields.get(name)? {
            Value::String(text) if text.trim().is_empty() => None,
            Value::String(text) => Some(serde_json::from_str(text)),
            other => Some(Ok(other.clone())),
        }
    }

    /// The file a parameter names, directly or as `attach://name`.
    pub(super) fn file(&self, name: &str) -> Option<&Upload> {
        let attached = self.text(name);
        let wanted = attached.as_deref().and_then(|text| text.strip_prefix("attach://"));
        let wanted = wanted.unwrap_or(name);
        self.files.iter().find(|(field, _)| field == wanted).map(|(_, file)| file)
    }
}
