//! The words of what is told by itself: the source failing and back again, and for those who run the
//! bot the line of the day and what was given up.

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    admin,
    notices::{NoticeWords, message},
    say::Text,
};
use crate::{
    domain::{
        dead_letters::DeadLetter,
        heartbeat::{DailyReport, HeartbeatWording, Recipient, SourceNews, SourceState},
        outbox::OutboxMessage,
    },
    i18n::Lang,
};

/// Shorter delays are told to the second.
const SHORT: TimeDelta = TimeDelta::minutes(2);

impl HeartbeatWording for NoticeWords {
    fn source_news(&self, to: &Recipient, news: &SourceNews, now: DateTime<Utc>) -> OutboxMessage {
        let (lang, words) = (to.lang, to.lang.words());
        let html = match news {
            SourceNews::Down { since } => words.source_down(lang.when(*since, now)),
            SourceNews::Up { since, until } => {
                words.source_up(lang.when(*since, now), lang.when(*until, now))
            }
        };
        message(to.chat_id, format!("{}{}", news.key(), to.chat_id), Text::new(html))
    }

    fn report(&self, to: &Recipient, report: &DailyReport) -> OutboxMessage {
        let (lang, words) = (to.lang, to.lang.words());
        let lots = report.lots.to_string();
        let lines = [
            words.report_title(lang.moment(report.at)),
            match report.completeness_bp {
                Some(share) => words.report_lots(lots, lang.percent(share)),
                None => words.report_lots_unknown(lots),
            },
            match report.delays {
                Some(it) => {
                    let (p50, p95) = (delay(lang, it.p50), delay(lang, it.p95));
                    words.report_delays(p50, p95, it.count.to_string())
                }
                None => words.report_delays_none(),
            },
            words.report_queue(report.pending.to_string(), report.dead.to_string()),
            source(lang, report),
        ];
        let key = format!("report:{}:{}", report.day, to.chat_id);
        message(to.chat_id, key, Text::new(lines.join("\n")))
    }

    fn dead_letter(
        &self,
        to: &Recipient,
        letter: &DeadLetter,
        count: i64,
        now: DateTime<Utc>,
    ) -> OutboxMessage {
        let words = to.lang.words();
        let lines = [
            words.dead_new(count.to_string()),
            admin::line(to.lang, letter, now),
            words.dead_new_next(),
        ];
        let key = format!("dead:{}:{}", letter.id, to.chat_id);
        message(to.chat_id, key, Text::new(lines.join("\n")))
    }
}

fn source(lang: Lang, report: &DailyReport) -> String {
    let words = lang.words();
    match &report.source {
        Some(it) if it.state == SourceState::Down => {
            words.report_source_down(lang.when(it.since, report.at))
        }
        Some(it) => match it.complete_at {
            Some(at) => words.report_source_ok(lang.when(at, report.at)),
            None => words.report_source_unknown(),
        },
        None => words.report_source_unknown(),
    }
}

fn delay(lang: Lang, delay: TimeDelta) -> String {
    if delay < SHORT {
        lang.words().report_seconds(delay.num_seconds().to_string())
    } else {
        lang.span(delay)
    }
}
