//! What an update changes, as values: handlers return effects, and storage applies them in the
//! same transaction that writes the replies and marks the update done.

use chrono::{DateTime, Utc};

use super::{
    types::{ChatId, LotId, UserId},
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
