//! Suppliers by a name: whose names in the registers have its words.

use super::{
    super::{
        callback::Callback,
        ctx::Ctx,
        say::{Button, Outcome, Reply, Text, cut, esc},
    },
    aged, list, one,
};
use crate::domain::{rnu::RnuView, types::Biin};

const MOST_NAME: usize = 100;
/// A name on a button.
const MOST_BUTTON_NAME: usize = 30;

/// One organisation in full, several in a list; nobody is cleared by a name that is not found.
pub(in crate::bot) async fn show(ctx: Ctx, name: String) -> Outcome {
    let words = ctx.words();
    let found = ctx.services.rnu.named(&name).await?;
    let age = aged(&ctx, found.as_of, found.is_stale);
    let asked = esc(&cut(name.trim(), MOST_NAME));
    match found.views.as_slice() {
        [] => {
            let lines = [words.rnu_name_none(asked), String::new(), age];
            Ok(Reply::send(Text::new(lines.join("\n"))))
        }
        [RnuView { biin: biin @ Biin::Bin(_), .. }] => one(ctx, biin.clone()).await,
        views => {
            let mut lines = vec![words.rnu_name_title(asked, found.total.to_string())];
            if views.len() < found.total {
                lines.push(words.rnu_name_more(views.len().to_string()));
            }
            lines.push(String::new());
            // A person's number begins with a birthday, which who asks by a name does not know.
            let number = |view: &RnuView| view.biin.bin().map(|bin| format!(" <code>{bin}</code>"));
            let line = |view| list::told(&ctx, view, &number(view).unwrap_or_default());
            lines.extend(views.iter().map(line));
            lines.extend([String::new(), words.rnu_name_check(), age]);
            let button = |view: &RnuView| {
                let name = list::name(&ctx, view).map(|name| cut(name, MOST_BUTTON_NAME));
                let bin = view.biin.bin()?.clone();
                Some(Button::Press(name.unwrap_or_else(|| bin.to_string()), Callback::Rnu(bin)))
            };
            let text = Text::new(lines.join("\n"));
            let rows = views.iter().filter_map(button);
            Ok(Reply::send(rows.fold(text, |text, button| text.row(vec![button]))))
        }
    }
}
