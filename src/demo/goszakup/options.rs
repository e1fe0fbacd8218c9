//! The switches of the local Goszakup: faults, ways to refuse a token, and quirks of the answers.

use std::time::Duration;

/// Something that goes wrong with one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This HTTP status with an HTML body, as a gateway answers.
    Status(u16),
    /// 429 with `Retry-After` in seconds.
    RetryAfter(u32),
    /// 200 with bytes that are neither JSON nor UTF-8.
    Garbage,
    /// 200 with a maintenance page.
    Html,
    /// 200 with the right answer cut in the middle.
    HalfPage,
    /// The right answer, that much later.
    Hang(Duration),
    /// 200 with an empty body.
    Empty,
    /// 200 with a well-formed answer that has no rows.
    NoRows,
    /// 200 with `{"errors":[{"message": …}]}`.
    GraphqlError(String),
    /// 200 with `null` in place of every root.
    NullRoot,
    /// The connection closes before a byte of the answer.
    DropConnection,
    /// 200 with a well-formed answer of at least that many bytes.
    Huge(usize),
}

/// How a missing, wrong or expired token is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TokenError {
    /// As observed live: REST says 404 "Invalid Route", GraphQL says 401.
    #[default]
    Observed,
    /// 404 with "Invalid Route" everywhere.
    InvalidRoute404,
    /// 401 everywhere.
    Unauthorized401,
    /// 403 "Access denied" everywhere.
    Forbidden403,
}

/// Oddities of the real service that can be switched. The defaults are how it was seen to behave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quirks {
    /// Every third REST row has its ids as strings.
    pub numbers_as_strings: bool,
    /// Date filters of `Plans` with a lower end find nothing.
    pub plans_dates_dead: bool,
    /// The `publishDate` filter of `TrdBuy` is accepted and ignored.
    pub publish_date_ignored: bool,
    /// A root without rows is `null` instead of `[]`.
    pub null_root_when_empty: bool,
    /// REST `next_page` lacks the `/v3` prefix.
    pub next_page_without_v3: bool,
    /// Added to every answer.
    pub latency: Duration,
}

impl Default for Quirks {
    fn default() -> Self {
        Self {
            numbers_as_strings: true,
            plans_dates_dead: true,
            publish_date_ignored: true,
            null_root_when_empty: false,
            next_page_without_v3: true,
            latency: Duration::ZERO,
        }
    }
}
