//! The words of notices: what changed, before and after, when at the source and when we knew.

use chrono::{DateTime, Utc};

use super::{
    calendar,
    callback::{Callback, SubscriptionStep},
    counterparty,
    ctx::Ctx,
    rnu,
    say::{Button, Outcome, Reply, Say, Text, cut, esc},
    search::page_buttons,
    subscriptions,
};
use crate::{
    domain::{
        notices::{Address, DIGEST_PAGE, Digest, Fact, Meaning, Notice, Thing, Wording},
        outbox::{MessageClass, OutboxMessage},
        reference,
        rnu::{Inclusion, Register},
        subjects::SubjectMark,
        types::ChatId,
    },
    i18n::Lang,
};

/// A name, or a text that changed.
const MOST_TEXT: usize = 200;
/// A name in a digest and on its buttons.
const MOST_NAME: usize = 80;
const MOST_BUTTON_NAME: usize = 24;

/// Writes notices for whoever makes them.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoticeWords;

impl Wording for NoticeWords {
    fn notice(&self, to: &Address, notice: &Notice, now: DateTime<Utc>) -> OutboxMessage {
        let text = Text { is_silent: to.is_silent, ..one(to.lang, notice, now) };
        let message = message(to.chat_id, notice.dedupe_key(to.chat_id), text);
        OutboxMessage { happened_at: notice.happened_at(), ..message }
    }

    fn digest(&self, to: &Address, digest: &Digest, now: DateTime<Utc>) -> OutboxMessage {
        let key = format!("digest:{}:{}", digest.id, to.chat_id);
        let text = Text { is_silent: to.is_silent, ..page(to.lang, digest, 0, now) };
        // The most recent of it: what it brings was told as soon as that was known.
        let happened_at = digest.notices.iter().filter_map(Notice::happened_at).max();
        OutboxMessage { happened_at, ..message(to.chat_id, key, text) }
    }
}

pub(super) fn message(chat_id: ChatId, key: String, text: Text) -> OutboxMessage {
    let message = Say::Send(text).into_message(chat_id, key);
    OutboxMessage { class: MessageClass::Notice, ..message }
}

/// Another page of a digest, in place.
pub(super) async fn turn(ctx: Ctx, id: String, number: i64, place: Option<i64>) -> Outcome {
    Ok(match ctx.services.notices.digest(ctx.chat_id, &id).await? {
        Some(digest) => Reply::edit(place, page(ctx.lang, &digest, number, ctx.now)),
        None => Reply::toast(ctx.words().digest_gone()),
    })
}

fn one(lang: Lang, notice: &Notice, now: DateTime<Utc>) -> Text {
    let words = lang.words();
    let mut lines = head(lang, &notice.thing, MOST_TEXT);
    lines.push(String::new());
    lines.extend(notice.facts.iter().map(|fact| told(lang, &notice.thing, fact, now)));
    if notice.facts.iter().any(|fact| matches!(fact, Fact::Published | Fact::Repeated { .. })) {
        lines.extend(offer(lang, &notice.thing));
    }
    let because = &notice.because;
    lines.push(String::new());
    let subscription = subscriptions::named(lang, because.kind, &because.label);
    lines.push(words.notice_because(subscription));
    let known = lang.when(now, now);
    let is_reminder = notice.is_reminder();
    lines.push(match notice.source_at {
        _ if is_reminder => words.freshness(lang.when(notice.noticed_at, now)),
        Some(at) => words.notice_times(lang.when(at, now), known),
        None => words.notice_times_unknown(known),
    });
    let step = |label, step| Button::Press(label, Callback::Subscription(because.id.clone(), step));
    let mut first = open_button(&notice.thing, lang, None);
    if is_reminder {
        first.extend(calendar::button(&notice.thing, lang));
    }
    Text::new(lines.join("\n")).row(first).row(vec![
        step(words.button_mute(), SubscriptionStep::Mute),
        step(words.button_unfollow(), SubscriptionStep::Unfollow),
    ])
}

