//! One look: new lots are held against all profiles at once, scored, and told of.
//!
//! A look begins nowhere in particular: it takes the lots of the last two days that a person was not
//! found yet, so one that failed or was killed is made good by the next.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Alert, DigestOf, Edit, HotLook, HotLotStore, HotWording, Hunter, Known, Listed, NewAlert,
    Proposal, Score, Shown, Week, WeekLine,
    by_prices::{Cache, ToldAnyway},
    times::{day_begin, day_number, digest_due, week_due},
};
use crate::domain::{
    clock::Clock,
    error::StoreError,
    lots::{Lot, Stage},
    prices::{Offer, PriceStore, Sought},
    risk::{Case, History, Level, RiskStore, Settings, evaluate},
    saved_search::{LotText, Matcher, Scratch},
    subscriptions::SubscriptionStore,
    types::{LotId, UserId},
    users::NoticesMode,
};

/// A lot is new for so long.
const NEW: TimeDelta = TimeDelta::hours(48);
/// What a weekly line speaks of.
const WEEK: TimeDelta = TimeDelta::days(7);
/// Lots read at once.
const PAGE: i64 = 1_000;

/// Finds lots for people, and tells them.
#[derive(Clone)]
pub struct HotLotService {
    store: Arc<dyn HotLotStore>,
    around: Arc<dyn SubscriptionStore>,
    risk: Arc<dyn RiskStore>,
    wording: Arc<dyn HotWording>,
    clock: Arc<dyn Clock>,
    pub(super) prices: Arc<dyn PriceStore>,
    pub(super) lists: Cache,
}

/// A lot that was found for somebody.
struct Found {
    lot: Lot,
    score: Score,
    offer: Option<Offer>,
}

impl HotLotService {
    /// A service over its ports.
    pub fn new(
        store: Arc<dyn HotLotStore>,
        around: Arc<dyn SubscriptionStore>,
        risk: Arc<dyn RiskStore>,
        wording: Arc<dyn HotWording>,
        clock: Arc<dyn Clock>,
        prices: Arc<dyn PriceStore>,
    ) -> Self {
        Self { store, around, risk, wording, clock, prices, lists: Cache::default() }
    }

    /// Tells everybody of the new lots that suit them, of those that waited for their digest, and on
    /// Mondays of their week. Gives how many messages were written.
    ///
    /// # Errors
    /// Where storage fails; what was not written is told by the next look.
    pub async fn run(&self) -> Result<usize, StoreError> {
        let now = self.clock.now();
        let mut hunters = self.store.list_hunters().await?;
        // Whoever sleeps is left alone: what is new stays new for them until the morning.
        hunters.retain(|hunter| hunter.settings.quiet_span(now).is_none());
        if hunters.is_empty() {
            return Ok(0);
        }
        let mut look = HotLook::default();
        self.find(&hunters, now, &mut look).await?;
        self.digest(&hunters, now, &mut look).await?;
        self.weekly(&hunters, now, &mut look).await?;
        if look.is_empty() || !self.store.finish_hot_look(&look).await? {
            return Ok(0);
        }
        Ok(look.messages.len())
    }

    /// New lots: the best of each person's at once, as many as their day has room for.
    async fn find(
        &self,
        hunters: &[Hunter],
        now: DateTime<Utc>,
        look: &mut HotLook,
    ) -> Result<(), StoreError> {
        let mut found = self.found(hunters, now).await?;
        if found.iter().all(Vec::is_empty) {
            return Ok(());
        }
        let names = self.names(&found).await?;
        let told: HashMap<UserId, i64> =
            self.store.count_alerts(day_begin(now)).await?.into_iter().collect();
        for (hunter, found) in hunters.iter().zip(&mut found) {
            let user = hunter.hot.user;
            let room = match hunter.settings.notices {
                NoticesMode::AtOnce => {
                    hunter.hot.day_limit - told.get(&user).copied().unwrap_or_default()
                }
                NoticesMode::Daily => 0,
            };
            let room = usize::try_from(room).unwrap_or_default();
            // Of equals the one that ends sooner.
            found.sort_by_key(|it| (u8::MAX - it.score.total, it.lot.deadline, it.lot.id));
            for (place, it) in found.drain(..).enumerate() {
                let (lot, score, at_once) = (it.lot.id, it.score, place < room);
                let listed = it.offer.map(|offer| Listed {
                    price_id: offer.price_id,
                    name: names.get(&offer.price_id).cloned().unwrap_or_default(),
                    price: offer.price,
                    confidence: offer.confidence,
                    margin_bp: offer.margin_bp(&it.lot),
                });
                look.alerts.push(NewAlert { user, lot, score, listed: listed.clone(), at_once });
                if at_once {
                    let alert = Alert { lot: it.lot, score, found_at: now, listed, verdict: None };
                    look.messages.push(self.wording.alert(hunter, &alert, now));
                }
            }
        }
        Ok(())
    }

