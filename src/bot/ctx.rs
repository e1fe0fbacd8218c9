//! Who asks, where, and how to answer them: made once per update.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use teloxide::types::{ChatId, Update, UpdateKind, User as Person};

use super::Telegram;
use crate::{
    domain::{
        Services,
        effects::Effect,
        error::{StoreError, UserError},
        types::{self, UserId},
        users::{User, UserSettings, language},
    },
    i18n::{Lang, Words},
};

/// What every endpoint knows.
#[derive(Clone)]
pub(super) struct Ctx {
    /// Who wrote or pressed.
    pub(super) user_id: UserId,
    /// Where to answer.
    pub(super) chat_id: types::ChatId,
    /// A talk of two, where any text is meant for us.
    pub(super) private: bool,
    /// The language to answer in.
    pub(super) lang: Lang,
    /// Now.
    pub(super) now: DateTime<Utc>,
    /// What the person chose.
    pub(super) settings: UserSettings,
    /// `language_code`, or the last one seen.
    pub(super) telegram_lang: Option<String>,
    /// Base of links to the portal.
    pub(super) portal_url: Arc<str>,
    /// The domain.
    pub(super) services: Services,
    /// For reading what was sent, and nothing else.
    pub(super) telegram: Telegram,
    /// To be remembered of the person, where something is new.
    pub(super) meeting: Option<Effect>,
}

impl Ctx {
    /// Reads who asks and where; none where nobody does (channels, other bots, service updates).
    ///
    /// # Errors
    /// Where storage fails.
    pub(super) async fn of(
        update: &Update,
        services: &Services,
        telegram: &Telegram,
        portal_url: &Arc<str>,
    ) -> Result<Option<Self>, StoreError> {
        let Some((person, chat)) = asker(update) else { return Ok(None) };
        let user_id = i64::try_from(person.id.0).unwrap_or_default();
        let known = services.store.find_user(user_id).await?;
        let now = services.clock.now();
        let telegram_lang = person
            .language_code
            .as_deref()
            .map(|code| code.chars().filter(char::is_ascii_graphic).take(12).collect())
            .or_else(|| known.as_ref().and_then(|user| user.telegram_lang.clone()));
        // Cards are shared without a word to us: nobody is met, nor taken for unblocked.
        let is_talk = !matches!(update.kind, UpdateKind::InlineQuery(_));
        let is_met = is_talk && is_news(known.as_ref(), telegram_lang.as_deref(), now);
        let meeting = is_met.then(|| Effect::MeetUser {
            user: user_id,
            telegram_lang: telegram_lang.clone(),
            at: now,
        });
        let settings = known.map(|user| user.settings).unwrap_or_default();
        Ok(Some(Self {
            user_id,
            chat_id: chat.0,
            private: chat.0 == user_id,
            lang: language(settings.lang, telegram_lang.as_deref()),
            now,
            settings,
            telegram_lang,
            portal_url: portal_url.clone(),
            services: services.clone(),
            telegram: telegram.clone(),
            meeting,
        }))
    }

    /// Asked by one of those who run the bot, in their own chat.
    pub(super) fn is_admin(&self) -> bool {
        self.services.admins.contains(&self.chat_id)
    }

    /// Refuses what is the person's own: in a group everybody would read it, and anybody could press.
    pub(super) fn only_in_private(&self) -> Result<(), UserError> {
        if self.private { Ok(()) } else { Err(UserError::PrivateOnly) }
    }

    /// The messages of the person's language.
    pub(super) fn words(&self) -> &'static Words {
        self.lang.words()
    }
}

fn asker(update: &Update) -> Option<(&Person, ChatId)> {
    let person = match &update.kind {
        UpdateKind::Message(message) => message.from.as_ref()?,
        UpdateKind::CallbackQuery(query) => &query.from,
        UpdateKind::InlineQuery(query) => &query.from,
        _ => return None,
    };
    let chat = match update.chat() {
        Some(chat) => chat.id,
        // An inline query has no chat, nor has a button under what it shared.
        None => ChatId(i64::try_from(person.id.0).ok()?),
    };
    (!person.is_bot).then_some((person, chat))
}

/// A person is written down when they are new, came back after a block, changed Telegram's
/// language, or were last seen on another day: not at every update.
fn is_news(known: Option<&User>, telegram_lang: Option<&str>, now: DateTime<Utc>) -> bool {
    known.is_none_or(|user| {
        user.blocked_at.is_some()
            || user.telegram_lang.as_deref() != telegram_lang
            || user.seen_at.date_naive() != now.date_naive()
    })
}
