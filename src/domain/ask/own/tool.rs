//! Tools: what answers a question of what a person has or follows, besides the lot at hand.

use super::{Asked, Topic, has_changed, named_topics};
use crate::domain::{ask::number_in, finance::CalcKind, rnu::named_in};

/// What is asked of what a person has or follows, besides the lot at hand; every number of the
/// answer is the tool's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tool {
    /// Whether the bearer of a number is in the registers of unfair participants.
    Rnu(String),
    /// Whether somebody of this name is in them.
    RnuName(String),
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
/// Words of the registers of unfair participants.
const OF_RNU: [&str; 6] = ["рну", "недобросовест", "жосықсыз", "blacklist", "rnu", "unfair"];
/// Words beside a name; more ask for something else.
const MOST_BESIDES: usize = 8;
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
    // A number leaves no doubt which list is meant.
    let is_of_rnu = has(&OF_RNU) || has(&["черн", "реестр", "қара"]);
    if let Some(number) = number_in(question) {
        if is_of_rnu {
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
    if let Some(name) = named_in(question).filter(|name| is_about_membership(&words, name)) {
        return Some(Tool::RnuName(name));
    }
    last_calculation(&words).map(Tool::LastCalculation).or_else(|| of_lots(&words))
}

/// Whether it is asked if somebody is in the registers, and nothing else: how to get in or out, and
/// what there is to somebody besides, is not read from them.
fn is_about_membership(words: &Asked, name: &str) -> bool {
    let list = words.has(&["черн", "қара"]) && words.has(&["спис", "тізім"]);
    let of_how = [
        "внес",
        "внест",
        "включ",
        "исключ",
        "убра",
        "удал",
        "иск",
        "жалоб",
        "шағым",
        "шығ",
        "енгіз",
        "если",
        "егер",
        "exclu",
        "inclu",
        "appeal",
        "remov",
        "if",
    ];
    let others = words.0.len().saturating_sub(Asked::of(name).0.len());
    (words.has(&OF_RNU) || list) && !words.has(&of_how) && others <= MOST_BESIDES
}

/// Which calculation is asked for, where the last one is.
fn last_calculation(words: &Asked) -> Option<CalcKind> {
    // «По последнему лоту» is asked of a lot.
    if !words.has(&["последн", "прошл", "соңғы", "last", "latest"]) || words.has(&["лот", "lot"])
    {
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
            ("ТОО «Демо Снаб» ещё в РНУ?", Some(Tool::RnuName("Демо Снаб".to_owned()))),
            ("«Демо Снаб» ЖШС қара тізімде ме", Some(Tool::RnuName("Демо Снаб".to_owned()))),
            ("за что ТОО попадает в РНУ", None),
            ("как внести ТОО «Ромашка» в реестр недобросовестных, если не поставили", None),
            ("«Демо» ЖШС шағымын қарау мерзімі қанша?", None),
            ("в РНУ есть ТОО «Бек». Где живёт его хозяин и сколько у него детей?", None),
            ("какая прибыль по последнему лоту?", None),
            ("соңғы лот бойынша пайдам қанша", None),
            ("profit on my last lot", None),
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
}