    /// Names of the positions that were found.
    async fn names(&self, found: &[Vec<Found>]) -> Result<HashMap<i64, String>, StoreError> {
        let offers = found.iter().flatten().filter_map(|it| it.offer);
        let ids: BTreeSet<i64> = offers.map(|offer| offer.price_id).collect();
        let ids: Vec<i64> = ids.into_iter().collect();
        Ok(self.prices.list_price_names(&ids).await?.into_iter().collect())
    }

    /// What suits each of them and is new to them.
    async fn found(
        &self,
        hunters: &[Hunter],
        now: DateTime<Utc>,
    ) -> Result<Vec<Vec<Found>>, StoreError> {
        let filters = (0_u64..)
            .zip(hunters)
            .flat_map(|(key, it)| it.hot.profile.sells.iter().map(move |filter| (key, filter)));
        let matcher = Matcher::build(filters);
        let lists = self.lists(hunters).await?;
        let follows = if lists.is_some() { self.store.list_follows().await? } else { Vec::new() };
        let mut told_anyway = ToldAnyway::of(follows);
        let by_prices = (0_u64..).zip(hunters).filter(|(_, it)| it.hot.by_prices == Some(true));
        let keys: HashMap<UserId, u64> = by_prices.map(|(key, it)| (it.hot.user, key)).collect();
        let mut scratch = Scratch::default();
        let mut found: Vec<Vec<Found>> = hunters.iter().map(|_| Vec::new()).collect();
        let mut before = None;
        loop {
            let page = self.around.list_recent_lots(now - NEW, before, PAGE).await?;
            let around = self.around.list_around(&page.lots).await?;
            let ids: Vec<LotId> = page.lots.iter().map(|lot| lot.id).collect();
            let alerted: HashSet<(UserId, LotId)> =
                self.store.list_alerted(&ids).await?.into_iter().collect();
            before = ids.last().copied();
            let is_last = (ids.len() as i64) < PAGE;
            let mut suitable = Vec::new();
            for lot in &page.lots {
                let (Stage::Open(end), false) = (lot.stage(now), lot.is_deleted) else { continue };
                let (announcement, plan) = around.of(lot);
                let text = LotText::of(lot, announcement, plan);
                let mut suits: BTreeMap<u64, Option<Offer>> = matcher
                    .matches(&mut scratch, &text)
                    .into_iter()
                    .map(|key| (key, None))
                    .collect();
                let mut offers = Vec::new();
                if let (Some(lists), Some(sought)) = (&lists, Sought::of(lot, plan)) {
                    offers = lists.offers(&sought);
                }
                if !offers.is_empty() {
                    let told = told_anyway.users(lot, &text);
                    for offer in offers {
                        let Some(key) = keys.get(&offer.owner) else { continue };
                        // What another notice tells of is not told twice; nobody may offer more
                        // than is allocated.
                        let is_dear = offer.margin_bp(lot).is_some_and(|margin| margin < 0);
                        if suits.contains_key(key) || !(is_dear || told.contains(&offer.owner)) {
                            suits.insert(*key, Some(offer));
                        }
                    }
                }
                if !suits.is_empty() {
                    suitable.push((lot, end, text, suits));
                }
            }
            let ids: Vec<LotId> = suitable.iter().map(|(lot, ..)| lot.id).collect();
            let mut counted = self.risk.list_surroundings(&ids).await?;
            for (lot, end, text, suits) in suitable {
                let (announcement, plan) = around.of(lot);
                let beside = counted.remove(&lot.id).unwrap_or_default();
                let case = Case::from_parts(lot, announcement, plan, beside, lot.fetched_at);
                let report = evaluate(&case, Settings::published(), now);
                // A score of little data says nothing of the risk, few purchases nothing of rivals.
                let risk = (report.level != Level::Unknown).then_some(report.score);
                let rivals = case.history.as_ref().and_then(History::rivals);
                let known = Known { time_left: Some(end - now), risk, rivals, ..Known::default() };
                for (key, offer) in suits {
                    let Ok(place) = usize::try_from(key) else { continue };
                    let listed = offer.map(|it| it.confidence);
                    let margin_bp = offer.and_then(|it| it.margin_bp(lot));
                    let known = Known { listed, margin_bp, ..known };
                    let (Some(hunter), Some(found)) = (hunters.get(place), found.get_mut(place))
                    else {
                        continue;
                    };
                    if !alerted.contains(&(hunter.hot.user, lot.id))
                        && let Some(score) = hunter.hot.profile.score(&text, &known)
                    {
                        found.push(Found { lot: lot.clone(), score, offer });
                    }
                }
            }
            if is_last {
                return Ok(found);
            }
        }
    }