fn page(lang: Lang, digest: &Digest, number: i64, now: DateTime<Utc>) -> Text {
    let words = lang.words();
    let mut lines = vec![words.digest_title(digest.total.to_string())];
    if digest.notices.len() < digest.total {
        lines.push(words.digest_cut(digest.notices.len().to_string()));
    }
    let pages = digest.notices.len().div_ceil(DIGEST_PAGE);
    let first = usize::try_from(number).unwrap_or_default().min(pages.saturating_sub(1));
    let shown: Vec<&Notice> =
        digest.notices.iter().skip(first * DIGEST_PAGE).take(DIGEST_PAGE).collect();
    for notice in &shown {
        lines.push(String::new());
        lines.extend(head(lang, &notice.thing, MOST_NAME));
        lines.extend(notice.facts.iter().map(|fact| told(lang, &notice.thing, fact, now)));
    }
    lines.push(String::new());
    lines.push(words.search_page((first + 1).to_string(), pages.to_string()));
    let source = shown.iter().filter_map(|notice| notice.source_at).max();
    let known = shown.iter().map(|notice| notice.noticed_at).max().unwrap_or(now);
    lines.push(match source {
        _ if shown.iter().all(|notice| notice.is_reminder()) => {
            words.freshness(lang.when(known, now))
        }
        Some(at) => words.notice_times(lang.when(at, now), lang.when(known, now)),
        None => words.notice_times_unknown(lang.when(known, now)),
    });
    let text = shown.iter().fold(Text::new(lines.join("\n")), |text, notice| {
        text.row(open_button(&notice.thing, lang, name(lang, &notice.thing)))
    });
    let (first, pages) = (i64::try_from(first), i64::try_from(pages));
    match (first, pages) {
        (Ok(first), Ok(pages)) => {
            let to = |page| Callback::Digest(digest.id.clone(), page);
            text.row(page_buttons(lang, first, pages, to))
        }
        _ => text,
    }
}

/// What became of things, where somebody asks: each with its facts and times, and a button to it.
pub(super) fn listed(lang: Lang, title: String, notices: &[Notice], now: DateTime<Utc>) -> Text {
    let mut lines = vec![title];
    for notice in notices {
        lines.push(String::new());
        lines.extend(head(lang, &notice.thing, MOST_NAME));
        lines.extend(facts(lang, notice, now));
    }
    notices.iter().fold(Text::new(lines.join("\n")), |text, notice| {
        text.row(open_button(&notice.thing, lang, name(lang, &notice.thing)))
    })
}

/// What became of a thing, and when at the source and when we knew.
pub(super) fn facts(lang: Lang, notice: &Notice, now: DateTime<Utc>) -> Vec<String> {
    let words = lang.words();
    let facts = notice.facts.iter().map(|fact| told(lang, &notice.thing, fact, now));
    let known = lang.when(notice.noticed_at, now);
    let times = match notice.source_at {
        Some(at) => words.notice_times(lang.when(at, now), known),
        None => words.notice_times_unknown(known),
    };
    facts.chain([times]).collect()
}

fn name(lang: Lang, thing: &Thing) -> Option<&str> {
    match thing {
        Thing::Lot { name, .. } | Thing::Announcement { name, .. } | Thing::Plan { name, .. } => {
            name.in_lang(lang)
        }
        Thing::Supplier { .. } => None,
    }
}

/// What it is: number and name.
fn head(lang: Lang, thing: &Thing, most: usize) -> Vec<String> {
    let name = name(lang, thing).map(|name| esc(&cut(name, most)));
    [title(lang, thing)].into_iter().chain(name).collect()
}

/// What it is, by its number.
pub(super) fn title(lang: Lang, thing: &Thing) -> String {
    let words = lang.words();
    match thing {
        Thing::Lot { number, .. } => words.notice_lot(esc(number.as_str())),
        Thing::Announcement { id, number, .. } => {
            let number = number.as_ref().map_or_else(|| id.to_string(), ToString::to_string);
            words.notice_announcement(esc(&number))
        }
        Thing::Plan { root, .. } => words.notice_plan(root.to_string()),
        Thing::Supplier { bin } => words.notice_supplier(bin.as_str()),
    }
}

/// What a supplier judges a new lot by.
fn offer(lang: Lang, thing: &Thing) -> Vec<String> {
    let words = lang.words();
    let Thing::Lot { amount, deadline, customer, .. } = thing else { return Vec::new() };
    let amount = amount.map(|sum| words.lot_amount(lang.money(sum)));
    let deadline = deadline.map(|at| words.notice_deadline_known(lang.moment(at)));
    let customer =
        customer.in_lang(lang).map(|name| words.lot_customer(esc(&cut(name, MOST_TEXT))));
    amount.into_iter().chain(deadline).chain(customer).collect()
}

