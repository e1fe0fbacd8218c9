//! Buttons of order and filters under a search: one that opens them, then what there is to choose
//! from, with how many lots of each kind there are.

use super::{
    super::{
        callback::{Band, Callback, Menu, Seek, View},
        ctx::Ctx,
        say::{Button, cut},
    },
    Asked,
};
use crate::domain::{
    error::Error,
    lots::Lot,
    reference,
    saved_search::Narrowing,
    search::{Begin, Facets, FoundIn, Sort},
    types::LotId,
};

/// Regions to choose from, those with the most lots.
const MOST_REGIONS: usize = 6;
/// Statuses and methods, likewise.
const MOST_KINDS: usize = 8;
/// Letters of what a class was bought as, beside its digits; and of a customer's name.
const MOST_CLASS: usize = 28;
const MOST_CUSTOMER: usize = 40;
/// Buttons of regions and sums in a row.
const IN_A_ROW: usize = 2;
/// Days until bids end.
const WITHIN: [u8; 4] = [1, 3, 7, 14];

type Rows = Vec<Vec<Button>>;

/// Makes buttons to other views of the same search.
struct Choice<'a> {
    ctx: &'a Ctx,
    asked: &'a Asked,
}

/// The buttons that the view asks for.
pub(super) fn rows(ctx: &Ctx, asked: &Asked, found: &FoundIn, samples: &[Lot]) -> Rows {
    let choice = Choice { ctx, asked };
    match asked.seek.view.menu {
        Menu::Closed => {
            let label = ctx.words().button_search_refine();
            vec![vec![choice.to(label, |view| View { menu: Menu::Main, ..view })]]
        }
        Menu::Main => choice.main(&found.facets),
        Menu::Status => choice.statuses(&found.facets),
        Menu::Method => choice.methods(&found.facets),
        Menu::Deadline => choice.deadlines(),
        Menu::Sum => choice.sums(),
        Menu::Enstru => choice.classes(&found.facets, samples),
        Menu::Customer => choice.customers(&found.facets, samples),
    }
}

/// Lots that classes and customers are named by, where those are to be chosen from.
pub(super) async fn samples(ctx: &Ctx, asked: &Asked, found: &FoundIn) -> Result<Vec<Lot>, Error> {
    let (classes, customers) = (&found.facets.classes, &found.facets.customers);
    let ids: Vec<LotId> = match asked.seek.view.menu {
        Menu::Enstru => classes.iter().take(MOST_KINDS).map(|it| it.sample).collect(),
        Menu::Customer => customers.iter().take(MOST_KINDS).map(|it| it.sample).collect(),
        _ => return Ok(Vec::new()),
    };
    ctx.services.search.lots(&ids).await
}

