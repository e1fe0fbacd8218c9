//! Whatever a body is, it is read or refused; nothing panics.

use chrono::DateTime;
use proptest::prelude::*;

use crate::clients::goszakup::{
    convert::Context,
    notes::Notes,
    queries,
    reply::{self, Door},
    wire,
};

const SOUND: &str = r#"{"data":{"Lots":[{"id":42700184,"lotNumber":"83685322-ОИ4","amount":817869.5,"count":67,"isDeleted":0,"lastUpdateDate":"2026-07-24 20:17:06","pointList":[83685322],"plnPointKatoList":["555651100"],"TrdBuy":{"id":17379709,"endDate":"2026-07-28 19:59:23","totalSum":1e5},"Plans":[{"id":83685322,"price":12207,"prepayment":30,"PlansKato":[{"refKatoCode":"555651100"}]}],"Customer":{"katoList":[null,"1"]}}]},"extensions":{"pageInfo":{"limitPage":200,"totalCount":1,"hasNextPage":true,"lastId":42700184}}}"#;

/// JSON that could stand where a value stood.
const VALUES: [&str; 14] = [
    "null",
    "[]",
    "{}",
    "\"\"",
    "\"\\u0000\"",
    "-1",
    "1e999",
    "0.1",
    "true",
    "[null]",
    "[[1]]",
    "{\"id\":{}}",
    "\"\\ud800\"",
    "99999999999999999999999999",
];

fn read(body: &str) {
    let _ = reply::inspect(body, Door::GraphQl);
    let _ = reply::inspect(body, Door::Rest);
    let _ = reply::items::<wire::Rnu>(body);
    let context = Context { notes: &Notes::default(), fetched_at: DateTime::UNIX_EPOCH };
    let query = queries::lots(None, 200);
    if let Ok(page) = reply::page::<wire::Lot>(body, &query, &context) {
        assert!(page.rows.len() + page.rejected.len() <= body.len());
    }
}

proptest! {
    #[test]
    fn a_cut_body_is_read_or_refused(at in 0..SOUND.len()) {
        let cut: Vec<u8> = SOUND.bytes().take(at).collect();
        read(&String::from_utf8_lossy(&cut));
    }

    #[test]
    fn a_body_with_a_strange_value_is_read_or_refused(
        at in 0..60_usize,
        value in proptest::sample::select(&VALUES[..]),
    ) {
        // The value after some colon is replaced up to the next comma or bracket.
        let parts: Vec<&str> = SOUND.split(':').collect();
        let at = 1 + at % (parts.len() - 1);
        let mut parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
        let end = parts[at].find([',', ']', '}']).unwrap_or(parts[at].len());
        parts[at].replace_range(..end, value);
        read(&parts.join(":"));
    }

    #[test]
    fn any_text_is_read_or_refused(body in "\\PC{0,200}") {
        read(&body);
    }
}

#[test]
fn the_sound_body_is_read() {
    let context = Context { notes: &Notes::default(), fetched_at: DateTime::UNIX_EPOCH };
    let page = reply::page::<wire::Lot>(SOUND, &queries::lots(None, 200), &context).unwrap();
    assert_eq!((page.rows.len(), page.rejected.len(), page.next), (1, 0, Some(42_700_184)));
}
