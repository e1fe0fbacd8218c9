//! The card of a lot: what, how much, for whom, by when, what must be deposited, and how fresh this
//! is. A fact that is missing is left out or named unknown, never guessed.

use super::super::{
    callback::{Callback, LotPage, RiskPage},
    ctx::Ctx,
    documents, hot_lots, risk,
    say::{Button, Text, cut, esc},
    subscriptions::follow_button,
};
use crate::domain::{
    lots::{Freshness, LotView, Stage},
    plans::PlanPoint,
    reference,
    subscriptions::Subject,
};

/// A description on the card; all of it is behind «Подробнее».
const MOST_DESCRIPTION: usize = 300;
/// A place of delivery on the card.
const MOST_PLACE: usize = 160;
/// Places that are listed behind «Подробнее».
const MOST_PLACES: usize = 15;
/// A text behind «Подробнее».
const MOST_TEXT: usize = 1_200;

/// The card.
pub(super) fn card(ctx: &Ctx, view: &LotView) -> Text {
    let mut lines = head(ctx, view);
    if let Some(description) = view.lot.description.in_lang(ctx.lang)
        && Some(description) != view.lot.name.in_lang(ctx.lang)
    {
        lines.push(esc(&cut(description, MOST_DESCRIPTION)));
    }
    lines.push(String::new());
    lines.extend(stage(ctx, view));
    lines.extend(status(ctx, view));
    lines.push(quantity(ctx, view));
    lines.push(amount(ctx, view));
    lines.push(customer(ctx, view));
    lines.push(method(ctx, view));
    lines.push(region(ctx, view));
    lines.extend(delivery(ctx, view));
    lines.extend(security(ctx, view));
    lines.extend(risk::on_card(ctx, view));
    lines.push(String::new());
    lines.push(freshness(ctx, &view.freshness));
    buttons(ctx, view, Text::new(lines.join("\n")), LotPage::More)
}

/// The rest: description, plan point, places, organiser.
pub(super) fn more(ctx: &Ctx, view: &LotView) -> Text {
    let words = ctx.words();
    let mut lines = head(ctx, view);
    if let Some(description) = view.lot.description.in_lang(ctx.lang) {
        lines.extend([String::new(), words.lot_description(), esc(&cut(description, MOST_TEXT))]);
    }
    if let Some(plan) = &view.plan {
        lines.extend(plan_point(ctx, plan));
    }
    if let Some(announcement) = &view.announcement {
        lines.push(String::new());
        if let Some(name) = announcement.organizer_name.in_lang(ctx.lang) {
            lines.push(words.lot_organizer(esc(name)));
        }
        if let Some(at) = announcement.published_at {
            lines.push(words.lot_published(ctx.lang.moment(at)));
        }
    }
    lines.push(String::new());
    lines.push(freshness(ctx, &view.freshness));
    buttons(ctx, view, Text::new(lines.join("\n")), LotPage::Card)
}

fn head(ctx: &Ctx, view: &LotView) -> Vec<String> {
    let words = ctx.words();
    let name = view.lot.name.in_lang(ctx.lang).map(|name| esc(&cut(name, MOST_DESCRIPTION)));
    let mut numbers = words.lot_number(esc(view.lot.number.as_str()));
    if let Some(number) = &view.lot.announcement_number {
        numbers = format!("{numbers} · {}", words.lot_announcement(esc(number.as_str())));
    }
    let mut lines =
        vec![format!("<b>{}</b>", name.unwrap_or_else(|| words.lot_name_unknown())), numbers];
    if view.lot.is_deleted {
        lines.push(words.lot_deleted());
    }
    lines
}

/// Where it stands, by status and term together: the source's status goes stale.
fn stage(ctx: &Ctx, view: &LotView) -> Vec<String> {
    let words = ctx.words();
    match view.lot.stage(ctx.now) {
        Stage::Open(end) => {
            vec![words.lot_open(ctx.lang.moment(end), ctx.lang.span(end - ctx.now))]
        }
        Stage::Announced(Some(end)) => {
            let start = view
                .announcement
                .as_ref()
                .and_then(|a| a.start_at)
                .filter(|start| *start > ctx.now);
            match start {
                Some(start) => {
                    vec![words.lot_announced_from(ctx.lang.moment(start), ctx.lang.moment(end))]
                }
                None => vec![words.lot_announced(), deadline(ctx, end)],
            }
        }
        Stage::Announced(None) => vec![words.lot_announced(), words.lot_deadline_unknown()],
        Stage::Ended(end) => vec![words.lot_ended(ctx.lang.moment(end))],
        Stage::Closed => {
            let status = view.lot.status_id.map(|id| status_name(ctx, id)).unwrap_or_default();
            let mut lines = vec![words.lot_closed(status)];
            lines.extend(
                view.lot.deadline.map(|end| words.lot_closed_deadline(ctx.lang.moment(end))),
            );
            lines
        }
        Stage::Unknown => vec![words.lot_deadline_unknown()],
    }
}

