//! Questions about what a person has: the lots they looked at, what they follow, what they had
//! calculated. What is asked is read here; the numbers are counted by `calc`, never read from a text.

mod tool;

use crate::domain::{
    calc::Percent,
    types::LotRef,
    words::{fold, parts},
};

pub use tool::{Tool, tool};

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
    /// What became of it, its plan point and its announcement, as far as they are followed.
    Changes,
    /// What the person calculated for it.
    Earnings,
}

impl Topic {
    /// Whether it is nobody's but the person's.
    pub fn is_own(self) -> bool {
        matches!(self, Self::Changes | Self::Earnings)
    }

    /// Whether it is told in words of ours; a customer names itself.
    pub fn is_in_our_words(self) -> bool {
        !self.is_own() && self != Self::Customer
    }
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

/// A longer message is a text about a lot, not a question of it.
const MOST_ASKED: usize = 200;

/// A question's words as they are compared.
struct Asked(Vec<String>);

impl Asked {
    fn of(question: &str) -> Self {
        Self(parts(question).into_iter().map(fold).collect())
    }

    /// A word begins so.
    fn has(&self, beginnings: &[&str]) -> bool {
        let mut folded = beginnings.iter().map(|it| fold(it));
        folded.any(|it| self.0.iter().any(|word| word.starts_with(&it)))
    }

    /// A word is this.
    fn is(&self, words: &[&str]) -> bool {
        words.iter().any(|it| self.0.contains(&fold(it)))
    }
}

/// What is asked of the lot at hand, all of it where nothing is named; none where no lot is meant.
pub fn topics(question: &str) -> Option<Vec<Topic>> {
    let words = Asked::of(question);
    (words.has(&["лот", "lot"]) && words.is(&THIS)).then(|| or_all(named_topics(&words)))
}

/// The lot that a question names by its number or a link, and what is asked of it; none where
/// nothing is asked: then the lot itself is wanted.
pub fn of_named_lot(question: &str) -> Option<(LotRef, Vec<Topic>)> {
    let is_short = question.chars().nth(MOST_ASKED).is_none();
    let topics = named_topics(&Asked::of(question));
    if !is_short || topics.is_empty() || !super::is_question(question) {
        return None;
    }
    any_lot(question).map(|(lot, _)| (lot, topics))
}

/// The lot that a question names, and what is asked of lots oftenest.
pub fn any_lot(question: &str) -> Option<(LotRef, Vec<Topic>)> {
    match LotRef::find_in(question) {
        Ok(LotRef::Digits(_)) | Err(_) => None,
        Ok(lot) => Some((lot, or_all(Vec::new()))),
    }
}

/// By how much a question would lower a price: «на 20 %», «на 20 процентов».
pub fn cut(question: &str) -> Option<Percent> {
    const NAMES: [&str; 4] = ["%", "процент", "пайыз", "percent"];
    let lower = question.to_lowercase();
    let mut before = "";
    for word in lower.split_whitespace() {
        let number = word.split('%').next().filter(|number| !number.is_empty());
        let own = number.filter(|_| word.contains('%'));
        let told = own.or_else(|| NAMES.iter().any(|it| word.starts_with(it)).then_some(before));
        if let Some(percent) = told.and_then(|number| Percent::parse(number).ok()) {
            return Some(percent);
        }
        before = word;
    }
    None
}

/// Whether a question about a lot asks what the law says of it, too.
pub fn asks_law(question: &str) -> bool {
    Asked::of(question).has(&[
        "можно",
        "нельзя",
        "вправе",
        "штраф",
        "если",
        "почему",
        "законн",
        "наказ",
        "считает",
        "последств",
        "бола",
        "айыппұл",
        "неге",
        "егер",
        "салдар",
        "allow",
        "penal",
        "legal",
    ]) || Asked::of(question).is(&["это", "бұл", "may", "can", "if", "why", "fine", "is"])
}

fn or_all(topics: Vec<Topic>) -> Vec<Topic> {
    if topics.is_empty() {
        vec![Topic::Amount, Topic::Deadline, Topic::BidSecurity, Topic::Dumping]
    } else {
        topics
    }
}

/// What is asked of a lot, as far as it is named.
fn named_topics(words: &Asked) -> Vec<Topic> {
    let has = |beginnings: &[&str]| words.has(beginnings);
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
                "закрыв",
                "жабыл",
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
        (Topic::Changes, has_changed(words)),
        (
            Topic::Earnings,
            has(&["марж", "прибыл", "заработ", "наценк", "margin", "profit", "earn"])
                || words.is(&[
                    "пайда",
                    "пайдам",
                    "пайдасы",
                    "пайданы",
                    "табыс",
                    "табысым",
                    "табысы",
                ]),
        ),
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
    topics
}

/// Whether it is asked what became of something.
fn has_changed(words: &Asked) -> bool {
    // Who changes something asks for the rule.
    if words.has(&["внес", "внест", "внос", "вношу", "енгіз", "amend"]) {
        return false;
    }
    words.has(&[
        "изменил",
        "изменени",
        "поменял",
        "обнов",
        "новост",
        "нового",
        "өзгер",
        "жаңалық",
        "chang",
        "news",
        "updat",
    ]) || words.is(&["new"])
}

#[cfg(test)]
mod tests {
    use super::*;

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
            ("что изменилось по этому лоту?", Some(vec![Changes])),
            ("бұл лотта не өзгерді", Some(vec![Changes])),
            ("what changed in this lot", Some(vec![Changes])),
            ("какая у меня маржа по этому лоту", Some(vec![Earnings])),
            ("how much profit do I make on this lot", Some(vec![Earnings])),
            ("можно ли внести изменения в заявку по этому лоту", Some(vec![BidSecurity])),
            ("бұл лотты қалай пайдалану керек", Some(vec![Amount, Deadline, BidSecurity, Dumping])),
            ("что скажешь про этот лот", Some(vec![Amount, Deadline, BidSecurity, Dumping])),
            ("что такое демпинг?", None),
            ("могут ли две компании подать на один лот", None),
        ] {
            assert_eq!(topics(question), expected, "{question}");
        }
    }

    #[test]
    fn a_lot_may_be_named_and_the_law_be_asked_of_it() {
        let (lot, topics) = of_named_lot("сколько обеспечение по лоту 83685322-ОИ4?").unwrap();
        assert_eq!(lot.to_string(), "83685322-ОИ4");
        assert_eq!(topics, [Topic::BidSecurity, Topic::ContractSecurity]);
        assert!(of_named_lot("когда дедлайн у 83685322-ОИ4").is_some());
        for text in
            ["83685322-ОИ4", "лот 83685322-ОИ4", "посмотрите 83685322-ОИ4", "что с демпингом?"]
        {
            assert_eq!(of_named_lot(text), None, "{text}");
        }
        assert!(asks_law("можно ли снизить цену по этому лоту на 20 %, это демпинг?"));
        assert!(!asks_law("сколько обеспечение по этому лоту?"));
        for text in
            ["снизить на 20 %, это демпинг?", "на 20% ниже", "на 20 процентов", "20 пайызға"]
        {
            assert_eq!(cut(text), Percent::parse("20").ok(), "{text}");
        }
        assert_eq!(cut("какой порог по лоту 83685322-ОИ4"), None);
    }
}
