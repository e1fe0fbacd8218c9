//! What a person pastes to name a lot: a number, an id, or a link of any of the portal's hosts.
//!
//! A link is never fetched: its host is compared whole and only the digits are taken.

use url::Url;

use super::{AnnouncementId, AnnouncementNumber, LotId, LotNumber, PlanPointId};

/// A lot, or the place where to find it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LotRef {
    /// A lot's own number.
    Number(LotNumber),
    /// The id of a lot, from a link.
    Id(LotId),
    /// An announcement's number: its lots are to be offered.
    AnnouncementNumber(AnnouncementNumber),
    /// The id of an announcement, from a link.
    AnnouncementId(AnnouncementId),
    /// A link that names a lot within its announcement.
    AnnouncementAndLot(AnnouncementId, LotId),
    /// The id of a plan point, from a link.
    PlanPoint(PlanPointId),
    /// Digits alone: the id of a lot, an announcement or a plan point, or the root of a number.
    Digits(i64),
}

/// Why a text names no lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LotRefError {
    /// Nothing was typed.
    #[error("empty")]
    Empty,
    /// Words, or a number of no known shape.
    #[error("not a lot")]
    NotALot,
    /// A link to some other site.
    #[error("link to another site")]
    ForeignLink,
    /// A link of the new portal (zakup.gov.kz), whose ids are not those of OWS: the number on the
    /// page has to be sent instead.
    #[error("link of the new portal")]
    NewPortalLink,
    /// A link to a search page: it shows many lots.
    #[error("link to a search")]
    SearchLink,
    /// A link to a page of the portal that is about something else (contract, participant…).
    #[error("link to another page of the portal")]
    OtherPage,
}

/// Hosts whose links carry OWS ids.
const HOSTS: [&str; 5] = [
    "goszakup.gov.kz",
    "www.goszakup.gov.kz",
    "old.goszakup.gov.kz",
    "v3bl.goszakup.gov.kz",
    "ows.goszakup.gov.kz",
];
/// The portal since September 2026.
const NEW_HOSTS: [&str; 2] = ["zakup.gov.kz", "www.zakup.gov.kz"];
/// A longer text is a message, not a reference.
const MOST_CHARS: usize = 2_000;

impl LotRef {
    /// Parses one reference.
    ///
    /// # Errors
    /// What the text is instead, so that the reply can say it.
    pub fn parse(text: &str) -> Result<Self, LotRefError> {
        let text = text
            .trim()
            .trim_start_matches(['№', '#', '<', '(', '«', '"'])
            .trim_end_matches([',', '.', ';', '>', ')', '»', '"', '?', '!'])
            .trim();
        if text.is_empty() {
            return Err(LotRefError::Empty);
        }
        if let Some(url) = as_url(text) {
            return from_url(&url);
        }
        if let Ok(number) = LotNumber::parse(text) {
            return Ok(Self::Number(number));
        }
        if let Ok(number) = AnnouncementNumber::parse(text) {
            return Ok(Self::AnnouncementNumber(number));
        }
        match positive(text) {
            Some(digits) if text.len() <= 10 => Ok(Self::Digits(digits)),
            _ => Err(LotRefError::NotALot),
        }
    }

    /// Finds the first reference in a message, as «Лот № 83685322-ОИ4, посмотрите».
    ///
    /// # Errors
    /// What the message has instead of a reference; a wrong link wins over plain words.
    pub fn find_in(text: &str) -> Result<Self, LotRefError> {
        if text.chars().nth(MOST_CHARS).is_some() {
            return Err(LotRefError::NotALot);
        }
        let whole = Self::parse(text);
        if whole.is_ok() || !text.trim().contains(char::is_whitespace) {
            return whole;
        }
        let mut told = LotRefError::NotALot;
        for word in text.split_whitespace() {
            match Self::parse(word) {
                // A short number among words is a quantity («бумага 500»), not an id.
                Ok(Self::Digits(digits)) if digits < 1_000_000 => {}
                Ok(found) => return Ok(found),
                Err(LotRefError::Empty | LotRefError::NotALot) => {}
                Err(other) => told = other,
            }
        }
        Err(told)
    }

