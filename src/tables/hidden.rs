//! What of a workbook is hidden: calamine reads hidden rows and columns like any other. Nothing here
//! fails: what can't be read here is refused where the cells are read.

use std::{
    collections::HashMap,
    io::{BufReader, Read, Seek},
};

use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

/// A workbook may name one sheet under many names.
const MOST_SHEETS: usize = 100;
const MOST_HIDDEN: usize = 1_048_576;

/// Hidden rows and columns of a sheet, from zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct SheetSecrets {
    /// In order.
    rows: Vec<u32>,
    /// From and to.
    columns: Vec<(u32, u32)>,
    /// Rows in all.
    pub(super) length: u64,
}

impl SheetSecrets {
    pub(super) fn has_row(&self, row: u32) -> bool {
        self.rows.binary_search(&row).is_ok()
    }

    pub(super) fn has_column(&self, column: u32) -> bool {
        self.columns.iter().any(|(from, to)| (*from..=*to).contains(&column))
    }

    pub(super) fn is_any(&self) -> bool {
        !self.rows.is_empty() || !self.columns.is_empty()
    }
}

/// Of every sheet, by its name.
pub(super) fn of(source: impl Read + Seek) -> HashMap<String, SheetSecrets> {
    let Ok(mut archive) = ZipArchive::new(source) else { return HashMap::new() };
    let mut targets = HashMap::new();
    each_tag(&mut archive, "xl/_rels/workbook.xml.rels", |name, tag| {
        if name == "Relationship"
            && let (Some(id), Some(target)) = (value(tag, "Id"), value(tag, "Target"))
        {
            let path = target.strip_prefix('/').map_or(format!("xl/{target}"), ToOwned::to_owned);
            targets.insert(id, path);
        }
    });
    let mut paths = HashMap::new();
    each_tag(&mut archive, "xl/workbook.xml", |name, tag| {
        if name == "sheet"
            && let (Some(name), Some(id)) = (value(tag, "name"), value(tag, "id"))
            && let Some(path) = targets.get(&id)
        {
            paths.insert(name, path.clone());
        }
    });
    let sheets = paths.into_iter().take(MOST_SHEETS);
    sheets.map(|(name, path)| (name, of_sheet(&mut archive, &path))).collect()
}

fn of_sheet(archive: &mut ZipArchive<impl Read + Seek>, path: &str) -> SheetSecrets {
    let mut secrets = SheetSecrets::default();
    let mut next = 0;
    each_tag(archive, path, |name, tag| match name {
        "row" => {
            let number = value(tag, "r").and_then(|text| text.parse::<u32>().ok());
            let row = number.map_or(next, |number| number.saturating_sub(1));
            next = row.saturating_add(1);
            secrets.length += 1;
            if is_hidden(tag) && secrets.rows.len() < MOST_HIDDEN {
                secrets.rows.push(row);
            }
        }
        "col" if is_hidden(tag) => {
            let place = |key: &str| value(tag, key)?.parse::<u32>().ok()?.checked_sub(1);
            if let (Some(from), Some(to)) = (place("min"), place("max"))
                && secrets.columns.len() < MOST_HIDDEN
            {
                secrets.columns.push((from, to));
            }
        }
        _ => {}
    });
    secrets.rows.sort_unstable();
    secrets
}

/// Every tag that begins, by its name without a prefix.
fn each_tag(
    archive: &mut ZipArchive<impl Read + Seek>,
    path: &str,
    mut take: impl FnMut(&str, &BytesStart<'_>),
) {
    let Ok(entry) = archive.by_name(path) else { return };
    let mut reader = Reader::from_reader(BufReader::new(entry));
    reader.config_mut().check_end_names = false;
    let mut memory = Vec::new();
    loop {
        memory.clear();
        match reader.read_event_into(&mut memory) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => take(tag.local_name().as_ref(), &tag),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

fn is_hidden(tag: &BytesStart<'_>) -> bool {
    value(tag, "hidden").is_some_and(|text| matches!(text.as_str(), "1" | "true"))
}

/// An attribute by its name without a prefix.
fn value(tag: &BytesStart<'_>, key: &str) -> Option<String> {
    let mut attributes = tag.attributes();
    let mut named = attributes.with_checks(false).flatten();
    let found = named.find(|it| it.key.local_name().as_ref() == key)?;
    quick_xml::escape::unescape(&found.value).ok().map(std::borrow::Cow::into_owned)
}
