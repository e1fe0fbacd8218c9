//! The words of hot lots: an alert with what its score is made of, the digest, the weekly line.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::{
    callback::{Callback, HotStep, PriceStep},
    notices::NoticeWords,
    say::{Button, Say, Text, cut, esc},
    search::page_buttons,
};
use crate::{
    domain::{
        hot_lots::{
            Alert, Edit, HotWording, Hunter, Listed, Part, Proposal, Side, Verdict, WeekLine,
        },
        outbox::{MessageClass, OutboxMessage},
        types::UserId,
    },
    i18n::Lang,
};

/// Lots on a page of a digest.
pub(super) const PAGE: i64 = 5;
/// A name in an alert, in a digest, and on a button.
const MOST_TEXT: usize = 200;
const MOST_NAME: usize = 80;
const MOST_BUTTON_NAME: usize = 24;

impl HotWording for NoticeWords {
    fn alert(&self, hunter: &Hunter, alert: &Alert, now: DateTime<Utc>) -> OutboxMessage {
        let user = hunter.hot.user;
        let key = format!("hot:{}:{user}", alert.lot.id);
        message(user, key, MessageClass::Notice, one(hunter.lang, alert, now))
    }

    fn digest(
        &self,
        hunter: &Hunter,
        day: i64,
        alerts: &[Alert],
        now: DateTime<Utc>,
    ) -> OutboxMessage {
        let user = hunter.hot.user;
        let key = format!("hot-digest:{day}:{user}");
        let first = alerts.get(..alerts.len().min(PAGE as usize)).unwrap_or_default();
        let count = i64::try_from(alerts.len()).unwrap_or(i64::MAX);
        let text = page(hunter.lang, day, first, 0, count, now);
        message(user, key, MessageClass::Digest, text)
    }

    fn week(&self, hunter: &Hunter, week: &WeekLine) -> OutboxMessage {
        let user = hunter.hot.user;
        let key = format!("hot-week:{}:{user}", week.day);
        message(user, key, MessageClass::Digest, self::week(hunter.lang, week))
    }
}

fn message(user: UserId, key: String, class: MessageClass, text: Text) -> OutboxMessage {
    OutboxMessage { class, ..Say::Send(text).into_message(user, key) }
}

/// An alert, with the answer that was given marked on its button.
pub(super) fn one(lang: Lang, alert: &Alert, now: DateTime<Utc>) -> Text {
    let (words, lot) = (lang.words(), &alert.lot);
    let mut lines = vec![words.hot_title(i64::from(alert.score.total).to_string())];
    lines.extend(
        lot.name.in_lang(lang).map(|name| format!("<b>{}</b>", esc(&cut(name, MOST_TEXT)))),
    );
    lines.push(format!("<code>{}</code>", esc(lot.number.as_str())));
    lines.push(match lot.amount {
        Some(sum) => words.lot_amount(lang.money(sum)),
        None => words.lot_amount_unknown(),
    });
    lines.extend(lot.deadline.map(|at| words.notice_deadline_known(lang.moment(at))));
    let customer = lot.customer_name.in_lang(lang);
    lines.extend(customer.map(|name| words.lot_customer(esc(&cut(name, MOST_TEXT)))));
    lines.extend(alert.listed.iter().map(|it| listed(lang, it)));
    lines.extend([String::new(), words.hot_parts()]);
    let left = lot.deadline.map(|end| end - now).filter(|left| *left > TimeDelta::zero());
    lines.extend(alert.score.parts.iter().map(|it| part(lang, it, left)));
    let judge = |verdict: Verdict, label: String| {
        let chosen = if alert.verdict == Some(verdict) { "✅ " } else { "" };
        let step = HotStep::Judge(lot.id, verdict);
        Button::Press(format!("{chosen}{label}"), Callback::Hot(step))
    };
    let by_price = alert.listed.as_ref().map(|it| {
        let press = |label: String, step| Button::Press(label, Callback::Price(step));
        vec![
            press(
                words.button_prices_take(lot.number.as_str()),
                PriceStep::Take(lot.id, it.price_id),
            ),
            press(words.button_prices_other(), PriceStep::NotSame(lot.id, it.price_id)),
        ]
    });
    Text::new(lines.join("\n"))
        .row(vec![Button::Press(words.button_card(), Callback::OpenLot(lot.id))])
        .row(by_price.unwrap_or_default())
        .row(vec![
            judge(Verdict::Liked, "👍".to_owned()),
            judge(Verdict::Disliked, "👎".to_owned()),
            judge(Verdict::Taken, words.button_hot_taken()),
        ])
}

