//! What an update changes, as values: handlers return effects, and storage applies them in the
//! same transaction that writes the replies and marks the update done.

use chrono::{DateTime, Utc};

use super::{
    ask::{Exchange, think::Thought},
    documents::SealedDocument,
    finance::{BidDefaults, NewCalculation},
    hot_lots::{HotProfile, Verdict},
    prices::{PriceLink, Upload},
    risk::Evaluation,
    subscriptions::Subject,
    types::{Bin, ChatId, LotId, UserId},
    users::UserSettings,
};

/// One change of state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A person wrote: remembers them, and that they no longer block us.
    MeetUser {
        /// Who.
        user: UserId,
        /// `language_code` of the update, if it had one.
        telegram_lang: Option<String>,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person changed their settings.
    SaveSettings {
        /// Whose.
        user: UserId,
        /// All of them, as they are now.
        settings: UserSettings,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person looked at a lot.
    RememberLot {
        /// Who.
        user: UserId,
        /// Which.
        lot: LotId,
        /// When.
        at: DateTime<Utc>,
    },
    /// The words of a search whose pages have buttons.
    KeepQuery {
        /// What buttons name it by.
        id: String,
        /// The words.
        words: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person follows something, unless they do already.
    Follow(NewSubscription),
    /// A person pauses a subscription of theirs, or goes on with it.
    PauseSubscription {
        /// Whose.
        user: UserId,
        /// Which.
        id: String,
        /// Since when; none: it goes on.
        since: Option<DateTime<Utc>>,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person wants no notices of a subscription of theirs for a while.
    MuteSubscription {
        /// Whose.
        user: UserId,
        /// Which.
        id: String,
        /// Until when.
        until: DateTime<Utc>,
    },
    /// A person follows something no longer.
    Unfollow {
        /// Who.
        user: UserId,
        /// Which.
        id: String,
    },
    /// A person's saved search looks for something else from now on.
    EditSearch {
        /// Which.
        id: String,
        /// What it looks for.
        new: NewSubscription,
    },
    /// The person's next words are for this.
    ExpectWords {
        /// Who.
        user: UserId,
        /// For what; none: no longer for anything.
        what: Option<String>,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person said what they sell, or changed how they are told of it.
    SaveHotProfile {
        /// All of it, as it is now.
        hot: Box<HotProfile>,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person said what they think of a lot that was found for them.
    JudgeHotLot {
        /// Who.
        user: UserId,
        /// Which.
        lot: LotId,
        /// What.
        verdict: Verdict,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person had something calculated.
    KeepCalculation(Box<NewCalculation>),
    /// A person said what their bids take for granted.
    SaveBidDefaults {
        /// Whose.
        user: UserId,
        /// All of them.
        defaults: BidDefaults,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person told of their company.
    SaveCompany {
        /// Whose.
        user: UserId,
        /// All of it, sealed.
        sealed: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person wants their company forgotten, and all papers written for it.
    ForgetCompany {
        /// Whose.
        user: UserId,
    },
    /// A person began a paper, or went on with it.
    SaveDocument(Box<SealedDocument>),
    /// A person deleted a paper of theirs.
    DeleteDocument {
        /// Whose.
        user: UserId,
        /// Which.
        id: String,
    },
    /// A person sent a price list, or said how it is to be read.
    KeepUpload(Box<Upload>),
    /// A price list was decided on.
    DropUpload {
        /// Whose.
        user: UserId,
        /// Which.
        id: String,
    },
    /// A person was given a report on a counterparty.
    KeepSnapshot {
        /// Whose.
        user: UserId,
        /// On whom.
        bin: Bin,
        /// What it said, sealed.
        sealed: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person chose a position of a price list for a lot.
    LinkPrice(Box<PriceLink>),
    /// A person said whether a position is what a kind of lot asks for.
    JudgePrice {
        /// Who.
        user: UserId,
        /// The kind of lot.
        lot_key: String,
        /// The position.
        sku: String,
        /// It is.
        is_same: bool,
        /// When.
        at: DateTime<Utc>,
    },
    /// The risk of a lot was shown: what was looked at and what was said.
    KeepEvaluation(Box<Evaluation>),
    /// A question was answered, or refused.
    KeepExchange(Box<Exchange>),
    /// A model is to be asked what was answered with an extract.
    Think {
        /// What.
        thought: Box<Thought>,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person said what they think of an answer of theirs.
    RateAnswer {
        /// Whose.
        user: UserId,
        /// Which.
        id: String,
        /// It helped.
        is_good: bool,
        /// Why, in their words.
        comment: Option<String>,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person wants their talks forgotten: out of sight at once, removed by the next clean-up.
    ForgetTalks {
        /// Whose.
        user: UserId,
        /// When.
        at: DateTime<Utc>,
    },
    /// A person wants one question with its answer forgotten, as above.
    ForgetTalk {
        /// Whose.
        user: UserId,
        /// Which answer.
        id: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// A group became a supergroup: what was for the old chat goes to the new one.
    MoveChat {
        /// Old id.
        from: ChatId,
        /// New id.
        to: ChatId,
    },
    /// Telegram told that the person blocked or unblocked the bot.
    SetBlocked {
        /// Who.
        user: UserId,
        /// Since when; none: no longer.
        since: Option<DateTime<Utc>>,
    },
    /// Everything that was given up goes back to work.
    Redrive {
        /// When.
        at: DateTime<Utc>,
    },
}

/// A subscription to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSubscription {
    /// Whose.
    pub user: UserId,
    /// Where notices go.
    pub chat_id: ChatId,
    /// What is followed.
    pub subject: Subject,
    /// Root record of the plan point, of a lot or a plan point.
    pub plan_number: Option<String>,
    /// What the person knows it by.
    pub label: String,
    /// When.
    pub at: DateTime<Utc>,
}
