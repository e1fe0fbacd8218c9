//! Questions about what a person has: the lots they looked at, what they follow, what they had
//! calculated. What is asked is read here; the numbers are counted by `calc`, never read from a text.

use super::number_in;
use crate::domain::{
    calc::Percent,
    finance::CalcKind,
    types::LotRef,
    words::{fold, parts},
};

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
            has(&[
                "марж",
                "прибыл",
                "заработ",
                "наценк",
                "пайда",
                "табыс",
                "margin",
                "profit",
                "earn",
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

/// What is asked of what a person has or follows, besides the lot at hand; every number of the
/// answer is the tool's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tool {
    /// Whether the bearer of a number is in the registers of unfair participants.
    Rnu(String),
    /// What is known of a company by its number.
    Company(String),
    /// The lots looked at last, and what is asked of them; nothing: which these are.
    Lots(Vec<Topic>),
    /// Which of the lots looked at or followed takes bids for the shortest time still.
    Soonest,
    /// What became of what is followed.
    Changes,
    /// What was last calculated of a kind.
    LastCalculation(CalcKind),
    /// Earlier questions with these words.
    Talks(String),
}

/// «Мои лоты» and little else is a wish to see them.
const FEW: usize = 3;
/// What a wish for earlier questions begins with.
const TALKS: [&str; 3] = ["мои вопросы", "менің сұрақтарым", "my questions"];

/// The tool that a question is answered by; none where it is about something else.
pub fn tool(question: &str) -> Option<Tool> {
    let lower = question.trim().trim_end_matches('?').to_lowercase();
    if let Some(rest) = TALKS.iter().find_map(|begin| lower.strip_prefix(begin)) {
        return Some(Tool::Talks(rest.trim().to_owned()));
    }
    let words = Asked::of(question);
    let has = |beginnings: &[&str]| words.has(beginnings);
    if let Some(number) = number_in(question) {
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
            return Some(Tool::Rnu(number));
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
            return Some(Tool::Company(number));
        }
    }
    last_calculation(&words).map(Tool::LastCalculation).or_else(|| of_lots(&words))
}

/// Which calculation is asked for, where the last one is.
fn last_calculation(words: &Asked) -> Option<CalcKind> {
    if !words.has(&["последн", "прошл", "соңғы", "last", "latest"]) {
        return None;
    }
    if words.has(&["марж", "прибыл", "наценк", "пайда", "margin", "profit"]) {
        return Some(CalcKind::Margin);
    }
    // «Последние изменения НДС» are the law's.
    let counted = ["расчет", "считал", "рассчитыва", "есеб", "есеп", "calculation", "calculated"];
    if !words.has(&counted) {
        return None;
    }
    if words.has(&["пен", "неусто", "өсімпұл", "айыппұл", "penalt"]) {
        return Some(CalcKind::Penalty);
    }
    words.is(&["ндс", "ққс", "vat"]).then_some(CalcKind::Vat)
}

/// Whether it is asked what became of something.
fn has_changed(words: &Asked) -> bool {
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

/// What is asked of all the lots of a person, or of what they follow.
fn of_lots(words: &Asked) -> Option<Tool> {
    let mine = words.is(&["мой", "моему", "моего", "моем", "мои", "моих", "моим", "менің", "my"]);
    let follows =
        words.has(&["подписк", "слежу", "отслежива", "жазыл", "бақыла", "follow", "watch"]);
    let lots = words.has(&["лоты", "лотов", "лотам", "лотах", "лоттар", "lots"]);
    let own_lots = lots
        && (mine
            || words.has(&["лоттарым", "смотрел", "просмотр", "открывал", "қарадым", "viewed"]));
    let plans = words.has(&["план", "жоспар", "plan"]) && (mine || words.has(&["жоспарым"]));
    if has_changed(words) && (follows || own_lots || plans) {
        return Some(Tool::Changes);
    }
    if !own_lots {
        return None;
    }
    let soon = words.has(&[
        "раньше",
        "первы",
        "ближайш",
        "скор",
        "срок",
        "когда",
        "закрыв",
        "заканч",
        "истека",
        "бұрын",
        "бірінші",
        "жақын",
        "мерзім",
        "қашан",
        "жабыл",
        "soon",
        "first",
        "earl",
        "deadline",
        "clos",
    ]) || words.is(&["when"]);
    if soon {
        return Some(Tool::Soonest);
    }
    let topics = named_topics(words);
    let listed = words.has(&[
        "последн",
        "недавн",
        "покажи",
        "список",
        "смотрел",
        "просмотр",
        "открывал",
        "соңғы",
        "көрсет",
        "тізім",
        "қарадым",
        "last",
        "latest",
        "recent",
        "show",
        "list",
        "viewed",
    ]) || words.0.len() <= FEW;
    (listed || !topics.is_empty()).then_some(Tool::Lots(topics))
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
            (
                "какая маржа получилась в последнем расчёте?",
                Some(Tool::LastCalculation(CalcKind::Margin)),
            ),
            (
                "what was the margin of my last calculation",
                Some(Tool::LastCalculation(CalcKind::Margin)),
            ),
            ("последний расчёт пени", Some(Tool::LastCalculation(CalcKind::Penalty))),
            ("покажи последний расчёт НДС", Some(Tool::LastCalculation(CalcKind::Vat))),
            ("соңғы ҚҚС есебі", Some(Tool::LastCalculation(CalcKind::Vat))),
            ("my last penalty calculation", Some(Tool::LastCalculation(CalcKind::Penalty))),
            ("мои последние лоты", Some(Tool::Lots(vec![]))),
            ("менің соңғы лоттарым", Some(Tool::Lots(vec![]))),
            ("my last lots", Some(Tool::Lots(vec![]))),
            ("какое обеспечение заявки по моим лотам", Some(Tool::Lots(vec![Topic::BidSecurity]))),
            ("какой из моих лотов раньше закрывается?", Some(Tool::Soonest)),
            ("лоттарымның қайсысы бұрын жабылады", Some(Tool::Soonest)),
            ("which of my lots closes first", Some(Tool::Soonest)),
            ("что изменилось по моим планам?", Some(Tool::Changes)),
            ("что нового по моим лотам", Some(Tool::Changes)),
            ("что изменилось у тех, за кем я слежу", Some(Tool::Changes)),
            ("менің жоспарларым бойынша не өзгерді?", Some(Tool::Changes)),
            ("what changed in my plans", Some(Tool::Changes)),
            ("как внести изменения в годовой план закупок", None),
            ("какие последние изменения НДС", None),
            ("как рассчитать пеню за последний месяц", None),
            ("могу ли я отозвать заявки по моим лотам", None),
            ("новые лоты на бумагу", None),
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
            ("что изменилось по этому лоту?", Some(vec![Changes])),
            ("бұл лотта не өзгерді", Some(vec![Changes])),
            ("what changed in this lot", Some(vec![Changes])),
            ("какая у меня маржа по этому лоту", Some(vec![Earnings])),
            ("how much profit do I make on this lot", Some(vec![Earnings])),
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
