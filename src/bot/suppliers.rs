//! `/supplier <thing> [region] [budget]`: who sells it, from contracts and price lists; files for a
//! spreadsheet and for Chroma.

use super::{
    callback::{Callback, SupplierFile},
    ctx::Ctx,
    say::{Button, Document, Outcome, Reply, Say, Text, cut, esc},
    sheet,
    subscriptions::understood,
};
use crate::domain::{
    effects::Effect,
    error::UserError,
    reference,
    saved_search::SearchFilter,
    search::SearchQuery,
    suppliers::{Origin, Outside, Supplier, SupplierAsk},
};

/// Suppliers in the message.
const SHOWN: usize = 8;
/// Offers of one catalogue in it.
const OFFERS_SHOWN: usize = 5;
const MOST_TEXT: usize = 60;

/// `/supplier <words>`.
pub(super) async fn show(ctx: Ctx, text: String) -> Outcome {
    ctx.only_in_private()?;
    let words = ctx.words();
    let Some(query) = SearchQuery::parse(&text) else {
        return Ok(Reply::send(Text::new(words.suppliers_usage())));
    };
    let filter = SearchFilter::parse(&query.words).map_err(UserError::BadFilter)?;
    let Some(ask) = SupplierAsk::of(&filter) else {
        return Ok(Reply::send(Text::new(words.suppliers_usage())));
    };
    let found = ctx.services.suppliers.find(ctx.user_id, &ask).await?;
    let outside = ctx.services.suppliers.outside(&ask).await;
    let offers = || outside.iter().filter_map(|it| it.found.as_ref());
    if found.is_empty() && offers().all(Vec::is_empty) {
        let mut lines = vec![words.suppliers_nothing(esc(&query.words))];
        lines.extend(outside.iter().map(|it| catalogue(&ctx, it)));
        return Ok(Reply::send(Text::new(lines.join("\n"))));
    }
    let mut lines = vec![words.suppliers_title(esc(&query.words), found.len().to_string())];
    let only_filters = SearchFilter { words: Vec::new(), ..filter };
    lines.extend(Some(understood(ctx.lang, &only_filters)).filter(|line| !line.is_empty()));
    for it in found.iter().take(SHOWN) {
        lines.extend([String::new(), entry(&ctx, it)]);
    }
    for it in &outside {
        lines.extend([String::new(), catalogue(&ctx, it)]);
    }
    lines.extend([String::new(), words.suppliers_note()]);
    if offers().any(|offers| !offers.is_empty()) {
        let sources: Vec<&str> = outside.iter().map(|it| it.name).collect();
        lines.push(words.suppliers_outside_note(sources.join(", ")));
    }
    let press = |label: String, file| Button::Press(label, Callback::Suppliers(query.id(), file));
    let text = Text::new(lines.join("\n")).row(vec![
        press(words.button_suppliers_csv(), SupplierFile::Csv),
        press(words.button_suppliers_chroma(), SupplierFile::Chroma),
    ]);
    let keep = Effect::KeepQuery { id: query.id(), words: query.words, at: ctx.now };
    Ok(Reply::send(text).with(keep))
}

/// All that was found, as a file.
pub(super) async fn file(ctx: Ctx, query: String, file: SupplierFile) -> Outcome {
    ctx.only_in_private()?;
    let query = ctx.services.search.query(&query).await?.ok_or(UserError::StaleButton)?;
    let filter = SearchFilter::parse(&query.words).map_err(UserError::BadFilter)?;
    let ask = SupplierAsk::of(&filter).ok_or(UserError::StaleButton)?;
    let mut found = ctx.services.suppliers.find(ctx.user_id, &ask).await?;
    let outside = ctx.services.suppliers.outside(&ask).await;
    found.extend(outside.into_iter().filter_map(|it| it.found).flatten());
    let mut says = Vec::new();
    let document = match file {
        SupplierFile::Csv => {
            Document { name: "suppliers.csv", content: sheet::csv(&rows(&ctx, &found)) }
        }
        SupplierFile::Chroma => {
            let (content, failed) = ctx.services.suppliers.chroma(&found).await;
            if failed.is_some() {
                says.push(Say::Send(Text::new(ctx.words().suppliers_without_vectors())));
            }
            let content = content.to_string().into_bytes();
            Document { name: "suppliers-chroma.json", content }
        }
    };
    says.insert(0, Say::File(document));
    Ok(Reply { says, ..Reply::default() })
}

