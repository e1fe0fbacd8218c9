//! Papers of people: kept sealed, set on a few threads of their own, so that a hundred at once hold
//! up no answer.

use std::{collections::BTreeMap, sync::Arc};

use tokio::sync::Semaphore;

use super::{Document, DocumentStore, Field, Kind, SealedDocument, paper::Paper};
use crate::{
    domain::{
        company::Company,
        dossiers::{Dossier, Remembered},
        effects::Effect,
        error::{Error, StoreError, UserError},
        seal::{DataKey, SealError},
        types::{Bin, UserId},
    },
    i18n::Lang,
};

/// Papers that are set at once.
const AT_ONCE: usize = 2;
/// Papers that a list shows.
const LISTED: i64 = 10;
const COMPANY: &str = "company";
const DOCUMENT: &str = "document";
const SNAPSHOT: &str = "counterparty";

/// Sets papers as files.
pub trait Typesetter: Send + Sync {
    /// A PDF with selectable text.
    ///
    /// # Errors
    /// Where it can't be set; the text is for the log.
    fn pdf(&self, paper: &Paper) -> Result<Vec<u8>, String>;
    /// A text that Word and others edit.
    ///
    /// # Errors
    /// Where it can't be set; the text is for the log.
    fn docx(&self, paper: &Paper) -> Result<Vec<u8>, String>;
}

/// Companies and papers.
#[derive(Clone)]
pub struct DocumentService {
    store: Arc<dyn DocumentStore>,
    works: Option<Works>,
    places: Arc<Semaphore>,
}

/// What the service can't work without.
#[derive(Clone)]
struct Works {
    typesetter: Arc<dyn Typesetter>,
    key: DataKey,
}

