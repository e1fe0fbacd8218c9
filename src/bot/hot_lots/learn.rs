//! 👍 and 👎 on a card: the profile changes, or begins with it.

use super::{choose_lead, press, save};
use crate::{
    bot::{
        callback::HotStep,
        ctx::Ctx,
        say::{Button, Outcome, Reply, plain},
        subscriptions::understood,
    },
    domain::{
        hot_lots::{HotProfile, Learned, Profile, Unlearned},
        types::LotId,
    },
};

/// The buttons of a card; hot lots come to the talk of two only.
pub(in crate::bot) fn buttons(ctx: &Ctx, lot: LotId) -> Vec<Button> {
    let words = ctx.words();
    let learn = press(words.button_hot_learn(), HotStep::Learn(lot));
    let unlearn = press(words.button_hot_unlearn(), HotStep::Unlearn(lot));
    if ctx.private { vec![learn, unlearn] } else { Vec::new() }
}

pub(super) async fn learn(ctx: Ctx, lot: LotId) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    let view = ctx.services.lots.view(lot).await?;
    let known = ctx.services.store.find_hot_profile(ctx.user_id).await?;
    let is_new = known.is_none();
    let mut hot =
        known.unwrap_or_else(|| HotProfile::new(ctx.user_id, Profile::default(), ctx.now));
    let toast = match hot.profile.learn(&view) {
        Learned::Added(filter) if !is_new => {
            words.toast_hot_learned(plain(&understood(ctx.lang, &filter)))
        }
        Learned::Added(_) => {
            return Ok(Reply::send(choose_lead(&ctx, &hot)).with(save(&ctx, hot)));
        }
        Learned::Known => return Ok(Reply::toast(words.toast_hot_known())),
        Learned::Full => return Ok(Reply::toast(words.toast_hot_full())),
        Learned::Nameless => return Ok(Reply::toast(words.toast_hot_nameless())),
    };
    Ok(Reply::toast(toast).with(save(&ctx, hot)))
}

pub(super) async fn unlearn(ctx: Ctx, lot: LotId) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    let view = ctx.services.lots.view(lot).await?;
    let Some(mut hot) = ctx.services.store.find_hot_profile(ctx.user_id).await? else {
        return Ok(Reply::toast(words.toast_hot_no_profile()));
    };
    let toast = match hot.profile.unlearn(&view) {
        Unlearned::Excluded(word) => words.toast_hot_excluded(word),
        Unlearned::Dropped => words.toast_hot_dropped(),
        Unlearned::NeverFound => return Ok(Reply::toast(words.toast_hot_never_found())),
    };
    // Nothing is left to look for.
    if hot.profile.sells.is_empty() && hot.by_prices != Some(true) {
        hot.paused_at = Some(ctx.now);
    }
    Ok(Reply::toast(toast).with(save(&ctx, hot)))
}
