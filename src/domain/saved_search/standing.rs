//! Where a purchase stands, as people type it into a search: «только открытые», «статус: отменен»,
//! «до пятницы», «за 3 дня». Only a search that is looked at has a use for it: a saved one is about
//! lots that are new.

use chrono::{DateTime, Datelike as _, Days, Months, NaiveDate, TimeDelta, Utc, Weekday};

use super::{
    parse::{Criterion, FilterError, quotable, set},
    pieces::Piece,
};
use crate::{
    domain::{
        clock::ASTANA,
        lots::OPEN_STATUSES,
        reference,
        words::{self, Stems, fold},
    },
    i18n::Lang,
};

/// What says that only lots that take bids now are wanted: the words of each, in their order.
const ONLY_OPEN: [&str; 13] = [
    "только открытые",
    "только открытых",
    "только актуальные",
    "только действующие",
    "принимают заявки",
    "идет прием заявок",
    "прием заявок",
    "тек ашық",
    "өтінім қабылдауда",
    "өтінім қабылдап жатқан",
    "only open",
    "open only",
    "accepting bids",
];
const STATUS: &str = "статус статуса статусы мәртебе мәртебесі күйі status";
/// What statuses are called besides their names.
const ALSO_STATUSES: [(&str, &[i64]); 7] = [
    ("завершен", &[360, 370]),
    ("завершенные", &[360, 370]),
    ("закрыт", &[360, 370, 410, 430]),
    ("закрытые", &[360, 370, 410, 430]),
    ("аяқталған", &[360, 370]),
    ("finished", &[360, 370]),
    ("открытые", &OPEN_STATUSES),
];
const NOT: &str = "не";
/// The longest name of a status that is looked for.
const STATUS_WORDS: usize = 5;

const UNTIL: &str = "до к until by before";
const UNTIL_AFTER: &str = "дейін";
const AFTER: &str = "после after";
const WITHIN: [&str; 4] = ["за", "в течение", "within", "in"];
const DAY: &str = "день дня дней сутки суток күн күнде day days";
const WEEK: &str = "неделю недели недель апта аптада week weeks";
const MONTH: &str = "месяц месяца месяцев ай айда month months";
const INSIDE: &str = "ішінде";
const TODAY: &str = "сегодня бүгін today";
const TOMORROW: &str = "завтра ертең ертеңге tomorrow";
const END: &str = "конца end";
const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "понедельник понедельника понедельнику дүйсенбі дүйсенбіге monday"),
    (Weekday::Tue, "вторник вторника вторнику сейсенбі сейсенбіге tuesday"),
    (Weekday::Wed, "среда среды среде сәрсенбі сәрсенбіге wednesday"),
    (Weekday::Thu, "четверг четверга четвергу бейсенбі бейсенбіге thursday"),
    (Weekday::Fri, "пятница пятницы пятнице жұма жұмаға friday"),
    (Weekday::Sat, "суббота субботы субботе сенбі сенбіге saturday"),
    (Weekday::Sun, "воскресенье воскресенья воскресенью жексенбі жексенбіге sunday"),
];
const MONTHS: [&str; 12] = [
    "января қаңтар қаңтарға january",
    "февраля ақпан ақпанға february",
    "марта наурыз наурызға march",
    "апреля сәуір сәуірге april",
    "мая мамыр мамырға may",
    "июня маусым маусымға june",
    "июля шілде шілдеге july",
    "августа тамыз тамызға august",
    "сентября қыркүйек қыркүйекке september",
    "октября қазан қазанға october",
    "ноября қараша қарашаға november",
    "декабря желтоқсан желтоқсанға december",
];
/// Nobody bids so far ahead.
const MOST_DAYS: u32 = 366;

/// A moment that bids end by, as it was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Due {
    /// So many days from now.
    Within(u32),
    /// So many months from now.
    Months(u32),
    /// The end of today, or of the day so many days later.
    Day(u32),
    /// The end of the next such day, today too.
    By(Weekday),
    /// The end of this day; of the coming one where no year was typed.
    On {
        /// Of the month.
        day: u32,
        /// Of the year, from one.
        month: u32,
        /// The year.
        year: Option<i32>,
    },
    /// The end of Sunday.
    EndOfWeek,
    /// The end of the month's last day.
    EndOfMonth,
}

