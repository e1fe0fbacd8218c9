//! Markdown of models as Telegram's HTML. Little of it is known, on purpose: bold, italics, code,
//! headings and lists; all else stays as it was written, escaped. What comes out is always well formed.

use super::say::esc;

/// Light Markdown as HTML that Telegram takes.
pub(super) fn to_html(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(line).collect();
    lines.join("\n")
}

fn line(line: &str) -> String {
    let line = line.trim();
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() && heading.starts_with(' ') {
        return format!("<b>{}</b>", esc(&heading.trim().replace(['*', '`'], "")));
    }
    let item = ["- ", "* ", "+ "].iter().find_map(|sign| line.strip_prefix(sign));
    match item {
        Some(item) => format!("• {}", spans(item)),
        None => spans(line),
    }
}

/// Pairs of signs within a line; what is within a pair has no signs of its own.
fn spans(text: &str) -> String {
    const SIGNS: [(&str, &str); 5] =
        [("**", "b"), ("__", "b"), ("`", "code"), ("*", "i"), ("_", "i")];
    let mut html = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = ' ';
    while let Some(first) = rest.chars().next() {
        let pair = SIGNS.iter().find_map(|(sign, tag)| {
            let inner = rest.strip_prefix(sign)?;
            let (inside, after) = inner.split_once(sign)?;
            // `a_b_c` and `2 * 3 * 4` are no italics.
            let is_word = before.is_alphanumeric() || after.starts_with(char::is_alphanumeric);
            let is_loose = inside.starts_with(' ') || inside.ends_with(' ');
            let is_text = inside.trim().is_empty() || is_loose || sign.len() == 1 && is_word;
            (!is_text).then_some((*tag, inside, after))
        });
        if let Some((tag, inside, after)) = pair {
            html.push_str(&format!("<{tag}>{}</{tag}>", esc(inside)));
            rest = after;
            before = ' ';
            continue;
        }
        html.push_str(&esc(first.encode_utf8(&mut [0; 4])));
        before = first;
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    html
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bot::say::plain;

    #[test]
    fn what_is_known_is_marked_and_the_rest_is_as_it_was() {
        for (text, html) in [
            ("Обеспечение — **1%** суммы.", "Обеспечение — <b>1%</b> суммы."),
            ("# Коротко\n- *да*\n- `код`", "<b>Коротко</b>\n• <i>да</i>\n• <code>код</code>"),
            ("2 * 3 * 4, a_b_c, **нет", "2 * 3 * 4, a_b_c, **нет"),
            (
                "<b>раз</b> & <a href=\"x\">",
                "&lt;b&gt;раз&lt;/b&gt; &amp; &lt;a href=&quot;x&quot;&gt;",
            ),
            ("**<script>**", "<b>&lt;script&gt;</b>"),
            ("[ссылка](https://evil.example)", "[ссылка](https://evil.example)"),
        ] {
            assert_eq!(to_html(text), html);
        }
    }

    /// Every tag is one of ours, and closed before the next opens.
    fn is_well_formed(html: &str) -> bool {
        let mut open: Option<&str> = None;
        html.split('<').skip(1).all(|part| {
            let Some((tag, _)) = part.split_once('>') else { return false };
            match (open, tag.strip_prefix('/')) {
                (None, None) => {
                    open = Some(tag);
                    ["b", "i", "code"].contains(&tag)
                }
                (Some(known), Some(end)) => {
                    open = None;
                    known == end
                }
                _ => false,
            }
        }) && open.is_none()
    }

    proptest! {
        #[test]
        fn any_text_becomes_markup_that_telegram_takes(text in "[*_`#<>&\\[\\]()\n а-яa-z0-9-]{0,80}") {
            let html = to_html(&text);
            prop_assert!(is_well_formed(&html), "{}", html);
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(letters(&plain(&html)), letters(&text));
        }

        #[test]
        fn hostile_text_too(text in "\\PC{0,80}") {
            prop_assert!(is_well_formed(&to_html(&text)));
        }
    }
}
