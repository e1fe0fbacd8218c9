//! What a person has of lots besides what everybody reads: what became of them since they are
//! followed, and what was calculated for them.

use std::collections::HashMap;

use chrono::TimeDelta;

use super::lots::{DAYS, MOST_FOLLOWED};
use crate::{
    bot::{
        calc::{bid, today},
        ctx::Ctx,
        notices,
    },
    domain::{
        ask::own::Topic,
        calc::bid::{Offer, count},
        error::Error,
        finance::Calculated,
        lots::LotView,
        notices::{Fact, Notice, Thing},
        plans::PlanPoint,
        subscriptions::{Subject, Subscription},
        types::LotId,
    },
};

/// Read for all the lots of a question at once.
#[derive(Default)]
pub(super) struct Mine {
    follows: Vec<Subscription>,
    notices: Vec<Notice>,
    bids: HashMap<LotId, Calculated>,
}

impl Mine {
    /// Where it is asked for, or a model is asked, which is told of it; nothing in a group, where
    /// others read along.
    ///
    /// # Errors
    /// Of storage.
    pub(super) async fn of(ctx: &Ctx, views: &[LotView], topics: &[Topic]) -> Result<Self, Error> {
        let is_wanted = topics.iter().any(|it| it.is_own()) || ctx.services.ask.is_on();
        if !ctx.private || !is_wanted {
            return Ok(Self::default());
        }
        let store = &ctx.services.store;
        let since = ctx.now - TimeDelta::days(DAYS);
        let ids: Vec<LotId> = views.iter().map(|view| view.lot.id).collect();
        let mut follows = store.list_subscriptions(ctx.user_id, MOST_FOLLOWED, 0).await?;
        follows.retain(|it| it.paused_at.is_none());
        Ok(Self {
            follows,
            notices: ctx.services.notices.since(ctx.user_id, since).await?,
            bids: store.list_last_bids(ctx.user_id, &ids).await?.into_iter().collect(),
        })
    }

    /// What became of a lot, its plan point and its announcement; none where none of them is followed.
    pub(super) fn changes(&self, ctx: &Ctx, view: &LotView) -> Option<String> {
        let plan = view.plan.as_ref().map(PlanPoint::root);
        let is_followed = self.follows.iter().any(|it| match &it.subject {
            Subject::Lot(id) if *id == view.lot.id => true,
            Subject::Announcement(id) => Some(*id) == view.lot.announcement_id,
            Subject::Plan(root) => Some(*root) == plan,
            // An attempt before this one.
            Subject::Lot(_) => plan.is_some_and(|root| it.plan_number == Some(root.to_string())),
            _ => false,
        });
        let days = ctx.words().days(DAYS);
        is_followed.then(|| {
            let told = self.told(ctx, view, |_| true);
            told.unwrap_or_else(|| ctx.words().ask_lot_unchanged(days))
        })
    }

    /// All of it as evidence: without what others wrote, since nothing is believed from that.
    pub(super) fn evidence(&self, ctx: &Ctx, view: &LotView) -> Vec<String> {
        let changes = self.told(ctx, view, |fact| !fact.is_in_others_words());
        changes.into_iter().chain(self.earnings(ctx, view)).collect()
    }

    fn told(&self, ctx: &Ctx, view: &LotView, which: impl Fn(&Fact) -> bool) -> Option<String> {
        let announcement = view.lot.announcement_id;
        let plan = view.plan.as_ref().map(PlanPoint::root);
        let is_of_it = |thing: &Thing| match thing {
            Thing::Lot { id, .. } => *id == view.lot.id,
            Thing::Announcement { id, .. } => Some(*id) == announcement,
            Thing::Plan { root, .. } => Some(*root) == plan,
            Thing::Supplier { .. } => false,
        };
        let mut lines = Vec::new();
        for notice in self.notices.iter().filter(|notice| is_of_it(&notice.thing)) {
            let facts = notice.facts.iter().filter(|fact| which(fact)).cloned().collect();
            let notice = Notice { facts, ..notice.clone() };
            if notice.facts.is_empty() {
                continue;
            }
            if !matches!(notice.thing, Thing::Lot { .. }) {
                lines.push(notices::title(ctx.lang, &notice.thing));
            }
            lines.extend(notices::facts(ctx.lang, &notice, ctx.now));
        }
        (!lines.is_empty()).then(|| lines.join("\n"))
    }

    /// The person's last bid for a lot, counted anew by what the lot says now; none where there is
    /// none.
    pub(super) fn earnings(&self, ctx: &Ctx, view: &LotView) -> Option<String> {
        let kept = self.bids.get(&view.lot.id)?;
        let offer: Offer = serde_json::from_value(kept.input.clone()).ok()?;
        let bid = count(&bid::facts(view), &offer, today(ctx)).ok()?;
        let (at, cost) = (ctx.lang.moment(kept.at), ctx.lang.money(offer.cost));
        let title = ctx.words().ask_lot_calculated(at, cost);
        let prices = bid.prices.iter().flat_map(|price| bid::price_lines(ctx, price));
        Some([title].into_iter().chain(prices).collect::<Vec<_>>().join("\n"))
    }
}