/// Where the purchase must stand.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// It takes bids now.
    pub only_open: bool,
    /// `refLotStatusId`: one of these; any where there is none.
    pub statuses: Vec<i64>,
    /// Bids end by then.
    pub until: Option<Due>,
    /// Bids end after then.
    pub after: Option<Due>,
}

impl Due {
    /// The moment itself.
    fn moment(self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let today = now.with_timezone(&ASTANA).date_naive();
        let day = match self {
            Self::Within(days) => return now.checked_add_signed(TimeDelta::days(days.into())),
            Self::Months(months) => return now.checked_add_months(Months::new(months)),
            Self::Day(later) => today.checked_add_days(Days::new(later.into()))?,
            Self::By(weekday) => {
                let ahead = (7 + weekday.num_days_from_monday()
                    - today.weekday().num_days_from_monday())
                    % 7;
                today.checked_add_days(Days::new(ahead.into()))?
            }
            Self::On { day, month, year: Some(year) } => NaiveDate::from_ymd_opt(year, month, day)?,
            Self::On { day, month, year: None } => (0..=4)
                .filter_map(|later| NaiveDate::from_ymd_opt(today.year() + later, month, day))
                .find(|day| *day >= today)?,
            Self::EndOfWeek => {
                let ahead = 6 - today.weekday().num_days_from_monday();
                today.checked_add_days(Days::new(ahead.into()))?
            }
            Self::EndOfMonth => {
                let next = today.with_day(1)?.checked_add_months(Months::new(1))?;
                next.pred_opt()?
            }
        };
        let end = day.and_hms_opt(23, 59, 59)?;
        end.and_local_timezone(ASTANA).single().map(|at| at.to_utc())
    }
}

impl Standing {
    /// True where nothing of it was asked for.
    pub fn is_any(&self) -> bool {
        *self == Self::default()
    }

    /// Between which moments bids must end; what is over already is not meant, unless it was said.
    pub fn window(&self, now: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let from = self.after.and_then(|due| due.moment(now));
        let until = self.until.and_then(|due| due.moment(now));
        match (from, until) {
            (None, None) => None,
            (from, until) => Some((from.unwrap_or(now), until.unwrap_or(DateTime::<Utc>::MAX_UTC))),
        }
    }

    /// Reads a phrase about it at the beginning; how many pieces it takes.
    pub(super) fn take(&mut self, pieces: &[Piece]) -> Result<Option<usize>, FilterError> {
        let said: Vec<String> = pieces.iter().map_while(Piece::key).take(6).collect();
        if let Some(taken) = phrase(&said, &ONLY_OPEN) {
            self.only_open = true;
            let lots = said.get(taken).is_some_and(|word| Stems::of(word).ru == "лот");
            return Ok(Some(taken + usize::from(lots)));
        }
        if let Some(taken) = self.status(pieces)? {
            return Ok(Some(taken));
        }
        let Some((bound, due, taken)) = due(&said, pieces)? else { return Ok(None) };
        match bound {
            Bound::Until => set(&mut self.until, due, Criterion::Deadline)?,
            Bound::After => set(&mut self.after, due, Criterion::Deadline)?,
        }
        Ok(Some(taken))
    }

