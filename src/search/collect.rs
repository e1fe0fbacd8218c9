//! One pass over what fits: filters, counts, and the best of a page, from the index's columns.

use std::{cmp::Reverse, collections::BTreeMap, collections::BinaryHeap, sync::Arc};

use chrono::{DateTime, Utc};
use tantivy::{
    DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, ColumnValues},
};

use super::fields::{column, enstru_span};
use crate::domain::{
    lots, reference,
    search::{Ask, Begin, Facets, Hits, Place, Slice, Sort},
};

/// What a column has where the source told nothing.
pub(super) const UNKNOWN: i64 = i64::MIN;

/// What a lot must be besides having the words. Ready to be held against columns.
#[derive(Debug, Clone, Default)]
struct Conditions {
    min: Option<i64>,
    max: Option<i64>,
    statuses: Vec<i64>,
    regions: Vec<i64>,
    methods: Vec<i64>,
    /// None where nothing can fit.
    enstru: Option<(i64, i64)>,
    customer: Option<i64>,
    deadline: Option<(i64, i64)>,
    only_open: bool,
}

/// Collects a page.
pub(super) struct Page {
    conditions: Conditions,
    sort: Sort,
    open_first: bool,
    counts: bool,
    slice: Slice,
    now: i64,
}

impl Page {
    pub(super) fn new(ask: &Ask, slice: Slice, now: DateTime<Utc>) -> Self {
        let filter = &ask.filter;
        let digits =
            |code: &String| -> String { code.chars().filter(char::is_ascii_digit).collect() };
        let conditions = Conditions {
            min: filter.min.map(|sum| sum.tiyn()),
            max: filter.max.map(|sum| sum.tiyn()),
            statuses: ask.statuses.clone(),
            regions: filter.regions.iter().filter_map(|code| code.parse().ok()).collect(),
            methods: filter
                .method
                .map(|id| reference::methods_like(id).to_vec())
                .unwrap_or_default(),
            enstru: filter.enstru.as_ref().map(|code| enstru_span(&digits(code)).unwrap_or((0, 0))),
            customer: filter.customer.as_ref().and_then(|bin| bin.as_str().parse().ok()),
            deadline: ask.deadline.map(|(from, to)| (from.timestamp(), to.timestamp())),
            only_open: ask.only_open,
        };
        let (sort, open_first, counts) = (ask.sort, ask.open_first, ask.counts);
        Self { conditions, sort, open_first, counts, slice, now: now.timestamp() }
    }
}

type Values = Arc<dyn ColumnValues<i64>>;

/// The columns of a segment that this search looks at; those it does not are not opened.
struct Columns {
    id: Values,
    status: Values,
    deadline: Values,
    region: Column<i64>,
    amount: Option<Values>,
    method: Option<Values>,
    enstru: Option<Values>,
    customer: Option<Values>,
    published: Option<Values>,
}

impl Columns {
    fn open(segment: &SegmentReader, page: &Page) -> tantivy::Result<Self> {
        let fast = segment.fast_fields();
        let values = |name: &str| -> tantivy::Result<Values> {
            Ok(fast.i64(name)?.first_or_default_col(UNKNOWN))
        };
        let wanted = |name: &str, wanted: bool| wanted.then(|| values(name)).transpose();
        let (it, sort) = (&page.conditions, page.sort);
        Ok(Self {
            id: values(column::ID)?,
            status: values(column::STATUS)?,
            deadline: values(column::DEADLINE)?,
            region: fast.i64(column::REGION)?,
            amount: wanted(
                column::AMOUNT,
                sort == Sort::Amount || it.min.is_some() || it.max.is_some(),
            )?,
            method: wanted(column::METHOD, page.counts || !it.methods.is_empty())?,
            enstru: wanted(column::ENSTRU, it.enstru.is_some())?,
            customer: wanted(column::CUSTOMER, it.customer.is_some())?,
            published: wanted(column::PUBLISHED, sort == Sort::Date)?,
        })
    }
}

