//! What is asked of the lot a person looked at last: numbers that `calc` counts, from the card.

use super::{Said, think};
use crate::{
    bot::{
        calc::{bid, percent},
        ctx::Ctx,
        lots,
        say::{Outcome, Reply, Text, cut, esc, plain},
    },
    domain::{
        ask::{own::Topic, think::Asked},
        calc::{
            bid::{Line, LotFacts, line},
            security,
        },
        reference,
    },
    i18n::Lang,
};

/// A lot's name in an answer.
const MOST_NAME: usize = 80;

/// Tells what was asked of the lot at hand.
pub(super) async fn told(ctx: &Ctx, question: String, topics: &[Topic]) -> Outcome {
    let seen = ctx.services.store.list_user_lots(ctx.user_id).await?;
    let Some(id) = seen.first() else {
        return Ok(Reply::send(Text::new(ctx.words().ask_no_lot())));
    };
    let view = ctx.services.lots.view(*id).await?;
    let words = ctx.words();
    let name = view.lot.name.in_lang(ctx.lang).map(|name| esc(&cut(name, MOST_NAME)));
    let title = words.ask_lot_title(esc(view.lot.number.as_str()), name.unwrap_or_default());
    let mut lines = vec![title, String::new()];
    let card = Card {
        facts: bid::facts(&view),
        deadline: view.lot.deadline.map(|end| ctx.lang.moment(end)),
        customer: view.lot.customer_name.in_lang(ctx.lang).map(esc),
        method: view.method_id().and_then(reference::method).map(|it| esc(it.name(ctx.lang))),
    };
    let counted = said(ctx.lang, &card, topics);
    // What a customer called the lot is no fact: a model is told of it as data.
    let facts = format!("{}\n{}", view.lot.number.as_str(), plain(&counted.join("\n")));
    let called = [&view.lot.name, &view.lot.description];
    let data: Vec<&str> = called.into_iter().filter_map(|it| it.in_lang(ctx.lang)).collect();
    lines.extend(counted);
    lines.extend([String::new(), lots::freshness(ctx, &view.freshness)]);
    let html = lines.join("\n");
    let asked = Asked {
        question,
        lang: ctx.lang,
        sources: Vec::new(),
        facts,
        data: data.join("\n"),
        is_again: false,
    };
    let said = Said { html, kind: "lot", sources: Vec::new(), score: 100 };
    Ok(think::thought(ctx, said, asked).await)
}

/// What is known of a lot, in the words of a language.
struct Card {
    facts: LotFacts,
    deadline: Option<String>,
    customer: Option<String>,
    method: Option<String>,
}

/// What is told of a lot of which there is only a text.
pub fn said_of_lot_text(lang: Lang, facts: &LotFacts, topics: &[Topic]) -> String {
    let card = Card { facts: *facts, deadline: None, customer: None, method: None };
    plain(&said(lang, &card, topics).join("\n"))
}

/// Lines on every topic, then the rules they are counted by.
fn said(lang: Lang, card: &Card, topics: &[Topic]) -> Vec<String> {
    let mut lines = Vec::new();
    for topic in topics {
        let line = line_of(lang, card, *topic);
        // Two securities that are not known are not known once.
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let has_security = card.facts.security.is_some();
    let rules = topics.iter().filter_map(|topic| match topic {
        Topic::BidSecurity if has_security => security::bid_rule(),
        Topic::ContractSecurity if has_security => security::contract_rule(),
        Topic::Dumping => match line(&card.facts) {
            Line::Limit(limit) => Some(&limit.rule),
            _ => None,
        },
        _ => None,
    });
    let cited: Vec<String> =
        rules.map(|rule| lang.words().ask_source(esc(rule.name(lang)))).collect();
    if !cited.is_empty() {
        lines.push(String::new());
        lines.extend(cited);
    }
    lines
}

fn line_of(lang: Lang, card: &Card, topic: Topic) -> String {
    let words = lang.words();
    let facts = &card.facts;
    let allocated = facts.allocated.filter(|sum| sum.tiyn() > 0);
    let rates = facts.security.and_then(security::rates);
    let share = |share| allocated.and_then(|sum| security::of(sum, share).ok());
    match topic {
        Topic::Amount => allocated.map_or_else(
            || words.ask_lot_amount_unknown(),
            |sum| words.ask_lot_amount(lang.money(sum)),
        ),
        Topic::BidSecurity => match rates.and_then(|it| Some((it.bid, share(it.bid)?))) {
            Some((rate, sum)) => words.ask_lot_bid_security(percent(lang, rate), lang.money(sum)),
            None => words.ask_lot_security_unknown(),
        },
        Topic::ContractSecurity => {
            match rates.and_then(|it| Some((it.contract, share(it.contract)?))) {
                Some((rate, sum)) => {
                    words.ask_lot_contract_security(percent(lang, rate), lang.money(sum))
                }
                None => words.ask_lot_security_unknown(),
            }
        }
        Topic::Dumping => match (line(facts), allocated) {
            (Line::Limit(limit), Some(sum)) => limit.min_allowed(sum).map_or_else(
                |_| words.ask_lot_floor_unknown(),
                |least| words.ask_lot_floor(lang.money(least), percent(lang, limit.percent)),
            ),
            _ => words.ask_lot_floor_unknown(),
        },
        Topic::Deadline => match &card.deadline {
            Some(end) => words.ask_lot_deadline(end),
            None => words.ask_lot_deadline_unknown(),
        },
        Topic::Customer => match &card.customer {
            Some(name) => words.ask_lot_customer(name),
            None => words.ask_lot_customer_unknown(),
        },
        Topic::Method => match &card.method {
            Some(name) => words.ask_lot_method(name),
            None => words.ask_lot_method_unknown(),
        },
    }
}