fn deadline(ctx: &Ctx, end: chrono::DateTime<chrono::Utc>) -> String {
    ctx.words().lot_deadline(ctx.lang.moment(end), ctx.lang.span(end - ctx.now))
}

/// The status in the source's words; where the card's first line already is that, nothing.
fn status(ctx: &Ctx, view: &LotView) -> Option<String> {
    let words = ctx.words();
    match (view.lot.status_id, view.lot.stage(ctx.now)) {
        (Some(_), Stage::Closed) => None,
        (Some(id), _) => Some(words.lot_status(status_name(ctx, id))),
        (None, _) => Some(words.lot_status_unknown()),
    }
}

fn status_name(ctx: &Ctx, id: i64) -> String {
    reference::lot_status(id, ctx.lang)
        .map_or_else(|| ctx.words().lot_status_code(id.to_string()), ToOwned::to_owned)
}

fn quantity(ctx: &Ctx, view: &LotView) -> String {
    let words = ctx.words();
    let Some(quantity) = view.lot.quantity else { return words.lot_quantity_unknown() };
    if view.lot.is_united() {
        return words.lot_quantity_united(quantity.to_string());
    }
    let unit = view.plan.as_ref().and_then(|plan| plan.unit.in_lang(ctx.lang));
    let line = match unit {
        Some(unit) => words.lot_quantity(quantity.to_string(), esc(&unit.to_lowercase())),
        None => words.lot_quantity_no_unit(quantity.to_string()),
    };
    match view.lot.unit_price() {
        Some(price) => format!("{line} {}", words.lot_unit_price(ctx.lang.money(price))),
        None => line,
    }
}

fn amount(ctx: &Ctx, view: &LotView) -> String {
    match view.lot.amount {
        Some(amount) => ctx.words().lot_amount(ctx.lang.money(amount)),
        None => ctx.words().lot_amount_unknown(),
    }
}

fn customer(ctx: &Ctx, view: &LotView) -> String {
    let words = ctx.words();
    let bin = view.lot.customer_bin.as_ref().map(|bin| words.lot_bin(bin.as_str()));
    let name = view.lot.customer_name.in_lang(ctx.lang).map(|name| words.lot_customer(esc(name)));
    match (name, bin) {
        (Some(name), Some(bin)) => format!("{name} · {bin}"),
        (Some(name), None) => name,
        (None, Some(bin)) => words.lot_customer(bin),
        (None, None) => words.lot_customer_unknown(),
    }
}

/// The method used; the planned one is told where it differs (a lot with «-ОИ4» was planned as a
/// request for price quotations and failed).
fn method(ctx: &Ctx, view: &LotView) -> String {
    let words = ctx.words();
    let named = |id: i64| reference::method(id).map(|method| method.name(ctx.lang));
    let planned = view.lot.planned_method_id;
    let line = match view.method_id() {
        Some(id) => named(id).map_or_else(
            || words.lot_method_unknown(id.to_string()),
            |name| words.lot_method(esc(name)),
        ),
        None => return words.lot_method_none(),
    };
    match planned.filter(|planned| Some(*planned) != view.method_id()).and_then(named) {
        Some(planned) => format!("{line} ({})", words.lot_method_planned(esc(planned))),
        None => line,
    }
}

/// The first place with its region, and how many more there are.
fn region(ctx: &Ctx, view: &LotView) -> String {
    let words = ctx.words();
    let places = view.plan.as_ref().map(|plan| plan.places.as_slice()).unwrap_or_default();
    let place = places.iter().find(|place| !place.name.is_empty());
    let code = place.and_then(|place| place.kato.as_ref()).or(view.lot.kato.first());
    let region = code.map(|code| {
        reference::region(code, ctx.lang)
            .map_or_else(|| words.lot_region_code(esc(code)), ToOwned::to_owned)
    });
    let place = place
        .and_then(|place| place.name.in_lang(ctx.lang))
        .map(|name| esc(&cut(name, MOST_PLACE)));
    let parts: Vec<String> = region.into_iter().chain(place).collect();
    if parts.is_empty() {
        return words.lot_region_unknown();
    }
    let line = words.lot_region(parts.join(" — "));
    match places.len().max(view.lot.kato.len()) {
        0 | 1 => line,
        all => format!("{line} {}", words.lot_region_more((all - 1).to_string())),
    }
}

