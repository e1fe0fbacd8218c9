//! Questions about the lot that a person looked at last: what is asked of it. The numbers are
//! counted by `calc`, never read from a text.

use crate::domain::words::{fold, parts};

/// What can be told of a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// What is deposited with a bid.
    BidSecurity,
    /// What is deposited for the contract.
    ContractSecurity,
    /// The lowest price that is not dumping.
    Dumping,
    /// When bids cease to be taken.
    Deadline,
    /// The sum allocated.
    Amount,
    /// Who buys.
    Customer,
    /// How it is bought.
    Method,
}

/// Words that, with the name of a lot, mean the one at hand.
const THIS: [&str; 26] = [
    "этот",
    "этого",
    "этому",
    "этом",
    "этим",
    "эта",
    "этой",
    "эту",
    "данный",
    "данному",
    "данного",
    "данном",
    "мой",
    "моего",
    "моему",
    "моем",
    "последний",
    "последнего",
    "последнему",
    "нему",
    "осы",
    "бул",
    "менин",
    "сонгы",
    "this",
    "my",
];

/// What is asked of the lot at hand, all of it where nothing is named; none where no lot is meant.
pub fn topics(question: &str) -> Option<Vec<Topic>> {
    let words: Vec<String> = parts(question).into_iter().map(fold).collect();
    let has = |beginnings: &[&str]| {
        beginnings
            .iter()
            .map(|it| fold(it))
            .any(|it| words.iter().any(|word| word.starts_with(&it)))
    };
    if !(has(&["лот", "lot"]) && THIS.iter().any(|it| words.contains(&fold(it)))) {
        return None;
    }
    let asked = [
        (
            Topic::Amount,
            has(&["сумм", "стоим", "бюджет", "бөлін", "сома", "amount", "sum", "budget"]),
        ),
        (
            Topic::BidSecurity,
            has(&[
                "обеспеч",
                "взнос",
                "внес",
                "внос",
                "залог",
                "депозит",
                "заморо",
                "заблок",
                "гаранти",
                "қамтамасыз",
                "жарна",
                "кепіл",
                "secur",
                "bond",
                "deposit",
            ]),
        ),
        (
            Topic::ContractSecurity,
            has(&["обеспеч", "внес", "залог", "гаранти", "қамтамасыз", "кепіл", "secur", "bond"]),
        ),
        (
            Topic::Dumping,
            has(&[
                "демпинг",
                "минимал",
                "порог",
                "снизи",
                "ниже",
                "төмен",
                "түсір",
                "dumping",
                "lowest",
            ]),
        ),
        (
            Topic::Deadline,
            has(&[
                "срок",
                "когда",
                "дедлайн",
                "успе",
                "осталось",
                "мерзім",
                "қашан",
                "deadline",
                "when",
                "until",
            ]),
        ),
        (Topic::Customer, has(&["заказчик", "покупа", "тапсырыс", "customer", "buy"])),
        (Topic::Method, has(&["способ", "метод", "тәсіл", "method"])),
    ];
    let mut topics: Vec<Topic> = asked.iter().filter(|(_, is)| *is).map(|(it, _)| *it).collect();
    // «Обеспечение заявки» is not that of the contract, and the other way round.
    let contract = has(&["договор", "исполн", "контракт", "шарт", "contract", "performance"]);
    let bid = has(&["заявк", "өтінім", "bid", "tender"]);
    if contract && !bid {
        topics.retain(|it| *it != Topic::BidSecurity);
    } else if bid && !contract {
        topics.retain(|it| *it != Topic::ContractSecurity);
    }
    if topics.is_empty() {
        topics = vec![Topic::Amount, Topic::Deadline, Topic::BidSecurity, Topic::Dumping];
    }
    Some(topics)
}

/// What is asked of what a person has or follows, besides the lot at hand; every number of the
/// answer is the tool's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tool {
    /// Whether the bearer of a number is in the registers of unfair participants.
    Rnu(String),
    /// What is known of a company by its number.
    Company(String),
    /// The margin last calculated.
    LastMargin,
    /// Earlier questions with these words.
    Talks(String),
}

/// Digits of a BIN or IIN.
const NUMBER: usize = 12;
/// What a wish for earlier questions begins with.
const TALKS: [&str; 3] = ["мои вопросы", "менің сұрақтарым", "my questions"];

/// The tool that a question is answered by; none where it is about something else.
pub fn tool(question: &str) -> Option<Tool> {
    let lower = question.trim().trim_end_matches('?').to_lowercase();
    if let Some(rest) = TALKS.iter().find_map(|begin| lower.strip_prefix(begin)) {
        return Some(Tool::Talks(rest.trim().to_owned()));
    }
    let words: Vec<String> = parts(question).into_iter().map(fold).collect();
    let has = |beginnings: &[&str]| {
        let mut folded = beginnings.iter().map(|it| fold(it));
        folded.any(|it| words.iter().any(|word| word.starts_with(&it)))
    };
    let is_number =
        |word: &&String| word.chars().count() == NUMBER && word.chars().all(|c| c.is_ascii_digit());
    if let Some(number) = words.iter().find(is_number) {
        if has(&[
            "рну",
            "недобросовест",
            "черн",
            "реестр",
            "қара",
            "жосықсыз",
            "blacklist",
            "rnu",
            "unfair",
        ]) {
            return Some(Tool::Rnu(number.clone()));
        }
        if has(&[
            "договор",
            "контракт",
            "истори",
            "компани",
            "шарт",
            "contract",
            "company",
            "history",
        ]) {
            return Some(Tool::Company(number.clone()));
        }
    }
    let margin = has(&["марж", "прибыл", "наценк", "пайда", "margin", "profit"]);
    let last = has(&["последн", "прошл", "соңғы", "last", "latest"]);
    (margin && last).then_some(Tool::LastMargin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_of_what_one_has_finds_its_tool() {
        let number = || "123456789012".to_owned();
        for (question, expected) in [
            ("есть ли БИН 123456789012 в РНУ?", Some(Tool::Rnu(number()))),
            ("123456789012 қара тізімде ме", Some(Tool::Rnu(number()))),
            ("какие договоры у 123456789012", Some(Tool::Company(number()))),
            ("какая маржа получилась в последнем расчёте?", Some(Tool::LastMargin)),
            ("what was the margin of my last calculation", Some(Tool::LastMargin)),
            ("мои вопросы про демпинг", Some(Tool::Talks("про демпинг".to_owned()))),
            ("какая маржа бывает у поставщиков", None),
            ("что такое РНУ", None),
        ] {
            assert_eq!(tool(question), expected, "{question}");
        }
    }

    #[test]
    fn what_is_asked_of_the_lot_at_hand_is_understood() {
        use Topic::*;
        for (question, expected) in [
            ("сколько обеспечение по этому лоту?", Some(vec![BidSecurity, ContractSecurity])),
            ("какое обеспечение заявки на этот лот", Some(vec![BidSecurity])),
            ("осы лот бойынша өтінімді қамтамасыз ету қанша?", Some(vec![BidSecurity])),
            ("what is the contract security for this lot", Some(vec![ContractSecurity])),
            ("когда дедлайн этого лота", Some(vec![Deadline])),
            ("какой порог демпинга по этому лоту", Some(vec![Dumping])),
            ("что скажешь про этот лот", Some(vec![Amount, Deadline, BidSecurity, Dumping])),
            ("что такое демпинг?", None),
            ("могут ли две компании подать на один лот", None),
        ] {
            assert_eq!(topics(question), expected, "{question}");
        }
    }
}
