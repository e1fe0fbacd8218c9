//! A number by which one maker's goods are ordered.

use super::{
    brand_without_equivalent, exemption,
    phrase::{Lazy, Phrases},
    reading::{Reading, Span},
};

/// What such a number is announced by.
static ANNOUNCED: Lazy = Lazy::new(|| {
    let number = "(?:номер~|код~|n|no|number|нөмір~|индекс~)";
    let own = [
        "(?:артикул~|арт|каталог~|каталог бойынша|кат|ref|sku|oem|p n|pn|партномер~|mpn|model no|каталожн~)(?: (?:производител~|изготовител~|товара|детали|номер~|код~|n|no|нөмір~|изделия|өндірушінің|oem|поставщика))*".to_owned(),
        format!("(?:part|парт|каталог~|каталог бойынша|кат|каталожн~|заводск~|фабричн~|фирменн~|oem|оем|ассортимент~|оригинальн~|партийн~) {number}"),
        "(?:код~|номер~|индекс~) (?:производител~|изделия|детали|запчаст~|заказа|запасн~ част~|по каталогу|модели|расходн~ материал~|oem|узла|артикул~)".to_owned(),
        "(?:бөлше[а-я]*|қосалқы бөлше[а-я]*|өнім|өндіруші|тапсырыс|каталог~|каталогтық|зауыттық) (?:нөмір~|код~|артикул~|индекс~)".to_owned(),
    ];
    Phrases::at_end(&own)
});
/// In Kazakh the number may come first.
static ANNOUNCED_AFTER: Lazy =
    Lazy::new(|| Phrases::at_start(&["(?:артикул~|каталог~ нөмір~|каталогтық нөмір~|нөмірлі)"]));
/// What bears a bare number after its maker's name.
static CARTRIDGE: Lazy =
    Lazy::new(|| Phrases::of(&["(?:картридж~|тонер~|фотобарабан~|барабан~|драм~)"]));
/// Numbers of standards, registers, papers.
static OTHER_NUMBER: Lazy = Lazy::new(|| {
    Phrases::at_end(&[
        "(?:гост|ост|ту|ст рк|рк|стб|снип|сн|сп|iso|исо|гост р|en|din|iec|мэк|мемст|қр ст|астм|astm|aisi|sae|api|ral|iok|ieee|класс~|договор~|тел|телефон~|бин|иин|ик|бик|приказ~|санпин|тр тс|тр еаэс|енс тру|тжс|кпвэд|лот~|лицензи~|стандарт~|протокол~|jaso|acea|ilsac|dot|ansi|ce)(?: (?:n|no|р|исо|iso|en|мэк|iec))*",
    ])
});

pub(super) fn find(reading: &Reading) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut last_known = usize::MAX;
    for code in codes(reading) {
        let before = reading.before(code.start, 60);
        let listed = found.last().is_some_and(|last: &Span| {
            reading.folded.get(last.end..code.start).is_some_and(is_list_gap)
        });
        let digits = reading.words_at(&code).bytes().filter(u8::is_ascii_digit).count();
        let announced = digits > 0
            && !is_ens_tru(reading, &code)
            && (ANNOUNCED.are_in(before) && reading.words_at(&code).len() > 2
                || ANNOUNCED_AFTER.are_in(reading.after(code.end, 40)) && digits > 2);
        let known = announced || follows_brand(reading, &code);
        let shaped = is_shaped(reading, &code) && !OTHER_NUMBER.are_in(before);
        let announced_last = found.last().is_some_and(|last| last.start == last_known);
        let alike = listed
            && !is_ens_tru(reading, &code)
            && (digits > 2 && has_letter(reading, &code) || digits > 4 && announced_last);
        if !(known || shaped || alike) || reading.offers_equivalent(code.start) {
            continue;
        }
        if !known && exemption::is_of_what_is_there(reading, &code) {
            continue;
        }
        if known || alike {
            last_known = code.start;
        }
        found.push(code);
    }
    found
}

/// Runs of words joined by `-`, `.`, `/` or `_` without a space.
fn codes(reading: &Reading) -> Vec<Span> {
    let mut codes: Vec<Span> = Vec::new();
    for word in &reading.words {
        let joined = codes.last().is_some_and(|last| {
            matches!(
                reading.folded.get(last.end..word.start),
                Some("-" | "." | "/" | "_" | "#" | "+")
            )
        });
        match codes.last_mut() {
            Some(last) if joined => last.end = word.end,
            _ => codes.push(word.clone()),
        }
    }
    codes.retain(|code| {
        code.len() <= 60 && reading.words_at(code).bytes().any(|byte| byte.is_ascii_digit())
    });
    codes
}

fn is_list_gap(gap: &str) -> bool {
    gap.len() <= 8 && matches!(gap.trim(), "," | "/" | "и" | "или" | "немесе" | "жане")
}