fn told(lang: Lang, thing: &Thing, fact: &Fact, now: DateTime<Utc>) -> String {
    let words = lang.words();
    let or = |text: Option<String>| text.unwrap_or_else(|| words.notice_not_told());
    let text = |text: &str| esc(&cut(text, MOST_TEXT));
    let method = |id: i64| {
        let named = reference::method(id).map(|method| esc(method.name(lang)));
        named.unwrap_or_else(|| words.notice_code(id.to_string()))
    };
    match fact {
        Fact::Published => words.notice_published(),
        Fact::Repeated { before } => {
            let after = match thing {
                Thing::Lot { number, .. } => esc(number.as_str()),
                _ => words.notice_not_told(),
            };
            match before {
                Some(before) => words.notice_repeated(esc(before.as_str()), after),
                None => words.notice_repeated_first_seen(after),
            }
        }
        Fact::Status { before, after, meaning } => {
            let before = or(before.map(|id| status(lang, thing, id)));
            let after = status(lang, thing, *after);
            match meaning {
                Meaning::Step => words.notice_status(before, after),
                Meaning::Documents => words.notice_documents(before, after),
                Meaning::Paused => words.notice_paused(before, after),
                Meaning::Cancelled => words.notice_cancelled(before, after),
                Meaning::Results => words.notice_results(before, after),
            }
        }
        Fact::Start { before, after } => {
            words.notice_start(or(before.map(|at| lang.moment(at))), lang.moment(*after))
        }
        Fact::Deadline { before: None, after } => words.notice_deadline_known(lang.moment(*after)),
        Fact::Deadline { before: Some(before), after } if after < before => {
            words.notice_deadline_nearer(lang.moment(*before), lang.moment(*after))
        }
        Fact::Deadline { before: Some(before), after } => {
            words.notice_deadline_later(lang.moment(*before), lang.moment(*after))
        }
        Fact::Amount { before, after } => {
            words.notice_amount(or(before.map(|sum| lang.money(sum))), lang.money(*after))
        }
        Fact::Price { before, after } => {
            words.notice_price(or(before.map(|sum| lang.money(sum))), lang.money(*after))
        }
        Fact::Quantity { before, after } => {
            words.notice_quantity(or(before.map(|n| n.to_string())), after.to_string())
        }
        Fact::Method { before, after } => {
            words.notice_method(or(before.map(method)), method(*after))
        }
        Fact::Number { before, after } => {
            words.notice_number(or(before.as_deref().map(text)), text(after))
        }
        Fact::Name { before, after } => {
            words.notice_name(or(before.as_deref().map(text)), text(after))
        }
        Fact::Term { before, after } => {
            words.notice_term(or(before.as_deref().map(text)), text(after))
        }
        Fact::Description => words.notice_description(),
        Fact::Deleted => words.notice_deleted(),
        Fact::Blocked(entry) => {
            let (register, until) = inclusion(lang, entry);
            words.notice_blocked(until, register)
        }
        Fact::Unblocked(entry) => {
            let (register, until) = inclusion(lang, entry);
            words.notice_unblocked(until, register)
        }
        Fact::Expired(entry) => {
            let (register, until) = inclusion(lang, entry);
            words.notice_expired(until, register)
        }
        Fact::Supplies(true) => words.notice_supplies(),
        Fact::Supplies(false) => words.notice_supplies_no_more(),
        Fact::Region { before, after } => {
            let named = |kato: &str| reference::region(kato, lang).map_or(kato.to_owned(), esc);
            words.notice_region(or(before.as_deref().map(named)), named(after))
        }
        Fact::Head { before, after } => {
            words.notice_head(or(before.as_deref().map(text)), text(after))
        }
        Fact::Marks { before, after } => {
            let listed = |all: &[SubjectMark]| {
                let none = || words.notice_no_marks();
                counterparty::marks(lang, all).unwrap_or_else(none)
            };
            words.notice_marks(listed(before), listed(after))
        }
        Fact::Closing { deadline } if *deadline <= now => words.lot_ended(lang.moment(*deadline)),
        Fact::Closing { deadline } => {
            words.notice_closing(lang.span(*deadline - now), lang.moment(*deadline))
        }
    }
}

/// Which register, and until when.
fn inclusion(lang: Lang, entry: &Inclusion) -> (String, String) {
    let until = entry.until.map(|at| lang.date(at));
    let register = rnu::register(lang, Register::from_id(entry.register));
    (register, until.unwrap_or_else(|| lang.words().notice_not_told()))
}

fn status(lang: Lang, thing: &Thing, id: i64) -> String {
    let named = match thing {
        Thing::Announcement { .. } => reference::announcement_status(id, lang),
        _ => reference::lot_status(id, lang),
    };
    named.map_or_else(|| lang.words().notice_code(id.to_string()), esc)
}

/// Opens what it is about in a message of its own: the notice stays.
fn open_button(thing: &Thing, lang: Lang, name: Option<&str>) -> Vec<Button> {
    let words = lang.words();
    let name = name.map(|name| cut(name, MOST_BUTTON_NAME)).unwrap_or_default();
    match thing {
        Thing::Lot { id, number, .. } => {
            let label =
                if name.is_empty() { words.button_card() } else { format!("{number} {name}") };
            vec![Button::Press(label, Callback::OpenLot(*id))]
        }
        Thing::Announcement { id, .. } => {
            vec![Button::Press(words.button_announcement_lots(), Callback::OpenAnnouncement(*id))]
        }
        Thing::Supplier { bin } => {
            vec![Button::Press(words.button_card(), Callback::Counterparty(bin.clone()))]
        }
        Thing::Plan { .. } => Vec::new(),
    }
}
