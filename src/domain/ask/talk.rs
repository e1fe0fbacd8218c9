//! What was asked and answered, as it is kept.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{
    domain::{
        error::StoreError,
        types::{ChatId, UserId},
    },
    i18n::Lang,
};

/// A person's questions and answers that are kept unless they want less; older ones go.
pub const KEPT: i64 = 200;
/// What a person may choose instead; 0 keeps only the last one, for its buttons and for a day.
pub const HISTORY: [i64; 4] = [0, 20, 50, KEPT];

/// A question with its answer, to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The answer's id; buttons name it by that.
    pub id: String,
    /// The question's id, before the answer's.
    pub question_id: String,
    /// Whose.
    pub user: UserId,
    /// Where.
    pub chat_id: ChatId,
    /// As it was asked.
    pub question: String,
    /// As it was answered, without markup.
    pub answer: String,
    /// Language of the answer.
    pub lang: Lang,
    /// `extract`, `model`, `lot`, or a refusal's code.
    pub kind: String,
    /// Answers of the knowledge that it rests on.
    pub sources: Vec<String>,
    /// Tokens that a model was given and gave.
    pub tokens: i64,
    /// 0 to 100.
    pub score: u8,
    /// When.
    pub at: DateTime<Utc>,
}

/// An answer that was kept, with its question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The answer's id.
    pub id: String,
    /// The question.
    pub question: String,
    /// Answers of the knowledge that it rests on.
    pub sources: Vec<String>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where talks are kept.
#[async_trait]
pub trait AskStore: Send + Sync {
    /// An answer of a person's.
    async fn find_answer(&self, user: UserId, id: &str) -> Result<Option<Kept>, StoreError>;
    /// The latest answers whose question has these words, the newest first.
    async fn list_answers(
        &self,
        user: UserId,
        words: &str,
        limit: i64,
    ) -> Result<Vec<Kept>, StoreError>;
    /// Scores of answers that were rated, each with whether it helped.
    async fn list_ratings(&self) -> Result<Vec<(u8, bool)>, StoreError>;
    /// Drops questions made before then of those who want none kept; gives how many rows.
    async fn forget_unwanted(&self, before: DateTime<Utc>) -> Result<u64, StoreError>;
    /// How many questions of a person are kept.
    async fn count_questions(&self, user: UserId) -> Result<i64, StoreError>;
}