    fn status(&mut self, pieces: &[Piece]) -> Result<Option<usize>, FilterError> {
        let Some(first) = pieces.first().and_then(Piece::plain) else { return Ok(None) };
        let (name, beside) = match first.split_once([':', '=']) {
            Some((name, value)) => (name, Some(value).filter(|value| !value.is_empty())),
            None => (first, None),
        };
        if !is_in(&fold(name), STATUS) {
            return Ok(None);
        }
        let rest = pieces.get(1..).unwrap_or_default();
        let mut said: Vec<String> = beside.map(fold).into_iter().collect();
        said.extend(rest.iter().map_while(Piece::key).take(STATUS_WORDS - said.len()));
        for n in (1..=said.len()).rev() {
            let ids = statuses(said.get(..n).unwrap_or_default());
            if !ids.is_empty() {
                self.statuses.extend(
                    ids.iter()
                        .filter(|id| !self.statuses.contains(id))
                        .copied()
                        .collect::<Vec<_>>(),
                );
                return Ok(Some(n + usize::from(beside.is_none())));
            }
        }
        if first.contains([':', '=']) {
            let asked = beside.map(quotable).or_else(|| said.first().map(|word| quotable(word)));
            return Err(FilterError::UnknownStatus(asked.unwrap_or_default()));
        }
        Ok(None)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    Until,
    After,
}

/// «до пятницы», «за 3 дня», «25 қарашаға дейін»; how many pieces it takes.
fn due(said: &[String], pieces: &[Piece]) -> Result<Option<(Bound, Due, usize)>, FilterError> {
    let Some(first) = said.first() else { return Ok(None) };
    let tail = |from: usize| said.get(from..).unwrap_or_default();
    if is_in(first, UNTIL) || is_in(first, AFTER) {
        let bound = if is_in(first, AFTER) { Bound::After } else { Bound::Until };
        let written = pieces.get(1).and_then(Piece::plain);
        let found = day(tail(1), written)?;
        return Ok(found.map(|(due, taken)| (bound, due, taken + 1)));
    }
    if let Some(taken) = phrase(said, &WITHIN) {
        return Ok(span(tail(taken)).map(|(due, more)| (Bound::Until, due, taken + more)));
    }
    // Kazakh says it behind: «3 күн ішінде», «жұмаға дейін».
    if let Some((due, taken)) = span(said)
        && said.get(taken).is_some_and(|word| is_in(word, INSIDE))
    {
        return Ok(Some((Bound::Until, due, taken + 1)));
    }
    // What is not said to be a day must not be refused as a wrong one: «2026 наурыз мерекесі».
    if said.iter().take(4).any(|word| is_in(word, UNTIL_AFTER))
        && let Some((due, taken)) = day(said, pieces.first().and_then(Piece::plain))?
        && said.get(taken).is_some_and(|word| is_in(word, UNTIL_AFTER))
    {
        return Ok(Some((Bound::Until, due, taken + 1)));
    }
    Ok(None)
}

/// `3 дня`, `неделю`, `2 аптада`.
fn span(said: &[String]) -> Option<(Due, usize)> {
    let number = said.first().and_then(|word| word.parse::<u32>().ok());
    let (number, taken) = match number {
        Some(number) => (number, 1),
        None => (1, 0),
    };
    let unit = said.get(taken)?;
    let due = if is_in(unit, DAY) {
        // «за день» is a day; «за дня» is nothing.
        Due::Within(number)
    } else if is_in(unit, WEEK) {
        Due::Within(number.checked_mul(7)?)
    } else if is_in(unit, MONTH) {
        Due::Months(number)
    } else {
        return None;
    };
    let is_near = match due {
        Due::Within(days) => (1..=MOST_DAYS).contains(&days),
        Due::Months(months) => (1..=12).contains(&months),
        _ => false,
    };
    is_near.then_some((due, taken + 1))
}

/// `пятницы`, `завтра`, `25 ноября`, `25.11.2026`, `конца недели`.
fn day(said: &[String], written: Option<&str>) -> Result<Option<(Due, usize)>, FilterError> {
    let Some(first) = said.first() else { return Ok(None) };
    let second = said.get(1).map(String::as_str).unwrap_or_default();
    if is_in(first, TODAY) {
        return Ok(Some((Due::Day(0), 1)));
    }
    if is_in(first, TOMORROW) {
        return Ok(Some((Due::Day(1), 1)));
    }
    if let Some((weekday, _)) = WEEKDAYS.iter().find(|(_, names)| is_in(first, names)) {
        return Ok(Some((Due::By(*weekday), 1)));
    }
    if is_in(first, END) && is_in(second, WEEK) {
        return Ok(Some((Due::EndOfWeek, 2)));
    }
    if is_in(first, END) && is_in(second, MONTH) {
        return Ok(Some((Due::EndOfMonth, 2)));
    }
    if let Some(month) = (1_u32..).zip(MONTHS).find(|(_, names)| is_in(second, names)) {
        let Ok(day) = first.parse::<u32>() else { return Ok(None) };
        let year = said.get(2).and_then(|word| word.parse().ok()).filter(is_year);
        return on(day, month.0, year).map(|due| Some((due, 2 + usize::from(year.is_some()))));
    }
    match written.and_then(dotted) {
        // «до 5.10 млн» is a sum.
        Some((day, month, year)) if second.is_empty() || !super::sums::is_unit(second) => {
            on(day, month, year).map(|due| Some((due, 1)))
        }
        _ => Ok(None),
    }
}

fn on(day: u32, month: u32, year: Option<i32>) -> Result<Due, FilterError> {
    // A leap year knows every day there is.
    match NaiveDate::from_ymd_opt(year.unwrap_or(2028), month, day) {
        Some(_) => Ok(Due::On { day, month, year }),
        None => Err(FilterError::BadDate),
    }
}

fn is_year(year: &i32) -> bool {
    (2020..=2100).contains(year)
}

/// `25.11`, `25.11.26`, `25.11.2026`, `2026-11-25`.
fn dotted(text: &str) -> Option<(u32, u32, Option<i32>)> {
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Some((day.day(), day.month(), Some(day.year())));
    }
    let parts: Vec<&str> = text.trim_end_matches('.').split('.').collect();
    if !text.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let (day, month, year) = match parts.as_slice() {
        [day, month] if month.len() == 2 && (1..=2).contains(&day.len()) => (day, month, None),
        [day, month, year] if (1..=2).contains(&day.len()) && (1..=2).contains(&month.len()) => {
            let year: i32 = year.parse().ok()?;
            (day, month, Some(if year < 100 { 2000 + year } else { year }))
        }
        _ => return None,
    };
    let (day, month) = (day.parse().ok()?, month.parse().ok()?);
    // «до 99.50» is a sum.
    ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some((day, month, year))
}

