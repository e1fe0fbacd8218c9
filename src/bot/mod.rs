//! The bot: what people type and see. This page is the whole dispatch tree, in the order tried.
//!
//! Endpoints never call Telegram and never write: they return a `Reply` of messages and effects,
//! which the worker commits together with the end of the update; the sender delivers.

mod admin;
mod ask;
mod attachment;
mod calc;
mod calendar;
pub mod callback;
mod company;
mod counterparty;
mod ctx;
mod documents;
mod heartbeat;
mod hot_lots;
mod inline;
mod lots;
mod markdown;
mod notices;
mod pace;
mod prices;
mod receive;
mod risk;
mod rnu;
mod say;
mod search;
mod send;
mod settings;
mod setup;
mod sheet;
mod start;
mod subscriptions;
mod suppliers;
mod telegram;
mod tell;
mod upload;
mod worker;

use teloxide::{
    dispatching::{DpHandlerDescription, UpdateFilterExt},
    dptree::{self, Handler},
    prelude::*,
    types::Me,
    utils::command::BotCommands,
};

pub use ask::{Thinker, cited_places, said_of_lot_text, why_refused};
use attachment::Attachment;
use callback::{Callback, LotPage};
use ctx::Ctx;
pub use notices::NoticeWords;
pub use receive::{Intake, poll};
use say::Outcome;
pub use send::Sender;
pub use setup::{WhoAmIError, announce, set_webhook, who_am_i};
pub use telegram::{CallError, Telegram};
pub use worker::Worker;

use crate::domain::types::Biin;

/// What people can type after a slash.
#[derive(Debug, Clone, PartialEq, Eq, BotCommands)]
#[command(rename_rule = "lowercase")]
enum Command {
    /// The first words, or where a deep link leads.
    Start(String),
    /// What the bot can do.
    Help,
    /// The card of a lot.
    Lot(String),
    /// Lots by words.
    Search(String),
    /// A supplier in the registers of unfair participants.
    Rnu(String),
    /// Follows something.
    Subscribe(String),
    /// What is followed.
    Subscriptions,
    /// Lots that suit what somebody sells.
    Hot(String),
    /// Who sells a thing.
    Supplier(String),
    /// Price lists.
    Prices,
    /// A bid for a lot, counted.
    Calc(String),
    /// VAT of a sum.
    Vat(String),
    /// A penalty for lateness.
    Penalty(String),
    /// What is earned at a price.
    Margin(String),
    /// An answer with its source.
    Ask(String),
    /// Letters, claims, complaints.
    Documents,
    /// The company they are for.
    Company,
    /// Language, digest, quiet hours.
    Settings,
    /// Stops what was begun.
    Cancel,
    /// What is kept about a person.
    Privacy,
    /// For those who run the bot: what was given up.
    Dead,
}

/// Commands as they are announced to Telegram, in the order of its menu.
const MENU: [&str; 19] = [
    "lot",
    "search",
    "rnu",
    "subscribe",
    "subscriptions",
    "hot",
    "prices",
    "supplier",
    "calc",
    "vat",
    "penalty",
    "margin",
    "ask",
    "documents",
    "company",
    "settings",
    "help",
    "privacy",
    "cancel",
];

type Tree = Handler<'static, Outcome, DpHandlerDescription>;

/// The tree: messages by command, then by what their text is; then button presses. What nobody
/// takes (channels, edits, other bots, messages of groups that are not for us) is left alone.
fn schema() -> Tree {
    dptree::entry()
        .branch(
            Update::filter_message()
                .branch(
                    dptree::filter_map(typed_command)
                        .branch(dptree::case![Command::Start(payload)].endpoint(start::start))
                        .branch(dptree::case![Command::Help].endpoint(start::help))
                        .branch(dptree::case![Command::Lot(reference)].endpoint(lots::show))
                        .branch(dptree::case![Command::Search(words)].endpoint(search::first_page))
                        .branch(dptree::case![Command::Rnu(numbers)].endpoint(rnu::show))
                        .branch(
                            dptree::case![Command::Subscribe(text)]
                                .endpoint(subscriptions::subscribe),
                        )
                        .branch(dptree::case![Command::Subscriptions].endpoint(subscriptions::show))
                        .branch(dptree::case![Command::Hot(words)].endpoint(hot_lots::show))
                        .branch(dptree::case![Command::Supplier(words)].endpoint(suppliers::show))
                        .branch(dptree::case![Command::Prices].endpoint(prices::show))
                        .branch(dptree::case![Command::Calc(lot)].endpoint(calc::bid::show))
                        .branch(dptree::case![Command::Vat(sums)].endpoint(calc::vat))
                        .branch(dptree::case![Command::Penalty(sums)].endpoint(calc::penalty))
                        .branch(dptree::case![Command::Margin(sums)].endpoint(calc::margin))
                        .branch(dptree::case![Command::Ask(question)].endpoint(ask::show))
                        .branch(dptree::case![Command::Documents].endpoint(documents::show))
                        .branch(dptree::case![Command::Company].endpoint(company::show))
                        .branch(dptree::case![Command::Settings].endpoint(settings::show))
                        .branch(dptree::case![Command::Cancel].endpoint(start::cancel))
                        .branch(dptree::case![Command::Privacy].endpoint(start::privacy))
                        .branch(dptree::case![Command::Dead].endpoint(admin::dead_letters)),
                )
                .branch(dptree::filter(|ctx: Ctx| !ctx.private).endpoint(start::ignore))
                .branch(Message::filter_text().endpoint(start::free_text))
                .branch(dptree::filter_map(Attachment::of).endpoint(prices::from_file))
                .endpoint(start::not_text),
        )
        .branch(
            Update::filter_callback_query()
                .branch(dptree::filter_map(Press::of).endpoint(pressed))
                .endpoint(start::stale_button),
        )
        .branch(Update::filter_inline_query().endpoint(inline::cards))
}

