//! What must not leave for a model: numbers of people and organisations, ways to reach them, accounts.

/// Digits in a row, spaces and dashes aside, that are a person's or an organisation's number (12), a
/// phone's (10 and 11), a card's (16).
const PERSONAL: [usize; 4] = [10, 11, 12, 16];

/// A question with all that is personal in it replaced by a sign of what was there.
pub(super) fn redact(text: &str) -> String {
    let words: Vec<String> = text.split(' ').map(word).collect();
    numbers(&words.join(" "))
}

/// An address, a name in a messenger, an account.
fn word(word: &str) -> String {
    let letters = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '@');
    let is_account = letters.len() == 20
        && letters.is_ascii()
        && letters.get(..2).is_some_and(|land| land.eq_ignore_ascii_case("kz"))
        && letters.get(2..4).is_some_and(|check| check.bytes().all(|b| b.is_ascii_digit()));
    if letters.contains('@') || is_account { "[…]".to_owned() } else { word.to_owned() }
}

/// Long runs of digits, also those with spaces, dashes and brackets between them.
fn numbers(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut all = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = letters.get(at) {
        let begins = c.is_numeric() || *c == '+';
        if !begins {
            all.push(*c);
            at += 1;
            continue;
        }
        let joins = |c: &char| {
            c.is_numeric() || matches!(c, '+' | '-' | ' ' | '(' | ')' | '\u{A0}' | '\u{2011}')
        };
        let run: Vec<char> = letters.iter().skip(at).take_while(|c| joins(c)).copied().collect();
        let last = run.iter().rposition(|c| c.is_numeric()).map_or(1, |last| last + 1);
        let run = run.get(..last).unwrap_or_default();
        all.push_str(&personal(run));
        at += last;
    }
    all
}

/// A run as it was, or a sign where it is personal. Thousands are apart by single spaces in threes: a
/// sum is no phone.
fn personal(run: &[char]) -> String {
    let text: String = run.iter().collect();
    let digits = run.iter().filter(|c| c.is_numeric()).count();
    let groups: Vec<&str> = text.split([' ', '\u{A0}']).collect();
    let is_sum = groups.len() > 1
        && groups.iter().all(|group| group.chars().all(char::is_numeric))
        && groups.first().is_some_and(|first| (1..=3).contains(&first.chars().count()))
        && groups.iter().skip(1).all(|group| group.chars().count() == 3)
        && digits < 12;
    // Several numbers side by side: the one that is personal is enough.
    let holds = text
        .split(' ')
        .any(|group| PERSONAL.contains(&group.chars().filter(|c| c.is_numeric()).count()));
    if !is_sum && (holds || PERSONAL.contains(&digits) || digits > 12) {
        "[…]".to_owned()
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_names_somebody_is_taken_out_and_the_rest_stays() {
        for (text, sent) in [
            ("мой ИИН 990101300123, что делать?", "мой ИИН […], что делать?"),
            ("БИН 000540002866 в реестре?", "БИН […] в реестре?"),
            ("БИН 0005 4000 2866 в реестре?", "БИН […] в реестре?"),
            ("звоните +7 (701) 123-45-67", "звоните […]"),
            ("пишите ivan.petrov@mail.kz или @ivan", "пишите […] или […]"),
            ("счёт KZ86125KZT5004100100.", "счёт […]"),
            ("лот 83685322-ОИ4 на 5 000 000 тенге", "лот 83685322-ОИ4 на 5 000 000 тенге"),
            ("ст. 13, п. 85–99 с 22.02.2026", "ст. 13, п. 85–99 с 22.02.2026"),
            ("сумма 1 250 000 000 тенге", "сумма 1 250 000 000 тенге"),
        ] {
            assert_eq!(redact(text), sent);
        }
    }

    proptest::proptest! {
        #[test]
        fn no_number_of_a_person_leaves(before in "[а-я ]{0,20}", number in "[0-9]{12}", after in "[а-я .,]{0,20}") {
            let sent = redact(&format!("{before} {number} {after}"));
            proptest::prop_assert!(!sent.contains(&number), "{}", sent);
        }
    }
}
