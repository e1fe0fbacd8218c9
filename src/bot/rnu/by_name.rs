//! Suppliers by a name: whose names in the registers have its words.

use super::{
    super::{
        callback::Callback,
        ctx::Ctx,
        say::{Button, Outcome, Reply, Text, cut, esc},
    },
    list, one,
};
use crate::domain::{
    rnu::{NamedAlike, RnuView},
    types::Biin,
};

const MOST_NAME: usize = 100;
/// A name on a button.
const MOST_BUTTON_NAME: usize = 30;

/// The one organisation of that name in full, those alike in a list; nobody is cleared by a name that
/// is not found, and nothing is said of registers that were not read lately.
pub(in crate::bot) async fn show(ctx: Ctx, name: String) -> Outcome {
    let found = ctx.services.rnu.named(&name).await?;
    let text = match found.views.as_slice() {
        [RnuView { biin: biin @ Biin::Bin(_), .. }] if found.is_one => {
            return one(ctx, biin.clone()).await;
        }
        [] => nobody(&ctx, &name, &found),
        _ => alike(&ctx, &name, &found),
    };
    Ok(Reply::send(text))
}

fn nobody(ctx: &Ctx, name: &str, found: &NamedAlike) -> Text {
    let name = esc(&cut(name.trim(), MOST_NAME));
    if found.is_stale {
        return Text::new(ctx.words().rnu_name_unknown(name));
    }
    Text::new([vec![ctx.words().rnu_name_none(name)], age(ctx, found)].concat().join("\n"))
}

fn alike(ctx: &Ctx, name: &str, found: &NamedAlike) -> Text {
    let words = ctx.words();
    let asked = esc(&cut(name.trim(), MOST_NAME));
    let mut lines = vec![words.rnu_name_title(asked, found.total.to_string())];
    if found.views.len() < found.total {
        lines.push(words.rnu_name_more(found.views.len().to_string()));
    }
    lines.push(String::new());
    // A person's number begins with a birthday, which who asks by a name does not know.
    let number = |view: &RnuView| view.biin.bin().map(|bin| format!(" <code>{bin}</code>"));
    let views = found.views.iter();
    lines.extend(views.clone().map(|it| list::told(ctx, it, &number(it).unwrap_or_default())));
    lines.extend([String::new(), words.rnu_name_check()]);
    lines.extend(age(ctx, found));
    let button = |view: &RnuView| {
        let name = list::name(ctx, view).map(|name| cut(name, MOST_BUTTON_NAME));
        let bin = view.biin.bin()?.clone();
        Some(Button::Press(name.unwrap_or_else(|| bin.to_string()), Callback::Rnu(bin)))
    };
    let text = Text::new(lines.join("\n"));
    views.filter_map(button).fold(text, |text, button| text.row(vec![button]))
}

/// How old the mirror is.
fn age(ctx: &Ctx, found: &NamedAlike) -> Vec<String> {
    let at = found.as_of.map(|at| ctx.words().rnu_as_of(ctx.lang.when(at, ctx.now)));
    [String::new()].into_iter().chain(at).collect()
}
