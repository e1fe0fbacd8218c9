//! The text of a message: parse mode, cleaning, trimming and the limits around them.

use serde_json::Value;

use super::{
    html::{self, Entity},
    params::Params,
    refusal::Refusal,
};

/// A parsed text with the source it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Formatted {
    pub(super) text: String,
    pub(super) entities: Vec<Entity>,
    pub(super) source: String,
}

/// Raw text may have at most this many bytes before parsing.
const MAX_SOURCE_BYTES: usize = 32_768;
/// The server keeps the first hundred entities.
const MAX_ENTITIES: usize = 100;

/// Reads the parameter `name` with `parse_mode`, ready to be sent.
pub(super) fn read(params: &Params, name: &str) -> Result<Formatted, Refusal> {
    let source = params.text(name).unwrap_or_default().into_owned();
    if source.len() > MAX_SOURCE_BYTES {
        return Err(Refusal::bad("text is too long"));
    }
    let mode = params.text("parse_mode").unwrap_or_default().to_ascii_lowercase();
    let (text, entities) = match mode.as_str() {
        "" | "none" => (source.clone(), plain_entities(params)?),
        "html" => html::parse(&source)
            .map_err(|reason| Refusal::bad(format_args!("can't parse entities: {reason}")))?,
        "markdown" | "markdownv2" => {
            return Err(Refusal::bad(format_args!(
                "the local Telegram reads HTML only, not parse_mode \"{mode}\""
            )));
        }
        _ => return Err(Refusal::bad("unsupported parse_mode")),
    };
    let (text, mut entities) = tidy(text, entities);
    entities.truncate(MAX_ENTITIES);
    Ok(Formatted { text, entities, source })
}

/// Entities given by the client: taken as they are, so only their kinds matter here.
fn plain_entities(params: &Params) -> Result<Vec<Entity>, Refusal> {
    match params.json("entities") {
        None | Some(Ok(Value::Null)) => Ok(Vec::new()),
        Some(Ok(Value::Array(list))) if list.is_empty() => Ok(Vec::new()),
        Some(Ok(Value::Array(_))) => {
            Err(Refusal::bad("the local Telegram reads parse_mode HTML, not ready-made entities"))
        }
        _ => Err(Refusal::bad("can't parse entities JSON object")),
    }
}

/// Control characters become spaces, carriage returns and direction marks vanish, the ends are
/// trimmed; entities follow the text.
fn tidy(text: String, mut entities: Vec<Entity>) -> (String, Vec<Entity>) {
    let text = if text.chars().any(needs_cleaning) { clean(&text, &mut entities) } else { text };
    let blank = |c: char| c == ' ' || c == '\n';
    let left = text.trim_start_matches(blank);
    // Only characters of one UTF-16 unit and one byte are trimmed.
    let cut = text.len() - left.len();
    let trimmed = left.trim_end_matches(blank);
    if trimmed.len() == text.len() {
        return (text, entities);
    }
    let end = trimmed.encode_utf16().count();
    for entity in &mut entities {
        let start = entity.offset.saturating_sub(cut).min(end);
        let stop = (entity.offset + entity.length).saturating_sub(cut).min(end);
        (entity.offset, entity.length) = (start, stop - start);
    }
    entities.retain(|entity| entity.length > 0);
    (trimmed.to_owned(), entities)
}

fn vanishes(c: char) -> bool {
    matches!(c, '\r' | '\u{2028}'..='\u{202e}' | '\u{333}' | '\u{33f}' | '\u{30a}')
}

fn needs_cleaning(c: char) -> bool {
    vanishes(c) || (c < ' ' && c != '\n')
}

fn clean(text: &str, entities: &mut Vec<Entity>) -> String {
    // Where each old UTF-16 position ends up.
    let mut moved = Vec::with_capacity(text.len() + 1);
    let mut out = String::with_capacity(text.len());
    let mut position = 0;
    for c in text.chars() {
        moved.extend(std::iter::repeat_n(position, c.len_utf16()));
        if vanishes(c) {
            continue;
        }
        out.push(if c < ' ' && c != '\n' { ' ' } else { c });
        position += c.len_utf16();
    }
    let at = |old: usize| moved.get(old).copied().unwrap_or(position);
    for entity in entities.iter_mut() {
        let (start, stop) = (at(entity.offset), at(entity.offset + entity.length));
        (entity.offset, entity.length) = (start, stop - start);
    }
    entities.retain(|entity| entity.length > 0);
    out
}

/// Nothing a person could see.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
    })
}