    /// The kind by its published name (used by `eval vectors`).
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Number(_) => "lot_number",
            Self::Id(_) => "lot_id",
            Self::AnnouncementNumber(_) => "announcement_number",
            Self::AnnouncementId(_) => "announcement_id",
            Self::AnnouncementAndLot(..) => "announcement_and_lot",
            Self::PlanPoint(_) => "plan_point_id",
            Self::Digits(_) => "number",
        }
    }
}

impl std::fmt::Display for LotRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::AnnouncementNumber(number) => number.fmt(f),
            Self::Id(id) | Self::AnnouncementId(id) | Self::PlanPoint(id) | Self::Digits(id) => {
                id.fmt(f)
            }
            Self::AnnouncementAndLot(announcement, lot) => write!(f, "{announcement}/{lot}"),
        }
    }
}

/// A URL, also where the scheme was left out.
fn as_url(text: &str) -> Option<Url> {
    let lower = text.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        return Url::parse(text).ok();
    }
    let host = lower.split(['/', '?', '#']).next()?;
    let ours = HOSTS.contains(&host) || NEW_HOSTS.contains(&host);
    let looks_like_a_link =
        lower.contains('/') && host.contains('.') && !host.contains(char::is_whitespace);
    (ours || looks_like_a_link).then(|| Url::parse(&format!("https://{text}")).ok()).flatten()
}

fn from_url(url: &Url) -> Result<LotRef, LotRefError> {
    let host = url.host_str().unwrap_or_default().trim_end_matches('.');
    if !url.username().is_empty() || url.password().is_some() || url.port().is_some() {
        return Err(LotRefError::ForeignLink);
    }
    if NEW_HOSTS.contains(&host) {
        return Err(LotRefError::NewPortalLink);
    }
    if !HOSTS.contains(&host) {
        return Err(LotRefError::ForeignLink);
    }
    let path: Vec<&str> = url.path().split('/').filter(|part| !part.is_empty()).collect();
    let path = match path.as_slice() {
        ["ru" | "kk" | "kz" | "en", rest @ ..] => rest,
        whole => whole,
    };
    let id = |text: &str| positive(text).ok_or(LotRefError::OtherPage);
    match path {
        ["announce", "index", announcement, ..] => Ok(LotRef::AnnouncementId(id(announcement)?)),
        ["announce", "actionAjaxModalShowFiles", announcement, ..] => {
            Ok(LotRef::AnnouncementId(id(announcement)?))
        }
        ["subpriceoffer", "index", announcement, lot] => {
            Ok(LotRef::AnnouncementAndLot(id(announcement)?, id(lot)?))
        }
        ["view", "lots", "index", lot] => Ok(LotRef::Id(id(lot)?)),
        ["v3", "lots", "number-anno", number] | ["v3", "trd-buy", "number-anno", number] => {
            AnnouncementNumber::parse(number)
                .map(LotRef::AnnouncementNumber)
                .map_err(|_error| LotRefError::OtherPage)
        }
        ["v3", "lots", lot] => Ok(LotRef::Id(id(lot)?)),
        ["v3", "trd-buy", announcement, ..] => Ok(LotRef::AnnouncementId(id(announcement)?)),
        ["v3", "plans", "view", point] => Ok(LotRef::PlanPoint(id(point)?)),
        ["egzplans", "index"] => url
            .query_pairs()
            .find(|(name, _)| name == "filter[plan_number]")
            .and_then(|(_, value)| positive(&value))
            .map(LotRef::PlanPoint)
            .ok_or(LotRefError::SearchLink),
        ["search", ..] => Err(LotRefError::SearchLink),
        _ => Err(LotRefError::OtherPage),
    }
}

