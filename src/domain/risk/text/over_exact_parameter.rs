//! A size that only one product is likely to have: to the gram or the millimetre, without a margin.

use super::{
    phrase::{Lazy, Phrases},
    reading::{Reading, Span},
};

const UNIT: &str = "(?:мм|мкм|см|м|кг|г|гр|грамм~|килограмм~|миллиметр~|сантиметр~|метр~|л|мл|литр~|вт|квт|ватт~|об мин|айн мин|а|в|гц|дб|н|нм|кпа|мпа|бар|мач|ма ч|градус~|лм|люмен~|дюйм~|куб~ (?:м|см)|тонн~|т|сек|секунд~|мин|па|атм|л с|м3 ч)";
const NUMBER: &str = "[0-9]+(?:[.,][0-9]+)?";

static MEASURES: Lazy = Lazy::new(|| {
    let own = [
        // Said to be exact
        format!(
            "(?:ровно|строго|точно|в точности|именно|тура|дәл|дәлме дәл|нақты|қатаң|қатаң түрде)‥ {NUMBER}(?:[^a-zа-я0-9]*[xх×*][^a-zа-я0-9]*{NUMBER})* ?{UNIT}"
        ),
        format!(
            "{NUMBER}(?:[^a-zа-я0-9;]{{0,2}}[xх×*][^a-zа-я0-9;]{{0,2}}{NUMBER})+[^a-zа-я0-9;]{{0,2}}{UNIT}"
        ),
        format!("{NUMBER}[^a-zа-я0-9;,]{{0,2}}{UNIT}"),
    ];
    Phrases::of(&own)
});
static SAID_EXACT: Lazy = Lazy::new(|| {
    Phrases::at_start(&["(?:ровно|строго|точно|в точности|именно|тура|дәл|дәлме дәл|нақты|қатаң)"])
});
/// A bound or a rough value right before a number.
static BOUND_BEFORE: Lazy = Lazy::new(|| {
    Phrases::at_end(&[
        "(?:не (?:менее|более|ниже|выше|меньше|больше|уже|короче|хуже|превыша~)|до|от|около|примерно|более|менее|минимум|максимум|свыше|ориентировочно|приблизительно|порядка|~мин|макс|min|max|диапазон~|из|точност~|дискретност~|погрешност~|цен~ деления|шаг(?:ом)?|разрешени~|ресурс~|кемінде|шамамен|дәлді~|кем дегенде|ең көбі|ең азы|көп дегенде|площад~|ауданы|сумм~|бюджет~|объем работ|протяженност~|прот)(?: чем)?(?:‥)?",
    ])
});
static BOUND_AFTER: Lazy = Lazy::new(|| {
    Phrases::at_start(&[
        "(?:нан|нен|дан|ден|тан|тен|ға|ге|қа|ке)?[^a-zа-я0-9]{0,3}(?:или|и) (?:более|менее|близк~|выше|больше)",
        "(?:нан|нен|дан|ден|тан|тен|ға|ге|қа|ке) (?:‥ ?)?(?:кем|артық|асп[а-я]*|дейін|көп|төмен|жоғары|бастап)(?: емес)?",
        "(?:кем|артық|кемінде|асп[а-я]*|дейін|көп|жоғары|төмен|астам)(?: емес)?",
    ])
});
static MARGIN: Lazy = Lazy::new(|| {
    Phrases::of(&[
        "(?:допуск~|допускает~ отклонени~|отклонени~|погрешност~|приблизительн~|ориентировочн~|плюс минус|ауытқу~|рұқсат етілген|жіберілетін|қателі~|±)",
    ])
});