impl Choice<'_> {
    fn view(&self) -> View {
        self.asked.seek.view
    }

    fn to(&self, label: String, change: impl Fn(View) -> View) -> Button {
        let to: Callback = self.asked.to(change(self.view()), Begin::Page(0));
        Button::Press(label, to)
    }

    /// A choice that leads back to the overview.
    fn pick(&self, label: String, chosen: bool, change: impl Fn(View) -> View) -> Button {
        self.to(marked(label, chosen), |view| View { menu: Menu::Main, ..change(view) })
    }

    fn main(&self, facets: &Facets) -> Rows {
        let (words, view, filter) = (self.ctx.words(), self.view(), &self.asked.ask.filter);
        let sorts = [
            (Sort::Relevance, words.button_sort_relevance()),
            (Sort::Amount, words.button_sort_amount()),
            (Sort::Deadline, words.button_sort_deadline()),
            (Sort::Date, words.button_sort_date()),
        ];
        let sorts = sorts.map(|(sort, name)| {
            self.to(marked(name, view.sort == sort), |view| View { sort, ..view })
        });
        let open = self.to(marked(words.button_only_open(), view.only_open), |view| View {
            only_open: !view.only_open,
            ..view
        });
        let menu = |label: String, chosen: bool, menu: Menu| {
            self.to(marked(label, chosen), |view| View { menu, ..view })
        };
        let mut rows = vec![
            sorts.into(),
            vec![open],
            vec![
                menu(words.button_choose_sum(), view.band.is_some(), Menu::Sum),
                menu(words.button_choose_deadline(), view.within.is_some(), Menu::Deadline),
            ],
            vec![
                menu(words.button_choose_status(), view.status.is_some(), Menu::Status),
                menu(words.button_choose_method(), view.method.is_some(), Menu::Method),
            ],
            vec![
                menu(words.button_choose_enstru(), filter.enstru.is_some(), Menu::Enstru),
                menu(words.button_choose_customer(), filter.customer.is_some(), Menu::Customer),
            ],
        ];
        if view.region.is_some() {
            let all = self.to(words.button_all_regions(), |view| View { region: None, ..view });
            rows.push(vec![all]);
        } else {
            let regions = facets.regions.iter().take(MOST_REGIONS).filter_map(|(code, lots)| {
                let name = reference::region(code, self.ctx.lang)?;
                let region = code.parse().ok();
                Some(self.to(format!("{name} · {lots}"), |view| View { region, ..view }))
            });
            rows.extend(in_rows(regions.collect()));
        }
        rows
    }

    fn statuses(&self, facets: &Facets) -> Rows {
        let kinds = facets.statuses.iter().take(MOST_KINDS).filter_map(|(id, lots)| {
            let name = reference::lot_status(*id, self.ctx.lang)?;
            let status = u16::try_from(*id).ok();
            let chosen = self.view().status == status;
            let label = format!("{name} · {lots}");
            Some(vec![self.pick(label, chosen, |view| View { status, ..view })])
        });
        self.closed(kinds.collect(), self.view().status.is_some(), |view| View {
            status: None,
            ..view
        })
    }

    fn methods(&self, facets: &Facets) -> Rows {
        let kinds = facets.methods.iter().take(MOST_KINDS).filter_map(|(id, lots)| {
            let name = reference::method(*id)?.name(self.ctx.lang);
            let method = u16::try_from(*id).ok();
            let chosen = self.view().method == method;
            let label = format!("{name} · {lots}");
            Some(vec![self.pick(label, chosen, |view| View { method, ..view })])
        });
        self.closed(kinds.collect(), self.view().method.is_some(), |view| View {
            method: None,
            ..view
        })
    }

    /// A choice that is written into the words of the search, and leads back to the overview.
    fn narrow(&self, label: String, by: Narrowing) -> Button {
        let view = View { menu: Menu::Main, ..self.view() };
        let seek = Seek { view, from: Begin::Page(0) };
        Button::Press(label, Callback::Narrow(self.asked.query.id(), seek, by))
    }

    /// Classes by their digits and by what was bought last by them: they have no names of their own.
    fn classes(&self, facets: &Facets, samples: &[Lot]) -> Rows {
        let chosen = self.asked.ask.filter.enstru.is_some();
        let kinds = facets.classes.iter().take(MOST_KINDS).map(|it| {
            let sample = samples.iter().find(|lot| lot.id == it.sample);
            let name = sample.and_then(|lot| lot.name.in_lang(self.ctx.lang)).unwrap_or_default();
            let label = format!("{} · {} · {}", it.kind, it.lots, cut(name, MOST_CLASS));
            vec![self.narrow(label, Narrowing::Enstru(it.kind.clone()))]
        });
        self.narrowed(kinds.collect(), chosen, Narrowing::AnyEnstru)
    }

    fn customers(&self, facets: &Facets, samples: &[Lot]) -> Rows {
        let chosen = self.asked.ask.filter.customer.is_some();
        let kinds = facets.customers.iter().take(MOST_KINDS).map(|it| {
            let sample = samples.iter().find(|lot| lot.id == it.sample);
            let name = sample.and_then(|lot| lot.customer_name.in_lang(self.ctx.lang));
            let name = name
                .map_or_else(|| it.kind.to_string(), |name| cut(&own_name(name), MOST_CUSTOMER));
            let label = format!("{name} · {}", it.lots);
            vec![self.narrow(label, Narrowing::Customer(it.kind.clone()))]
        });
        self.narrowed(kinds.collect(), chosen, Narrowing::AnyCustomer)
    }

    /// With ways out: without what the search was narrowed to, and back.
    fn narrowed(&self, mut rows: Rows, is_chosen: bool, any: Narrowing) -> Rows {
        let words = self.ctx.words();
        if is_chosen {
            rows.push(vec![self.narrow(words.button_any_of_these(), any)]);
        }
        rows.push(vec![self.pick(words.button_back(), false, |view| view)]);
        rows
    }

    fn deadlines(&self) -> Rows {
        let words = self.ctx.words();
        let spans = WITHIN.map(|days| {
            let chosen = self.view().within == Some(days);
            let label = words.button_within(words.days(i64::from(days)));
            self.pick(label, chosen, |view| View { within: Some(days), ..view })
        });
        self.closed(in_rows(spans.into()), self.view().within.is_some(), |view| View {
            within: None,
            ..view
        })
    }

    fn sums(&self) -> Rows {
        let (words, lang) = (self.ctx.words(), self.ctx.lang);
        let bands = Band::ALL.map(|band| {
            let label = match band.bounds() {
                (Some(min), Some(max)) => format!("{} – {}", lang.money(min), lang.money(max)),
                (Some(min), None) => words.button_sum_from(lang.money(min)),
                (_, max) => words.button_sum_to(max.map(|max| lang.money(max)).unwrap_or_default()),
            };
            let chosen = self.view().band == Some(band);
            vec![self.pick(label, chosen, |view| View { band: Some(band), ..view })]
        });
        self.closed(bands.into(), self.view().band.is_some(), |view| View { band: None, ..view })
    }

    /// With ways out: without the choice, where one was made, and back.
    fn closed(&self, mut rows: Rows, is_chosen: bool, none: impl Fn(View) -> View) -> Rows {
        let words = self.ctx.words();
        if is_chosen {
            rows.push(vec![self.pick(words.button_any_of_these(), false, none)]);
        }
        rows.push(vec![self.pick(words.button_back(), false, |view| view)]);
        rows
    }
}

/// What an organisation is called by, without what kind it is: dozens of schools begin with the same
/// forty letters.
fn own_name(name: &str) -> String {
    const QUOTES: [char; 6] = ['«', '»', '"', '“', '„', '”'];
    let quoted = name.split_once(QUOTES).map(|(_, quoted)| quoted.replace(QUOTES, ""));
    quoted.filter(|quoted| !quoted.trim().is_empty()).unwrap_or_else(|| name.to_owned())
}

fn marked(name: String, chosen: bool) -> String {
    if chosen { format!("✓ {name}") } else { name }
}

fn in_rows(buttons: Vec<Button>) -> Rows {
    buttons.chunks(IN_A_ROW).map(<[Button]>::to_vec).collect()
}
