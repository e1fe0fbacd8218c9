//! A paper as content: what stands on it and in which order. The same paper becomes a PDF, a DOCX
//! and the preview in chat.

use chrono::{DateTime, Utc};

use crate::i18n::Lang;

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// What it is, for the file's properties.
    pub title: String,
    /// Whose it is, for the file's properties.
    pub author: String,
    /// The language it is written in.
    pub lang: Lang,
    /// When it was made.
    pub made_at: DateTime<Utc>,
    /// What stands on it.
    pub blocks: Vec<Block>,
}

/// A piece of a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// Who writes: in the middle, on top, with a rule under it.
    Letterhead(Vec<String>),
    /// Number and date on the left, to whom on the right.
    Addressing {
        /// Number and date.
        left: Vec<String>,
        /// To whom.
        right: Vec<String>,
    },
    /// What the paper is.
    Title(String),
    /// A heading within it.
    Heading(String),
    /// A paragraph.
    Paragraph(String),
    /// A numbered list.
    Numbered(Vec<String>),
    /// A table; a head without cells is none.
    Table {
        /// Names of columns.
        head: Vec<String>,
        /// Rows, as many cells each.
        rows: Vec<Vec<String>>,
    },
    /// A chart: a bar a line.
    Bars(Vec<Bar>),
    /// Who signs.
    Signature {
        /// The position.
        position: String,
        /// The name.
        name: String,
    },
}

/// A bar of a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What it stands for.
    pub label: String,
    /// Its length, thousandths of the longest.
    pub share: u16,
    /// What it says, in words.
    pub text: String,
}

impl Paper {
    /// The words on it, as a preview shows them.
    pub fn text(&self) -> String {
        let mut lines = Vec::new();
        for block in &self.blocks {
            if !lines.is_empty() && !matches!(block, Block::Paragraph(_)) {
                lines.push(String::new());
            }
            match block {
                Block::Letterhead(all) => lines.extend(all.iter().cloned()),
                Block::Addressing { left, right } => {
                    lines.extend(left.iter().chain(right).cloned());
                }
                Block::Title(text) | Block::Heading(text) | Block::Paragraph(text) => {
                    lines.push(text.clone());
                }
                Block::Numbered(items) => lines
                    .extend(items.iter().enumerate().map(|(n, item)| format!("{}. {item}", n + 1))),
                Block::Table { head, rows } => {
                    let filled = (!head.is_empty()).then_some(head);
                    lines.extend(filled.into_iter().chain(rows).map(|row| row.join(" | ")));
                }
                Block::Bars(bars) => lines
                    .extend(bars.iter().map(|Bar { label, text, .. }| format!("{label}: {text}"))),
                Block::Signature { position, name } => {
                    lines.push(format!("{position}  ______________  {name}"));
                }
            }
        }
        lines.join("\n")
    }
}
