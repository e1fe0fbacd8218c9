//! Everything a button may carry. Buttons live in chats for ever: a variant may be added, but what
//! was once sent must be read for ever. Telegram takes 64 bytes.

mod ask;
mod bid;
mod hot;
mod papers;
mod price;
mod risk;
mod seek;

use std::{fmt, str::FromStr};

pub use ask::AskStep;
pub use bid::BidStep;
pub use hot::HotStep;
pub use papers::{CompanyStep, DocStep};
pub use price::{PriceStep, SupplierFile};
pub use risk::RiskPage;
pub use seek::{Band, Menu, Seek, View};
use seek::{Narrow, narrowing};
pub(super) use seek::{Short, long};

use crate::{
    domain::{
        ask::HISTORY,
        hours::ReminderStep,
        saved_search::Narrowing,
        subscriptions::Subject,
        types::{AnnouncementId, Bin, LotId, UserId},
        users::NoticesMode,
    },
    i18n::Lang,
};

/// What a press asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Callback {
    /// The card of a lot, in place.
    Lot(LotId, LotPage),
    /// A page of an announcement's lots, in place.
    Announcement(AnnouncementId, i64),
    /// A page of a search, in place; the query by its id.
    Search(String, i64),
    /// A part of a search as it is looked at, in place; the query by its id.
    Seek(String, Seek),
    /// A search narrowed to what was chosen, from its first page, in place; the query by its id.
    Narrow(String, Seek, Narrowing),
    /// A counterparty.
    Counterparty(Bin),
    /// The full answer on a supplier; persons get no button, it would hold their number for ever.
    Rnu(Bin),
    /// The card of a lot, in a message of its own.
    OpenLot(LotId),
    /// An announcement's lots, in a message of their own.
    OpenAnnouncement(AnnouncementId),
    /// Follow something.
    Follow(Subject),
    /// What a search would have brought, before it is followed; the query by its id.
    FollowSearch(String),
    /// Save a search; instead of one of the person's, if they edit it.
    SaveSearch(String, Option<String>),
    /// A page of what the person follows, in place.
    Subscriptions(i64),
    /// A step with one subscription; obeyed for its owner only.
    Subscription(String, SubscriptionStep),
    /// A page of a digest, in place.
    Digest(String, i64),
    /// A step of hot lots; always with what is the person's own.
    Hot(HotStep),
    /// The risk of a lot, in place of its card.
    Risk(LotId, RiskPage),
    /// The deadline of a lot as a file for a calendar.
    LotCalendar(LotId),
    /// The deadline of an announcement as a file for a calendar.
    AnnouncementCalendar(AnnouncementId),
    /// A bid for a lot, to be counted.
    LotCalc(LotId),
    /// A bid counted anew, in place.
    Bid(BidStep),
    /// A step with papers; always with what is the person's own.
    Document(DocStep),
    /// A step with the company that papers are for.
    Company(CompanyStep),
    /// Suppliers that a search found, as a file; the query by its id.
    Suppliers(String, SupplierFile),
    /// A step with a price list.
    Price(PriceStep),
    /// The answer of the bid calculator as a picture.
    BidChart(BidStep),
    /// A step of the settings, for the person who opened them.
    Settings(UserId, SettingsStep),
    /// A step with an answer, or with the talks of a person.
    Ask(AskStep),
    /// All dead letters back to work.
    Redrive,
}

/// Which side of a lot's card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LotPage {
    /// The card.
    Card,
    /// With description, plan point and places.
    More,
    /// The card, asked of OWS anew.
    Refresh,
    /// Five lines.
    Brief,
}

/// A step with a subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubscriptionStep {
    /// What it is and what can be done, in place.
    Show,
    /// No notices until it is resumed.
    Pause,
    /// Notices again.
    Resume,
    /// Ask whether to delete it.
    AskDelete,
    /// Delete it.
    Delete,
    /// Ask for other words of a search.
    Edit,
    /// No notices for a day.
    Mute,
    /// Delete it, asked under a notice.
    Unfollow,
}

