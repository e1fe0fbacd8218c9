//! What a question finds outside answers and texts: lots, contracts, the registers.

use serde_json::{Value, json};

use crate::{
    domain::{
        Services,
        ask::{Source, number_in, passages::essence},
        error::Error,
        rnu::Standing,
        saved_search::SearchFilter,
        search::{Ask, Begin, Slice},
        suppliers::SupplierAsk,
        types::{Biin, UserId},
    },
    http::search,
};

/// A program is nobody: it sees no price list of a person's.
const NOBODY: UserId = 0;

/// What was found, and why some source was not looked in.
#[derive(Default)]
pub(super) struct Elsewhere {
    pub(super) hits: Vec<Value>,
    pub(super) skipped: Vec<Value>,
    /// The first source that had something, and its first lines.
    pub(super) found: Option<Source>,
    pub(super) told: String,
}

impl Elsewhere {
    pub(super) async fn look(
        &mut self,
        services: &Services,
        question: &str,
        sources: &[Source],
        top: usize,
    ) -> Result<(), Error> {
        for source in Source::ALL.into_iter().filter(|it| sources.contains(it)) {
            let (lines, hits) = match source {
                Source::Lots => self.lots(services, question, top).await?,
                Source::Contracts => self.contracts(services, question, top).await?,
                Source::Rnu => self.rnu(services, question).await?,
                Source::My => {
                    self.skip(source, "a key is no person: nothing is anybody's own here");
                    continue;
                }
                Source::Knowledge | Source::Law => continue,
            };
            if !lines.is_empty() && self.found.is_none() {
                self.found = Some(source);
                self.told = lines.join("\n");
            }
            self.hits.extend(hits.into_iter().map(|mut hit| {
                hit["source"] = json!(source.code());
                hit
            }));
        }
        Ok(())
    }

    fn skip(&mut self, source: Source, why: &str) {
        self.skipped.push(json!({ "source": source.code(), "why": why }));
    }

    async fn lots(
        &mut self,
        services: &Services,
        question: &str,
        top: usize,
    ) -> Result<(Vec<String>, Vec<Value>), Error> {
        let now = services.clock.now();
        let ask = Ask::of_any(&essence(question), now);
        let slice = Slice { from: Begin::Page(0), limit: top };
        let Some((_, lots)) = services.search.part(&ask, slice, now).await? else {
            self.skip(Source::Lots, "the index is being built; try again in a moment");
            return Ok(Default::default());
        };
        let line = |lot: &crate::domain::lots::Lot| {
            let name = lot.name.ru.as_deref().or(lot.name.kk.as_deref()).unwrap_or_default();
            format!("{} {name}", lot.number)
        };
        let hits = lots.iter().map(|lot| search::item(lot, now)).collect();
        Ok((lots.iter().map(line).collect(), hits))
    }

    async fn contracts(
        &mut self,
        services: &Services,
        question: &str,
        top: usize,
    ) -> Result<(Vec<String>, Vec<Value>), Error> {
        let filter = SearchFilter::parse(&essence(question)).ok();
        let ask = filter.as_ref().and_then(SupplierAsk::of);
        let Some(ask) = ask.filter(|_| number_in(question).is_none()) else {
            self.skip(Source::Contracts, "contracts are looked up by what was sold, in words");
            return Ok(Default::default());
        };
        let mut found = services.suppliers.find(NOBODY, &ask).await?;
        found.truncate(top);
        let lines = found.iter().map(|it| {
            let who = it.name.clone().or_else(|| Some(it.biin.as_ref()?.bin()?.to_string()));
            format!("{}: {}", who.unwrap_or_default(), it.item)
        });
        let hits = found.iter().map(|it| {
            json!({
                // Of a person there is no number.
                "bin": it.biin.as_ref().and_then(Biin::bin).map(|bin| bin.as_str()),
                "name": it.name, "item": it.item, "origin": it.origin.code(),
                "times": it.times, "last": it.last, "prices": it.prices.map(search::decimal),
                "is_unfair": it.is_unfair,
            })
        });
        Ok((lines.collect(), hits.collect()))
    }

    async fn rnu(
        &mut self,
        services: &Services,
        question: &str,
    ) -> Result<(Vec<String>, Vec<Value>), Error> {
        let biin = number_in(question).and_then(|number| Biin::parse(&number).ok());
        let Some(biin) = biin else {
            self.skip(Source::Rnu, "the registers are looked up by a BIN or IIN that exists");
            return Ok(Default::default());
        };
        let view = services.rnu.check(&biin).await?;
        let (standing, at) = match view.standing {
            Standing::Listed(until) => ("listed", until),
            Standing::Expired(at) => ("expired", Some(at)),
            Standing::Excluded(at) => ("excluded", Some(at)),
            Standing::NotListed => ("not_listed", None),
            Standing::Unknown => ("unknown", None),
        };
        let hit = json!({
            "standing": standing, "at": at, "entries": view.entries.len(), "as_of": view.as_of,
            "source_down": view.source_down,
        });
        Ok((vec![format!("rnu: {standing}")], vec![hit]))
    }
}
