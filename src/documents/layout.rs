//! Where everything on a paper stands: pages of lines of text and rules, in points from the lower
//! left corner of an A4 page.

use super::font::{Font, Fonts};
use crate::domain::documents::paper::{Bar, Block, Paper};

pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
/// Margins by Kazakh office custom: 30 mm to bind, 15 mm on the right, 20 mm above and below.
const LEFT: f32 = 85.0;
const RIGHT: f32 = 42.5;
const MARGIN: f32 = 56.7;
const SIZE: f32 = 11.0;
const SMALL: f32 = 9.5;
const TITLE: f32 = 13.0;
/// Distance of lines, by size.
const LEADING: f32 = 1.35;
const GAP: f32 = 6.0;
const INDENT: f32 = 24.0;
/// Inner margin of a table's cell.
const PAD: f32 = 4.0;

/// Something to be printed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Mark {
    /// A line of text, from its lower left corner.
    Text { x: f32, y: f32, size: f32, is_bold: bool, text: String },
    /// A filled bar, from its lower left corner.
    Bar { x: f32, y: f32, width: f32, height: f32 },
    /// A rule from one point to another.
    Rule { from: (f32, f32), to: (f32, f32) },
}

/// The pages of a paper.
pub(super) fn pages(paper: &Paper, fonts: &Fonts) -> Vec<Vec<Mark>> {
    let mut setting = Setting { fonts, pages: vec![Vec::new()], y: HEIGHT - MARGIN };
    for block in &paper.blocks {
        setting.block(block);
    }
    setting.numbered()
}

struct Setting<'a> {
    fonts: &'a Fonts,
    pages: Vec<Vec<Mark>>,
    /// Where the next line's upper edge is.
    y: f32,
}

/// How a text is set.
#[derive(Clone, Copy)]
struct Style {
    size: f32,
    is_bold: bool,
    align: Align,
}

#[derive(Clone, Copy, PartialEq)]
enum Align {
    Left,
    Middle,
}

const PLAIN: Style = Style { size: SIZE, is_bold: false, align: Align::Left };

impl<'a> Setting<'a> {
    fn block(&mut self, block: &Block) {
        let width = WIDTH - LEFT - RIGHT;
        match block {
            Block::Letterhead(lines) => {
                for (n, line) in lines.iter().enumerate() {
                    let size = if n == 0 { TITLE } else { SMALL };
                    let style = Style { size, is_bold: n == 0, align: Align::Middle };
                    self.text(line, LEFT, width, style);
                }
                self.y -= 4.0;
                let y = self.y;
                self.mark(Mark::Rule { from: (LEFT, y), to: (LEFT + width, y) });
                self.y -= 2.0 * GAP;
            }
            Block::Addressing { left, right } => {
                let top = self.y;
                let half = width / 2.0 - GAP;
                left.iter().for_each(|line| self.text(line, LEFT, half, PLAIN));
                let (below, page) = (self.y, self.pages.len());
                self.y = top;
                right.iter().for_each(|line| self.text(line, LEFT + half + 2.0 * GAP, half, PLAIN));
                if page == self.pages.len() {
                    self.y = self.y.min(below);
                }
                self.y -= 2.0 * GAP;
            }
            Block::Title(text) => {
                self.y -= GAP;
                let style = Style { size: TITLE, is_bold: true, align: Align::Middle };
                self.text(text, LEFT, width, style);
                self.y -= GAP;
            }
            Block::Heading(text) => {
                self.y -= GAP;
                // A heading does not stay behind at the end of a page.
                self.room(SIZE * LEADING * 3.0);
                self.text(text, LEFT, width, Style { is_bold: true, ..PLAIN });
                self.y -= GAP / 2.0;
            }
            Block::Paragraph(text) => {
                self.text(text, LEFT, width, PLAIN);
                self.y -= GAP;
            }
            Block::Numbered(items) => {
                for (n, item) in items.iter().enumerate() {
                    self.room(SIZE * LEADING);
                    let (x, y, text) = (LEFT, self.y - SIZE, format!("{}.", n + 1));
                    self.mark(Mark::Text { x, y, size: SIZE, is_bold: false, text });
                    self.text(item, LEFT + INDENT, width - INDENT, PLAIN);
                    self.y -= GAP / 2.0;
                }
                self.y -= GAP / 2.0;
            }
            Block::Table { head, rows } => self.table(head, rows, width),
            Block::Bars(bars) => self.bars(bars, width),
            Block::Signature { position, name } => {
                self.y -= 3.0 * GAP;
                self.room(SIZE * LEADING * 3.0);
                let top = self.y;
                let third = width / 3.0;
                self.text(position, LEFT, third - GAP, PLAIN);
                let below = self.y;
                self.y = top;
                self.text(name, LEFT + 2.0 * third + GAP, third - GAP, PLAIN);
                self.y = self.y.min(below);
                let y = top - SIZE - 2.0;
                self.mark(Mark::Rule { from: (LEFT + third, y), to: (LEFT + 2.0 * third, y) });
            }
        }
    }