/// A step of the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsStep {
    /// The overview.
    Home,
    /// Choose a language.
    ChooseLang,
    /// Take this language; none: as Telegram says.
    Lang(Option<Lang>),
    /// Choose the time of the digest.
    ChooseDigest,
    /// Take this time, in minutes after midnight; none: no digest.
    Digest(Option<i64>),
    /// Choose quiet hours.
    ChooseQuiet,
    /// Take these quiet hours; none: none.
    Quiet(Option<(i64, i64)>),
    /// In quiet hours, what is urgent comes without sound, or not at all.
    UrgentAtNight(bool),
    /// Choose how notices come.
    ChooseNotices,
    /// Notices come like this.
    Notices(NoticesMode),
    /// Choose when to be reminded of deadlines.
    ChooseReminders,
    /// A reminder is wanted, or not.
    Remind(ReminderStep, bool),
    /// Choose how many questions are kept.
    ChooseHistory,
    /// So many questions are kept.
    History(i64),
}

/// Not something we ever put on a button, or no longer so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownCallback;

impl fmt::Display for Callback {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Lot(id, page) => {
                let page = match page {
                    LotPage::Card => 'c',
                    LotPage::More => 'm',
                    LotPage::Refresh => 'r',
                    LotPage::Brief => 'b',
                };
                write!(f, "lot:{id}:{page}")
            }
            Self::Announcement(id, page) => write!(f, "ann:{id}:{page}"),
            Self::Search(query, page) => write!(f, "find:{query}:{page}"),
            Self::Seek(query, seek) => write!(f, "sk:{query}:{seek}"),
            Self::Narrow(query, seek, by) => write!(f, "nw:{query}:{seek}:{}", Narrow(by)),
            Self::Counterparty(bin) => write!(f, "bin:{bin}"),
            Self::Rnu(bin) => write!(f, "rnu:{bin}"),
            Self::OpenLot(id) => write!(f, "open:lot:{id}"),
            Self::OpenAnnouncement(id) => write!(f, "open:ann:{id}"),
            Self::Follow(subject) => {
                write!(f, "follow:{}:{}", subject.kind().as_str(), subject.key())
            }
            Self::FollowSearch(query) => write!(f, "look:{query}"),
            Self::SaveSearch(query, None) => write!(f, "save:{query}"),
            Self::SaveSearch(query, Some(id)) => write!(f, "save:{query}:{id}"),
            Self::Subscriptions(page) => write!(f, "subs:{page}"),
            Self::Subscription(id, step) => write!(f, "sub:{id}:{}", step.sign()),
            Self::Digest(id, page) => write!(f, "digest:{id}:{page}"),
            Self::Hot(step) => write!(f, "hot:{step}"),
            Self::Suppliers(query, SupplierFile::Csv) => write!(f, "sup:{query}:csv"),
            Self::Suppliers(query, SupplierFile::Chroma) => write!(f, "sup:{query}:chroma"),
            Self::Price(step) => write!(f, "price:{step}"),
            Self::Risk(id, page) => write!(f, "risk:{id}{page}"),
            Self::LotCalendar(id) => write!(f, "ics:lot:{id}"),
            Self::AnnouncementCalendar(id) => write!(f, "ics:ann:{id}"),
            Self::LotCalc(id) => write!(f, "calc:lot:{id}"),
            Self::Bid(step) => write!(f, "calc:bid:{step}"),
            Self::Document(step) => write!(f, "doc:{step}"),
            Self::Company(step) => write!(f, "company:{step}"),
            Self::BidChart(step) => write!(f, "calc:png:{step}"),
            Self::Settings(owner, step) => write!(f, "set:{owner}:{step}"),
            Self::Ask(step) => write!(f, "ask:{step}"),
            Self::Redrive => f.write_str("redrive"),
        }
    }
}

impl SubscriptionStep {
    const ALL: [Self; 8] = [
        Self::Show,
        Self::Pause,
        Self::Resume,
        Self::AskDelete,
        Self::Delete,
        Self::Edit,
        Self::Mute,
        Self::Unfollow,
    ];

    fn sign(self) -> char {
        match self {
            Self::Show => 's',
            Self::Pause => 'p',
            Self::Resume => 'r',
            Self::AskDelete => 'a',
            Self::Delete => 'd',
            Self::Edit => 'e',
            Self::Mute => 'm',
            Self::Unfollow => 'u',
        }
    }
}