fn positive(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.len() <= 15 && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten().filter(|n| *n > 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("36538662-АУК1", "lot_number", "36538662-АУК1")]
    #[case("№ 9031370-КРБС1", "lot_number", "9031370-КРБС1")]
    #[case("16099116-1", "announcement_number", "16099116-1")]
    #[case("42700184", "number", "42700184")]
    #[case("https://goszakup.gov.kz/ru/announce/index/13132760", "announcement_id", "13132760")]
    #[case("goszakup.gov.kz/kz/announce/index/13132760?tab=lots", "announcement_id", "13132760")]
    #[case("HTTPS://GOSZAKUP.GOV.KZ/ru/announce/index/13132760/", "announcement_id", "13132760")]
    #[case(
        "https://old.goszakup.gov.kz/kk/announce/index/1?tab=documents#x",
        "announcement_id",
        "1"
    )]
    #[case(
        "https://goszakup.gov.kz/ru/subpriceoffer/index/13132760/32899983",
        "announcement_and_lot",
        "13132760/32899983"
    )]
    #[case("https://goszakup.gov.kz/ru/view/lots/index/42700184", "lot_id", "42700184")]
    #[case("https://ows.goszakup.gov.kz/v3/lots/42700184", "lot_id", "42700184")]
    #[case(
        "https://ows.goszakup.gov.kz/v3/trd-buy/number-anno/17379709-1",
        "announcement_number",
        "17379709-1"
    )]
    #[case("https://ows.goszakup.gov.kz/v3/plans/view/88105345", "plan_point_id", "88105345")]
    #[case(
        "https://goszakup.gov.kz/ru/egzplans/index?filter[plan_number]=88105345",
        "plan_point_id",
        "88105345"
    )]
    fn every_shape_of_reference_is_read(
        #[case] text: &str,
        #[case] kind: &str,
        #[case] value: &str,
    ) {
        let found = LotRef::parse(text).unwrap();
        assert_eq!((found.kind(), found.to_string().as_str()), (kind, value));
    }

    #[rstest]
    #[case("", LotRefError::Empty)]
    #[case("-5", LotRefError::NotALot)]
    #[case("0", LotRefError::NotALot)]
    #[case("картридж", LotRefError::NotALot)]
    #[case("https://evil.example/goszakup.gov.kz/ru/announce/index/1", LotRefError::ForeignLink)]
    #[case("https://goszakup.gov.kz.evil.example/ru/announce/index/1", LotRefError::ForeignLink)]
    #[case("https://goszakup.gov.kz@evil.example/ru/announce/index/1", LotRefError::ForeignLink)]
    #[case("https://user:pw@goszakup.gov.kz/ru/announce/index/1", LotRefError::ForeignLink)]
    #[case("https://goszakup.gov.kz:8443/ru/announce/index/1", LotRefError::ForeignLink)]
    #[case("https://gоszakup.gov.kz/ru/announce/index/1", LotRefError::ForeignLink)]
    #[case("https://zakup.gov.kz/announcement/39385974#lot-12", LotRefError::NewPortalLink)]
    #[case("https://goszakup.gov.kz/ru/search/lots?filter[name]=x", LotRefError::SearchLink)]
    #[case("https://goszakup.gov.kz/ru/egzcontract/cpublic/show/7", LotRefError::OtherPage)]
    #[case("https://goszakup.gov.kz/ru/announce/index/abc", LotRefError::OtherPage)]
    fn what_is_no_lot_says_what_it_is(#[case] text: &str, #[case] error: LotRefError) {
        assert_eq!(LotRef::parse(text), Err(error));
    }

    #[test]
    fn a_reference_is_found_among_words_but_a_quantity_is_not() {
        let found = LotRef::find_in("Смотрите лот № 83685322-OИ4, срочно").unwrap();
        assert_eq!(found.to_string(), "83685322-ОИ4");
        assert_eq!(LotRef::find_in("бумага А4 500 листов"), Err(LotRefError::NotALot));
        assert_eq!(
            LotRef::find_in("вот https://evil.example/1 тут"),
            Err(LotRefError::ForeignLink)
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,80}") {
            let _ = LotRef::find_in(&text);
        }
    }
}
