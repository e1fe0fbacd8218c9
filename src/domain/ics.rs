//! A deadline as a file for a calendar: RFC 5545.

use chrono::{DateTime, Utc};

/// Octets of a line after which it is folded (RFC 5545, 3.1).
const MOST_OCTETS: usize = 75;

/// A deadline. Texts are plain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Names it for ever: a calendar that takes it again moves the one it has.
    pub uid: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What, in a line.
    pub summary: String,
    /// What, in more words.
    pub description: String,
    /// Where to read more.
    pub url: Option<String>,
    /// When this was so.
    pub now: DateTime<Utc>,
}

impl Event {
    /// The file: the moment of the deadline, with an alarm a day before.
    pub fn to_ics(&self) -> String {
        let moment = |at: DateTime<Utc>| at.format("%Y%m%dT%H%M%SZ").to_string();
        let mut lines = vec![
            "BEGIN:VCALENDAR".to_owned(),
            "VERSION:2.0".to_owned(),
            "PRODID:-//ZakupAI//deadlines//RU".to_owned(),
            "METHOD:PUBLISH".to_owned(),
            "BEGIN:VEVENT".to_owned(),
            format!("UID:{}", escaped(&self.uid)),
            format!("DTSTAMP:{}", moment(self.now)),
            // Grows with time, so that a calendar takes the newer of two.
            format!("SEQUENCE:{}", self.now.timestamp().max(0) / 60),
            format!("DTSTART:{}", moment(self.at)),
            format!("SUMMARY:{}", escaped(&self.summary)),
            format!("DESCRIPTION:{}", escaped(&self.description)),
        ];
        lines.extend(self.url.as_ref().map(|url| format!("URL:{url}")));
        lines.extend([
            "BEGIN:VALARM".to_owned(),
            "ACTION:DISPLAY".to_owned(),
            format!("DESCRIPTION:{}", escaped(&self.summary)),
            "TRIGGER:-P1D".to_owned(),
            "END:VALARM".to_owned(),
            "END:VEVENT".to_owned(),
            "END:VCALENDAR".to_owned(),
        ]);
        lines.iter().map(|line| folded(line)).collect()
    }
}

/// A text value (RFC 5545, 3.3.11).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

/// A line with its end, broken between characters where it is long.
fn folded(line: &str) -> String {
    let mut folded = String::with_capacity(line.len() + 8);
    let mut octets = 0;
    for c in line.chars() {
        if octets + c.len_utf8() > MOST_OCTETS {
            folded.push_str("\r\n ");
            octets = 1;
        }
        folded.push(c);
        octets += c.len_utf8();
    }
    folded + "\r\n"
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;
    use proptest::prelude::*;

    use super::*;

    fn event(summary: &str) -> Event {
        Event {
            uid: "lot-42700174@zakupai".to_owned(),
            at: Utc.with_ymd_and_hms(2026, 11, 27, 13, 0, 0).unwrap(),
            summary: summary.to_owned(),
            description: "Сумма: 1 000,00 ₸; склад\nБИН 000540002866".to_owned(),
            url: Some("https://goszakup.gov.kz/ru/announce/index/1?tab=lots".to_owned()),
            now: Utc.with_ymd_and_hms(2026, 11, 20, 7, 0, 0).unwrap(),
        }
    }

    #[test]
    fn a_deadline_is_a_moment_with_an_alarm() {
        let file = event("Срок: лот 42700174-ЗЦП1").to_ics();
        assert_eq!(
            file.replace("\r\n", "\n"),
            "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//ZakupAI//deadlines//RU\nMETHOD:PUBLISH\n\
             BEGIN:VEVENT\nUID:lot-42700174@zakupai\nDTSTAMP:20261120T070000Z\nSEQUENCE:29919300\n\
             DTSTART:20261127T130000Z\nSUMMARY:Срок: лот 42700174-ЗЦП1\n\
             DESCRIPTION:Сумма: 1 000\\,00 ₸\\; склад\\nБИН 000540002866\n\
             URL:https://goszakup.gov.kz/ru/announce/index/1?tab=lots\n\
             BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:Срок: лот 42700174-ЗЦП1\nTRIGGER:-P1D\nEND:VALARM\n\
             END:VEVENT\nEND:VCALENDAR\n"
        );
    }

    proptest! {
        #[test]
        fn every_line_fits_and_unfolds_to_what_was_said(text in "[\\PC\n]{0,300}") {
            let file = event(&text).to_ics();
            prop_assert!(file.ends_with("\r\n"));
            prop_assert!(file.split("\r\n").all(|line| line.len() <= MOST_OCTETS));
            prop_assert!(!file.replace("\r\n", "").contains(['\r', '\n']));
            let unfolded = file.replace("\r\n ", "");
            let line = unfolded.split("\r\n").find_map(|line| line.strip_prefix("SUMMARY:")).unwrap();
            prop_assert_eq!(line, escaped(&text));
        }
    }
}
