//! Writing the index. What is committed carries the mark up to which storage was read, so a crash
//! loses neither: what is behind the mark is in the index, the rest is read again.

use tantivy::{IndexWriter, TantivyDocument, TantivyError, Term};

use super::{Search, analyse::Analyser, collect::UNKNOWN, failed};
use crate::domain::{error::StoreError, search::Entry, types::LotId};

/// How much is written: memory that terms gather in before they go to a piece of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// What changed: the least that tantivy works with.
    Changes,
    /// All that is stored: larger pieces, of which fewer must be put together.
    All,
}

impl Amount {
    fn memory(self) -> usize {
        match self {
            Self::Changes => 15_000_000,
            Self::All => 100_000_000,
        }
    }
}

/// The one writer of an index.
pub struct Writer {
    search: Search,
    writer: IndexWriter,
    analyser: Analyser,
}

impl Search {
    /// Its writer; there can be one at a time.
    ///
    /// # Errors
    /// Where another writes.
    pub fn writer(&self, amount: Amount) -> Result<Writer, StoreError> {
        let writer = self.index.writer_with_num_threads(1, amount.memory()).map_err(failed)?;
        Ok(Writer { search: self.clone(), writer, analyser: Analyser::default() })
    }

    /// True where another process writes it.
    pub fn is_taken(&self) -> bool {
        let memory = Amount::Changes.memory();
        let writer = self.index.writer_with_num_threads::<TantivyDocument>(1, memory);
        matches!(writer, Err(TantivyError::LockFailure(..)))
    }

    /// The mark of the last commit; none where nothing was committed.
    ///
    /// # Errors
    /// Where its files can't be read.
    pub fn mark(&self) -> Result<Option<String>, StoreError> {
        Ok(self.index.load_metas().map_err(failed)?.payload)
    }
}

impl Writer {
    /// Puts a lot in, instead of what was there of it.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn put(&mut self, entry: &Entry) -> Result<(), StoreError> {
        self.remove(entry.id);
        self.add(entry)
    }

    /// Puts in a lot that is not there yet.
    ///
    /// # Errors
    /// Where the disk is full.
    pub fn add(&mut self, entry: &Entry) -> Result<(), StoreError> {
        let terms = self.analyser.terms(entry);
        let fields = self.search.fields;
        let mut document = TantivyDocument::default();
        for (field, texts) in [
            (fields.name_ru, terms.name_ru),
            (fields.name_kk, terms.name_kk),
            (fields.more_ru, terms.more_ru),
            (fields.more_kk, terms.more_kk),
            (fields.number, vec![terms.number]),
            (fields.exact, vec![terms.exact]),
            (fields.spelled, vec![terms.spelled]),
        ] {
            for text in texts {
                document.add_text(field, text);
            }
        }
        let digits = |text: &str| text.parse().unwrap_or(UNKNOWN);
        let code: String = entry.enstru.chars().take(15).collect();
        for (field, value) in [
            (fields.id, entry.id),
            (fields.amount, entry.amount.map_or(UNKNOWN, |sum| sum.tiyn())),
            (fields.status, entry.status.unwrap_or(UNKNOWN)),
            (fields.method, entry.method.unwrap_or(UNKNOWN)),
            (
                fields.enstru,
                if code.is_empty() { UNKNOWN } else { digits(&format!("{code:0<15}")) },
            ),
            (fields.customer, entry.customer.as_ref().map_or(UNKNOWN, |bin| digits(bin.as_str()))),
            (fields.published, entry.published_at.map_or(UNKNOWN, |at| at.timestamp())),
            (fields.deadline, entry.deadline.map_or(UNKNOWN, |at| at.timestamp())),
        ] {
            document.add_i64(field, value);
        }
        for code in entry.regions.iter().filter_map(|code| code.parse().ok()) {
            document.add_i64(fields.region, code);
        }
        self.writer.add_document(document).map(drop).map_err(failed)
    }

    /// Takes a lot out.
    pub fn remove(&mut self, id: LotId) {
        self.writer.delete_term(Term::from_field_i64(self.search.fields.id, id));
    }

    /// Takes everything out.
    ///
    /// # Errors
    /// Where its files can't be written.
    pub fn clear(&mut self) -> Result<(), StoreError> {
        self.writer.delete_all_documents().map(drop).map_err(failed)
    }

    /// Makes what was put in and taken out be found, with the mark it was read up to.
    ///
    /// # Errors
    /// Where the disk is full: nothing of it is found then, and the mark stays.
    pub fn commit(&mut self, mark: &str) -> Result<(), StoreError> {
        let mut prepared = self.writer.prepare_commit().map_err(failed)?;
        prepared.set_payload(mark);
        prepared.commit().map_err(failed)?;
        self.search.reader.reload().map_err(failed)
    }

    /// Waits until pieces are put together, as they are by themselves in time.
    ///
    /// # Errors
    /// Where its files can't be written.
    pub fn settle(self) -> Result<(), StoreError> {
        self.writer.wait_merging_threads().map_err(failed)?;
        self.search.reader.reload().map_err(failed)
    }
}
