//! A trade mark without «или эквивалент» or «немесе баламасы».

use std::{collections::HashSet, sync::LazyLock};

use super::{
    brand_names::{CYRILLIC, LATIN, WORDS_TOO},
    exemption,
    phrase::{Lazy, Phrases},
    proprietary_term,
    reading::{Reading, Span},
};

static NAMES: LazyLock<HashSet<&str>> =
    LazyLock::new(|| LATIN.split_whitespace().chain(CYRILLIC.split_whitespace()).collect());

static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| WORDS_TOO.split_whitespace().collect());

/// What a name is announced by: `марки X`, `бренд X`, `производства X`.
static ANNOUNCED: Lazy = Lazy::new(|| {
    Phrases::at_end(&[
        "(?:марк(?:а|и|у|ой|е)|торгов~ марк~|товарн~ знак~|бренд(?:а|у|ом|ы)?|тм|фирм(?:а|ы|ой)|фирменн~ наименовани~)",
        "(?:производител(?:ь|я|ем)|производств(?:а|о)|изготовител~|компании|завода(?: изготовителя)?)(?: (?:тоо|ооо|ао|ип|жшс|завод~|компани~|фирм~))?",
        "(?:наименовани(?:е|я)|названи(?:е|я)|типа|тип|под названием|торгов~ наименовани~|атауы)",
        "(?:маркасы|бренді|сауда белгісі|сауда маркасы|тауар белгісі|өндірушісі|фирмасы)",
    ])
});
/// What follows a name in Kazakh: `X маркалы`, `X брендінің`.
static ANNOUNCED_AFTER: Lazy = Lazy::new(|| {
    Phrases::at_start(&[
        "(?:маркалы|маркасының|брендін~|брендті|фирмасы~|өндірушісі~|өндірісі~|сауда (?:маркасы~|белгісі~)|тауар белгісі~|компаниясы~ (?:өнді|шығар)~|зауытының)",
    ])
});
/// What also comes before words that are no names, where these are not in quotes.
static TYPE: Lazy = Lazy::new(|| {
    Phrases::at_end(&["(?:наименовани(?:е|я)|названи(?:е|я)|типа|тип|атауы|компании|завода)"])
});
/// What is made somewhere is not made by a brand, and quality is no name.
static NO_NAME: Lazy = Lazy::new(|| {
    Phrases::of(&[
        "(?:рк|россия|россии|казахстан~|қазақстан~|кита~|германи~|турци~|япони~|коре~|сша|снг|еаэс|беларус~|европ~|итали~|польш~|инди~|узбекистан~|отечествен~|заказчик~|поставщик~|товар~|не|и|или|из|для|по|гост|ст|без|любой|сталь|цемент|бетон|кирпич|бензин~|текст~|год|года|новый|страна|наименование)",
    ])
});

pub(super) fn find(reading: &Reading) -> Vec<Span> {
    let terms = proprietary_term::find(reading);
    let mut terms = terms.iter().peekable();
    let mut found: Vec<Span> = Vec::new();
    for (n, word) in reading.words.iter().enumerate() {
        let name = known(reading, word)
            .or_else(|| announced(reading, n))
            .or_else(|| stands_as_name(reading, n));
        let Some(name) = name else { continue };
        while terms.next_if(|term| term.end <= name.start).is_some() {}
        // The name of a technology says more than its owner's.
        if terms.peek().is_some_and(|term| term.start <= name.end + 1) {
            continue;
        }
        if let Some(last) = found.last_mut()
            && reading.folded.get(last.end..name.start).is_some_and(|gap| gap == " " || gap == "-")
        {
            last.end = name.end;
            continue;
        }
        if !reading.offers_equivalent(name.start) && !exemption::is_of_what_is_there(reading, &name)
        {
            found.push(name);
        }
    }
    found
}

/// A word that is on the list, its ending aside.
pub(super) fn known(reading: &Reading, word: &Span) -> Option<Span> {
    let folded = reading.words_at(word);
    let raw = reading.raw(word);
    if folded.len() <= 3 || folded.chars().count() <= 3 {
        // Short names are names only in capitals: `150 hp` is power.
        let capital = raw.first().is_some_and(|c| c.is_uppercase());
        return (capital && NAMES.contains(folded)).then(|| word.clone());
    }
    let capital = raw.first().is_some_and(|c| c.is_uppercase())
        || folded.is_ascii() && !WORDS.contains(folded);
    let mut stem = folded;
    for cut in 0..3 {
        if cut > 0 {
            stem = stem.get(..stem.char_indices().last()?.0)?;
        }
        if stem.chars().count() > 3 && NAMES.contains(stem) && capital {
            return Some(word.clone());
        }
        if folded.is_ascii() {
            return None;
        }
    }
    None
}