/// The price that suits it, and what it would leave.
fn listed(lang: Lang, it: &Listed) -> String {
    let words = lang.words();
    let name = esc(&cut(&it.name, MOST_NAME));
    let (price, sure) = (lang.money(it.price), it.confidence.to_string());
    match it.margin_bp {
        Some(margin) => words.hot_listed(name, price, sure, lang.percent(margin)),
        None => words.hot_listed_unknown(name, price, sure),
    }
}

/// One side of the score. What is not known is said so: it neither helps nor harms.
fn part(lang: Lang, part: &Part, left: Option<TimeDelta>) -> String {
    let words = lang.words();
    let name = match part.side {
        Side::Match => words.hot_side_match(),
        Side::Time => match left {
            Some(left) => words.hot_side_time_left(lang.span(left)),
            None => words.hot_side_time(),
        },
        Side::Money => words.hot_side_money(),
        Side::Risk => words.hot_side_risk(),
        Side::Competition => words.hot_side_competition(),
    };
    match (part.points, part.side) {
        (Some(points), _) => words.hot_part(name, points.to_string(), part.share.to_string()),
        (None, Side::Risk | Side::Competition) => words.hot_part_unknown(name),
        (None, _) => words.hot_part_not_asked(name),
    }
}

/// A page of the digest of a day.
pub(super) fn page(
    lang: Lang,
    day: i64,
    alerts: &[Alert],
    number: i64,
    count: i64,
    now: DateTime<Utc>,
) -> Text {
    let words = lang.words();
    let mut lines = vec![words.hot_digest_title(words.lots_count(count))];
    for alert in alerts {
        let lot = &alert.lot;
        let name = lot.name.in_lang(lang).map(|name| esc(&cut(name, MOST_NAME)));
        lines.push(String::new());
        lines.push(words.hot_digest_entry(
            i64::from(alert.score.total).to_string(),
            name.unwrap_or_else(|| words.lot_name_unknown()),
        ));
        let mut line = format!("<code>{}</code>", esc(lot.number.as_str()));
        if let Some(sum) = lot.amount {
            line.push_str(&format!(" · {}", lang.money(sum)));
        }
        lines.push(line);
        lines.extend(lot.deadline.map(|end| {
            let moment = lang.moment(end);
            if end > now { words.search_deadline(moment) } else { words.search_ended(moment) }
        }));
    }
    let pages = (count + PAGE - 1) / PAGE;
    if pages > 1 {
        lines.push(String::new());
        lines.push(words.search_page((number + 1).to_string(), pages.to_string()));
    }
    let text = alerts.iter().fold(Text::new(lines.join("\n")), |text, alert| {
        let name = alert.lot.name.in_lang(lang).map(|name| cut(name, MOST_BUTTON_NAME));
        let label = format!("{} {}", alert.lot.number, name.unwrap_or_default());
        text.row(vec![Button::Press(label, Callback::OpenLot(alert.lot.id))])
    });
    text.row(page_buttons(lang, number, pages, |page| Callback::Hot(HotStep::Digest(day, page))))
}

/// The weekly line; a proposal that was taken up has no button any more.
pub(super) fn week(lang: Lang, week: &WeekLine) -> Text {
    let words = lang.words();
    let mut lines = vec![
        words.hot_week_title(),
        words.hot_week(week.shown.to_string(), week.judged.to_string(), week.useful.to_string()),
    ];
    if week.judged == 0 {
        lines.push(words.hot_week_silent());
    }
    if !week.proposals.is_empty() {
        lines.extend([String::new(), words.hot_week_proposals()]);
    }
    for Proposal { edit, is_done } in &week.proposals {
        lines.push(format!("{} {}", if *is_done { "✅" } else { "•" }, esc(&proposed(lang, edit))));
    }
    let open = (0_i64..).zip(&week.proposals).filter(|(_, proposal)| !proposal.is_done);
    open.fold(Text::new(lines.join("\n")), |text, (number, proposal)| {
        let step = HotStep::Accept(week.day, number);
        text.row(vec![Button::Press(proposed(lang, &proposal.edit), Callback::Hot(step))])
    })
}

/// A proposal, as plain text: it stands on a button.
fn proposed(lang: Lang, edit: &Edit) -> String {
    let words = lang.words();
    match edit {
        Edit::Exclude(word) => words.hot_edit_exclude(word.as_str()),
        Edit::RaiseMin(sum) => words.hot_edit_min(lang.money(*sum)),
        Edit::LowerMax(sum) => words.hot_edit_max(lang.money(*sum)),
        Edit::Pause => words.hot_edit_pause(),
    }
}