/// A button press, by what the button carried.
async fn pressed(ctx: Ctx, press: Press) -> Outcome {
    let place = press.message_id;
    match press.callback {
        Callback::Lot(id, side) => lots::turn(ctx, id, side, place).await,
        Callback::Announcement(id, page) => lots::announcement_page(ctx, id, page, place).await,
        Callback::Search(query, page) => search::turn(ctx, query, page, place).await,
        Callback::Seek(query, seek) => search::seek(ctx, query, seek, place).await,
        Callback::Narrow(query, seek, by) => search::narrow(ctx, query, seek, by, place).await,
        Callback::Counterparty(bin) => counterparty::show(ctx, bin).await,
        Callback::Rnu(bin) => rnu::one(ctx, Biin::Bin(bin)).await,
        Callback::OpenLot(id) => lots::turn(ctx, id, LotPage::Card, None).await,
        Callback::OpenAnnouncement(id) => lots::announcement_page(ctx, id, 0, None).await,
        Callback::Follow(subject) => subscriptions::follow(ctx, subject).await,
        Callback::FollowSearch(query) => subscriptions::preview_query(ctx, query).await,
        Callback::SaveSearch(query, instead) => {
            subscriptions::save(ctx, query, instead, place).await
        }
        Callback::Subscriptions(page) => subscriptions::page(ctx, page, place).await,
        Callback::Subscription(id, step) => subscriptions::step(ctx, id, step, place).await,
        Callback::Digest(id, page) => notices::turn(ctx, id, page, place).await,
        Callback::Hot(step) => hot_lots::step(ctx, step, place).await,
        Callback::Risk(id, page) => risk::turn(ctx, id, page, place).await,
        Callback::LotCalendar(id) => calendar::of_lot(ctx, id).await,
        Callback::AnnouncementCalendar(id) => calendar::of_announcement(ctx, id).await,
        Callback::LotCalc(id) => calc::bid::of_lot(ctx, id).await,
        Callback::Bid(step) => calc::bid::step(ctx, step, place).await,
        Callback::Document(step) => documents::step(ctx, step, place).await,
        Callback::Suppliers(query, file) => suppliers::file(ctx, query, file).await,
        Callback::Price(step) => prices::step(ctx, step, place).await,
        Callback::Company(step) => company::step(ctx, step, place).await,
        Callback::BidChart(step) => calc::bid::chart(ctx, step).await,
        Callback::Settings(owner, step) => settings::step(ctx, owner, step, place),
        Callback::Ask(step) => Box::pin(ask::step(ctx, step, place)).await,
        Callback::Redrive => admin::redrive(ctx, place).await,
    }
}

/// What was pressed, and under which of our messages.
#[derive(Debug, Clone)]
struct Press {
    callback: Callback,
    message_id: Option<i64>,
}

impl Press {
    /// Reads a press; none for what we never put on a button.
    fn of(query: CallbackQuery) -> Option<Self> {
        let callback = query.data.as_deref()?.parse().ok()?;
        let message_id = query.message.map(|message| i64::from(message.id().0));
        Some(Self { callback, message_id })
    }
}

/// The command a message begins with, for us or for nobody in particular. A line break ends its
/// name as well as a space does, and capitals are forgiven: `/Lot` comes from phone keyboards.
fn typed_command(message: Message, me: Me) -> Option<Command> {
    let text = message.text()?.trim_start();
    let name_end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (name, rest) = text.split_at_checked(name_end)?;
    let (name, addressee) = name.split_once('@').map_or((name, ""), |(name, to)| (name, to));
    let at = if addressee.is_empty() { "" } else { "@" };
    let line = format!("{}{at}{addressee} {}", name.to_lowercase(), rest.trim());
    Command::parse(line.trim_end(), me.username()).ok()
}