impl fmt::Display for SettingsStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Home => f.write_str("home"),
            Self::ChooseLang => f.write_str("lang"),
            Self::Lang(None) => f.write_str("lang-auto"),
            Self::Lang(Some(lang)) => write!(f, "lang-{}", lang.code()),
            Self::ChooseDigest => f.write_str("digest"),
            Self::Digest(None) => f.write_str("digest-off"),
            Self::Digest(Some(minute)) => write!(f, "digest-{minute}"),
            Self::ChooseQuiet => f.write_str("quiet"),
            Self::Quiet(None) => f.write_str("quiet-off"),
            Self::Quiet(Some((from, to))) => write!(f, "quiet-{from}-{to}"),
            Self::UrgentAtNight(wanted) => write!(f, "urgent-{}", switch(*wanted)),
            Self::ChooseNotices => f.write_str("notices"),
            Self::Notices(mode) => write!(f, "notices-{}", mode.code()),
            Self::ChooseReminders => f.write_str("remind"),
            Self::Remind(step, wanted) => write!(f, "remind-{}-{}", step.code(), switch(*wanted)),
            Self::ChooseHistory => f.write_str("history"),
            Self::History(most) => write!(f, "history-{most}"),
        }
    }
}

impl FromStr for Callback {
    type Err = UnknownCallback;

    fn from_str(text: &str) -> Result<Self, UnknownCallback> {
        let parts: Vec<&str> = text.split(':').collect();
        match parts.as_slice() {
            ["lot", id, page] => {
                let page = match *page {
                    "c" => LotPage::Card,
                    "m" => LotPage::More,
                    "r" => LotPage::Refresh,
                    "b" => LotPage::Brief,
                    _ => return Err(UnknownCallback),
                };
                Ok(Self::Lot(number(id)?, page))
            }
            ["ann", id, page] => Ok(Self::Announcement(number(id)?, page_number(page)?)),
            ["find", query, page] if is_query_id(query) => {
                Ok(Self::Search((*query).to_owned(), page_number(page)?))
            }
            ["sk", query, seek] if is_query_id(query) => {
                Ok(Self::Seek((*query).to_owned(), seek.parse()?))
            }
            ["nw", query, seek, by] if is_query_id(query) => {
                Ok(Self::Narrow((*query).to_owned(), seek.parse()?, narrowing(by)?))
            }
            ["seek", query, seek] if is_query_id(query) => {
                Ok(Self::Seek((*query).to_owned(), Seek::read_old(seek)?))
            }
            ["ask", rest @ ..] => AskStep::read(rest).map(Self::Ask),
            ["redrive"] => Ok(Self::Redrive),
            ["bin", bin] => Ok(Self::Counterparty(known_bin(bin)?)),
            ["rnu", bin] => Ok(Self::Rnu(known_bin(bin)?)),
            ["open", "lot", id] => Ok(Self::OpenLot(number(id)?)),
            ["open", "ann", id] => Ok(Self::OpenAnnouncement(number(id)?)),
            ["ics", "lot", id] => Ok(Self::LotCalendar(number(id)?)),
            ["ics", "ann", id] => Ok(Self::AnnouncementCalendar(number(id)?)),
            ["follow", kind, key] if key.bytes().all(|b| b.is_ascii_digit()) => {
                Subject::from_stored(kind, key, None).map(Self::Follow).ok_or(UnknownCallback)
            }
            ["look", query] if is_query_id(query) => Ok(Self::FollowSearch((*query).to_owned())),
            ["save", query] if is_query_id(query) => {
                Ok(Self::SaveSearch((*query).to_owned(), None))
            }
            ["save", query, id] if is_query_id(query) && is_uuid(id) => {
                Ok(Self::SaveSearch((*query).to_owned(), Some((*id).to_owned())))
            }
            ["subs", page] => Ok(Self::Subscriptions(page_number(page)?)),
            ["sub", id, sign] if is_uuid(id) => {
                let step = SubscriptionStep::ALL.into_iter().find(|s| sign.chars().eq([s.sign()]));
                step.map(|s| Self::Subscription((*id).to_owned(), s)).ok_or(UnknownCallback)
            }
            ["digest", id, page] if is_query_id(id) => {
                Ok(Self::Digest((*id).to_owned(), page_number(page)?))
            }
            ["risk", id, page @ ..] => Ok(Self::Risk(number(id)?, RiskPage::read(page)?)),
            ["hot", step] => step.parse().map(Self::Hot),
            ["calc", "lot", id] => Ok(Self::LotCalc(number(id)?)),
            ["calc", "bid", step] => step.parse().map(Self::Bid),
            ["doc", rest @ ..] => DocStep::read(rest).map(Self::Document),
            ["sup", query, file] if is_query_id(query) => {
                let file = match *file {
                    "csv" => SupplierFile::Csv,
                    "chroma" => SupplierFile::Chroma,
                    _ => return Err(UnknownCallback),
                };
                Ok(Self::Suppliers((*query).to_owned(), file))
            }
            ["price", rest @ ..] => PriceStep::read(rest).map(Self::Price),
            ["company", step] => step.parse().map(Self::Company),
            ["calc", "png", step] => step.parse().map(Self::BidChart),
            ["set", owner, step] => Ok(Self::Settings(number(owner)?, step.parse()?)),
            _ => Err(UnknownCallback),
        }
    }
}

