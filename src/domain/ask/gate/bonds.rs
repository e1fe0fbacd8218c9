//! Which words a number stands with. «Заявка 1 %, исполнение 3 %» has both numbers, and so has the lie
//! that swaps them: a number is borne where no other number of its unit fits the words around it
//! better.

use std::collections::HashSet;

use super::{
    numbers::{Found, Kind, found, letters},
    stems,
};

/// What a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Unit {
    Nothing,
    Percent,
    Money,
    Millions,
    Mrp,
    Days,
    WorkingDays,
    CalendarDays,
    Months,
    Years,
    Hours,
    Minutes,
    Date,
}

/// What a unit begins with; the longer ones before those that begin them.
const UNITS: [(Unit, &[&str]); 11] = [
    (Unit::Percent, &["%", "процент", "пайыз", "percent"]),
    (Unit::Money, &["₸", "тенге", "теңге", "tenge", "kzt"]),
    (Unit::Millions, &["млн", "миллион", "million"]),
    (Unit::Mrp, &["мрп", "аек", "айлық", "mci", "mrp"]),
    (Unit::WorkingDays, &["рабоч", "жұмыс", "working", "business"]),
    (Unit::CalendarDays, &["календар", "күнтізбе", "calendar"]),
    (Unit::Days, &["дн", "ден", "күн", "day"]),
    (Unit::Months, &["месяц", "ай", "month"]),
    (Unit::Years, &["год", "лет", "жыл", "year"]),
    (Unit::Hours, &["час", "сағат", "hour"]),
    (Unit::Minutes, &["минут", "minute"]),
];
/// A unit of two words, in letters.
const MOST_UNIT: usize = 30;
/// Words that join two things with a number each.
const JOINTS: [&str; 8] = ["и", "а", "но", "или", "және", "ал", "and", "or"];

impl Unit {
    fn of(number: &str, after: &[char]) -> Self {
        if number.matches('.').count() == 2 {
            return Self::Date;
        }
        let after: String = after.iter().take(MOST_UNIT).collect();
        let after = after.trim_start_matches([' ', '-', '\u{2011}']);
        let begins = |text: &str| {
            let known = UNITS.iter().find(|(_, all)| all.iter().any(|it| text.starts_with(it)));
            known.map_or(Self::Nothing, |(unit, _)| *unit)
        };
        let unit = begins(after);
        // «Рабочих» may be hours.
        let next =
            after.split_once(' ').map_or(Self::Nothing, |(_, next)| begins(next.trim_start()));
        if unit.is_days() && matches!(next, Self::Hours | Self::Months | Self::Years) {
            next
        } else {
            unit
        }
    }

    fn is_days(self) -> bool {
        matches!(self, Self::Days | Self::WorkingDays | Self::CalendarDays)
    }

    /// The same, as far as both are told.
    fn may_be(self, other: Self) -> bool {
        let is_told = self != Self::Nothing && other != Self::Nothing;
        let are_days =
            (self == Self::Days || other == Self::Days) && self.is_days() && other.is_days();
        !is_told || self == other || are_days
    }
}

/// A number with what it counts and the words around it.
#[derive(Debug, Clone)]
pub(super) struct Figure {
    number: String,
    unit: Unit,
    near: HashSet<String>,
    /// The number before it in a range: «от 0,5 % до 5 %».
    after: Option<String>,
}

impl Figure {
    /// Whether evidence has this number of this unit, with words at least as near as those of any
    /// other number of the unit. What it does not have at all is another's to find.
    pub(super) fn is_borne_by<'a>(&self, evidence: impl Iterator<Item = &'a Self> + Clone) -> bool {
        let shared = |other: &Self| self.near.intersection(&other.near).count();
        let follows = |one: &str, other: &str| {
            evidence.clone().any(|it| it.number == one && it.after.as_deref() == Some(other))
        };
        if let Some(after) = &self.after
            && follows(after, &self.number)
            && !follows(&self.number, after)
        {
            return false;
        }
        let mut own = evidence.clone().filter(|other| other.number == self.number).peekable();
        if own.peek().is_none() {
            return true;
        }
        let Some(own) = own.filter(|other| self.unit.may_be(other.unit)).map(shared).max() else {
            return false;
        };
        let others = evidence.filter(|other| {
            let is_alike = self.unit == other.unit || self.unit.is_days() && other.unit.is_days();
            other.number != self.number && is_alike
        });
        others.map(shared).max().is_none_or(|other| other <= own)
    }
}

/// The numbers of a text that are no places of acts, with the words of their clauses.
pub(super) fn figures(text: &str) -> Vec<Figure> {
    let letters = letters(text);
    let mut found = found(&letters);
    found.retain(|it| it.kind == Kind::Plain);
    let mut all = Vec::new();
    let (mut begin, mut before) = (0, HashSet::new());
    for end in ends(&letters, &found) {
        let inside: Vec<&Found> =
            found.iter().filter(|it| it.from >= begin && it.to <= end).collect();
        let clause = of_clause(&letters, begin, end, &inside, &before);
        if inside.is_empty() {
            before = near(&letters, begin, end);
        }
        all.extend(clause);
        begin = end + 1;
    }
    all
}

/// Where clauses end: at a comma, a semicolon, a line, a stop; not within a number.
fn ends(letters: &[char], found: &[Found]) -> Vec<usize> {
    let is_end = |at: usize, c: char| match c {
        '\n' | ';' | '!' | '?' | ',' => true,
        '.' => letters.get(at + 1).is_none_or(|next| next.is_whitespace()),
        _ => false,
    };
    let outside = |at: usize| !found.iter().any(|it| (it.from..it.to).contains(&at));
    let ends = letters.iter().enumerate().filter(|(at, c)| is_end(*at, **c) && outside(*at));
    ends.map(|(at, _)| at).chain([letters.len()]).collect()
}