fn has_letter(reading: &Reading, code: &Span) -> bool {
    reading.words_at(code).chars().any(char::is_alphabetic)
}

/// `172312.700.000013`
fn is_ens_tru(reading: &Reading, code: &Span) -> bool {
    let parts: Vec<usize> = reading.words_at(code).split('.').map(str::len).collect();
    parts.as_slice() == [6, 3, 6]
}

/// `Canon 728`, of a cartridge.
fn follows_brand(reading: &Reading, code: &Span) -> bool {
    let words = reading.words_at(code);
    let n = reading.words.partition_point(|word| word.start < code.start);
    let brand = n.checked_sub(1).and_then(|n| reading.words.get(n));
    words.len() >= 3
        && brand.is_some_and(|brand| {
            reading.folded.get(brand.end..code.start) == Some(" ")
                && brand_without_equivalent::known(reading, brand).is_some()
        })
        && CARTRIDGE.are_in(reading.before(code.start, 80))
        && !exemption::is_of_what_is_there(reading, code)
}

/// Capital Latin letters and digits as no unit, size, standard or interface has them.
fn is_shaped(reading: &Reading, code: &Span) -> bool {
    let raw = reading.raw(code);
    let folded = reading.words_at(code);
    let capitals = raw.iter().filter(|c| c.is_ascii_uppercase()).count();
    let small = raw.iter().filter(|c| c.is_lowercase()).count();
    let cyrillic = raw.iter().any(|c| c.is_alphabetic() && !c.is_ascii());
    let digits = raw.iter().filter(|c| c.is_ascii_digit()).count();
    if is_vehicle_part(folded) {
        return true;
    }
    if cyrillic || capitals == 0 || small > 2 || digits < 2 || capitals + digits + small < 5 {
        return false;
    }
    let after = reading.beside(code).1;
    !(is_ordinary(folded) || after.is_some_and(|c| matches!(c, '°' | '%' | '*')))
}

/// `740.60-1000102`, `5320-3501070`: how plants of the former Union number parts.
fn is_vehicle_part(folded: &str) -> bool {
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if let Some((model, part)) = folded.split_once('.')
        && (3..=5).contains(&model.len())
        && (4..=7).contains(&part.len())
        && digits(model)
        && digits(part)
    {
        return true;
    }
    let Some((model, part)) = folded.split_once('-') else { return false };
    let model_fits = (3..=7).contains(&model.len())
        && model.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let part = part.split(['-', '.']).next().unwrap_or_default();
    model_fits && part.len() == 7 && digits(part)
}

static ORDINARY: Lazy = Lazy::new(|| {
    Phrases::whole(&[
        // Standards and what they measure
        "(?:ip|ik|iso|en|din|iec|rj|rs|cat|ral|aisi|sae|api|gost|ansi|astm|ul|pn|dn|hrc|wpa|utf|ieee|fat|usb|hdmi|ddr|lpddr|gddr|pcie|sata|sas|nvme|rtx|gtx|uhs|class|type|ver|v|win|android|gen|sdr|sn|ntsc|srgb|dci|hdr|h|mp|mpeg|avc|hevc|r|co|pm|ph|b|c|d|k|m|a|g|gu|e|t|w|s|x|f|p|l|n|q|z|y|lr|cr|lx|aa|aaa|pg|xc|tcp|ipv|snmp|ssl|tls|sha|aes|md|covid|vitamin|omega|pvc|pet|mdf|ppr|pex|hdpe|ldpe|pe|pp|ac|dc|sn|ok|uv|i|ryzen|core|i3|i5|i7|i9)[ .-]?[0-9]{1,4}(?:[ .-][0-9]{1,4}[a-z]{0,2})?",
        // Numbers with units and sizes
        "[0-9]+(?:[ .x*/-][0-9]+)*(?:[ -]?(?:v|w|kw|va|kva|a|ah|mah|hz|khz|mhz|ghz|gb|tb|mb|kb|gbit|mbit|gbps|mbps|mm|cm|m|km|ml|l|g|kg|mg|k|c|f|p|i|rpm|dpi|lm|lx|btu|bar|psi|kpa|mpa|nm|hp|ppm|pcs|in|inch|ch|port|bit|d|r|n|t|x|vac|vdc|wt|u|fps|mp|cd|db|s|min|h))",
        "[0-9]+(?:[ ./-][0-9]+)*[ ./-]?(?:z?r|c|lt)[ -]?[0-9]{2}(?:[ .][0-9])?[a-z]?",
        "[0-9]{1,2}w ?[0-9]{2}",
        "[0-9]+x[0-9]+(?:x[0-9]+)?(?:[a-z]{1,3})?",
        "(?:dc|ac)[0-9]+(?:v|a)?",
        "802[ .]11[a-z/]*",
        "100base t|1000base t",
        "kz[0-9a-z]{18}",
    ])
});

fn is_ordinary(folded: &str) -> bool {
    ORDINARY.are_in(folded)
}
