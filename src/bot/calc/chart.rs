//! Margin against price as a picture: where it begins to pay, what is wanted, where dumping ends.

use std::sync::Once;

use plotters::{prelude::*, style::register_font};

use crate::{
    domain::{
        calc::{
            bid::{Bid, Offer, What},
            margin,
        },
        types::Tenge,
    },
    i18n::Lang,
};

/// Its width and height, in pixels.
const SIZE: (u32, u32) = (900, 520);
/// Prices that the line goes through.
const POINTS: i64 = 60;
const FONT: &str = "serif";
const GROUND: RGBColor = WHITE;
const LINE: RGBColor = RGBColor(20, 90, 160);
const DUMPING: RGBColor = RGBColor(190, 40, 40);
const WANTED: RGBColor = RGBColor(30, 130, 70);

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
#[error("the chart can't be drawn: {0}")]
pub(super) struct NoChart(String);

/// A PNG; none where the lot's sum is not told or leaves no room over the costs.
///
/// # Errors
/// Where it can't be drawn.
pub(super) fn png(lang: Lang, offer: &Offer, bid: &Bid) -> Result<Option<Vec<u8>>, NoChart> {
    let price = |what: What| bid.prices.iter().find(|it| it.what == what).map(|it| it.price);
    let Some(most) = price(What::Allocated).filter(|most| *most > offer.cost) else {
        return Ok(None);
    };
    let floor = price(What::Floor);
    let least = floor.map_or(offer.cost, |floor| floor.min(offer.cost));
    let mut pixels = vec![0_u8; (SIZE.0 * SIZE.1 * 3) as usize];
    let fail = |error: &dyn std::fmt::Display| NoChart(error.to_string());
    draw(&mut pixels, lang, offer, (least, most), floor).map_err(|error| fail(&*error))?;
    encode(&pixels).map(Some).map_err(|error| fail(&error))
}

/// Sums are drawn in thousands of tenge and margins in percent: a picture is not counted with.
fn draw(
    pixels: &mut [u8],
    lang: Lang,
    offer: &Offer,
    (least, most): (Tenge, Tenge),
    floor: Option<Tenge>,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let font = include_bytes!("../../../assets/fonts/DejaVuSerifCondensed.ttf");
        if register_font(FONT, FontStyle::Normal, font).is_err() {
            tracing::error!("the font of charts can't be read");
        }
    });
    let words = lang.words();
    let thousands = |sum: Tenge| sum.tiyn() as f64 / 100_000.0;
    let percent = |price: Tenge| {
        let of_price = margin::at_price(price, offer.cost, Tenge::default()).ok()?.of_price?;
        Some((thousands(price), of_price.millionths() as f64 / 1_000_000.0))
    };
    let step = ((most.tiyn() - least.tiyn()) / POINTS).max(1);
    let prices = (0..=POINTS).map(|n| Tenge::from_tiyn((least.tiyn() + n * step).min(most.tiyn())));
    let line: Vec<(f64, f64)> = prices.filter_map(percent).collect();
    let low = line.iter().map(|(_, margin)| *margin).fold(0.0, f64::min);
    let high = line.iter().map(|(_, margin)| *margin).fold(0.0, f64::max);
    let wanted = offer.margin_percent as f64;
    let top = high.max(wanted) * 1.1 + 1.0;
    let root = BitMapBackend::with_buffer(pixels, SIZE).into_drawing_area();
    root.fill(&GROUND)?;
    let mut chart = ChartBuilder::on(&root)
        .caption(words.chart_title(), (FONT, 24))
        .margin(16)
        .margin_right(40)
        .x_label_area_size(48)
        .y_label_area_size(64)
        .build_cartesian_2d(thousands(least)..thousands(most), low * 1.1..top)?;
    chart
        .configure_mesh()
        .x_desc(words.chart_price())
        .y_desc(words.chart_margin())
        .label_style((FONT, 16))
        .axis_desc_style((FONT, 18))
        .draw()?;
    chart.draw_series(LineSeries::new(line, LINE.stroke_width(3)))?;
    let level = [(thousands(least), wanted), (thousands(most), wanted)];
    chart
        .draw_series(LineSeries::new(level, WANTED.stroke_width(2)))?
        .label(words.chart_wanted(offer.margin_percent.to_string()))
        .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], WANTED.stroke_width(2)));
    if let Some(floor) = floor {
        let wall = [(thousands(floor), low * 1.1), (thousands(floor), top)];
        chart
            .draw_series(LineSeries::new(wall, DUMPING.stroke_width(2)))?
            .label(words.chart_dumping(lang.money(floor)))
            .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], DUMPING.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(GROUND.mix(0.9))
        .border_style(BLACK)
        .label_font((FONT, 16))
        .draw()?;
    root.present()?;
    Ok(())
}

fn encode(pixels: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, SIZE.0, SIZE.1);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(pixels)?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::domain::{
        calc::bid::{LotFacts, count},
        reference,
    };

    fn picture(cost: i64, allocated: Option<i64>) -> Option<Vec<u8>> {
        let whole = |sum: i64| Tenge::from_tiyn(sum * 100);
        let lot = LotFacts {
            allocated: allocated.map(whole),
            method_id: Some(2),
            security: reference::method(2).and_then(reference::Method::security_rule),
            subject_type_id: Some(1),
            has_quantity: true,
            ..LotFacts::default()
        };
        let offer = Offer { cost: whole(cost), pays_vat: true, margin_percent: 10 };
        let today = NaiveDate::from_ymd_opt(2026, 11, 21).unwrap();
        let bid = count(&lot, &offer, today).unwrap();
        png(Lang::Kk, &offer, &bid).unwrap()
    }

    #[test]
    fn a_picture_has_lines_and_words() {
        let png_of = picture(720_000, Some(1_000_000)).unwrap();
        assert!(png_of.len() < 100_000, "{} bytes", png_of.len());
        let mut reader = png::Decoder::new(std::io::Cursor::new(png_of)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        let has = |colour: RGBColor| {
            pixels.chunks(3).filter(|it| *it == [colour.0, colour.1, colour.2]).count()
        };
        assert!(has(LINE) > 500, "the margin: {}", has(LINE));
        assert!(has(WANTED) > 500, "the margin wanted: {}", has(WANTED));
        assert!(has(DUMPING) > 300, "the line of dumping: {}", has(DUMPING));
        assert!(has(BLACK) > 500, "words: {}", has(BLACK));
    }

    #[test]
    fn without_a_sum_or_room_over_the_costs_there_is_none() {
        assert_eq!(picture(720_000, None), None);
        assert_eq!(picture(1_000_000, Some(1_000_000)), None);
    }
}
