//! One pass over what fits: filters, counts, and the best of a page, from the index's columns.

use std::{collections::HashMap, sync::Arc};

use chrono::{DateTime, Utc};
use tantivy::{
    COLLECT_BLOCK_BUFFER_LEN, DocId, Score, SegmentOrdinal, SegmentReader,
    collector::{Collector, SegmentCollector},
    columnar::{Column, ColumnValues},
};

use super::{
    fields::{ENSTRU_CLASS, class_of, column, enstru_span},
    kept::{Kept, skipped},
};
use crate::domain::{
    lots, reference,
    search::{Ask, Begin, Facets, Hits, Kind, Place, Slice, Sort},
    types::{Bin, LotId},
};

/// What a column has where the source told nothing.
pub(super) const UNKNOWN: i64 = i64::MIN;
/// Classes and customers that are named, those with the most lots.
const MOST_KINDS: usize = 20;

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
            enstru: wanted(column::ENSTRU, page.counts || it.enstru.is_some())?,
            customer: wanted(column::CUSTOMER, page.counts || it.customer.is_some())?,
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
    gathered: Gathered,
}

/// Lots that wait to be looked at: a column read for many at once is read faster.
#[derive(Clone, Copy)]
struct Gathered {
    docs: [DocId; COLLECT_BLOCK_BUFFER_LEN],
    scores: [Score; COLLECT_BLOCK_BUFFER_LEN],
    count: usize,
}

impl Default for Gathered {
    fn default() -> Self {
        let (docs, scores) = ([0; COLLECT_BLOCK_BUFFER_LEN], [0.0; COLLECT_BLOCK_BUFFER_LEN]);
        Self { docs, scores, count: 0 }
    }
}

/// How many lots there are of each kind, and the greatest id among them.
type Tally = HashMap<i64, (u64, LotId), foldhash::fast::FixedState>;

/// How many of each kind.
#[derive(Default)]
struct Counted {
    regions: Tally,
    statuses: Tally,
    methods: Tally,
    /// Classes of ENSTRU.
    classes: Tally,
    customers: Tally,
}

fn add(tally: &mut Tally, kind: i64, (lots, newest): (u64, LotId)) {
    let (all, sample) = tally.entry(kind).or_insert((0, newest));
    *all += lots;
    *sample = newest.max(*sample);
}

impl Counted {
    fn count(&mut self, columns: &Columns, doc: DocId) {
        let one = (1, columns.id.get_val(doc));
        for region in columns.region.values_for_doc(doc) {
            add(&mut self.regions, region, one);
        }
        let of = |values: &Option<Values>| values.as_ref().map_or(UNKNOWN, |it| it.get_val(doc));
        add(&mut self.statuses, columns.status.get_val(doc), one);
        add(&mut self.methods, of(&columns.method), one);
        add(&mut self.classes, class_of(of(&columns.enstru)).unwrap_or(UNKNOWN), one);
        add(&mut self.customers, of(&columns.customer), one);
    }

    fn add(&mut self, other: Self) {
        for (all, more) in [
            (&mut self.regions, other.regions),
            (&mut self.statuses, other.statuses),
            (&mut self.methods, other.methods),
            (&mut self.classes, other.classes),
            (&mut self.customers, other.customers),
        ] {
            for (kind, lots) in more {
                add(all, kind, lots);
            }
        }
    }

    fn facets(self) -> Facets {
        // What the source does not tell of a lot can't be chosen.
        let known = |all: Tally| {
            let mut known: Vec<Kind<i64>> = all
                .into_iter()
                .filter(|(kind, _)| *kind != UNKNOWN)
                .map(|(kind, (lots, sample))| Kind { kind, lots, sample })
                .collect();
            known.sort_by(|one, other| other.lots.cmp(&one.lots).then(one.kind.cmp(&other.kind)));
            known.into_iter()
        };
        let counts = |all: Tally| known(all).map(|it| (it.kind, it.lots)).collect();
        let class = |kind: i64| format!("{kind:0ENSTRU_CLASS$}");
        let bin = |kind: i64| Bin::parse(&format!("{kind:012}")).ok();
        Facets {
            regions: known(self.regions).map(|it| (format!("{:02}", it.kind), it.lots)).collect(),
            statuses: counts(self.statuses),
            methods: counts(self.methods),
            classes: known(self.classes)
                .take(MOST_KINDS)
                .map(|it| Kind { kind: class(it.kind), lots: it.lots, sample: it.sample })
                .collect(),
            customers: known(self.customers)
                .take(MOST_KINDS)
                .filter_map(|it| {
                    Some(Kind { kind: bin(it.kind)?, lots: it.lots, sample: it.sample })
                })
                .collect(),
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

impl OfSegment {
    /// Looks at what was gathered.
    fn look(&mut self) {
        let Gathered { docs, scores, count } = self.gathered;
        let mut deadlines = [UNKNOWN; COLLECT_BLOCK_BUFFER_LEN];
        let (Some(docs), Some(times)) = (docs.get(..count), deadlines.get_mut(..count)) else {
            return;
        };
        self.columns.deadline.get_vals(docs, times);
        for ((doc, score), deadline) in docs.iter().zip(scores).zip(deadlines) {
            self.look_at(*doc, score, deadline);
        }
        self.gathered.count = 0;
    }

    fn look_at(&mut self, doc: DocId, score: Score, deadline: i64) {
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
        if !self.kept.is_behind(key) {
            self.kept.take(Place { key, id: self.columns.id.get_val(doc) });
        }
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = OfPart;

    fn collect(&mut self, doc: DocId, score: Score) {
        let at = self.gathered.count;
        if let (Some(place), Some(beside)) =
            (self.gathered.docs.get_mut(at), self.gathered.scores.get_mut(at))
        {
            (*place, *beside) = (doc, score);
        }
        self.gathered.count = at + 1;
        if self.gathered.count == COLLECT_BLOCK_BUFFER_LEN {
            self.look();
        }
    }

    fn harvest(mut self) -> Self::Fruit {
        self.look();
        OfPart {
            ahead: self.kept.ahead,
            places: self.kept.places(),
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
            gathered: Gathered::default(),
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
