//! A search as the index is asked it: every word in some form, in either language.

use tantivy::{
    Searcher, Term,
    query::{
        AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery,
    },
    schema::{Field, IndexRecordOption},
};

use super::{any::AnyOf, complete, fields::Fields, typos};
use crate::domain::{
    search::{Ask, Correction, Wanted},
    words::{self, Stems, fold},
};

/// Words that a begun one may become.
const MOST_BEGUN: usize = 20;

/// The query and what of it was read as something else.
pub(super) fn build(
    searcher: &Searcher,
    fields: Fields,
    ask: &Ask,
) -> tantivy::Result<(Box<dyn Query>, Vec<Correction>)> {
    let build = Build { searcher, fields };
    let (mut clauses, mut corrections) = (Vec::new(), Vec::new());
    for word in &ask.filter.words {
        let (query, correction) = build.word(&Wanted::of(word))?;
        clauses.push((Occur::Must, query));
        corrections.extend(correction);
    }
    if let Some(begun) = &ask.begun {
        let (query, correction) = build.begun(begun)?;
        clauses.push((Occur::Must, query));
        corrections.extend(correction);
    }
    if corrections.is_empty() {
        clauses.extend(ask.phrases.iter().map(|phrase| (Occur::Must, build.phrase(phrase))));
    }
    if clauses.is_empty() {
        clauses.push((Occur::Must, Box::new(AllQuery) as Box<dyn Query>));
    }
    for token in ask.filter.excluded.iter().flat_map(|word| words::wholes(word)) {
        let terms = build.terms(&Stems::of(token));
        clauses.extend(terms.into_iter().map(|(term, _)| (Occur::MustNot, plain(term))));
    }
    if clauses.len() == 1 {
        return Ok((clauses.remove(0).1, corrections));
    }
    Ok((Box::new(BooleanQuery::new(clauses)), corrections))
}

struct Build<'a> {
    searcher: &'a Searcher,
    fields: Fields,
}

/// A term, and whether it is of a name.
type Found = (Term, bool);

impl Build<'_> {
    fn word(&self, wanted: &Wanted) -> tantivy::Result<(Box<dyn Query>, Option<Correction>)> {
        let mut terms = self.present(self.terms(&wanted.whole))?;
        if wanted.typed.contains(|c: char| c.is_ascii_digit()) {
            let number = Term::from_field_text(self.fields.number, &fold(&wanted.typed));
            terms.extend(self.present(vec![(number, true)])?);
        }
        if !wanted.parts.is_empty() {
            return Ok((self.compound(terms, &wanted.parts), None));
        }
        let known = self.count(&terms)?;
        let Some(typo) = typos::look(self.searcher, self.fields, wanted, known)? else {
            return Ok((any(terms), None));
        };
        for stems in &typo.stems {
            terms.extend(self.present(self.terms(stems))?);
        }
        terms.sort_by(|one, other| one.0.cmp(&other.0));
        terms.dedup_by(|one, other| one.0 == other.0);
        let correction = Correction { typed: wanted.typed.clone(), read_as: typo.read_as };
        Ok((any(terms), Some(correction)))
    }

    /// Any word that begins like this, the word itself too.
    fn begun(&self, begun: &str) -> tantivy::Result<(Box<dyn Query>, Option<Correction>)> {
        let mut terms = self.present(self.terms(&Stems::of(begun)))?;
        let number = Term::from_field_text(self.fields.number, &fold(begun));
        terms.extend(self.present(vec![(number, true)])?);
        for word in complete::words(self.searcher, self.fields, begun, MOST_BEGUN)? {
            terms.extend(self.present(self.terms(&Stems::of(&word)))?);
        }
        if terms.is_empty() {
            return self.word(&Wanted::of(begun));
        }
        terms.sort_by(|one, other| one.0.cmp(&other.0));
        terms.dedup_by(|one, other| one.0 == other.0);
        Ok((any(terms), None))
    }

    /// The whole as one word, or all its parts.
    fn compound(&self, whole: Vec<Found>, parts: &[Stems]) -> Box<dyn Query> {
        let parts: Vec<_> =
            parts.iter().map(|stems| (Occur::Must, any(self.terms(stems)))).collect();
        let parts: Box<dyn Query> = Box::new(BooleanQuery::new(parts));
        if whole.is_empty() {
            return parts;
        }
        Box::new(BooleanQuery::new(vec![(Occur::Should, any(whole)), (Occur::Should, parts)]))
    }

    fn phrase(&self, words: &[String]) -> Box<dyn Query> {
        let stems: Vec<Stems> = words.iter().map(|word| Stems::of(word)).collect();
        let Fields { name_ru, name_kk, more_ru, more_kk, .. } = self.fields;
        let fields = [(name_ru, false), (more_ru, false), (name_kk, true), (more_kk, true)];
        let in_field = |(field, kazakh): (Field, bool)| -> (Occur, Box<dyn Query>) {
            let term = |stems: &Stems| {
                Term::from_field_text(field, if kazakh { &stems.kk } else { &stems.ru })
            };
            let phrase = PhraseQuery::new(stems.iter().map(term).collect());
            (Occur::Should, Box::new(ConstScoreQuery::new(Box::new(phrase), 0.0)))
        };
        Box::new(BooleanQuery::new(fields.map(in_field).into()))
    }

    fn terms(&self, stems: &Stems) -> Vec<Found> {
        let Fields { name_ru, name_kk, more_ru, more_kk, .. } = self.fields;
        [
            (name_ru, &stems.ru, true),
            (name_kk, &stems.kk, true),
            (more_ru, &stems.ru, false),
            (more_kk, &stems.kk, false),
        ]
        .into_iter()
        .filter(|(_, stem, _)| !stem.is_empty())
        .map(|(field, stem, is_name)| (Term::from_field_text(field, stem), is_name))
        .collect()
    }

    /// Of these, the terms that some lot has.
    fn present(&self, terms: Vec<Found>) -> tantivy::Result<Vec<Found>> {
        let mut present = Vec::with_capacity(terms.len());
        for (term, is_name) in terms {
            if self.searcher.doc_freq(&term)? > 0 {
                present.push((term, is_name));
            }
        }
        Ok(present)
    }

    /// In how many lots they are, as if none had two.
    fn count(&self, terms: &[Found]) -> tantivy::Result<u64> {
        terms.iter().try_fold(0, |sum, (term, _)| Ok(sum + self.searcher.doc_freq(term)?))
    }
}

/// Any of the terms; one in a name counts one, elsewhere nothing.
fn any(terms: Vec<Found>) -> Box<dyn Query> {
    if terms.is_empty() { Box::new(EmptyQuery) } else { Box::new(AnyOf::new(terms)) }
}

fn plain(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}
