//! What a look writes: messages that go now, and notices that wait for their hour.

use chrono::{DateTime, Utc};

use super::{Digest, Letter, MOST_SINGLE, Notice, Wording};
use crate::{
    domain::{hours::Hearing, outbox::OutboxMessage, types::ChatId, users::UserSettings},
    i18n::Lang,
};

/// Where a message goes, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// The chat.
    pub chat_id: ChatId,
    /// The language to talk in.
    pub lang: Lang,
    /// Without sound.
    pub is_silent: bool,
}

/// Everything that is written together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Post {
    /// Messages to be sent now.
    pub messages: Vec<OutboxMessage>,
    /// Digests that some of them show the first page of.
    pub digests: Vec<Digest>,
    /// Notices that wait.
    pub held: Vec<HeldNotice>,
}

/// A notice that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldNotice {
    /// Which fact is told to whom.
    pub dedupe_key: String,
    /// What is told.
    pub notice: Notice,
    /// Until when it waits.
    pub due_at: DateTime<Utc>,
}

impl Post {
    /// Adds what is told to one chat. `hear` decides how each notice is told: what goes now goes one
    /// by one, or as one digest where it is much.
    pub(super) fn add(
        &mut self,
        letter: Letter,
        wording: &dyn Wording,
        now: DateTime<Utc>,
        hear: impl Fn(&UserSettings, &Notice) -> Hearing,
    ) {
        let mut is_silent = false;
        let mut told = Vec::new();
        for notice in letter.notices {
            match hear(&letter.settings, &notice) {
                Hearing::Now => told.push(notice),
                Hearing::Silently => {
                    is_silent = true;
                    told.push(notice);
                }
                // What is taken back before it is told is told all the same, after what it takes
                // back and each with its own time: the last that is said is what is so.
                Hearing::At(due_at) => {
                    let dedupe_key = notice.dedupe_key(letter.chat_id);
                    self.held.push(HeldNotice { dedupe_key, notice, due_at });
                }
            }
        }
        let to = Address { chat_id: letter.chat_id, lang: letter.lang, is_silent };
        if told.len() <= MOST_SINGLE {
            self.messages.extend(told.iter().map(|notice| wording.notice(&to, notice, now)));
        } else {
            let digest = Digest::of(letter.chat_id, told);
            self.messages.push(wording.digest(&to, &digest, now));
            self.digests.push(digest);
        }
    }
}