    /// What had no room on its day, at the hour of the digest.
    async fn digest(
        &self,
        hunters: &[Hunter],
        now: DateTime<Utc>,
        look: &mut HotLook,
    ) -> Result<(), StoreError> {
        let mut waiting: HashMap<UserId, Vec<Alert>> = HashMap::new();
        for (user, alert) in self.store.list_waiting_alerts().await? {
            waiting.entry(user).or_default().push(alert);
        }
        for hunter in hunters {
            let due = digest_due(now, hunter.settings.digest_at());
            let Some(alerts) = waiting.remove(&hunter.hot.user) else { continue };
            let alerts: Vec<Alert> = alerts.into_iter().filter(|it| it.found_at < due).collect();
            if alerts.is_empty() {
                continue;
            }
            let is_open =
                |it: &Alert| matches!(it.lot.stage(now), Stage::Open(_)) && !it.lot.is_deleted;
            let (mut open, over): (Vec<Alert>, Vec<Alert>) = alerts.into_iter().partition(is_open);
            open.sort_by_key(|it| (u8::MAX - it.score.total, it.lot.id));
            let ids = |alerts: &[Alert]| alerts.iter().map(|it| it.lot.id).collect();
            let (user, day) = (hunter.hot.user, day_number(due));
            look.digests.push(DigestOf { user, day, lots: ids(&open), over: ids(&over) });
            if !open.is_empty() {
                look.messages.push(self.wording.digest(hunter, day, &open, now));
            }
        }
        Ok(())
    }

    /// How the week was, and what would make the next one better.
    async fn weekly(
        &self,
        hunters: &[Hunter],
        now: DateTime<Utc>,
        look: &mut HotLook,
    ) -> Result<(), StoreError> {
        let due: Vec<(&Hunter, DateTime<Utc>)> = hunters
            .iter()
            .map(|hunter| (hunter, week_due(now, hunter.settings.digest_at())))
            .filter(|(it, at)| it.hot.week_at.unwrap_or(it.hot.created_at) < *at)
            .collect();
        let Some(earliest) = due.iter().map(|(_, at)| *at - WEEK).min() else { return Ok(()) };
        let mut shown: HashMap<UserId, Vec<Shown>> = HashMap::new();
        for one in self.store.list_shown(earliest).await? {
            shown.entry(one.user).or_default().push(one);
        }
        for (hunter, at) in due {
            let of_week = shown.remove(&hunter.hot.user).unwrap_or_default();
            let of_week = of_week.into_iter().filter(|one| one.at >= at - WEEK && one.at < at);
            let line = line(hunter, at, of_week.collect());
            if let Some(line) = &line {
                look.messages.push(self.wording.week(hunter, line));
            }
            look.weeks.push((hunter.hot.user, at, line));
        }
        Ok(())
    }
}

/// A week in which nothing was shown is not spoken of.
fn line(hunter: &Hunter, at: DateTime<Utc>, shown: Vec<Shown>) -> Option<WeekLine> {
    if shown.is_empty() {
        return None;
    }
    let week = Week {
        shown: shown.len(),
        judged: shown.into_iter().filter_map(|one| one.judged).collect(),
    };
    let mut edits = week.edits(&hunter.hot.profile.whole());
    if hunter.hot.profile.sells.is_empty() {
        // There are no words to mend: the price list finds them.
        edits.retain(|edit| *edit == Edit::Pause);
    }
    Some(WeekLine {
        day: day_number(at),
        shown: week.shown,
        judged: week.judged.len(),
        useful: week.useful(),
        proposals: edits.into_iter().map(|edit| Proposal { edit, is_done: false }).collect(),
    })
}
