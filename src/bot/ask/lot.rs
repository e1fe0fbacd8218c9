//! What is asked of lots that a person looked at or names: numbers that `calc` counts, from the card.

use super::{Said, Which, lots as recent, mine::Mine, think};
use crate::{
    bot::{
        calc::{bid, percent},
        ctx::Ctx,
        lots,
        say::{Outcome, Reply, Text, cut, esc, plain},
    },
    domain::{
        ask::{
            self, Hit, Verdict,
            own::{self, Topic},
            think::Asked,
        },
        calc::{
            bid::{Line, LotFacts, line},
            security,
        },
        effects::Effect,
        error::Error,
        lots::{Found, LotView},
        reference,
    },
    i18n::Lang,
};

/// What lots say of themselves, as far as a model is told of it, shared by all of them.
const MOST_CALLED: usize = 1_900;

/// Tells what was asked of lots: of the one at hand, of one that is named, of those looked at last; and
/// what the law says of it, where that is asked too.
pub(super) async fn told(
    ctx: Ctx,
    question: String,
    (which, topics): (Which, Vec<Topic>),
    is_again: bool,
) -> Outcome {
    let (views, remember) = match which {
        Which::Last => match ctx.services.store.list_user_lots(ctx.user_id).await?.first() {
            Some(id) => (vec![ctx.services.lots.view(*id).await?], false),
            None => (Vec::new(), false),
        },
        Which::Named(reference) => match ctx.services.lots.find(&reference).await? {
            Found::Lot(view) => (vec![*view], true),
            Found::Announcement(_) | Found::Candidates(_) => {
                return lots::by_reference(ctx, reference).await;
            }
        },
        Which::Recent => {
            ctx.only_in_private()?;
            (recent::viewed(&ctx).await?, false)
        }
    };
    let (Some(first), Some(oldest)) =
        (views.first(), views.iter().map(|view| &view.freshness).min_by_key(|it| it.as_of))
    else {
        return Ok(Reply::send(Text::new(ctx.words().ask_no_lot())));
    };
    let topics = for_all_here(&ctx, topics)?;
    let effect = Effect::RememberLot { user: ctx.user_id, lot: first.lot.id, at: ctx.now };
    let mine = Mine::of(&ctx, &views, &topics).await?;
    let (mut lines, mut facts, mut data) = (Vec::new(), Vec::new(), Vec::new());
    for view in &views {
        let card = Card {
            changes: mine.changes(&ctx, view),
            earnings: mine.earnings(&ctx, view),
            ..card(&ctx, view)
        };
        let is_lowered = topics.contains(&Topic::Dumping);
        let lowered = is_lowered.then(|| lowered(ctx.lang, &card, &question)).flatten();
        let counted =
            |topics: &[Topic]| lowered.clone().into_iter().chain(said(ctx.lang, &card, topics));
        // What a customer calls the lot and itself is no fact: a model is told of it as data.
        let ours: Vec<Topic> = topics.iter().copied().filter(|it| it.is_in_our_words()).collect();
        let number = [view.lot.number.to_string()];
        let evidence = number.into_iter().chain(counted(&ours)).chain(mine.evidence(&ctx, view));
        facts.push(plain(&evidence.collect::<Vec<_>>().join("\n")));
        let customer = topics.contains(&Topic::Customer).then_some(&view.lot.customer_name);
        let called = [&view.lot.name, &view.lot.description].into_iter().chain(customer);
        let called = called.filter_map(|it| it.in_lang(ctx.lang));
        let called = called.collect::<Vec<_>>().join("\n");
        data.push(cut(&format!("{}: {called}", view.lot.number), MOST_CALLED / views.len()));
        lines.extend([recent::title(ctx.lang, &view.lot), String::new()]);
        lines.extend(counted(&topics));
        lines.push(String::new());
    }
    lines.push(lots::freshness(&ctx, oldest));
    let law = law(&question);
    let (mut score, mut sources) = (100, Vec::new());
    if let Some(said) = super::best(ctx.lang, &law) {
        lines.extend([String::new(), said.html]);
        (score, sources) = (said.score, said.sources);
    }
    let asked = Asked {
        question,
        lang: ctx.lang,
        sources: sources.clone(),
        facts,
        data: data.join("\n"),
        is_again,
    };
    let said = Said { html: lines.join("\n"), kind: "lot", sources, score };
    let reply = think::thought(&ctx, said, asked).await;
    Ok(if remember { reply.with(effect) } else { reply })
}

/// What may be told where it is asked: in a group nothing that is the person's own.
fn for_all_here(ctx: &Ctx, mut topics: Vec<Topic>) -> Result<Vec<Topic>, Error> {
    if !ctx.private {
        topics.retain(|it| !it.is_own());
        if topics.is_empty() {
            ctx.only_in_private()?;
        }
    }
    Ok(topics)
}

/// Lines on topics of a lot, without the rules they are counted by.
pub(super) fn lines(ctx: &Ctx, view: &LotView, topics: &[Topic]) -> Vec<String> {
    let card = card(ctx, view);
    topics.iter().map(|topic| line_of(ctx.lang, &card, *topic)).collect()
}

/// What the law says of what is asked of a lot, where that is asked and known.
fn law(question: &str) -> Vec<Hit> {
    if !own::asks_law(question) {
        return Vec::new();
    }
    match ask::judge(question) {
        Verdict::Answer(hits) => hits,
        Verdict::Refuse(..) => Vec::new(),
    }
}

fn card(ctx: &Ctx, view: &LotView) -> Card {
    Card {
        facts: bid::facts(view),
        deadline: view.lot.deadline.map(|end| ctx.lang.moment(end)),
        customer: view.lot.customer_name.in_lang(ctx.lang).map(esc),
        method: view.method_id().and_then(reference::method).map(|it| esc(it.name(ctx.lang))),
        ..Card::default()
    }
}

/// The price that a question would go down to, and whether that is dumping; none where it names no
/// share, or the lot does not tell enough.
fn lowered(lang: Lang, card: &Card, question: &str) -> Option<String> {
    let (cut, allocated) = (own::cut(question)?, card.facts.allocated?);
    let Line::Limit(limit) = line(&card.facts) else { return None };
    let (price, found) = limit.check_cut(allocated, cut).ok()?;
    let (words, cut, price) = (lang.words(), percent(lang, cut), lang.money(price));
    Some(if found.is_dumping {
        words.ask_lot_lowered_dumping(cut, price)
    } else {
        words.ask_lot_lowered(cut, price)
    })
}

/// What is known of a lot, in the words of a language.
#[derive(Default)]
struct Card {
    facts: LotFacts,
    deadline: Option<String>,
    customer: Option<String>,
    method: Option<String>,
    changes: Option<String>,
    earnings: Option<String>,
}

/// What is told of a lot of which there is only a text.
pub fn said_of_lot_text(lang: Lang, facts: &LotFacts, topics: &[Topic]) -> String {
    let card = Card { facts: *facts, ..Card::default() };
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
        Topic::Changes => card.changes.clone().unwrap_or_else(|| words.ask_lot_not_followed()),
        Topic::Earnings => card.earnings.clone().unwrap_or_else(|| words.ask_lot_not_calculated()),
    }
}
