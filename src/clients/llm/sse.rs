//! Server-sent events as chat completions send them: one JSON object a line, after `data:`.

use serde_json::Value;

use crate::domain::ask::model::ModelError;

/// Puts pieces together to lines; a letter may come in two of them.
#[derive(Debug, Default)]
pub(super) struct Lines {
    rest: Vec<u8>,
}

impl Lines {
    /// The lines that a piece completes.
    pub(super) fn take(&mut self, piece: &[u8]) -> Vec<String> {
        self.rest.extend_from_slice(piece);
        let Some(last) = self.rest.iter().rposition(|byte| *byte == b'\n') else {
            return Vec::new();
        };
        let rest = self.rest.split_off(last + 1);
        let whole = std::mem::replace(&mut self.rest, rest);
        String::from_utf8_lossy(&whole).lines().map(ToOwned::to_owned).collect()
    }
}

/// What a line tells.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// A comment, an empty line, a role.
    Nothing,
    /// More of the answer.
    Words(String),
    /// That was all of it.
    Ends,
    /// Tokens sent and said.
    Tokens(i64),
    /// Nothing more comes.
    Done,
}

/// Reads a line.
///
/// # Errors
/// Where it makes no sense, or tells of a failure.
pub(super) fn event(line: &str) -> Result<Event, ModelError> {
    let Some(data) = line.strip_prefix("data:").map(str::trim) else {
        // `event:`, `id:`, `retry:`, comments; a page of HTML is none of these.
        let is_field = line.is_empty()
            || line.starts_with(':')
            || ["event:", "id:", "retry:"].iter().any(|name| line.starts_with(name));
        return if is_field { Ok(Event::Nothing) } else { Err(ModelError::Malformed) };
    };
    if data == "[DONE]" {
        return Ok(Event::Done);
    }
    let data: Value = serde_json::from_str(data).map_err(|_error| ModelError::Malformed)?;
    if data.get("error").is_some_and(|error| !error.is_null()) {
        return Err(ModelError::Unwell);
    }
    let words = data.pointer("/choices/0/delta/content").and_then(Value::as_str);
    if let Some(words) = words.filter(|words| !words.is_empty()) {
        return Ok(Event::Words(words.to_owned()));
    }
    if data.pointer("/choices/0/finish_reason").is_some_and(Value::is_string) {
        return Ok(Event::Ends);
    }
    let tokens = data.pointer("/usage/total_tokens").and_then(Value::as_i64);
    Ok(tokens.map_or(Event::Nothing, Event::Tokens))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_put_together_of_any_pieces() {
        let text = "data: {\"a\": \"демпинг\"}\n\n: хорошо\ndata: [DONE]\n";
        for size in 1..=text.len() {
            let mut lines = Lines::default();
            let read: Vec<String> =
                text.as_bytes().chunks(size).flat_map(|piece| lines.take(piece)).collect();
            assert_eq!(read, text.lines().collect::<Vec<_>>());
        }
    }

    #[test]
    fn events_are_read_and_nonsense_is_told() {
        let words = r#"data: {"choices":[{"delta":{"content":"Да"}}]}"#;
        for (line, read) in [
            (words, Ok(Event::Words("Да".to_owned()))),
            (r#"data: {"choices":[{"delta":{},"finish_reason":"stop"}]}"#, Ok(Event::Ends)),
            (r#"data: {"choices":[],"usage":{"total_tokens":7}}"#, Ok(Event::Tokens(7))),
            (r#"data: {"choices":[{"delta":{"role":"assistant"}}]}"#, Ok(Event::Nothing)),
            ("data: [DONE]", Ok(Event::Done)),
            (": ping", Ok(Event::Nothing)),
            (r#"data: {"error":{"message":"overloaded"}}"#, Err(ModelError::Unwell)),
            ("data: {\"choices\":", Err(ModelError::Malformed)),
            ("<html>", Err(ModelError::Malformed)),
        ] {
            assert_eq!(event(line), read, "{line}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_line_is_too_strange(line in "\\PC{0,80}") {
            let _read = event(&line);
            let _data = event(&format!("data: {line}"));
        }
    }
}