fn delivery(ctx: &Ctx, view: &LotView) -> Option<String> {
    let words = ctx.words();
    let plan = view.plan.as_ref()?;
    let term = plan.supply_term.as_deref()?;
    let mut line = words.lot_delivery(esc(&cut(term, MOST_PLACE)));
    if let Some(prepayment) = plan.prepayment_bp.filter(|bp| *bp > 0) {
        line = format!("{line} · {}", words.lot_prepayment(ctx.lang.percent(prepayment)));
    }
    Some(line)
}

/// Securities in brief, by the Rules' percentages; told only while a bid can still be made.
fn security(ctx: &Ctx, view: &LotView) -> Vec<String> {
    let words = ctx.words();
    if !matches!(view.lot.stage(ctx.now), Stage::Open(_) | Stage::Announced(_)) {
        return Vec::new();
    }
    let (Some(method), Some(amount)) = (view.method_id(), view.lot.amount) else {
        return Vec::new();
    };
    match reference::securities(method, amount) {
        Some(it) => vec![
            words.lot_security(
                it.bid_percent.to_string(),
                ctx.lang.money(it.bid),
                it.contract_percent.to_string(),
            ),
            words.lot_security_source(),
        ],
        None => vec![words.lot_security_unknown()],
    }
}

fn plan_point(ctx: &Ctx, plan: &PlanPoint) -> Vec<String> {
    let words = ctx.words();
    let mut lines = vec![String::new(), words.lot_plan()];
    lines.push(match &plan.enstru_code {
        Some(code) => {
            let name = plan.enstru_name.in_lang(ctx.lang).map(esc).unwrap_or_default();
            words.lot_enstru(esc(code), name).trim_end().to_owned()
        }
        None => words.lot_enstru_unknown(),
    });
    for text in [&plan.description, &plan.extra_description] {
        lines.extend(text.in_lang(ctx.lang).map(|text| esc(&cut(text, MOST_TEXT))));
    }
    let places: Vec<&str> =
        plan.places.iter().filter_map(|place| place.name.in_lang(ctx.lang)).collect();
    if !places.is_empty() {
        lines.extend([String::new(), words.lot_places()]);
        lines.extend(
            places
                .iter()
                .take(MOST_PLACES)
                .map(|place| format!("• {}", esc(&cut(place, MOST_PLACE)))),
        );
        if places.len() > MOST_PLACES {
            lines.push(words.lot_region_more((places.len() - MOST_PLACES).to_string()));
        }
    }
    lines
}

/// How old the facts are; this line stands under everything that is told from OWS.
pub(in crate::bot) fn freshness(ctx: &Ctx, freshness: &Freshness) -> String {
    let words = ctx.words();
    let at = ctx.lang.when(freshness.as_of, ctx.now);
    if freshness.source_down {
        return words.freshness_down(at, ctx.lang.span(ctx.now - freshness.as_of));
    }
    match freshness.completeness_bp {
        Some(share) => words.freshness_completeness(at, ctx.lang.percent(share)),
        None => words.freshness(at),
    }
}

/// Buttons of features that exist; `other` is the side of the card that is not shown.
fn buttons(ctx: &Ctx, view: &LotView, text: Text, other: LotPage) -> Text {
    let words = ctx.words();
    let id = view.lot.id;
    let label = if other == LotPage::More { words.button_more() } else { words.button_less() };
    let mut follow = follow_button(ctx, words.button_follow(), Subject::Lot(id));
    if matches!(view.lot.stage(ctx.now), Stage::Open(_) | Stage::Announced(Some(_))) {
        follow.push(Button::Press(words.button_calendar(), Callback::LotCalendar(id)));
    }
    let mut judge = vec![Button::Press(words.button_risk(), Callback::Risk(id, RiskPage::Brief))];
    // In a group anybody could answer what somebody's costs are.
    if ctx.private {
        judge.push(Button::Press(words.button_calc(), Callback::LotCalc(id)));
    }
    judge.extend(documents::button(ctx, id));
    let mut second = Vec::new();
    if let Some(announcement) =
        view.announcement.as_ref().filter(|a| a.lot_count.is_some_and(|n| n > 1))
    {
        second.push(Button::Press(
            words.button_siblings(),
            Callback::Announcement(announcement.id, 0),
        ));
    }
    if let Some(announcement) = view.lot.announcement_id {
        let url = format!("{}/ru/announce/index/{announcement}?tab=lots", ctx.portal_url);
        second.push(Button::Link(words.button_portal(), url));
    }
    let mut sides = vec![
        Button::Press(label, Callback::Lot(id, other)),
        Button::Press(words.button_refresh(), Callback::Lot(id, LotPage::Refresh)),
    ];
    // The other side's way back has the same name.
    if other == LotPage::More {
        sides.insert(0, Button::Press(words.button_tldr(), Callback::Lot(id, LotPage::Brief)));
    }
    text.row(sides).row(judge).row(follow).row(hot_lots::buttons(ctx, id)).row(second)
}
