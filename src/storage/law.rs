//! Official texts in SQL.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};

use super::{Storage, on_pool, on_tx, store};
use crate::domain::{
    ask::Document,
    error::StoreError,
    law::{Act, Edition, LawStore, Passage, Place},
};

#[derive(sqlx::FromRow)]
struct PassageRow {
    annex: Option<i64>,
    article: Option<i64>,
    point: Option<String>,
    text: String,
}

impl From<PassageRow> for Passage {
    fn from(row: PassageRow) -> Self {
        let place = Place { annex: row.annex, article: row.article, point: row.point };
        Self { place, text: row.text }
    }
}

#[derive(sqlx::FromRow)]
struct PlacedRow {
    document: String,
    #[sqlx(flatten)]
    passage: PassageRow,
}

fn document(code: &str) -> Result<Document, StoreError> {
    let known = [Document::Law, Document::Rules, Document::Registers];
    let known = known.into_iter().find(|document| document.code() == code);
    known.ok_or_else(|| StoreError::failed(format!("an act «{code}» that nobody knows")))
}

fn day(text: &str) -> Result<NaiveDate, StoreError> {
    text.parse().map_err(StoreError::failed)
}

#[async_trait]
impl LawStore for Storage {
    async fn replace_act(
        &self,
        act: &Act,
    ) -> Result<Option<(NaiveDate, Vec<Passage>)>, StoreError> {
        const EDITION: &str = "SELECT edition FROM law_documents WHERE id = $1";
        const OLD: &str =
            "SELECT annex, article, point, text FROM law_chunks WHERE document = $1 ORDER BY seq";
        const DOCUMENT: &str = "INSERT INTO law_documents (id, edition, imported_at) VALUES ($1, $2, $3) \
            ON CONFLICT (id) DO UPDATE SET edition = excluded.edition, imported_at = excluded.imported_at";
        const FORGET: &str = "DELETE FROM law_chunks WHERE document = $1";
        const CHUNK: &str = "INSERT INTO law_chunks (document, seq, annex, article, point, text) VALUES ($1, $2, $3, $4, $5, $6)";
        let id = act.document.code();
        let mut tx = self.begin().await.map_err(store)?;
        let edition: Option<String> =
            on_tx!(&mut tx, |c| sqlx::query_scalar(EDITION).bind(id).fetch_optional(c).await)
                .map_err(store)?;
        let old: Vec<PassageRow> =
            on_tx!(&mut tx, |c| sqlx::query_as(OLD).bind(id).fetch_all(c).await).map_err(store)?;
        on_tx!(&mut tx, |c| sqlx::query(DOCUMENT)
            .bind(id)
            .bind(act.edition.to_string())
            .bind(self.clock.now())
            .execute(c)
            .await
            .map(drop))
        .map_err(store)?;
        on_tx!(&mut tx, |c| sqlx::query(FORGET).bind(id).execute(c).await.map(drop))
            .map_err(store)?;
        for (seq, it) in (0_i64..).zip(&act.passages) {
            on_tx!(&mut tx, |c| sqlx::query(CHUNK)
                .bind(id)
                .bind(seq)
                .bind(it.place.annex)
                .bind(it.place.article)
                .bind(&it.place.point)
                .bind(&it.text)
                .execute(c)
                .await
                .map(drop))
            .map_err(store)?;
        }
        tx.commit().await.map_err(store)?;
        let old = old.into_iter().map(Into::into).collect();
        edition.map(|edition| Ok((day(&edition)?, old))).transpose()
    }

    async fn find_passage(
        &self,
        document: Document,
        place: &Place,
    ) -> Result<Option<(NaiveDate, String)>, StoreError> {
        // An article that has no points is one passage.
        const SQL: &str = "SELECT d.edition, c.text FROM law_chunks c JOIN law_documents d ON d.id = c.document \
            WHERE c.document = $1 AND c.annex IS NOT DISTINCT FROM $2 AND c.article IS NOT DISTINCT FROM $3 \
            AND c.point IS NOT DISTINCT FROM $4 ORDER BY c.seq LIMIT 1";
        let row: Option<(String, String)> = on_pool!(self.pool, |p| sqlx::query_as(SQL)
            .bind(document.code())
            .bind(place.annex)
            .bind(place.article)
            .bind(&place.point)
            .fetch_optional(p)
            .await)
        .map_err(store)?;
        row.map(|(edition, text)| Ok((day(&edition)?, text))).transpose()
    }

    async fn list_editions(&self) -> Result<Vec<Edition>, StoreError> {
        const SQL: &str = "SELECT id, edition, imported_at FROM law_documents ORDER BY id";
        let rows: Vec<(String, String, DateTime<Utc>)> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).fetch_all(p).await).map_err(store)?;
        let edition = |(id, edition, imported_at): (String, String, _)| {
            Ok(Edition { document: document(&id)?, day: day(&edition)?, imported_at })
        };
        rows.into_iter().map(edition).collect()
    }

    async fn list_passages(&self) -> Result<Vec<(Document, Passage)>, StoreError> {
        const SQL: &str =
            "SELECT document, annex, article, point, text FROM law_chunks ORDER BY document, seq";
        let rows: Vec<PlacedRow> =
            on_pool!(self.pool, |p| sqlx::query_as(SQL).fetch_all(p).await).map_err(store)?;
        rows.into_iter().map(|row| Ok((document(&row.document)?, row.passage.into()))).collect()
    }
}