impl DocumentService {
    /// A service that is off until it has a key.
    pub fn new(store: Arc<dyn DocumentStore>) -> Self {
        Self { store, works: None, places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The same, on where there is a key.
    #[must_use]
    pub fn with(self, typesetter: Arc<dyn Typesetter>, key: Option<DataKey>) -> Self {
        Self { works: key.map(|key| Works { typesetter, key }), ..self }
    }

    /// Whether people can have papers.
    pub fn is_on(&self) -> bool {
        self.works.is_some()
    }

    /// The company of a person, as far as it is told.
    ///
    /// # Errors
    /// Where papers are off, storage fails, or the key is another one.
    pub async fn company(&self, user: UserId) -> Result<Company, Error> {
        let key = &self.works()?.key;
        let Some(sealed) = self.store.find_company(user).await? else {
            return Ok(Company::default());
        };
        let json = key.open(user, COMPANY, &sealed).map_err(sealed_shut)?;
        serde_json::from_str(&json).map_err(broken)
    }

    /// What keeps a company.
    ///
    /// # Errors
    /// Where papers are off.
    pub fn keep_company(
        &self,
        user: UserId,
        company: &Company,
        at: chrono::DateTime<chrono::Utc>,
    ) -> Result<Effect, Error> {
        let json = serde_json::to_string(company).map_err(broken)?;
        let sealed = self.works()?.key.seal(user, COMPANY, &json).map_err(sealed_shut)?;
        Ok(Effect::SaveCompany { user, sealed, at })
    }

    /// What the last report that a person had on an organisation said.
    ///
    /// # Errors
    /// Where papers are off, storage fails, or the key is another one.
    pub async fn last_snapshot(
        &self,
        user: UserId,
        bin: &Bin,
    ) -> Result<Option<Remembered>, Error> {
        let key = &self.works()?.key;
        let Some((at, sealed)) = self.store.find_snapshot(user, bin).await? else {
            return Ok(None);
        };
        let json = key.open(user, SNAPSHOT, &sealed).map_err(sealed_shut)?;
        // One that an earlier version wrote otherwise tells nothing.
        let snapshot = serde_json::from_str(&json).ok();
        Ok(snapshot.map(|snapshot| Remembered { at, snapshot }))
    }

    /// What remembers what a report said.
    ///
    /// # Errors
    /// Where papers are off.
    pub fn keep_snapshot(&self, user: UserId, dossier: &Dossier) -> Result<Effect, Error> {
        let json = serde_json::to_string(&dossier.snapshot()).map_err(broken)?;
        let sealed = self.works()?.key.seal(user, SNAPSHOT, &json).map_err(sealed_shut)?;
        Ok(Effect::KeepSnapshot { user, bin: dossier.view.bin.clone(), sealed, at: dossier.at })
    }

    /// A paper of a person.
    ///
    /// # Errors
    /// [`UserError::DocumentGone`] where it is not theirs or was deleted.
    pub async fn find(&self, user: UserId, id: &str) -> Result<Document, Error> {
        let works = self.works()?;
        let found = self.store.find_document(user, id).await?;
        let sealed = found.ok_or(UserError::DocumentGone)?;
        opened(&works.key, &sealed)?.ok_or_else(|| UserError::DocumentGone.into())
    }

    /// The papers a person wrote last.
    ///
    /// # Errors
    /// Where papers are off or storage fails.
    pub async fn list(&self, user: UserId) -> Result<Vec<Document>, Error> {
        let works = self.works()?;
        let sealed = self.store.list_documents(user, LISTED).await?;
        let all = sealed.iter().map(|row| opened(&works.key, row));
        Ok(all.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// What keeps a paper.
    ///
    /// # Errors
    /// Where papers are off.
    pub fn keep(&self, document: &Document) -> Result<Effect, Error> {
        let by_code: BTreeMap<&str, &String> =
            document.answers.iter().map(|(field, answer)| (field.code(), answer)).collect();
        let json = serde_json::to_string(&by_code).map_err(broken)?;
        let sealed = self.works()?.key.seal(document.user, DOCUMENT, &json).map_err(sealed_shut)?;
        Ok(Effect::SaveDocument(Box::new(SealedDocument {
            id: document.id.clone(),
            user: document.user,
            kind: document.kind.code().to_owned(),
            lang: document.lang.code().to_owned(),
            lot: document.lot,
            is_ready: document.is_ready,
            sealed,
            updated_at: document.updated_at,
        })))
    }

    /// A paper as PDF and DOCX, whole or not at all.
    ///
    /// # Errors
    /// Where papers are off, or it can't be set.
    pub async fn set(&self, paper: Paper) -> Result<[Vec<u8>; 2], Error> {
        let typesetter = self.works()?.typesetter.clone();
        let place = self.places.clone().acquire_owned().await.map_err(broken)?;
        let set = tokio::task::spawn_blocking(move || {
            let files = [typesetter.pdf(&paper)?, typesetter.docx(&paper)?];
            drop(place);
            Ok::<_, String>(files)
        });
        set.await.map_err(broken)?.map_err(|why| StoreError::failed(why).into())
    }

    fn works(&self) -> Result<&Works, Error> {
        self.works.as_ref().ok_or_else(|| UserError::DocumentsOff.into())
    }
}

/// A paper as it was kept; none for kinds that are no more.
fn opened(key: &DataKey, row: &SealedDocument) -> Result<Option<Document>, Error> {
    let (Some(kind), Some(lang)) = (Kind::from_code(&row.kind), Lang::from_code(&row.lang)) else {
        return Ok(None);
    };
    let json = key.open(row.user, DOCUMENT, &row.sealed).map_err(sealed_shut)?;
    let by_code: BTreeMap<String, String> = serde_json::from_str(&json).map_err(broken)?;
    let answers = by_code.into_iter();
    Ok(Some(Document {
        id: row.id.clone(),
        user: row.user,
        kind,
        lang,
        lot: row.lot,
        is_ready: row.is_ready,
        answers: answers.filter_map(|(code, it)| Some((Field::from_code(&code)?, it))).collect(),
        updated_at: row.updated_at,
    }))
}

fn sealed_shut(error: SealError) -> Error {
    Error::Internal(Arc::new(error))
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Internal(Arc::new(error))
}
