//! People who write to the bot, and how they want to be talked to.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    error::StoreError,
    hours::ReminderStep,
    types::{LotId, UserId},
};
use crate::i18n::Lang;

/// How many looked-at lots are remembered per person.
pub const REMEMBERED_LOTS: i64 = 5;

/// A person, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Telegram's id.
    pub id: UserId,
    /// `language_code` of the last update that had one.
    pub telegram_lang: Option<String>,
    /// Since when they block the bot.
    pub blocked_at: Option<DateTime<Utc>>,
    /// When they were last seen, to the day.
    pub seen_at: DateTime<Utc>,
    /// Their settings.
    pub settings: UserSettings,
}

/// What a person pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Nothing.
    Free,
    /// The whole.
    Premium,
}

impl Tier {
    /// Its stored name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Premium => "premium",
        }
    }

    /// Reads a stored name; what is not known is not paid for.
    pub fn from_code(code: &str) -> Self {
        if code == Self::Premium.code() { Self::Premium } else { Self::Free }
    }

    /// As many subscriptions as a person may have.
    pub fn most_subscriptions(self) -> i64 {
        match self {
            Self::Free => 10,
            Self::Premium => 200,
        }
    }
}

/// What a person chose; minutes are counted from midnight, UTC+5.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserSettings {
    /// Language; none: as Telegram says.
    pub lang: Option<Lang>,
    /// When digests come; none: they chose no time.
    pub digest_minute: Option<i64>,
    /// Hours in which only what is urgent comes, from and to.
    pub quiet: Option<(i64, i64)>,
    /// How notices come.
    pub notices: NoticesMode,
    /// What is urgent comes in quiet hours too, without sound.
    pub urgent_at_night: bool,
    /// When the person is reminded of deadlines.
    pub reminders: Reminders,
    /// How many questions with their answers are kept; of 0 only the last one, for its buttons and for
    /// a day.
    pub history: i64,
}

/// How notices come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticesMode {
    /// As changes are noticed.
    AtOnce,
    /// Once a day; what is urgent at once.
    Daily,
}

/// Which reminders of a deadline a person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reminders {
    /// Three working days before.
    pub three_days: bool,
    /// 24 hours before.
    pub day: bool,
    /// Three hours before.
    pub three_hours: bool,
}

impl Default for UserSettings {
    fn default() -> Self {
        Self {
            lang: None,
            digest_minute: None,
            quiet: None,
            notices: NoticesMode::AtOnce,
            urgent_at_night: true,
            reminders: Reminders { three_days: false, day: true, three_hours: true },
            history: super::ask::KEPT,
        }
    }
}

impl NoticesMode {
    /// Its stored name.
    pub fn code(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Daily => "daily",
        }
    }

    /// Reads a stored name; what is not known comes at once.
    pub fn from_code(code: &str) -> Self {
        if code == Self::Daily.code() { Self::Daily } else { Self::AtOnce }
    }
}

impl Reminders {
    /// Whether a step is wanted.
    pub fn has(self, step: ReminderStep) -> bool {
        match step {
            ReminderStep::ThreeDays => self.three_days,
            ReminderStep::Day => self.day,
            ReminderStep::ThreeHours => self.three_hours,
        }
    }

    /// The same with a step wanted, or not.
    #[must_use]
    pub fn with(mut self, step: ReminderStep, wanted: bool) -> Self {
        match step {
            ReminderStep::ThreeDays => self.three_days = wanted,
            ReminderStep::Day => self.day = wanted,
            ReminderStep::ThreeHours => self.three_hours = wanted,
        }
        self
    }
}

impl User {
    /// The language to talk in: the choice, else Telegram's, else Russian.
    pub fn lang(&self) -> Lang {
        language(self.settings.lang, self.telegram_lang.as_deref())
    }
}

/// The language to talk in: the choice, else Telegram's `language_code`, else Russian.
pub fn language(chosen: Option<Lang>, telegram: Option<&str>) -> Lang {
    chosen.or_else(|| telegram.and_then(Lang::from_code)).unwrap_or_default()
}

/// Where people are kept.
#[async_trait]
pub trait UserStore: Send + Sync {
    /// A person by Telegram's id.
    async fn find_user(&self, id: UserId) -> Result<Option<User>, StoreError>;
    /// The lots a person looked at last, newest first.
    async fn list_user_lots(&self, id: UserId) -> Result<Vec<LotId>, StoreError>;
}