impl FromStr for SettingsStep {
    type Err = UnknownCallback;

    fn from_str(text: &str) -> Result<Self, UnknownCallback> {
        let minute = |text: &str| {
            number(text).and_then(|m| if m < 1440 { Ok(m) } else { Err(UnknownCallback) })
        };
        let parts: Vec<&str> = text.split('-').collect();
        match parts.as_slice() {
            ["home"] => Ok(Self::Home),
            ["lang"] => Ok(Self::ChooseLang),
            ["lang", "auto"] => Ok(Self::Lang(None)),
            ["lang", code] => {
                Lang::from_code(code).map(|lang| Self::Lang(Some(lang))).ok_or(UnknownCallback)
            }
            ["digest"] => Ok(Self::ChooseDigest),
            ["digest", "off"] => Ok(Self::Digest(None)),
            ["digest", at] => Ok(Self::Digest(Some(minute(at)?))),
            ["quiet"] => Ok(Self::ChooseQuiet),
            ["quiet", "off"] => Ok(Self::Quiet(None)),
            ["quiet", from, to] => Ok(Self::Quiet(Some((minute(from)?, minute(to)?)))),
            ["urgent", wanted] => Ok(Self::UrgentAtNight(switched(wanted)?)),
            ["notices"] => Ok(Self::ChooseNotices),
            ["notices", "at_once"] => Ok(Self::Notices(NoticesMode::AtOnce)),
            ["notices", "daily"] => Ok(Self::Notices(NoticesMode::Daily)),
            ["history"] => Ok(Self::ChooseHistory),
            ["history", most] => {
                let most = number(most)?;
                HISTORY.contains(&most).then_some(Self::History(most)).ok_or(UnknownCallback)
            }
            ["remind"] => Ok(Self::ChooseReminders),
            ["remind", code, wanted] => {
                let step = ReminderStep::ALL.into_iter().find(|step| step.code() == *code);
                Ok(Self::Remind(step.ok_or(UnknownCallback)?, switched(wanted)?))
            }
            _ => Err(UnknownCallback),
        }
    }
}

fn number(text: &str) -> Result<i64, UnknownCallback> {
    let digits = !text.is_empty() && text.len() <= 18 && text.bytes().all(|b| b.is_ascii_digit());
    if digits { text.parse().map_err(|_error| UnknownCallback) } else { Err(UnknownCallback) }
}

fn switch(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

fn switched(text: &str) -> Result<bool, UnknownCallback> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(UnknownCallback),
    }
}

fn known_bin(text: &str) -> Result<Bin, UnknownCallback> {
    Bin::parse(text).map_err(|_error| UnknownCallback)
}

/// Nobody pages further than this; it keeps a forged page from being an expensive question.
fn page_number(text: &str) -> Result<i64, UnknownCallback> {
    number(text).and_then(|page| if page < 10_000 { Ok(page) } else { Err(UnknownCallback) })
}

