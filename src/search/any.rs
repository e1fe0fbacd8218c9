//! Lots that have any of a few terms. What tantivy has for this asks every term of every lot for its
//! score; here only one thing is wanted of a lot: whether any of its terms is of a name. So the lists
//! are laid over each other as bits, a stretch of lots at a time.

use tantivy::{
    DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term,
    postings::SegmentPostings,
    query::{EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight},
    schema::IndexRecordOption,
};

/// Words of bits in a stretch.
const WORDS: usize = 64;
/// Lots in a stretch.
const STRETCH: DocId = WORDS as DocId * u64::BITS;

/// Any of the terms; a lot with one that is of a name counts one, with others nothing.
#[derive(Debug, Clone)]
pub(super) struct AnyOf {
    terms: Vec<(Term, bool)>,
}

impl AnyOf {
    /// The terms, and whether each is of a name.
    pub(super) fn new(terms: Vec<(Term, bool)>) -> Self {
        Self { terms }
    }
}

impl Query for AnyOf {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.clone()))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        for (term, _) in &self.terms {
            visitor(term, false);
        }
    }
}

impl AnyOf {
    fn lists(&self, reader: &SegmentReader) -> tantivy::Result<Option<Lists>> {
        let (mut of_names, mut others) = (Vec::new(), Vec::new());
        for (term, is_name) in &self.terms {
            let inverted = reader.inverted_index(term.field())?;
            if let Some(list) = inverted.read_postings(term, IndexRecordOption::Basic)? {
                if *is_name { &mut of_names } else { &mut others }.push(list);
            }
        }
        Ok((of_names.len() + others.len() > 0).then(|| Lists::new(of_names, others)))
    }
}

impl Weight for AnyOf {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(match self.lists(reader)? {
            Some(lists) => Box::new(Lists { boost, ..lists }),
            None => Box::new(EmptyScorer),
        })
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.scorer(reader, 1.0)?;
        if scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument("the lot has none of the terms".into()));
        }
        Ok(Explanation::new("any of the terms, one if in a name", scorer.score()))
    }

    fn for_each(
        &self,
        reader: &SegmentReader,
        callback: &mut dyn FnMut(DocId, Score),
    ) -> tantivy::Result<()> {
        let Some(mut lists) = self.lists(reader)? else { return Ok(()) };
        while lists.doc != TERMINATED {
            callback(lists.doc, lists.score());
            lists.advance();
        }
        Ok(())
    }
}

/// The lists of one segment, and the stretch they are laid over each other for.
struct Lists {
    of_names: Vec<SegmentPostings>,
    others: Vec<SegmentPostings>,
    /// Where the stretch begins.
    base: DocId,
    any: [u64; WORDS],
    in_name: [u64; WORDS],
    doc: DocId,
    boost: Score,
}

impl Lists {
    fn new(of_names: Vec<SegmentPostings>, others: Vec<SegmentPostings>) -> Self {
        let none = [0; WORDS];
        let mut lists =
            Self { of_names, others, base: 0, any: none, in_name: none, doc: 0, boost: 1.0 };
        lists.doc = lists.stretch_from(0);
        lists
    }

    /// The first lot of the next stretch in which there is one from `target` on.
    fn stretch_from(&mut self, target: DocId) -> DocId {
        let lists = self.of_names.iter_mut().chain(&mut self.others);
        let first = lists.map(|list| reach(list, target)).min().unwrap_or(TERMINATED);
        if first == TERMINATED {
            self.doc = TERMINATED;
            return TERMINATED;
        }
        self.base = first;
        self.in_name = [0; WORDS];
        for list in &mut self.of_names {
            mark(list, first, &mut self.in_name);
        }
        self.any = self.in_name;
        for list in &mut self.others {
            mark(list, first, &mut self.any);
        }
        first
    }

    /// The first lot of this stretch from `offset` on.
    fn next_from(&self, offset: DocId) -> Option<DocId> {
        let (word, bit) = place(offset);
        let bits = self.any.get(word)? & (u64::MAX << bit);
        let rest = self.any.get(word + 1..).unwrap_or_default();
        let words = [bits].into_iter().chain(rest.iter().copied()).zip(word..);
        let (bits, word) = words.into_iter().find(|(bits, _)| *bits != 0)?;
        let word = DocId::try_from(word).unwrap_or_default();
        Some(self.base + word * u64::BITS + bits.trailing_zeros())
    }
}

/// The word of bits and the bit in it.
fn place(offset: DocId) -> (usize, u32) {
    ((offset / u64::BITS) as usize, offset % u64::BITS)
}

fn reach(list: &mut SegmentPostings, target: DocId) -> DocId {
    if list.doc() < target { list.seek(target) } else { list.doc() }
}

/// Marks the lots of a list within the stretch.
fn mark(list: &mut SegmentPostings, base: DocId, bits: &mut [u64; WORDS]) {
    let mut doc = list.doc();
    // TERMINATED is beyond every stretch.
    while doc - base < STRETCH {
        let (word, bit) = place(doc - base);
        if let Some(word) = bits.get_mut(word) {
            *word |= 1 << bit;
        }
        doc = list.advance();
    }
}

impl DocSet for Lists {
    fn advance(&mut self) -> DocId {
        if self.doc == TERMINATED {
            return TERMINATED;
        }
        self.seek(self.doc + 1)
    }

    fn seek(&mut self, target: DocId) -> DocId {
        if target <= self.doc {
            return self.doc;
        }
        let within = target.min(TERMINATED) - self.base;
        self.doc = match (within < STRETCH).then(|| self.next_from(within)).flatten() {
            Some(doc) => doc,
            None => self.stretch_from(target.max(self.base + STRETCH).min(TERMINATED)),
        };
        self.doc
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        let lists = self.of_names.iter().chain(&self.others);
        lists.map(DocSet::size_hint).fold(0, u32::saturating_add)
    }
}

impl Scorer for Lists {
    fn score(&mut self) -> Score {
        let (word, bit) = place(self.doc.saturating_sub(self.base));
        let is_name = self.in_name.get(word).is_some_and(|bits| bits >> bit & 1 == 1);
        if is_name { self.boost } else { 0.0 }
    }
}