/// Collects a page from one segment.
pub(super) struct OfSegment {
    conditions: Conditions,
    sort: Sort,
    open_first: bool,
    now: i64,
    kept: Kept,
    columns: Columns,
    total: u64,
    open: u64,
    counted: Option<Counted>,
}

/// How many of each kind.
#[derive(Default)]
struct Counted {
    regions: BTreeMap<i64, u64>,
    statuses: BTreeMap<i64, u64>,
    methods: BTreeMap<i64, u64>,
}

impl Counted {
    fn count(&mut self, columns: &Columns, doc: DocId) {
        for region in columns.region.values_for_doc(doc) {
            *self.regions.entry(region).or_default() += 1;
        }
        *self.statuses.entry(columns.status.get_val(doc)).or_default() += 1;
        let method = columns.method.as_ref().map_or(UNKNOWN, |it| it.get_val(doc));
        *self.methods.entry(method).or_default() += 1;
    }

    fn add(&mut self, other: Self) {
        for (all, more) in [
            (&mut self.regions, other.regions),
            (&mut self.statuses, other.statuses),
            (&mut self.methods, other.methods),
        ] {
            for (kind, lots) in more {
                *all.entry(kind).or_default() += lots;
            }
        }
    }

    fn facets(self) -> Facets {
        // What the source does not tell of a lot can't be chosen.
        let known = |all: BTreeMap<i64, u64>| {
            let mut known: Vec<_> = all.into_iter().filter(|(kind, _)| *kind != UNKNOWN).collect();
            known.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
            known
        };
        let regions = known(self.regions).into_iter();
        Facets {
            regions: regions.map(|(code, lots)| (format!("{code:02}"), lots)).collect(),
            statuses: known(self.statuses),
            methods: known(self.methods),
        }
    }
}

impl OfSegment {
    fn fits(&self, doc: DocId, is_open: bool) -> bool {
        let (it, columns) = (&self.conditions, &self.columns);
        let of = |values: &Option<Values>| values.as_ref().map_or(UNKNOWN, |it| it.get_val(doc));
        (!it.only_open || is_open)
            && (it.statuses.is_empty() || it.statuses.contains(&columns.status.get_val(doc)))
            && it.min.is_none_or(|min| of(&columns.amount) >= min)
            && it.max.is_none_or(|max| {
                let amount = of(&columns.amount);
                amount != UNKNOWN && amount <= max
            })
            && (it.methods.is_empty() || it.methods.contains(&of(&columns.method)))
            && it.enstru.is_none_or(|(from, to)| (from..to).contains(&of(&columns.enstru)))
            && it.customer.is_none_or(|customer| of(&columns.customer) == customer)
            && it
                .deadline
                .is_none_or(|(from, to)| (from..=to).contains(&columns.deadline.get_val(doc)))
            && (it.regions.is_empty()
                || columns.region.values_for_doc(doc).any(|code| it.regions.contains(&code)))
    }

