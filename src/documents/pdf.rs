//! A paper as PDF: text that can be selected and searched, with the fonts in it.

use printpdf::{
    Color, Line, LinePoint, Mm, OffsetDateTime, Op, PaintMode, PdfDocument, PdfFontHandle, PdfPage,
    PdfSaveOptions, Point, Polygon, PolygonRing, Pt, Rgb, TextItem, WindingOrder,
};

use super::{
    font::fonts,
    layout::{HEIGHT, Mark, WIDTH, pages},
};
use crate::domain::documents::paper::Paper;

/// Thickness of rules, in points.
const RULE: f32 = 0.5;
/// Colour of bars.
const BAR: (f32, f32, f32) = (0.18, 0.42, 0.66);

/// A paper as PDF.
pub(super) fn set(paper: &Paper) -> Result<Vec<u8>, String> {
    let fonts = fonts()?;
    let mut document = PdfDocument::new(&paper.title);
    let made = OffsetDateTime::from_unix_timestamp(paper.made_at.timestamp())
        .map_err(|error| format!("a date that PDF can't hold: {error:?}"))?;
    let info = &mut document.metadata.info;
    (info.creation_date, info.modification_date, info.metadata_date) = (made, made, made);
    info.author.clone_from(&paper.author);
    info.creator = "ZakupAI".to_owned();
    let regular = document.add_font(&fonts.regular.parsed);
    let bold = document.add_font(&fonts.bold.parsed);
    let point = |x: f32, y: f32| Point { x: Pt(x), y: Pt(y) };
    let printed = |mark: Mark| match mark {
        Mark::Text { x, y, size, is_bold, text } => {
            let font =
                PdfFontHandle::External(if is_bold { bold.clone() } else { regular.clone() });
            vec![
                Op::StartTextSection,
                Op::SetTextCursor { pos: point(x, y) },
                Op::SetFont { font, size: Pt(size) },
                Op::ShowText { items: vec![TextItem::Text(text)] },
                Op::EndTextSection,
            ]
        }
        Mark::Bar { x, y, width, height } => {
            let corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)];
            let corner = |(x, y)| LinePoint { p: point(x, y), bezier: false };
            let ring = PolygonRing { points: corners.into_iter().map(corner).collect() };
            let polygon = Polygon {
                rings: vec![ring],
                mode: PaintMode::Fill,
                winding_order: WindingOrder::NonZero,
            };
            let fill = |(r, g, b)| Op::SetFillColor {
                col: Color::Rgb(Rgb { r, g, b, icc_profile: None }),
            };
            vec![fill(BAR), Op::DrawPolygon { polygon }, fill((0.0, 0.0, 0.0))]
        }
        Mark::Rule { from, to } => {
            let at = |(x, y)| LinePoint { p: point(x, y), bezier: false };
            let line = Line { points: vec![at(from), at(to)], is_closed: false };
            vec![Op::SetOutlineThickness { pt: Pt(RULE) }, Op::DrawLine { line }]
        }
    };
    let set = pages(paper, fonts).into_iter().map(|marks| {
        let ops = marks.into_iter().flat_map(printed).collect();
        PdfPage::new(Mm::from(Pt(WIDTH)), Mm::from(Pt(HEIGHT)), ops)
    });
    document.with_pages(set.collect());
    Ok(document.save(&PdfSaveOptions::default(), &mut Vec::new()))
}
