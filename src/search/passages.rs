//! The index of official texts: tantivy in memory, of terms that the domain cut. It is made anew with
//! each edition, so nothing is ever written to it twice.

use std::sync::Arc;

use tantivy::{
    Index, IndexReader, ReloadPolicy, TantivyDocument, Term,
    collector::TopDocs,
    directory::RamDirectory,
    query::{BooleanQuery, BoostQuery, Occur, Query, TermQuery},
    schema::{Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions},
};

use super::{failed, fields};
use crate::domain::{
    ask::passages::{TermEngine, TermIndex},
    error::StoreError,
};

/// What the terms gather in while it is made: the texts of all acts are a tenth of it.
const MEMORY: usize = 50_000_000;

/// Makes indexes in memory.
#[derive(Debug, Clone, Copy)]
pub struct InMemory;

struct Passages {
    reader: IndexReader,
    terms: Field,
}

impl TermEngine for InMemory {
    fn index(
        &self,
        texts: &mut dyn Iterator<Item = String>,
    ) -> Result<Arc<dyn TermIndex>, StoreError> {
        let mut schema = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(fields::TERMS)
            .set_index_option(IndexRecordOption::WithFreqs);
        let terms =
            schema.add_text_field("terms", TextOptions::default().set_indexing_options(indexing));
        let mut writer = Index::builder()
            .schema(schema.build())
            .tokenizers(fields::tokenizers())
            .single_segment_index_writer(RamDirectory::create(), MEMORY)
            .map_err(failed)?;
        for text in texts {
            let mut document = TantivyDocument::default();
            document.add_text(terms, text);
            writer.add_document(document).map_err(failed)?;
        }
        let index = writer.finalize().map_err(failed)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into();
        Ok(Arc::new(Passages { reader: reader.map_err(failed)?, terms }))
    }
}

impl TermIndex for Passages {
    fn find(&self, terms: &[(String, f32)], most: usize) -> Result<Vec<(usize, f32)>, StoreError> {
        let of = |(term, told): &(String, f32)| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(self.terms, term);
            let query = TermQuery::new(term, IndexRecordOption::WithFreqs);
            (Occur::Should, Box::new(BoostQuery::new(Box::new(query), *told)))
        };
        let query = BooleanQuery::new(terms.iter().map(of).collect());
        let best = TopDocs::with_limit(most.max(1)).order_by_score();
        let found = self.reader.searcher().search(&query, &best).map_err(failed)?;
        // One segment: a document's number in it is the number it was put in as.
        Ok(found.into_iter().map(|(score, at)| (at.doc_id as usize, score)).collect())
    }

    fn frequency(&self, term: &str) -> Result<u64, StoreError> {
        let term = Term::from_field_text(self.terms, term);
        self.reader.searcher().doc_freq(&term).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_found_by_their_terms_the_rarer_first() {
        let mut texts =
            ["rцен rдемпинг", "rцен rсрок", "rцен rжалоб"].map(String::from).into_iter();
        let index = InMemory.index(&mut texts).unwrap();
        let of = |terms: &[&str]| {
            let terms: Vec<(String, f32)> =
                terms.iter().map(|it| ((*it).to_owned(), 1.0)).collect();
            let found = index.find(&terms, 5).unwrap();
            found.into_iter().map(|(at, _)| at).collect::<Vec<_>>()
        };
        assert_eq!(of(&["rдемпинг"]), [0]);
        assert_eq!(of(&["rцен", "rжалоб"]).first(), Some(&2));
        assert_eq!(of(&["rничего"]), [0_usize; 0]);
        assert_eq!(index.frequency("rцен").unwrap(), 3);
        assert_eq!(
            InMemory.index(&mut std::iter::empty()).unwrap().find(&[("x".into(), 1.0)], 5).unwrap(),
            []
        );
    }
}