fn is_query_id(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{
        ask::Source,
        company::CompanyField,
        documents::{Field, Kind},
        prices::Column,
        risk::Paper,
        search::{Begin, Place, Sort},
    };

    fn every_kind() -> Vec<Callback> {
        let settings = |step| Callback::Settings(i64::from(i32::MAX) * 1000, step);
        let subscription =
            |step| Callback::Subscription("0192f0c1-7a55-7c3e-8f8e-0123456789ab".to_owned(), step);
        let ask = |step: fn(String) -> AskStep| {
            Callback::Ask(step("0192f0c1-7a55-7c3e-8f8e-0123456789ab".to_owned()))
        };
        let document = |step: fn(String) -> DocStep| {
            Callback::Document(step("0192f0c1-7a55-7c3e-8f8e-0123456789ab".to_owned()))
        };
        let price = |step: fn(String) -> PriceStep| {
            Callback::Price(step("0192f0c1-7a55-7c3e-8f8e-0123456789ab".to_owned()))
        };
        vec![
            Callback::Lot(99_999_999_999, LotPage::Card),
            Callback::Lot(1, LotPage::More),
            Callback::Lot(1, LotPage::Refresh),
            Callback::Lot(99_999_999_999, LotPage::Brief),
            Callback::Announcement(99_999_999_999, 9_999),
            Callback::Search("0123456789ab".to_owned(), 9_999),
            Callback::Seek(
                "0123456789ab".to_owned(),
                Seek { view: View::default(), from: Begin::Page(9_999) },
            ),
            Callback::Seek(
                "0123456789ab".to_owned(),
                Seek {
                    view: View {
                        sort: Sort::Amount,
                        only_open: true,
                        region: Some(75),
                        status: Some(550),
                        method: Some(201),
                        within: Some(30),
                        band: Some(Band::More),
                        menu: Menu::Sum,
                    },
                    from: Begin::After(Place { key: (1, i64::MIN), id: 99_999_999_999 }),
                },
            ),
            Callback::Seek(
                "0123456789ab".to_owned(),
                Seek {
                    view: View { sort: Sort::Deadline, ..View::default() },
                    from: Begin::Before(Place { key: (0, i64::MAX), id: 1 }),
                },
            ),
            Callback::Narrow(
                "0123456789ab".to_owned(),
                Seek {
                    view: View { menu: Menu::Customer, ..View::default() },
                    from: Begin::Page(0),
                },
                Narrowing::Customer(Bin::parse("940140000385").unwrap()),
            ),
            Callback::Narrow(
                "0123456789ab".to_owned(),
                Seek { view: View::default(), from: Begin::Page(0) },
                Narrowing::Enstru("123456789012345".to_owned()),
            ),
            Callback::Counterparty(Bin::parse("940140000385").unwrap()),
            Callback::Rnu(Bin::parse("940140000385").unwrap()),
            Callback::OpenLot(99_999_999_999),
            Callback::OpenAnnouncement(1),
            Callback::Follow(Subject::Plan(99_999_999_999)),
            Callback::Follow(Subject::Lot(1)),
            Callback::Follow(Subject::Announcement(99_999_999_999)),
            Callback::Follow(Subject::Customer(Bin::parse("940140000385").unwrap())),
            Callback::Follow(Subject::Supplier(Bin::parse("940140000385").unwrap())),
            Callback::FollowSearch("0123456789ab".to_owned()),
            Callback::SaveSearch("0123456789ab".to_owned(), None),
            Callback::SaveSearch(
                "0123456789ab".to_owned(),
                Some("0192f0c1-7a55-7c3e-8f8e-0123456789ab".to_owned()),
            ),
            Callback::Subscriptions(9_999),
            subscription(SubscriptionStep::Show),
            subscription(SubscriptionStep::Pause),
            subscription(SubscriptionStep::Resume),
            subscription(SubscriptionStep::AskDelete),
            subscription(SubscriptionStep::Delete),
            subscription(SubscriptionStep::Edit),
            subscription(SubscriptionStep::Mute),
            subscription(SubscriptionStep::Unfollow),
            Callback::Digest("0123456789ab".to_owned(), 9_999),
            Callback::LotCalc(99_999_999_999),
            Callback::Bid(BidStep {
                lot: 99_999_999_999,
                cost: 10_000_000_000_000_000,
                pays_vat: false,
                margin: 99,
            }),
            settings(SettingsStep::Home),
            settings(SettingsStep::ChooseLang),
            settings(SettingsStep::Lang(None)),
            settings(SettingsStep::Lang(Some(Lang::Kk))),
            settings(SettingsStep::ChooseDigest),
            settings(SettingsStep::Digest(None)),
            settings(SettingsStep::Digest(Some(540))),
            settings(SettingsStep::ChooseQuiet),
            settings(SettingsStep::Quiet(None)),
            settings(SettingsStep::Quiet(Some((1320, 480)))),
            settings(SettingsStep::UrgentAtNight(true)),
            settings(SettingsStep::UrgentAtNight(false)),
            settings(SettingsStep::ChooseNotices),
            settings(SettingsStep::Notices(NoticesMode::AtOnce)),
            settings(SettingsStep::Notices(NoticesMode::Daily)),
            settings(SettingsStep::ChooseReminders),
            settings(SettingsStep::Remind(ReminderStep::ThreeDays, true)),
            settings(SettingsStep::Remind(ReminderStep::Day, false)),
            settings(SettingsStep::ChooseHistory),
            settings(SettingsStep::History(0)),
            settings(SettingsStep::History(200)),
            settings(SettingsStep::Remind(ReminderStep::ThreeHours, true)),
            Callback::Document(DocStep::Home),
            Callback::Document(DocStep::Choose(None)),
            Callback::Document(DocStep::Choose(Some(99_999_999_999))),
            Callback::Document(DocStep::New(Kind::CommercialOffer, Some(99_999_999_999))),
            Callback::Document(DocStep::New(Kind::PowerOfAttorney, None)),
            document(DocStep::Open),
            document(DocStep::Files),
            document(DocStep::Turn),
            document(DocStep::Edit),
            document(|id| DocStep::Ask(id, Field::Demands)),
            document(|id| DocStep::Skip(id, Field::Addressee)),
            document(|id| DocStep::Answer(id, Field::Ground, 18)),
            document(DocStep::AskDelete),
            document(DocStep::Delete),
            price(PriceStep::Preview),
            price(PriceStep::Import),
            price(|id| PriceStep::Whole(id, true)),
            price(|id| PriceStep::Whole(id, false)),
            price(|id| PriceStep::Hidden(id, true)),
            price(|id| PriceStep::Hidden(id, false)),
            price(PriceStep::Columns),
            price(|id| PriceStep::Column(id, 499)),
            price(|id| PriceStep::Set(id, 499, Some(Column::Supplier))),
            price(|id| PriceStep::Set(id, 0, None)),
            price(PriceStep::Drop),
            ask(AskStep::More),
            ask(|id| AskStep::Rate(id, true)),
            ask(|id| AskStep::Rate(id, false)),
            ask(AskStep::Again),
            ask(AskStep::Sources),
            ask(|id| AskStep::From(id, Source::Knowledge)),
            ask(|id| AskStep::From(id, Source::My)),
            Callback::Ask(AskStep::Known("a_name_of_24_letters_now".to_owned())),
            ask(AskStep::Drop),
            Callback::Ask(AskStep::Talks),
            Callback::Ask(AskStep::AskForget),
            Callback::Ask(AskStep::Forget),
            Callback::Suppliers("0123456789ab".to_owned(), SupplierFile::Csv),
            Callback::Suppliers("0123456789ab".to_owned(), SupplierFile::Chroma),
            Callback::Price(PriceStep::Lots(499)),
            Callback::Price(PriceStep::Take(99_999_999_999, 99_999_999_999)),
            Callback::Price(PriceStep::NotSame(1, 1)),
            Callback::Price(PriceStep::Others(99_999_999_999, 499)),
            Callback::Price(PriceStep::Hot(true)),
            Callback::Price(PriceStep::Hot(false)),
            Callback::Company(CompanyStep::Show),
            Callback::Company(CompanyStep::Ask(CompanyField::Bank)),
            Callback::Company(CompanyStep::AskErase),
            Callback::Company(CompanyStep::Erase),
            Callback::Risk(99_999_999_999, RiskPage::Brief),
            Callback::Risk(99_999_999_999, RiskPage::Why(9_999)),
            Callback::Risk(1, RiskPage::WhatToDo),
            Callback::Risk(99_999_999_999, RiskPage::Write(Paper::Clarification)),
            Callback::Risk(1, RiskPage::Write(Paper::Remark)),
            Callback::Risk(1, RiskPage::Write(Paper::Complaint)),
            Callback::LotCalendar(99_999_999_999),
            Callback::AnnouncementCalendar(99_999_999_999),
        ]
    }

    #[test]
    fn every_payload_reads_back_and_fits() {
        for callback in every_kind() {
            let data = callback.to_string();
            assert!(data.len() <= 64, "{data}");
            assert_eq!(data.parse(), Ok(callback));
        }
    }

    #[test]
    fn a_button_sent_before_there_was_more_to_choose_by_is_read() {
        let old = "seek:0123456789ab:a1175.a.1.-9223372036854775808.99999999999";
        let view = View {
            sort: Sort::Amount,
            only_open: true,
            region: Some(75),
            menu: Menu::Main,
            ..View::default()
        };
        let from = Begin::After(Place { key: (1, i64::MIN), id: 99_999_999_999 });
        let seek = Callback::Seek("0123456789ab".to_owned(), Seek { view, from });
        assert_eq!(old.parse(), Ok(seek));
    }

    #[test]
    fn forged_payloads_are_refused() {
        for data in [
            "",
            ":",
            "lot",
            "lot:1",
            "lot:-1:c",
            "lot:1:x",
            "lot:99999999999999999999:c",
            "ann:1:10000",
            "find:zz:1",
            "find:0123456789a;:1",
            "seek:zz:r0000.p.0",
            "seek:0123456789ab:r0000.p.10000",
            "seek:0123456789ab:x0000.p.0",
            "seek:0123456789ab:r0200.p.0",
            "seek:0123456789ab:r00-1.p.0",
            "seek:0123456789ab:r0000.a.1.2",
            "sk:zz:r000000000000.p.0",
            "sk:0123456789ab:r000000000000.p.10000",
            "sk:0123456789ab:r090000000000.p.0",
            "sk:0123456789ab:r0000000000z0.p.0",
            "sk:0123456789ab:r000000000009.p.0",
            "sk:0123456789ab:я00000000000.p.0",
            "sk:0123456789ab:r000000000000.a.1.2",
            "nw:0123456789ab:r000000000000.p.0",
            "nw:0123456789ab:r000000000000.p.0:x",
            "nw:0123456789ab:r000000000000.p.0:e1",
            "nw:0123456789ab:r000000000000.p.0:e17a",
            "nw:0123456789ab:r000000000000.p.0:c940140000384",
            "nw:0123456789ab:r000000000000.p.0:я",
            "set:1:lang-xx",
            "set:1:digest-1440",
            "set:1:remind-2d-on",
            "set:1:urgent-maybe",
            "set:1:notices-never",
            "ics:lot:-1",
            "risk:x",
            "risk:1:why",
            "risk:1:why:10000",
            "risk:1:do:1",
            "bin:940140000384",
            "rnu:940140000384",
            "rnu:900101300007",
            "open:lot:x",
            "follow:lot:-1",
            "follow:lot:99999999999999999999",
            "follow:moon:1",
            "follow:search:1",
            "look:zz",
            "save:0123456789ab:1",
            "follow:customer:1",
            "sub:1:s",
            "sub:0192f0c1-7a55-7c3e-8f8e-0123456789ab:",
            "sub:0192f0c1-7a55-7c3e-8f8e-0123456789ab:ss",
            "digest:zz:1",
            "doc:",
            "doc:o:1",
            "doc:new:poem:1",
            "doc:a:0192f0c1-7a55-7c3e-8f8e-0123456789ab:999",
            "doc:o:0192f0c1-7a55-7c3e-8f8e-0123456789ab:1",
            "company:moon",
            "price:i:1",
            "price:c:0192f0c1-7a55-7c3e-8f8e-0123456789ab:500",
            "price:s:0192f0c1-7a55-7c3e-8f8e-0123456789ab:1:moon",
            "ask:",
            "ask:m:1",
            "ask:k:",
            "ask:k:A",
            "ask:k:a:b",
        ] {
            assert_eq!(data.parse::<Callback>(), Err(UnknownCallback), "{data}");
        }
    }

    proptest! {
        #[test]
        fn no_payload_makes_it_panic(data in "\\PC{0,64}") {
            let _ = data.parse::<Callback>();
        }
    }
}