/// What one catalogue has, under its own heading.
fn catalogue(ctx: &Ctx, it: &Outside) -> String {
    let (words, source) = (ctx.words(), it.name.to_owned());
    let Some(offers) = &it.found else { return words.suppliers_outside_silent(source) };
    if offers.is_empty() {
        return words.suppliers_outside_nothing(source);
    }
    let moment = ctx.lang.moment(it.taken_at);
    let mut lines = vec![words.suppliers_title_outside(source, offers.len().to_string(), moment)];
    for offer in offers.iter().take(OFFERS_SHOWN) {
        let item = esc(&cut(&offer.item, MOST_TEXT));
        lines.push(words.suppliers_outside_item(item, ctx.lang.money(offer.prices[0])));
        let name = offer.name.as_deref().map(|name| esc(&cut(name, MOST_TEXT)));
        let place = Some(regions(ctx, offer)).filter(|regions| !regions.is_empty());
        let beside: Vec<String> = [name, place].into_iter().flatten().collect();
        if !beside.is_empty() {
            lines.push(beside.join(", "));
        }
        lines.extend(offer.link.as_deref().map(esc));
    }
    lines.join("\n")
}

fn entry(ctx: &Ctx, it: &Supplier) -> String {
    let words = ctx.words();
    let mut lines = vec![words.suppliers_name(esc(&cut(&who(ctx, it), MOST_TEXT)))];
    if let Some(biin) = &it.biin {
        lines.push(words.lot_bin(biin.to_string()));
    }
    let [least, median, most] = it.prices.map(|price| ctx.lang.money(price));
    let item = esc(&cut(&it.item, MOST_TEXT));
    lines.push(match it.origin {
        // Offers are told under the heading of their catalogue.
        Origin::Catalogue(_) => item,
        Origin::Contracts => words.suppliers_contracts(item, it.times.to_string()),
        Origin::PriceList => words.suppliers_listed(item, it.times.to_string()),
    });
    lines.push(if it.times > 1 {
        words.suppliers_prices(least, median, most)
    } else {
        words.suppliers_price(least)
    });
    let regions = regions(ctx, it);
    if !regions.is_empty() {
        lines.push(words.suppliers_regions(regions));
    }
    lines.extend(it.last.map(|at| words.suppliers_last(ctx.lang.date(at))));
    if it.is_unfair {
        lines.push(words.suppliers_unfair());
    }
    lines.join("\n")
}

fn who(ctx: &Ctx, it: &Supplier) -> String {
    match (&it.name, &it.biin) {
        (Some(name), _) => name.clone(),
        (None, Some(biin)) => biin.to_string(),
        (None, None) => ctx.words().suppliers_unnamed(),
    }
}

fn regions(ctx: &Ctx, it: &Supplier) -> String {
    let names = it.regions.iter().filter_map(|code| reference::region(code, ctx.lang));
    names.collect::<Vec<_>>().join(", ")
}

fn rows(ctx: &Ctx, found: &[Supplier]) -> Vec<Vec<String>> {
    let words = ctx.words();
    let mut rows = vec![vec![
        words.suppliers_column_source(),
        words.suppliers_column_bin(),
        words.suppliers_column_name(),
        words.suppliers_column_item(),
        words.suppliers_column_regions(),
        words.suppliers_column_least(),
        words.suppliers_column_median(),
        words.suppliers_column_most(),
        words.suppliers_column_times(),
        words.suppliers_column_last(),
        words.suppliers_column_rnu(),
        words.suppliers_column_link(),
    ]];
    rows.extend(found.iter().map(|it| {
        let [least, median, most] =
            it.prices.map(|price| format!("{},{:02}", price.tiyn() / 100, price.tiyn() % 100));
        vec![
            it.origin.code().to_owned(),
            it.biin.as_ref().map(ToString::to_string).unwrap_or_default(),
            it.name.clone().unwrap_or_default(),
            it.item.clone(),
            regions(ctx, it),
            least,
            median,
            most,
            it.times.to_string(),
            it.last.map(|at| ctx.lang.date(at)).unwrap_or_default(),
            if it.is_unfair { words.suppliers_column_rnu() } else { String::new() },
            it.link.clone().unwrap_or_default(),
        ]
    }));
    rows
}
