//! Who sells, in SQL: units of contracts and positions of price lists.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::types::Json;

use super::{Storage, on_pool, search::pattern, store};
use crate::domain::{
    error::StoreError,
    prices::Owner,
    suppliers::{Deal, Origin, SupplierAsk, SupplierStore},
    types::{Tenge, UserId},
};

#[derive(sqlx::FromRow)]
struct DealRow {
    supplier: String,
    name: Option<String>,
    item: Option<String>,
    kato: Option<Json<Vec<String>>>,
    price_tiyn: i64,
    at: Option<DateTime<Utc>>,
    is_unfair: bool,
}

impl DealRow {
    fn read(self, origin: Origin) -> Deal {
        Deal {
            origin,
            supplier: self.supplier,
            name: self.name,
            item: self.item.unwrap_or_default(),
            kato: self.kato.map(|kato| kato.0).unwrap_or_default(),
            price: Tenge::from_tiyn(self.price_tiyn),
            at: self.at,
            is_unfair: self.is_unfair,
        }
    }
}

/// Words and code as conditions on two columns; values follow `before` others.
fn conditions(ask: &SupplierAsk, text: &str, code: &str, before: usize) -> (String, Vec<String>) {
    let mut values: Vec<String> = ask.stems.iter().map(|stem| pattern(stem)).collect();
    let mut sql: String = (0..values.len())
        .map(|n| format!(" AND {text} LIKE ${} ESCAPE '!'", n + before + 1))
        .collect();
    if let Some(digits) = &ask.enstru {
        values.push(format!("{digits}%"));
        sql.push_str(&format!(" AND replace({code}, '.', '') LIKE ${}", values.len() + before));
    }
    (sql, values)
}

impl Storage {
    async fn deals(
        &self,
        sql: String,
        own: [String; 2],
        now: DateTime<Utc>,
        values: &[String],
    ) -> Result<Vec<DealRow>, StoreError> {
        let sql = sqlx::AssertSqlSafe(sql);
        let [user, shared] = own;
        on_pool!(self.pool, |p| {
            let mut query = sqlx::query_as(sql).bind(now).bind(user).bind(shared);
            for value in values {
                query = query.bind(value);
            }
            query.fetch_all(p).await
        })
        .map_err(store)
    }
}

#[async_trait]
impl SupplierStore for Storage {
    async fn list_deals(
        &self,
        user: UserId,
        ask: &SupplierAsk,
        now: DateTime<Utc>,
        limit: i64,
    ) -> Result<Vec<Deal>, StoreError> {
        const UNFAIR: &str = "EXISTS (SELECT 1 FROM rnu_entries r WHERE r.biin = d.supplier AND r.gone_at IS NULL \
                              AND (r.until_at IS NULL OR r.until_at > $1)) AS is_unfair";
        const OWS: &str =
            "(SELECT s.name_ru FROM subjects s WHERE s.bin = d.supplier ORDER BY s.id LIMIT 1)";
        let own = [Owner::User(user).source(), Owner::Shared.source()];
        let (words, values) = conditions(ask, "l.search_text", "u.enstru_code", 3);
        // $2 and $3 are for price lists; named here so that both texts number their values alike.
        let contracts = format!(
            "SELECT d.supplier, {OWS} AS name, d.item, d.kato, d.price_tiyn, d.at, {UNFAIR} FROM (\
             SELECT c.supplier_biin AS supplier, l.name_ru AS item, l.kato, u.price_tiyn, c.signed_at AS at \
             FROM contract_units u JOIN contracts c ON c.id = u.contract_id JOIN goszakup_lots l ON l.id = u.lot_id \
             WHERE NOT c.is_deleted AND NOT c.is_amendment AND c.supplier_biin IS NOT NULL \
             AND u.price_tiyn > 0 AND $2 <> $3{words} ORDER BY c.signed_at DESC NULLS LAST LIMIT {limit}) d"
        );
        let rows = self.deals(contracts, own.clone(), now, &values).await?;
        let mut deals: Vec<Deal> =
            rows.into_iter().map(|row| row.read(Origin::Contracts)).collect();
        let (words, values) = conditions(ask, "p.search_text", "p.enstru_code", 3);
        let listed = format!(
            "SELECT d.supplier, COALESCE({OWS}, (SELECT s.name FROM suppliers s WHERE s.bin = d.supplier)) AS name, d.item, \
             (SELECT s.kato FROM subjects s WHERE s.bin = d.supplier ORDER BY s.id LIMIT 1) AS kato, \
             d.price_tiyn, d.at, {UNFAIR} FROM (\
             SELECT p.supplier_bin AS supplier, p.name AS item, p.price_tiyn, p.captured_at AS at \
             FROM prices p WHERE p.source IN ($2, $3){words} ORDER BY p.captured_at DESC LIMIT {limit}) d"
        );
        let rows = self.deals(listed, own, now, &values).await?;
        deals.extend(rows.into_iter().map(|row| row.read(Origin::PriceList)));
        Ok(deals)
    }
}
