//! A paper as DOCX: real paragraphs, lists and tables, so that it can be edited.

use std::io::Cursor;

use docx_rs::{
    AbstractNumbering, AlignmentType, Docx, Footer, IndentLevel, Level, LevelJc, LevelText,
    LineSpacing, NumberFormat, Numbering, NumberingId, PageMargin, PageNum, Paragraph, Run,
    RunFonts, SpecialIndentType, Start, Table, TableCell, TableRow, WidthType,
};

use crate::domain::documents::paper::{Bar, Block, Paper};

/// What Word and others have on any system, with Kazakh letters.
const FONT: &str = "Times New Roman";
/// Sizes in half points.
const SIZE: usize = 24;
const TITLE: usize = 28;
/// Width of the text in twentieths of a point: A4 less the margins.
const WIDTH: usize = 9_354;
/// Signs of the longest bar of a chart.
const LONGEST: usize = 36;

/// A paper as DOCX.
pub(super) fn set(paper: &Paper) -> Result<Vec<u8>, String> {
    let fonts = RunFonts::new().ascii(FONT).hi_ansi(FONT).cs(FONT).east_asia(FONT);
    let margin = PageMargin::new().left(1_701).right(851).top(1_134).bottom(1_134);
    let number = Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new());
    let made = paper.made_at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    let mut docx = Docx::new()
        .default_fonts(fonts)
        .default_size(SIZE)
        .page_size(11_906, 16_838)
        .page_margin(margin)
        .created_at(&made)
        .updated_at(&made)
        .footer(Footer::new().add_paragraph(number));
    let mut lists = 0;
    for block in &paper.blocks {
        docx = add(docx, block, &mut lists);
    }
    let mut file = Cursor::new(Vec::new());
    docx.build().pack(&mut file).map_err(|error| error.to_string())?;
    Ok(file.into_inner())
}

fn add(docx: Docx, block: &Block, lists: &mut usize) -> Docx {
    match block {
        Block::Letterhead(lines) => {
            let mut docx = docx;
            for (n, line) in lines.iter().enumerate() {
                let run = if n == 0 { text(line).bold().size(TITLE) } else { text(line).size(20) };
                docx = docx.add_paragraph(tight().add_run(run).align(AlignmentType::Center));
            }
            docx.add_paragraph(tight())
        }
        Block::Addressing { left, right } => {
            let cell = |lines: &[String]| {
                let start = TableCell::new().width(WIDTH / 2, WidthType::Dxa);
                let lines = lines.iter().map(|line| tight().add_run(text(line)));
                filled(start, lines.collect())
            };
            let row = TableRow::new(vec![cell(left), cell(right)]);
            let table = Table::without_borders(vec![row]).set_grid(vec![WIDTH / 2, WIDTH / 2]);
            docx.add_table(table).add_paragraph(tight())
        }
        Block::Title(title) => {
            let run = text(title).bold().size(TITLE);
            docx.add_paragraph(loose().add_run(run).align(AlignmentType::Center).keep_next(true))
        }
        Block::Heading(heading) => {
            docx.add_paragraph(loose().add_run(text(heading).bold()).keep_next(true))
        }
        Block::Paragraph(paragraph) => docx.add_paragraph(loose().add_run(text(paragraph))),
        Block::Numbered(items) => {
            // A numbering of its own for each list: the next begins with 1 again.
            *lists += 1;
            let id = *lists + 1;
            let level = Level::new(
                0,
                Start::new(1),
                NumberFormat::new("decimal"),
                LevelText::new("%1."),
                LevelJc::new("left"),
            );
            let level = level.indent(Some(480), Some(SpecialIndentType::Hanging(480)), None, None);
            let docx = docx
                .add_abstract_numbering(AbstractNumbering::new(id).add_level(level))
                .add_numbering(Numbering::new(id, id));
            let item = |item: &String| {
                loose().add_run(text(item)).numbering(NumberingId::new(id), IndentLevel::new(0))
            };
            items.iter().map(item).fold(docx, Docx::add_paragraph)
        }
        Block::Table { head, rows } => {
            let columns = rows.first().map_or(head.len(), Vec::len).max(1);
            let widths = match columns {
                2 => vec![WIDTH * 38 / 100, WIDTH * 62 / 100],
                n => vec![WIDTH / n; n],
            };
            let row = |cells: &Vec<String>, is_head: bool| {
                let cells = cells.iter().zip(&widths).map(|(cell, width)| {
                    let run = |line| if is_head { text(line).bold() } else { text(line) };
                    let lines = cell.lines().map(|line| tight().add_run(run(line)));
                    filled(TableCell::new().width(*width, WidthType::Dxa), lines.collect())
                });
                TableRow::new(cells.collect())
            };
            let shown = (!head.is_empty()).then(|| row(head, true));
            let all = shown.into_iter().chain(rows.iter().map(|cells| row(cells, false)));
            let table = Table::new(all.collect()).set_grid(widths.clone());
            docx.add_table(table).add_paragraph(tight())
        }
        Block::Bars(bars) => {
            let widths = [WIDTH * 15 / 100, WIDTH * 45 / 100, WIDTH * 40 / 100];
            let row = |Bar { label, share, text: words }: &Bar| {
                // Blocks of text, so that the chart can be edited as all else.
                let length = (usize::from(*share) * LONGEST / 1_000).max(1);
                let bar = text(&"█".repeat(length)).size(14).color("2E6BA8");
                let runs = [text(label).size(20), bar, text(words).size(20)];
                let cells = runs.into_iter().zip(widths).map(|(run, width)| {
                    let cell = TableCell::new().width(width, WidthType::Dxa);
                    filled(cell, vec![tight().add_run(run)])
                });
                TableRow::new(cells.collect())
            };
            let table = Table::without_borders(bars.iter().map(row).collect());
            docx.add_table(table.set_grid(widths.to_vec())).add_paragraph(tight())
        }
        Block::Signature { position, name } => {
            let line = format!("{position}  ________________________  {name}");
            docx.add_paragraph(tight()).add_paragraph(loose().add_run(text(&line)))
        }
    }
}

fn text(text: &str) -> Run {
    Run::new().add_text(text)
}

/// A paragraph close to the next.
fn tight() -> Paragraph {
    Paragraph::new().line_spacing(LineSpacing::new().after(0))
}

/// A paragraph with room after it.
fn loose() -> Paragraph {
    Paragraph::new().line_spacing(LineSpacing::new().after(120))
}

/// A cell holds one paragraph at least, or Word calls the file damaged.
fn filled(cell: TableCell, lines: Vec<Paragraph>) -> TableCell {
    if lines.is_empty() {
        return cell.add_paragraph(tight());
    }
    lines.into_iter().fold(cell, TableCell::add_paragraph)
}
