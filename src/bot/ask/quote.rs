//! The places of an answer with links to the official text, and what stands there, where somebody
//! brought the text in.

use super::cite;
use crate::{
    bot::{
        ctx::Ctx,
        say::{cut, esc},
    },
    domain::{ask::Reference, error::Error, law::Place},
    i18n::Lang,
};

/// Places that are quoted: a page of a message has room for no more.
const QUOTED: usize = 3;
/// Of a place so much is quoted.
const MOST_QUOTED: usize = 400;

/// A line for every place, and a quotation under the first ones.
pub(super) async fn sources(
    ctx: &Ctx,
    lang: Lang,
    refs: &[Reference],
) -> Result<Vec<String>, Error> {
    let words = lang.words();
    let (mut lines, mut quoted) = (Vec::new(), 0);
    for it in refs {
        let name = cite::linked(lang, it);
        let Some(document) = it.document else {
            lines.push(words.ask_source(name));
            continue;
        };
        lines.push(words.ask_source(format!("<a href=\"{}\">{name}</a>", document.url())));
        if quoted < QUOTED {
            let passage = ctx.services.store.find_passage(document, &Place::of(it)).await?;
            if let Some((edition, text)) = passage {
                quoted += 1;
                let day = edition.format("%d.%m.%Y").to_string();
                lines.push(words.ask_quote(esc(&cut(&text, MOST_QUOTED)), day));
            }
        }
    }
    Ok(lines)
}