/// Said right after a number to leave no margin.
static NO_MARGIN: Lazy = Lazy::new(|| {
    Phrases::at_start(&[
        "без (?:каких либо )?(?:отклонени~|допуск~|погрешност~)",
        "(?:допуск~|отклонени~|погрешност~) не (?:предусм~|допуска~|разреша~|принима~)",
        "не (?:больше|более|выше) и не (?:меньше|менее|ниже)",
        "не (?:меньше|менее|ниже) и не (?:больше|более|выше)",
        "(?:ауытқусыз|ауытқу~ (?:болма~|рұқсат етілме~|жол берілме~))",
    ])
});

pub(super) fn find(reading: &Reading) -> Vec<Span> {
    let mut measures = MEASURES.find(reading);
    measures.retain(|measure| {
        let words = reading.words_at(measure);
        let exact = SAID_EXACT.are_in(words);
        NO_MARGIN.are_in(reading.after(measure.end, 80))
            || (exact || is_telling(words)) && !is_bounded(reading, measure)
    });
    measures
}

fn is_bounded(reading: &Reading, measure: &Span) -> bool {
    let before = reading.before(measure.start, 60);
    let clause = before.rsplit([',', '(']).next().unwrap_or_default();
    let after = reading.after(measure.end, 80);
    let near: String = after.chars().take(12).collect();
    let words = reading.words_at(measure);
    let tail = clause.trim_end();
    tail.ends_with(['±', '≥', '≤', '>', '<', '~', '≈', '-', '–', '—'])
        && !tail.ends_with(" -")
        && !tail.ends_with(" –")
        && !tail.ends_with(" —")
        || near.contains(['±'])
        || near.contains("+/-")
        || BOUND_BEFORE.are_in(clause)
        || BOUND_AFTER.are_in(after)
        || BOUND_IN.are_in(words)
        || MARGIN.are_in(after)
        || MARGIN.are_in(clause)
}

static BOUND_IN: Lazy =
    Lazy::new(|| Phrases::of(&["(?:не (?:менее|более|ниже|выше)|до|от|кемінде|около|шамамен)"]));

/// Widths of rolls, sheets and pipes by standards that count in inches or in a series.
const STANDARD: [&str; 24] = [
    "1067", "1118", "1219", "1524", "1189", "1372", "1422", "1626", "1829", "1651", "1016", "2134",
    "15,24", "30,48", "45,72", "12,192", "3,785", "3,048", "10,16", "19,05", "1,524", "14,224",
    "91,44", "22,86",
];

/// A number with more figures than need has, or several sizes that are all uneven.
fn is_telling(measure: &str) -> bool {
    let unit = measure
        .trim_end_matches('.')
        .rsplit(|c: char| c.is_ascii_digit())
        .next()
        .unwrap_or_default()
        .trim();
    let numbers: Vec<String> = measure
        .split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
        .map(|number| number.trim_matches(['.', ',']).replace('.', ","))
        .filter(|number| !number.is_empty())
        .collect();
    let year = matches!(unit, "г" | "гр")
        && numbers.iter().any(|number| {
            number.len() == 4 && (number.starts_with("19") || number.starts_with("20"))
        });
    if year
        || numbers
            .iter()
            .any(|number| number.starts_with('0') && number.len() > 1 && !number.starts_with("0,"))
    {
        return false;
    }
    let uneven = numbers.iter().filter(|number| is_uneven(number)).count();
    numbers.iter().any(|number| has_many_figures(number)) || numbers.len() >= 3 && uneven >= 2
}

fn has_many_figures(number: &str) -> bool {
    if STANDARD.contains(&number) {
        return false;
    }
    let (whole, part) = number.split_once(',').unwrap_or((number, ""));
    let part = part.trim_end_matches('0');
    let figures = format!("{whole}{part}");
    let figures = figures.trim_start_matches('0');
    if part.is_empty() {
        figures.len() == 4 && !figures.ends_with(['0', '5'])
    } else {
        figures.len() >= 4 || part.len() >= 4
    }
}

fn is_uneven(number: &str) -> bool {
    !number.contains(',') && number.len() >= 3 && !number.ends_with(['0', '5'])
}
