//! Numbers of a text, with what each of them is: a place of an act, or a number.

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Plain,
    Article,
    Point,
    Annex,
}

/// A number where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// What it is.
    pub(super) kind: Kind,
    /// As it is compared.
    pub(super) number: String,
    /// Where it begins, in letters.
    pub(super) from: usize,
    /// Where it has ended.
    pub(super) to: usize,
}

/// A text as it is looked through for numbers: in lower case, its spaces alike.
pub(super) fn letters(text: &str) -> Vec<char> {
    text.to_lowercase().replace(['\u{A0}', '\u{202F}'], " ").chars().collect()
}

/// Every number of a text with what it is.
pub(super) fn numbers(text: &str) -> Vec<(Kind, String)> {
    found(&letters(text)).into_iter().map(|it| (it.kind, it.number)).collect()
}

/// Every number with what it is and where: «ст. 13», «85-тармақ», «34 600 000», «22.02.2026», and
/// numbers in words before a unit.
pub(super) fn found(letters: &[char]) -> Vec<Found> {
    let mut all: Vec<Found> = Vec::new();
    let mut at = 0;
    let mut word = String::new();
    let mut before = String::new();
    // The kind goes on over «ст. 13, 14 и 15».
    let mut kind = Kind::Plain;
    while let Some(c) = letters.get(at) {
        if c.is_ascii_digit() {
            let (number, end) = number_at(letters, at);
            // «30 000,00 ₸» are «30 000 ₸».
            let number = number.strip_suffix(".00").map(ToOwned::to_owned).unwrap_or(number);
            let after: String = letters.iter().skip(end).take(12).collect();
            let own = kind_after(&after).or_else(|| kind_before(&before));
            kind = own.unwrap_or(if joins(&word) { kind } else { Kind::Plain });
            all.push(Found { kind, number, from: at, to: end });
            (at, word, before) = (end, String::new(), String::new());
            continue;
        }
        if c.is_alphabetic() {
            let end = letters.iter().skip(at).position(|c| !c.is_alphabetic());
            let end = end.map_or(letters.len(), |n| at + n);
            let this: String = letters.iter().take(end).skip(at).collect();
            let after: String = letters.iter().skip(end).take(12).collect();
            let counted = in_words(&this, &after);
            all.extend(counted.map(|number| Found {
                kind: Kind::Plain,
                number,
                from: at,
                to: end,
            }));
            word.push_str(&this);
            before = this;
            at = end;
            continue;
        }
        at += 1;
    }
    all
}

fn joins(between: &str) -> bool {
    matches!(between, "" | "и" | "және" | "мен" | "and")
}

fn kind_before(word: &str) -> Option<Kind> {
    let begins = |all: &[&str]| all.iter().any(|it| word.starts_with(it));
    match word {
        "ст" | "art" | "статей" => Some(Kind::Article),
        "п" | "пп" | "p" | "pp" => Some(Kind::Point),
        "прил" => Some(Kind::Annex),
        _ if begins(&["стать", "article"]) => Some(Kind::Article),
        _ if begins(&["пункт", "подпункт", "point", "subpoint"]) => Some(Kind::Point),
        _ if begins(&["приложени", "annex"]) => Some(Kind::Annex),
        _ => None,
    }
}

fn kind_after(text: &str) -> Option<Kind> {
    let word = text.trim_start_matches(['-', ' ', '\u{2011}']);
    let begins = |all: &[&str]| all.iter().any(|it| word.starts_with(it));
    if begins(&["бап", "баб"]) {
        Some(Kind::Article)
    } else if begins(&["тармақ", "тармағ"]) {
        Some(Kind::Point)
    } else if begins(&["қосымша"]) {
        Some(Kind::Annex)
    } else {
        None
    }
}

/// A number as it is compared: thousands joined, a decimal comma as a point, dates as they stand.
fn number_at(letters: &[char], from: usize) -> (String, usize) {
    let digits = |at: usize| letters.iter().skip(at).take_while(|c| c.is_ascii_digit()).count();
    let mut end = from + digits(from);
    let mut number: String = letters.iter().take(end).skip(from).collect();
    loop {
        let (sign, length) = (letters.get(end).copied().unwrap_or('\0'), digits(end + 1));
        let group: String = letters.iter().skip(end + 1).take(length).collect();
        match sign {
            ' ' | ',' if length == 3 && number.len() <= 3 * 5 && !number.contains('.') => {
                number.push_str(&group);
            }
            ',' | '.' if length > 0 => {
                number.push('.');
                number.push_str(&group);
            }
            '-' if length == 1 && number.len() == 3 => {
                // A point put between others, as 266-1.
                number.push('-');
                number.push_str(&group);
            }
            _ => return (number, end),
        }
        end += 1 + length;
    }
}

/// A number in words, before what is counted: «пять процентов».
fn in_words(word: &str, after: &str) -> Option<String> {
    const WORDS: [(&str, &[&str]); 16] = [
        ("1", &["один", "одного"]),
        ("2", &["два", "двух", "две", "two", "екі"]),
        ("3", &["три", "трех", "трёх", "three", "үш"]),
        ("4", &["четыре", "четырех", "four", "төрт"]),
        ("5", &["пять", "пяти", "five", "бес"]),
        ("6", &["шесть", "шести", "six", "алты"]),
        ("7", &["семь", "семи", "seven", "жеті"]),
        ("8", &["восемь", "восьми", "eight", "сегіз"]),
        ("10", &["десять", "десяти", "ten"]),
        ("12", &["двенадцать", "двенадцати", "twelve"]),
        ("15", &["пятнадцать", "пятнадцати", "fifteen"]),
        ("20", &["двадцать", "двадцати", "twenty", "жиырма"]),
        ("30", &["тридцать", "тридцати", "thirty", "отыз"]),
        ("50", &["пятьдесят", "пятидесяти", "fifty", "елу"]),
        ("60", &["шестьдесят", "шестидесяти", "sixty", "алпыс"]),
        ("100", &["сто", "ста", "hundred", "жүз"]),
    ];
    const UNITS: [&str; 14] = [
        "процент",
        "дн",
        "ден",
        "рабоч",
        "календар",
        "месяц",
        "мрп",
        "час",
        "percent",
        "day",
        "working",
        "month",
        "пайыз",
        "жұмыс",
    ];
    let counted = after.trim_start();
    if !UNITS.iter().any(|unit| counted.starts_with(unit)) {
        return None;
    }
    let known = WORDS.iter().find(|(_, words)| words.contains(&word));
    known.map(|(number, _)| (*number).to_owned())
}

/// Numbers in words that nobody says by the way: they must stand in the evidence as they are.
pub(super) fn counts(word: &str) -> bool {
    const BEGINNINGS: [&str; 29] = [
        "девят",
        "одиннадцат",
        "тринадцат",
        "четырнадцат",
        "шестнадцат",
        "семнадцат",
        "восемнадцат",
        "сорок",
        "семьдесят",
        "семидесят",
        "восемьдесят",
        "восьмидесят",
        "девянос",
        "двест",
        "двухсот",
        "трист",
        "трехсот",
        "четырест",
        "четырехсот",
        "пятьсот",
        "пятисот",
        "шестьсот",
        "семьсот",
        "восемьсот",
        "миллиард",
        "thousand",
        "million",
        "billion",
        "миллион",
    ];
    BEGINNINGS.iter().any(|it| word.starts_with(it))
}
