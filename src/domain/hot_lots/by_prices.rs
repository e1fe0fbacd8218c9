//! Price lists as a source of hot lots: kept in memory, read anew when somebody imports one, judges a
//! pair or turns this on; and what a person is told of anyway, so that one lot is told once.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex},
};

use super::{HotLotService, Hunter};
use crate::domain::{
    error::StoreError,
    lots::Lot,
    prices::{OwnedVerdict, PriceLists},
    saved_search::{LotText, Matcher, Scratch, SearchFilter},
    types::UserId,
};

/// Positions read at once.
const PAGE: i64 = 5_000;

/// What brings a person notices of new lots in their own chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Follow {
    /// Whose.
    pub user: UserId,
    /// What.
    pub what: Followed,
}

/// What is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Followed {
    /// A saved search.
    Search(SearchFilter),
    /// A customer, by BIN.
    Customer(String),
}

/// The lists last read.
#[derive(Debug, Clone, Default)]
pub(super) struct Cache(Arc<Mutex<Option<Arc<PriceLists>>>>);

/// Who is told of which lots anyway.
pub(super) struct ToldAnyway {
    /// Of the searches, by the keys of `matcher`.
    users: Vec<UserId>,
    matcher: Matcher,
    scratch: Scratch,
    by_customer: HashMap<String, Vec<UserId>>,
}

impl ToldAnyway {
    pub(super) fn of(follows: Vec<Follow>) -> Self {
        let (mut users, mut filters) = (Vec::new(), Vec::new());
        let mut by_customer: HashMap<String, Vec<UserId>> = HashMap::new();
        for Follow { user, what } in follows {
            match what {
                Followed::Search(filter) => {
                    users.push(user);
                    filters.push(filter);
                }
                Followed::Customer(bin) => by_customer.entry(bin).or_default().push(user),
            }
        }
        let matcher = Matcher::build((0_u64..).zip(&filters));
        Self { users, matcher, scratch: Scratch::default(), by_customer }
    }

    pub(super) fn users(&mut self, lot: &Lot, text: &LotText<'_>) -> HashSet<UserId> {
        let found = self.matcher.matches(&mut self.scratch, text).into_iter();
        let by_search = found.filter_map(|key| self.users.get(usize::try_from(key).ok()?));
        let bin = lot.customer_bin.as_ref().map(|bin| bin.as_str());
        let by_customer = bin.and_then(|bin| self.by_customer.get(bin)).into_iter().flatten();
        by_search.chain(by_customer).copied().collect()
    }
}

impl HotLotService {
    /// The lists of all who want to be told by them; none where nobody here does.
    pub(super) async fn lists(
        &self,
        hunters: &[Hunter],
    ) -> Result<Option<Arc<PriceLists>>, StoreError> {
        if !hunters.iter().any(|hunter| hunter.hot.by_prices == Some(true)) {
            return Ok(None);
        }
        let version = self.prices.lists_version().await?;
        let kept = self.lists.0.lock().ok().and_then(|kept| kept.clone());
        if let Some(kept) = kept.filter(|it| it.version() == version) {
            return Ok(Some(kept));
        }
        let mut said: HashMap<(UserId, String), Vec<OwnedVerdict>> = HashMap::new();
        for verdict in self.prices.list_owned_verdicts().await? {
            said.entry((verdict.owner, verdict.sku.clone())).or_default().push(verdict);
        }
        let (mut lists, mut after) = (PriceLists::new(version), 0);
        loop {
            let page = self.prices.list_owned_positions(after, PAGE).await?;
            lists.add(&page, &said);
            match page.last() {
                Some(last) if page.len() as i64 == PAGE => after = last.position.id,
                _ => break,
            }
        }
        let lists = Arc::new(lists);
        if let Ok(mut kept) = self.lists.0.lock() {
            *kept = Some(lists.clone());
        }
        Ok(Some(lists))
    }
}
