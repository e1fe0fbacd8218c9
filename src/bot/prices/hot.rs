//! New lots that a price list suits, as hot ones: begun with the first list, turned off and on by a
//! button.

use super::{
    super::{
        ctx::Ctx,
        say::{Outcome, Reply, Say},
    },
    home,
};
use crate::domain::{
    effects::Effect,
    hot_lots::{HotProfile, Profile},
};

/// On or off, as the person says.
pub(super) async fn turn(ctx: Ctx, wanted: bool, place: Option<i64>) -> Outcome {
    let known = ctx.services.store.find_hot_profile(ctx.user_id).await?;
    let mut hot =
        known.unwrap_or_else(|| HotProfile::new(ctx.user_id, Profile::default(), ctx.now));
    hot.follow_prices(wanted, ctx.now);
    let text = home(&ctx, hot.follows_prices());
    let save = Effect::SaveHotProfile { hot: Box::new(hot), at: ctx.now };
    Ok(Reply::edit(place, text).noting(ctx.words().toast_saved()).with(save))
}

/// After a list was taken in: who was never asked is told of lots for it from now on, and that they are.
/// Whoever has paused hot lots is left alone.
pub(super) async fn begun(ctx: &Ctx, mut reply: Reply) -> Outcome {
    let known = ctx.services.store.find_hot_profile(ctx.user_id).await?;
    if known.as_ref().is_some_and(|hot| hot.by_prices.is_some() || hot.paused_at.is_some()) {
        return Ok(reply);
    }
    let mut hot =
        known.unwrap_or_else(|| HotProfile::new(ctx.user_id, Profile::default(), ctx.now));
    hot.follow_prices(true, ctx.now);
    if let Some(Say::Send(text) | Say::Edit(_, text)) = reply.says.first_mut() {
        text.html.push_str("\n\n");
        text.html.push_str(&ctx.words().prices_hot_begun());
    }
    Ok(reply.with(Effect::SaveHotProfile { hot: Box::new(hot), at: ctx.now }))
}
