//! Offers of Satu.kz. It has no open description of a search for buyers, so the shape here is
//! **unverified** and asked for at an address that whoever runs the bot names:
//! `GET {address}?search_term=…&limit=20` gives
//! `{"products": [{"name", "price", "currency", "company": {"name", "city"}, "url"}]}`.
//! What is of another shape is left out row by row.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::Client;
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::{
    http::with_key,
    outside::{Outside, OutsideError},
};
use crate::domain::{
    suppliers::{Catalogue, CatalogueError, Offer},
    types::Tenge,
};

/// Of one try: a person waits for the rest of the answer too.
const LIMIT: Duration = Duration::from_secs(4);
const MOST_BODY: usize = 2 * 1024 * 1024;
/// Offers that are asked for.
const OFFERS: usize = 20;
/// A longer title or address says nothing more.
const MOST_TEXT: usize = 300;

/// Satu.kz.
pub struct Satu {
    http: Client,
    address: Url,
    key: Option<SecretString>,
    host: Outside,
}

impl Satu {
    /// The catalogue at this address, let in by this key.
    pub fn new(http: Client, address: Url, key: Option<SecretString>) -> Self {
        Self { http, address, key, host: Outside::new("satu", LIMIT, MOST_BODY) }
    }
}

#[async_trait]
impl Catalogue for Satu {
    fn name(&self) -> &'static str {
        "Satu.kz"
    }

    async fn offers(&self, words: &str) -> Result<Vec<Offer>, CatalogueError> {
        let mut address = self.address.clone();
        address
            .query_pairs_mut()
            .append_pair("search_term", words)
            .append_pair("limit", &OFFERS.to_string());
        let request = || {
            let request = self.http.get(address.clone()).header("Accept", "application/json");
            with_key(request, self.key.as_ref())
        };
        let body = self.host.ask(request).await.map_err(|error| match error {
            OutsideError::NotAnswered => CatalogueError::NotAnswered,
            OutsideError::Refused(status) => CatalogueError::Refused(status),
        })?;
        let answer: Answer =
            serde_json::from_slice(&body).map_err(|_not_json| CatalogueError::Nonsense)?;
        let rows = answer.products.into_iter().take(OFFERS);
        Ok(rows.filter_map(|row| offer(serde_json::from_value(row).ok()?)).collect())
    }
}

#[derive(Deserialize)]
struct Answer {
    products: Vec<Value>,
}

#[derive(Deserialize)]
struct Product {
    name: String,
    /// A number, or a text with one.
    price: Value,
    currency: Option<String>,
    company: Option<Company>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Company {
    name: Option<String>,
    city: Option<String>,
}

/// An offer with a price in tenge; none where there is no such price: nothing can be compared by it.
fn offer(product: Product) -> Option<Offer> {
    if product.currency.is_some_and(|currency| currency != "KZT") {
        return None;
    }
    let price = match product.price {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text,
        _ => return None,
    };
    let price = Tenge::parse(&price).ok()?;
    let text = |text: String| -> Option<String> {
        let text: String = text.trim().chars().take(MOST_TEXT).collect();
        (!text.is_empty()).then_some(text)
    };
    let (seller, place) = product.company.map_or((None, None), |it| (it.name, it.city));
    let link = product.url.and_then(|url| Url::parse(&url).ok());
    Some(Offer {
        title: text(product.name)?,
        price: Some(price).filter(|price| price.tiyn() > 0)?,
        seller: seller.and_then(text),
        place: place.and_then(text),
        link: link
            .filter(|url| matches!(url.scheme(), "http" | "https"))
            .and_then(|url| text(url.into())),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_can_be_compared_is_read() {
        let read = |row: Value| offer(serde_json::from_value(row).ok()?);
        let whole = json!({
            "name": " Бумага А4 ", "price": 1850.5, "currency": "KZT",
            "company": { "name": "ТОО «Лист»", "city": "Алматы" }, "url": "https://satu.kz/p1",
        });
        let offer = read(whole).unwrap();
        assert_eq!(
            (offer.title.as_str(), offer.price, offer.place.as_deref(), offer.link.as_deref()),
            ("Бумага А4", Tenge::from_tiyn(185_050), Some("Алматы"), Some("https://satu.kz/p1"))
        );
        assert_eq!(
            read(json!({ "name": "Бумага", "price": "1850" })).unwrap().price.tiyn(),
            185_000
        );
        for row in [
            json!({ "name": "Бумага" }),
            json!({ "name": "Бумага", "price": null }),
            json!({ "name": "Бумага", "price": 0 }),
            json!({ "name": "Бумага", "price": -5 }),
            json!({ "name": "Бумага", "price": "договорная" }),
            json!({ "name": "Бумага", "price": 10, "currency": "USD" }),
            json!({ "name": "", "price": 10 }),
            json!({ "price": 10 }),
        ] {
            assert_eq!(read(row.clone()), None, "{row}");
        }
        let other = json!({ "name": "Бумага", "price": 10, "url": "javascript:alert(1)" });
        assert_eq!(read(other).unwrap().link, None);
    }
}
