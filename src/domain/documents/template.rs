//! Papers as data: a file for each kind and language, a line a block. `{name}` is replaced by what
//! is known; a line whose first word ends with `?` is left out where something in it is not known.
//!
//! Values are never read as templates: braces that somebody typed stay braces.

use std::collections::HashMap;

use super::paper::{Bar, Block};

/// What is known, by the names that templates use.
pub(super) type Known = HashMap<&'static str, String>;

/// A template that can't be read; tests hold that none ships.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of a template: {why}")]
pub(super) struct TemplateError {
    /// Which line, from 1.
    pub(super) line: usize,
    /// What is wrong with it.
    pub(super) why: &'static str,
}

/// A template with its gaps filled.
///
/// # Errors
/// For directives that do not exist, and for values that are needed and not known.
pub(super) fn fill(template: &str, known: &Known) -> Result<Vec<Block>, TemplateError> {
    let mut blocks: Vec<Block> = Vec::new();
    for (n, line) in template.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let error = |why| TemplateError { line: n + 1, why };
        let (directive, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (directive, may_leave_out) = match directive.strip_suffix('?') {
            Some(directive) => (directive, true),
            None => (directive, false),
        };
        let cells: Option<Vec<String>> =
            rest.split(" | ").map(|cell| filled(cell, known)).collect();
        let Some(cells) = cells else {
            if may_leave_out {
                continue;
            }
            return Err(error("a value is not known"));
        };
        add(&mut blocks, directive, cells).map_err(error)?;
    }
    Ok(blocks)
}

fn add(blocks: &mut Vec<Block>, directive: &str, cells: Vec<String>) -> Result<(), &'static str> {
    let text = cells.join(" | ");
    let lines = || text.lines().map(ToOwned::to_owned).collect::<Vec<_>>();
    match directive {
        "letterhead" => match blocks.last_mut() {
            Some(Block::Letterhead(all)) => all.extend(lines()),
            _ => blocks.push(Block::Letterhead(lines())),
        },
        "left" => match blocks.last_mut() {
            Some(Block::Addressing { left, .. }) => left.extend(lines()),
            _ => blocks.push(Block::Addressing { left: lines(), right: Vec::new() }),
        },
        "right" => match blocks.last_mut() {
            Some(Block::Addressing { right, .. }) => right.extend(lines()),
            _ => blocks.push(Block::Addressing { left: Vec::new(), right: lines() }),
        },
        "title" => blocks.push(Block::Title(text)),
        "h" => blocks.push(Block::Heading(text)),
        "p" => blocks.extend(lines().into_iter().map(Block::Paragraph)),
        "list" => match blocks.last_mut() {
            Some(Block::Numbered(items)) => items.extend(lines()),
            _ => blocks.push(Block::Numbered(lines())),
        },
        "bars" => blocks.push(Block::Bars(bars(&text)?)),
        "item" => match blocks.last_mut() {
            Some(Block::Numbered(items)) => items.push(text),
            _ => blocks.push(Block::Numbered(vec![text])),
        },
        "table" => blocks.push(Block::Table { head: cells, rows: Vec::new() }),
        "row" => match blocks.last_mut() {
            Some(Block::Table { rows, .. }) => rows.push(cells),
            _ => blocks.push(Block::Table { head: Vec::new(), rows: vec![cells] }),
        },
        "sign" => {
            let [position, name] = <[String; 2]>::try_from(cells)
                .map_err(|_cells| "a signature is a position and a name")?;
            blocks.push(Block::Signature { position, name });
        }
        _ => return Err("no such directive"),
    }
    Ok(())
}

/// Bars, a line each: label, value and words, with tabs between.
fn bars(text: &str) -> Result<Vec<Bar>, &'static str> {
    let read = |line: &str| {
        let mut parts = line.splitn(3, '\t');
        let (label, value, text) = (parts.next()?, parts.next()?, parts.next()?);
        Some((label.to_owned(), value.parse::<i64>().ok()?.max(0), text.to_owned()))
    };
    let rows: Option<Vec<_>> = text.lines().map(read).collect();
    let rows = rows.ok_or("a bar is a label, a value and words")?;
    let longest = rows.iter().map(|(_, value, _)| *value).max().unwrap_or_default().max(1);
    let share = |value: i64| i128::from(value) * 1_000 / i128::from(longest);
    let bar = |(label, value, text)| Bar {
        label,
        share: u16::try_from(share(value)).unwrap_or(1_000),
        text,
    };
    Ok(rows.into_iter().map(bar).collect())
}

/// A text with its gaps filled; none where something is not known.
fn filled(text: &str, known: &Known) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        out.push_str(before);
        // `{name:}` asks whether it is known, and prints nothing.
        let (name, is_shown) = name.strip_suffix(':').map_or((name, true), |name| (name, false));
        let value = known.get(name).filter(|value| !value.is_empty())?;
        if is_shown {
            out.push_str(value);
        }
        // «2026 г.» ends a sentence with the full stop it has.
        rest = match after.strip_prefix('.') {
            Some(after) if out.ends_with('.') => after,
            _ => after,
        };
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_filled_once_and_lines_without_values_left_out() {
        let known = Known::from([("a", "{b} {{}} <i>".to_owned()), ("b", "x\ny".to_owned())]);
        let blocks = fill(
            "# note\np {a}\np? {c} is not known\nlist {b}\nrow A | {a}\nrow? B | {c}\n\nsign {a} | {b}",
            &known,
        );
        assert_eq!(
            blocks.unwrap(),
            vec![
                Block::Paragraph("{b} {{}} <i>".to_owned()),
                Block::Numbered(vec!["x".to_owned(), "y".to_owned()]),
                Block::Table {
                    head: Vec::new(),
                    rows: vec![vec!["A".to_owned(), "{b} {{}} <i>".to_owned()]]
                },
                Block::Signature { position: "{b} {{}} <i>".to_owned(), name: "x\ny".to_owned() },
            ]
        );
    }

    #[test]
    fn what_is_needed_and_not_known_stops_the_paper() {
        let error = fill("p {c}", &Known::new()).unwrap_err();
        assert_eq!(error.to_string(), "line 1 of a template: a value is not known");
        assert!(fill("dance {c}", &Known::from([("c", "1".to_owned())])).is_err());
        assert!(fill("sign a", &Known::new()).is_err());
    }
}