/// Numbers of one clause, each with the words between it and its neighbours. `before` is what the
/// clause before says, for a number without a word of its own.
fn of_clause(
    letters: &[char],
    begin: usize,
    end: usize,
    numbers: &[&Found],
    before: &HashSet<String>,
) -> Vec<Figure> {
    let mut figures: Vec<Figure> = Vec::new();
    // Numbers that no word parts, «3 % — 30 000 ₸», are said of the same.
    let mut run = 0;
    let mut left = near(letters, begin, numbers.first().map_or(end, |it| it.from));
    for (at, it) in numbers.iter().enumerate() {
        let unit = Unit::of(&it.number, letters.get(it.to..).unwrap_or_default());
        let next = numbers.get(at + 1).map_or(end, |next| next.from);
        let joint = numbers.get(at + 1).and_then(|_| joint(letters, it.to, next));
        let own = near(letters, it.to, joint.unwrap_or(next));
        let is_parted = joint.is_some() || !own.is_empty();
        let mut words = left;
        words.extend(own.iter().cloned());
        figures.push(Figure { number: it.number.clone(), unit, near: words, after: None });
        left = joint.map_or(own, |joint| near(letters, joint, next));
        if is_parted || at + 1 == numbers.len() {
            share(figures.get_mut(run..).unwrap_or_default(), before);
            run = figures.len();
        }
    }
    figures
}

fn share(run: &mut [Figure], before: &HashSet<String>) {
    let mut words: HashSet<String> = run.iter().flat_map(|it| it.near.iter().cloned()).collect();
    if words.is_empty() {
        words.clone_from(before);
    }
    let mut before: Option<(Unit, String)> = None;
    for figure in run {
        figure.near.clone_from(&words);
        let is_range = |(unit, _): &(Unit, String)| unit.may_be(figure.unit);
        figure.after = before.take().filter(is_range).map(|(_, number)| number);
        before = Some((figure.unit, figure.number.clone()));
    }
}

/// Where a word that joins stands, if one does.
fn joint(letters: &[char], from: usize, to: usize) -> Option<usize> {
    let mut at = from;
    let between: String = letters.get(from..to).unwrap_or_default().iter().collect();
    for word in between.split(' ') {
        if JOINTS.contains(&word) {
            return Some(at);
        }
        at += word.chars().count() + 1;
    }
    None
}

/// Words that tell something, besides units.
fn near(letters: &[char], from: usize, to: usize) -> HashSet<String> {
    let text: String = letters.get(from..to).unwrap_or_default().iter().collect();
    let is_unit =
        |word: &str| UNITS.iter().any(|(_, all)| all.iter().any(|it| word.starts_with(it)));
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric() && c != '-')
        .filter(|word| !word.is_empty() && !is_unit(word))
        .collect();
    stems(&words.join(" ")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_borne(text: &str, evidence: &str) -> bool {
        let evidence = figures(evidence);
        figures(text).iter().all(|it| it.is_borne_by(evidence.iter()))
    }

    #[test]
    fn a_number_is_borne_with_its_own_words_only() {
        for (evidence, truth, lie) in [
            (
                "Обеспечение: заявка 1 %, исполнение 3 %.",
                "исполнение — 3 %, заявка — 1 %",
                "заявка 3 %, исполнение 1 %",
            ),
            ("Обеспечение заявки 1 % и исполнения 3 %.", "исполнения — 3 %", "исполнения — 1 %"),
            (
                "Конкурс и аукцион — 1% от суммы, выделенной на лот; запрос ценовых предложений — 3%.",
                "На конкурсе вносят 1%",
                "На конкурсе вносят 3%",
            ),
            (
                "Подписание — 3 рабочих дня; уведомление — 2 рабочих дня.",
                "Уведомление в течение 2 рабочих дней",
                "Уведомление в течение 3 рабочих дней",
            ),
            (
                "Срок 10 рабочих дней, пеня 5 %.",
                "Срок десять рабочих дней",
                "Срок 10 календарных дней",
            ),
            ("Срок 10 рабочих дней, пеня 5 %.", "пеня 5 процентов", "срок 5 рабочих дней"),
            (
                "Обеспечение заявки: 3 % — 30 000,00 ₸\nВыделено: 1 000 000,00 ₸",
                "Обеспечение заявки — 30 000 ₸",
                "Обеспечение заявки — 1 000 000 ₸",
            ),
            (
                "Өтінімді қамтамасыз ету — 1%, шартты қамтамасыз ету — 3%.",
                "Өтінімді қамтамасыз ету 1%",
                "Өтінімді қамтамасыз ету 3%",
            ),
            ("Шаг — от 0,5 % до 5 % цены.", "Шаг от 0,5 % до 5 %", "Шаг от 5 % до 0,5 %"),
            (
                "Подтвердите за 3 рабочих часа, пеня 5 %.",
                "за 3 часа подтвердите",
                "за 3 рабочих дня",
            ),
            (
                "Bid security 1%, contract security 3%.",
                "The bid security is 1%",
                "The bid security is 3%",
            ),
        ] {
            assert!(is_borne(truth, evidence), "{truth}: {evidence}");
            assert!(is_borne(evidence, evidence), "{evidence}");
            assert!(!is_borne(lie, evidence), "{lie}: {evidence}");
        }
    }
}
