//! The HTML parser against the server's own texts and byte offsets.

use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use super::super::html::parse;

#[rstest]
#[case("🏟 🏟&lt;<abac>", "Unsupported start tag \"abac\" at byte offset 13")]
#[case("🏟 🏟&lt;<abac aba>", "Unsupported start tag \"abac\" at byte offset 13")]
#[case("🏟 🏟&lt;<i   =aba>", "Empty attribute name in the tag \"i\" at byte offset 13")]
#[case("🏟 🏟&lt;<i    aba>", "Can't find end tag corresponding to start tag \"i\"")]
#[case("🏟 🏟&lt;<i    aba  =  ", "Unclosed start tag \"i\" at byte offset 13")]
#[case("🏟 🏟&lt;<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27")]
#[case("🏟 🏟&lt;<i    aba  =  \"&lt;&gt;&quot;>", "Unclosed start tag at byte offset 13")]
#[case("🏟 🏟&lt;<i    aba  =  '&lt;&gt;&quot;>", "Unclosed start tag at byte offset 13")]
#[case("🏟 🏟&lt;</", "Unexpected end tag at byte offset 13")]
#[case("🏟 🏟&lt;<b></b></", "Unexpected end tag at byte offset 20")]
#[case("🏟 🏟&lt;<i>a</i   ", "Unclosed end tag at byte offset 17")]
#[case(
    "🏟 🏟&lt;<i>a</em   >",
    "Unmatched end tag at byte offset 17, expected \"</i>\", found \"</em>\""
)]
#[case("line<br>line", "Unsupported start tag \"br\" at byte offset 4")]
#[case("a < b", "Unsupported start tag \"\" at byte offset 2")]
#[case("a <b", "Unclosed start tag at byte offset 2")]
#[case(
    "<span class=\"red\">x</span>",
    "Tag \"span\" must have class \"tg-spoiler\" at byte offset 0"
)]
#[case("<b>жирный", "Can't find end tag corresponding to start tag \"b\"")]
#[case("<tg-emoji emoji-id=\"0\">x</tg-emoji>", "Invalid custom emoji identifier specified")]
fn broken_markup_is_refused_with_the_servers_words(#[case] source: &str, #[case] error: &str) {
    assert_eq!(parse(source).unwrap_err(), error);
}

#[rstest]
#[case("", "", json!([]))]
#[case("➡️ ➡️", "➡️ ➡️", json!([]))]
#[case(
    "&ge;&lt;&gt;&amp;&quot;&laquo;&raquo;&#12345678;",
    "&ge;<>&\"&laquo;&raquo;&#12345678;",
    json!([])
)]
#[case("&#1046;&#x43B;", "Жл", json!([]))]
#[case("➡️ ➡️<i>➡️ ➡️</i>", "➡️ ➡️➡️ ➡️", json!([{"type": "italic", "offset": 5, "length": 5}]))]
#[case("<STRONG>x</>", "x", json!([{"type": "bold", "offset": 0, "length": 1}]))]
#[case("🏟<b></b>", "🏟", json!([]))]
#[case(
    "<b>a<u>б</u></b>",
    "aб",
    json!([{"type": "bold", "offset": 0, "length": 2}, {"type": "underline", "offset": 1, "length": 1}])
)]
#[case("<tg-spoiler>x</tg-spoiler>", "x", json!([{"type": "spoiler", "offset": 0, "length": 1}]))]
#[case("<span class='tg-spoiler'>x</span>", "x", json!([{"type": "spoiler", "offset": 0, "length": 1}]))]
#[case(
    "<blockquote expandable>x</blockquote>",
    "x",
    json!([{"type": "expandable_blockquote", "offset": 0, "length": 1}])
)]
#[case(
    "<a href=\"https://goszakup.gov.kz/?a=1&amp;b=2\">лот</a>",
    "лот",
    json!([{
        "type": "text_link", "offset": 0, "length": 3, "url": "https://goszakup.gov.kz/?a=1&b=2"
    }])
)]
#[case("<a href=\"no address\">x</a>", "x", json!([]))]
#[case(
    "<pre><code class=\"language-rust\">x</code></pre>",
    "x",
    json!([{"type": "pre", "offset": 0, "length": 1, "language": "rust"}])
)]
#[case("<code>a</code>", "a", json!([{"type": "code", "offset": 0, "length": 1}]))]
fn markup_becomes_text_and_entities(
    #[case] source: &str,
    #[case] text: &str,
    #[case] entities: Value,
) {
    let (plain, found) = parse(source).unwrap();
    assert_eq!(plain, text);
    assert_eq!(json!(found), entities);
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_and_entities_stay_inside(
        source in "([a<>/&;=\"' #x1б😀]|<b>|</b>|<a href='|<pre>|&lt;|&#){0,40}"
    ) {
        if let Ok((text, entities)) = parse(&source) {
            let length = text.encode_utf16().count();
            for entity in entities {
                prop_assert!(entity.offset + entity.length <= length);
            }
        }
    }
}