/// Statuses by words of their names, in any form; a number is the status itself.
fn statuses(said: &[String]) -> Vec<i64> {
    if let [one] = said
        && let Ok(id) = one.parse::<i64>()
    {
        return reference::lot_statuses()
            .filter(|(known, _)| *known == id)
            .map(|(id, _)| id)
            .collect();
    }
    let whole = said.join(" ");
    if let Some((_, ids)) = ALSO_STATUSES.iter().find(|(name, _)| fold(name) == fold(&whole)) {
        return ids.to_vec();
    }
    let stems: Vec<Stems> = said.iter().map(|word| Stems::of(word)).collect();
    let mut ids = Vec::new();
    for (id, names) in reference::lot_statuses() {
        let is_named = Lang::ALL.iter().zip(names).any(|(lang, name)| {
            let name: Vec<String> = words::parts(name).into_iter().map(fold).collect();
            let of: Vec<Stems> = name.iter().map(|word| Stems::of(word)).collect();
            of.windows(stems.len()).enumerate().any(|(at, run)| {
                let denied = at > 0 && name.get(at - 1).is_some_and(|before| before == NOT);
                let same = |(one, other): (&Stems, &Stems)| {
                    one.ru == other.ru || (*lang == Lang::Kk && one.kk == other.kk)
                };
                !denied && run.iter().zip(&stems).all(same)
            })
        });
        if is_named {
            ids.push(id);
        }
    }
    ids.sort_unstable();
    ids
}

/// The first of these phrases that the words begin with; how many words it has.
fn phrase(said: &[String], phrases: &[&str]) -> Option<usize> {
    phrases.iter().find_map(|phrase| {
        let words: Vec<String> = phrase.split(' ').map(fold).collect();
        said.starts_with(&words).then_some(words.len())
    })
}

fn is_in(folded: &str, list: &str) -> bool {
    !folded.is_empty() && list.split(' ').any(|known| fold(known) == folded)
}