    fn key(&self, doc: DocId, score: Score, is_open: bool, deadline: i64) -> (i64, i64) {
        let of = |values: &Option<Values>| values.as_ref().map_or(UNKNOWN, |it| it.get_val(doc));
        let key = match self.sort {
            // How many of the words are in the name.
            #[expect(clippy::cast_possible_truncation, reason = "a count of words")]
            Sort::Relevance => score as i64,
            Sort::Amount => of(&self.columns.amount),
            Sort::Date => of(&self.columns.published),
            Sort::Deadline if deadline > self.now => i64::MAX - deadline,
            Sort::Deadline => deadline,
        };
        (i64::from(self.open_first && is_open), key)
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = OfPart;

    fn collect(&mut self, doc: DocId, score: Score) {
        let deadline = self.columns.deadline.get_val(doc);
        let is_open = deadline > self.now && lots::takes_bids(self.columns.status.get_val(doc));
        if !self.fits(doc, is_open) {
            return;
        }
        self.total += 1;
        self.open += u64::from(is_open);
        if let Some(counted) = &mut self.counted {
            counted.count(&self.columns, doc);
        }
        let key = self.key(doc, score, is_open, deadline);
        // Most are behind the page: their ids are not even looked up.
        if self.kept.is_behind(key) {
            return;
        }
        self.kept.take(Place { key, id: self.columns.id.get_val(doc) });
    }

    fn harvest(self) -> Self::Fruit {
        OfPart {
            places: self.kept.places(),
            ahead: self.kept.ahead,
            total: self.total,
            open: self.open,
            counted: self.counted,
        }
    }
}

/// What was found in one segment.
pub(super) struct OfPart {
    places: Vec<Place>,
    ahead: u64,
    total: u64,
    open: u64,
    counted: Option<Counted>,
}

/// The places nearest to where the page begins, or ends.
struct Kept {
    from: Begin,
    most: usize,
    /// Counted only where the page begins by a place.
    ahead: u64,
    /// The first of what is behind; its worst on top.
    first: BinaryHeap<Reverse<Place>>,
    /// The last of what is before; its best on top.
    last: BinaryHeap<Place>,
}

impl Kept {
    fn new(slice: Slice) -> Self {
        Self {
            from: slice.from,
            most: skipped(slice).saturating_add(slice.limit),
            ahead: 0,
            first: BinaryHeap::new(),
            last: BinaryHeap::new(),
        }
    }

    fn is_behind(&self, key: (i64, i64)) -> bool {
        matches!(self.from, Begin::Page(_))
            && self.first.len() >= self.most
            && self.first.peek().is_none_or(|Reverse(worst)| key < worst.key)
    }

    fn take(&mut self, place: Place) {
        match self.from {
            Begin::After(after) if place >= after => self.ahead += 1,
            Begin::Before(before) => {
                if place <= before {
                    return;
                }
                self.ahead += 1;
                self.last.push(place);
                if self.last.len() > self.most {
                    self.last.pop();
                }
            }
            Begin::Page(_) | Begin::After(_) => {
                self.first.push(Reverse(place));
                if self.first.len() > self.most {
                    self.first.pop();
                }
            }
        }
    }

    fn places(&self) -> Vec<Place> {
        self.first.iter().map(|Reverse(place)| *place).chain(self.last.iter().copied()).collect()
    }
}

/// How many are left out before the page.
fn skipped(slice: Slice) -> usize {
    match slice.from {
        Begin::Page(page) => usize::try_from(page).unwrap_or_default().saturating_mul(slice.limit),
        Begin::After(_) | Begin::Before(_) => 0,
    }
}

impl Collector for Page {
    type Fruit = Hits;
    type Child = OfSegment;

    fn for_segment(
        &self,
        _: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<OfSegment> {
        Ok(OfSegment {
            conditions: self.conditions.clone(),
            sort: self.sort,
            open_first: self.open_first,
            now: self.now,
            kept: Kept::new(self.slice),
            columns: Columns::open(segment, self)?,
            total: 0,
            open: 0,
            counted: self.counts.then(Counted::default),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance
    }

    fn merge_fruits(&self, parts: Vec<OfPart>) -> tantivy::Result<Hits> {
        let mut hits = Hits::default();
        let mut counted = Counted::default();
        for part in parts {
            hits.places.extend(part.places);
            hits.total += part.total;
            hits.open += part.open;
            hits.ahead += part.ahead;
            if let Some(part) = part.counted {
                counted.add(part);
            }
        }
        hits.places.sort_unstable_by(|one, other| other.cmp(one));
        let limit = self.slice.limit;
        let skipped = match self.slice.from {
            Begin::Before(_) => {
                // Of each part the last were kept; what is before them is not on the page.
                hits.places.len().saturating_sub(limit)
            }
            Begin::Page(_) | Begin::After(_) => skipped(self.slice),
        };
        hits.places = hits.places.into_iter().skip(skipped).take(limit).collect();
        match self.slice.from {
            Begin::Page(_) => hits.ahead = skipped as u64,
            Begin::Before(_) => hits.ahead -= hits.places.len() as u64,
            Begin::After(_) => {}
        }
        hits.facets = counted.facets();
        Ok(hits)
    }
}