    /// A chart: label, bar, words.
    fn bars(&mut self, bars: &[Bar], width: f32) {
        const LABEL: f32 = 100.0;
        const WORDS: f32 = 170.0;
        let room = width - LABEL - WORDS - 2.0 * GAP;
        let height = SMALL * LEADING;
        for Bar { label, share, text } in bars {
            self.room(height);
            let y = self.y - SMALL;
            let at = |x: f32, text: &str| {
                let text = text.to_owned();
                Mark::Text { x, y, size: SMALL, is_bold: false, text }
            };
            let (label, text) = (at(LEFT, label), at(LEFT + LABEL + room + 2.0 * GAP, text));
            // What is not nothing is seen.
            let length = (room * f32::from(*share) / 1_000.0).max(1.0);
            let bar = Mark::Bar { x: LEFT + LABEL, y: y - 1.0, width: length, height: SMALL };
            [label, bar, text].into_iter().for_each(|mark| self.mark(mark));
            self.y -= height;
        }
        self.y -= GAP;
    }

    fn table(&mut self, head: &[String], rows: &[Vec<String>], width: f32) {
        let columns = rows.first().map_or(head.len(), Vec::len).max(1);
        // A table of names and values gives the values more room.
        let shares: Vec<f32> = match columns {
            2 => vec![0.38, 0.62],
            n => vec![1.0 / n as f32; n],
        };
        let shown = (!head.is_empty()).then_some((head, true));
        let body = rows.iter().map(|row| (row.as_slice(), false));
        for (row, is_head) in shown.into_iter().chain(body) {
            self.row(row, is_head, &shares, width);
        }
        self.y -= 1.5 * GAP;
    }

    /// A row; one that is higher than what is left of the page goes on on the next.
    fn row(&mut self, row: &[String], is_bold: bool, shares: &[f32], width: f32) {
        let leading = SMALL * LEADING;
        let broken = |(cell, share): (&String, &f32)| {
            let most = width * share - 2.0 * PAD;
            let font = self.font(is_bold);
            cell.lines().flat_map(|line| font.lines(line, SMALL, most)).collect::<Vec<_>>()
        };
        let cells: Vec<Vec<String>> = row.iter().zip(shares).map(broken).collect();
        let mut left = cells.iter().map(Vec::len).max().unwrap_or_default();
        let mut done = 0;
        if self.y - leading - 2.0 * PAD < MARGIN {
            self.turn();
        }
        while left > 0 {
            let fits = ((self.y - MARGIN - 2.0 * PAD) / leading).floor().max(1.0) as usize;
            let taken = left.min(fits);
            let top = self.y;
            let bottom = top - taken as f32 * leading - 2.0 * PAD;
            let mut x = LEFT;
            for (cell, share) in cells.iter().zip(shares) {
                for (n, line) in cell.iter().skip(done).take(taken).enumerate() {
                    let y = top - PAD - SMALL - n as f32 * leading;
                    let text = line.clone();
                    self.mark(Mark::Text { x: x + PAD, y, size: SMALL, is_bold, text });
                }
                self.mark(Mark::Rule { from: (x, top), to: (x, bottom) });
                x += width * share;
            }
            let right = LEFT + width;
            self.mark(Mark::Rule { from: (right, top), to: (right, bottom) });
            self.mark(Mark::Rule { from: (LEFT, top), to: (right, top) });
            self.mark(Mark::Rule { from: (LEFT, bottom), to: (right, bottom) });
            self.y = bottom;
            done += taken;
            left -= taken;
            if left > 0 {
                self.turn();
            }
        }
    }

    fn text(&mut self, text: &str, x: f32, width: f32, style: Style) {
        let Style { size, is_bold, align } = style;
        for text in self.font(is_bold).lines(text, size, width) {
            self.room(size * LEADING);
            let free = width - self.font(is_bold).width(&text, size);
            let x = if align == Align::Middle { x + free / 2.0 } else { x };
            let y = self.y - size;
            self.mark(Mark::Text { x, y, size, is_bold, text });
            self.y -= size * LEADING;
        }
    }

    fn font(&self, is_bold: bool) -> &'a Font {
        if is_bold { &self.fonts.bold } else { &self.fonts.regular }
    }

    fn mark(&mut self, mark: Mark) {
        if let Some(page) = self.pages.last_mut() {
            page.push(mark);
        }
    }

    /// Turns the page where this much does not fit on it.
    fn room(&mut self, height: f32) {
        if self.y - height < MARGIN {
            self.turn();
        }
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = HEIGHT - MARGIN;
    }

    /// The pages with their numbers, where there are several.
    fn numbered(mut self) -> Vec<Vec<Mark>> {
        let count = self.pages.len();
        if count > 1 {
            for (n, page) in self.pages.iter_mut().enumerate() {
                let text = format!("{} / {count}", n + 1);
                let x = (WIDTH - self.fonts.regular.width(&text, SMALL)) / 2.0;
                page.push(Mark::Text { x, y: MARGIN / 2.0, size: SMALL, is_bold: false, text });
            }
        }
        self.pages
    }
}
