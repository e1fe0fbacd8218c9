//! Lots with their announcements, page by page, for export.

use std::collections::HashMap;

use async_trait::async_trait;

use super::{
    Storage,
    announcements::{self, AnnouncementRow},
    lots,
    statement::Statement,
    store,
};
use crate::domain::{
    announcements::Announcement,
    error::StoreError,
    lots::Lot,
    risk::ocds::export::ReleaseStore,
    types::{AnnouncementId, LotId},
};

#[async_trait]
impl ReleaseStore for Storage {
    async fn list_lots_after(
        &self,
        id: LotId,
        limit: i64,
    ) -> Result<Vec<(Lot, Option<Announcement>)>, StoreError> {
        const LOTS: &str = concat!(
            "SELECT ",
            lots::columns!(),
            " FROM goszakup_lots WHERE id > $1 AND NOT is_deleted ORDER BY id LIMIT $2"
        );
        const ANNOUNCEMENTS: &str = concat!(
            "SELECT ",
            announcements::columns!(),
            " FROM announcements WHERE id IN (SELECT announcement_id FROM goszakup_lots \
             WHERE id > $1 AND NOT is_deleted ORDER BY id LIMIT $2)"
        );
        let statements = [LOTS, ANNOUNCEMENTS].map(|sql| Statement::new(sql).bind(id).bind(limit));
        let [found, announced] = self.read(statements).await.map_err(store)?;
        let announced: Vec<AnnouncementRow> = announced.to().map_err(store)?;
        let announced: HashMap<AnnouncementId, Announcement> = announced
            .into_iter()
            .map(Announcement::from)
            .map(|announcement| (announcement.id, announcement))
            .collect();
        let found = lots::lots(found.to().map_err(store)?)?;
        let with_its_own = |lot: Lot| {
            let announcement = lot.announcement_id.and_then(|id| announced.get(&id)).cloned();
            (lot, announcement)
        };
        Ok(found.into_iter().map(with_its_own).collect())
    }
}