/// A word that is announced as a name and looks like one.
fn announced(reading: &Reading, n: usize) -> Option<Span> {
    let word = reading.words.get(n)?;
    let folded = reading.words_at(word);
    if folded.contains(|c: char| c.is_ascii_digit()) || folded.chars().count() < 2 {
        return None;
    }
    let raw = reading.raw(word);
    let quoted = reading.beside(word).0.is_some_and(|c| "«\"“„".contains(c));
    let capital = raw.first().is_some_and(|c| c.is_uppercase());
    let hyphen_after = reading.beside(word).1 == Some('-')
        && reading
            .words
            .get(n + 1)
            .is_some_and(|next| reading.words_at(next).contains(|c: char| c.is_ascii_digit()));
    if !(quoted || capital) || hyphen_after || NO_NAME.are_in(folded) {
        return None;
    }
    let before = reading.before(word.start, 50);
    let clause = before.rsplit([',', ';']).next().unwrap_or_default();
    let own_name = quoted || folded.is_ascii() || raw.iter().any(|c| c.is_lowercase());
    let after = reading.after(word.end, 50);
    let is_apart = after.trim_start().starts_with([',', ';', ':', '(']);
    let follows = !is_apart && ANNOUNCED_AFTER.are_in(after);
    let kind_of_name = quoted || folded.is_ascii() || !TYPE.are_in(clause);
    let leads = kind_of_name && ANNOUNCED.are_in(clause) && !clause.trim_end().ends_with('.');
    if !own_name || !(leads || follows) {
        return None;
    }
    let mut end = word.end;
    if quoted {
        // The whole of what is in quotes.
        let rest = reading.after(word.start, 60);
        end = rest.find(['»', '"', '”']).map_or(end, |close| word.start + close);
    }
    Some(word.start..end)
}

/// What is asked of something, or what it has, rather than what it is.
static OF_PROPERTY: Lazy = Lazy::new(|| {
    Phrases::at_end(&[
        "(?:подсветк~|технологи~|процессор~|разъем~|порт~|интерфейс~|протокол~|режим~|формат~|стандарт~|систем~|функци~|матриц~|экран~|шрифт~|вход~|выход~|класс~|ос|поддержк~|язык~|цвет~|файл~|вид~|тип~|размер~|версии|сайт~|приложени~|модул~|сет(?:ь|и)|слот~|сертификат~|кабел~|лицензи~|контроллер~|покрыти~|ткань|ткани|мембран~|диск~|дисплей~|сорт~|сорта|гибрид~|препарат~|мышь|привод~|винт~|крепление|патрон~|цоколь|штуцер~|резьб~|замок|стекло|резина|уровень|проект~|программ~|конкурс~|курс~|тест~|тариф~|пакет~|камер~|адаптер~|конвертер|наушник~)",
        "(?:в|на|по|с|и|для|из|или|к|от|не|под)",
    ])
});
/// Latin words of no maker.
const NO_MAKERS: [&str; 60] = [
    "bluetooth",
    "wireless",
    "smart",
    "full",
    "type",
    "windows",
    "class",
    "plus",
    "light",
    "standard",
    "inverter",
    "ultra",
    "direct",
    "matt",
    "gloss",
    "black",
    "white",
    "silver",
    "gold",
    "mini",
    "micro",
    "super",
    "power",
    "home",
    "office",
    "professional",
    "business",
    "premium",
    "deluxe",
    "lux",
    "luxe",
    "ethernet",
    "online",
    "offline",
    "internet",
    "android",
    "linux",
    "core",
    "ryzen",
    "pentium",
    "celeron",
    "series",
    "model",
    "size",
    "soft",
    "hard",
    "slim",
    "long",
    "touch",
    "video",
    "audio",
    "print",
    "scan",
    "copy",
    "color",
    "dual",
    "quad",
    "star",
    "tower",
    "desktop",
];

/// A Latin word right after what is bought, at the beginning: `Шпатлевка Vetonit`.
fn stands_as_name(reading: &Reading, n: usize) -> Option<Span> {
    let word = reading.words.get(n)?;
    let folded = reading.words_at(word);
    let raw = reading.raw(word);
    let name = folded.len() >= 4
        && folded.bytes().all(|byte| byte.is_ascii_alphabetic())
        && raw.first().is_some_and(|c| c.is_ascii_uppercase())
        && raw.iter().skip(1).all(|c| c.is_ascii_lowercase())
        && !NO_MAKERS.contains(&folded);
    let previous = n.checked_sub(1).and_then(|n| reading.words.get(n))?;
    let gap = reading.folded.get(previous.end..word.start)?;
    let noun = reading.words_at(previous);
    let after_noun = matches!(gap, " " | " \"" | " «" | " “")
        && noun.chars().count() >= 4
        && noun.chars().all(|c| matches!(c, 'а'..='я'));
    let sentence = reading.sentence(word.start).start;
    let first = reading.words.partition_point(|other| other.start < sentence);
    let hyphen = reading.beside(word).1 == Some('-');
    (name
        && after_noun
        && n <= first + 4
        && !hyphen
        && !OF_PROPERTY.are_in(reading.before(word.start, 40)))
    .then(|| word.clone())
}
