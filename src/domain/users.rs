//! People who write to the bot, and how they want to be talked to.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use super::{
    error::StoreError,
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

/// What a person chose; minutes are counted from midnight, UTC+5.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UserSettings {
    /// Language; none: as Telegram says.
    pub lang: Option<Lang>,
    /// When the digest comes; none: no digest.
    pub digest_minute: Option<i64>,
    /// Hours without sound, from and to.
    pub quiet: Option<(i64, i64)>,
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
