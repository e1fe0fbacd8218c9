//! What one reader of a part of the file has gathered, and what the parts come to together.

use std::collections::HashMap;

use super::{
    difference::{self, Differences},
    issues::{Issue, Kind},
    r003, r018, r024, r025, r028, r030, r035, r036, r038, r048, r058,
    release::Release,
    report::{Code, Report},
    settings::Settings,
    share::Share,
};

/// A process flagged while it was read.
#[derive(Debug)]
struct Flag {
    /// Of several releases with one `ocid` the last counts.
    line: u64,
    ocid: Box<str>,
    code: Code,
    value: f64,
}

/// What is only told apart in the end, when the main currency is known.
#[derive(Debug, Default)]
struct Money {
    differences: Differences,
    lowest_out: Vec<Flag>,
}

/// The gathered.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// The first currency met, and where.
    currency: Option<(u64, Box<str>)>,
    money: HashMap<Box<str>, Money>,
    flags: Vec<Flag>,
    /// Only its tenderers: what a process says of them by itself.
    tenderers: Report,
    wins: r025::Wins,
    turned: r038::Turned,
    assortments: r048::Assortments,
    pub(super) issues: Vec<Issue>,
    pub(super) releases: u64,
}

impl Tally {
    /// Takes in one line of the file.
    pub(super) fn line(&mut self, number: u64, line: &[u8], settings: &Settings) {
        if line.iter().all(u8::is_ascii_whitespace) {
            return;
        }
        let Ok(text) = std::str::from_utf8(line) else {
            return self.issue(number, Kind::NotUtf8);
        };
        match serde_json::from_str::<Release<'_>>(text) {
            Ok(release) => self.release(number, &release, settings),
            Err(error) => self.issue(number, Kind::NotJson(error.to_string())),
        }
    }

    fn issue(&mut self, line: u64, kind: Kind) {
        self.issues.push(Issue { line, kind });
    }

    fn release(&mut self, line: u64, release: &Release<'_>, settings: &Settings) {
        let Some(ocid) = release.ocid.get() else {
            return self.issue(line, Kind::NoOcid);
        };
        self.releases += 1;
        let details = release.tender.method_details.get();
        if release.tender.status.is("cancelled")
            || details.is_some_and(|details| settings.excluded_methods.contains(details))
        {
            return;
        }
        self.alone(line, ocid, release, settings);
        if settings.compares_prices(details) {
            self.prices(line, ocid, release, settings);
        }
        if settings.runs(Code::R025)
            && let Some(winner) = release.sole_winner()
        {
            r025::read(release, winner, &mut self.wins);
        }
        if settings.runs(Code::R038) {
            self.turned.read(release);
        }
        if settings.runs(Code::R048) {
            r048::read(release, settings.r048.digits, &mut self.assortments);
        }
    }

    /// What a process tells by itself.
    fn alone(&mut self, line: u64, ocid: &str, release: &Release<'_>, settings: &Settings) {
        let Self { flags, tenderers, issues, .. } = self;
        let mut flag = |code, value| flags.push(Flag { line, ocid: ocid.into(), code, value });
        let mut issue = |kind| issues.push(Issue { line, kind });
        if settings.runs(Code::R003) && r003::short(release, &settings.r003, &mut issue) {
            flag(Code::R003, 1.0);
        }
        if settings.runs(Code::R018) && r018::single(release, &settings.r018_methods) {
            flag(Code::R018, 1.0);
        }
        if settings.runs(Code::R028)
            && settings.compares_prices(release.tender.method_details.get())
        {
            let who = r028::same_price(release);
            if !who.is_empty() {
                flag(Code::R028, 1.0);
            }
            who.iter().for_each(|id| tenderers.tenderer(id, Code::R028, 1.0));
        }
        if settings.runs(Code::R030) {
            let who = r030::late_winners(release, &mut issue);
            if !who.is_empty() {
                flag(Code::R030, 1.0);
            }
            who.iter().for_each(|id| tenderers.tenderer(id, Code::R030, 1.0));
        }
        if settings.runs(Code::R035)
            && let Some((winner, others)) = r035::all_others_out(release, settings.r035_threshold)
        {
            flag(Code::R035, others as f64);
            tenderers.tenderer(winner, Code::R035, 0.0);
        }
    }

    /// What needs the main currency. It is the first one met where none is set, and another reader
    /// may meet it in an earlier line; so each currency of the process is answered for.
    fn prices(&mut self, line: u64, ocid: &str, release: &Release<'_>, settings: &Settings) {
        let differs = settings.runs(Code::R024) || settings.runs(Code::R058);
        let winner = differs.then(|| release.sole_winner()).flatten();
        let lowest = settings.runs(Code::R036) && r036::awarded(release);
        if winner.is_none() && !lowest {
            return;
        }
        let compared = || {
            let offers = release.bids.details.0.iter().filter_map(difference::priced);
            offers.filter(|_| winner.is_some()).map(|offer| offer.2)
        };
        let submitted = || {
            let offers = release.submitted().filter_map(|bid| bid.price());
            offers.filter(|_| lowest).map(|price| price.1)
        };
        let mut currencies: Vec<&str> = match &settings.currency {
            Some(main) => vec![main],
            None => compared().chain(submitted()).collect(),
        };
        if let (None, Some(first)) = (&self.currency, currencies.first()) {
            self.currency = Some((line, (*first).into()));
        }
        currencies.sort_unstable();
        currencies.dedup();
        for currency in currencies {
            let difference =
                winner.and_then(|winner| difference::of(release, winner, currency, line));
            let lowest_out = lowest && r036::lowest_out(release, currency);
            if difference.is_none() && !lowest_out {
                continue;
            }
            let money = match self.money.get_mut(currency) {
                Some(money) => money,
                None => self.money.entry(currency.into()).or_default(),
            };
            if let Some(difference) = difference {
                money.differences.insert(ocid.into(), difference);
            }
            if lowest_out {
                money.lowest_out.push(Flag {
                    line,
                    ocid: ocid.into(),
                    code: Code::R036,
                    value: 1.0,
                });
            }
        }
    }

    /// Puts two parts together, in any order.
    pub(super) fn merge(&mut self, other: Self) {
        self.currency = match (self.currency.take(), other.currency) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        for (currency, theirs) in other.money {
            let ours = self.money.entry(currency).or_default();
            for (ocid, found) in theirs.differences {
                if ours.differences.get(&ocid).is_none_or(|known| known.line < found.line) {
                    ours.differences.insert(ocid, found);
                }
            }
            ours.lowest_out.extend(theirs.lowest_out);
        }
        self.flags.extend(other.flags);
        for (id, codes) in other.tenderers.tenderers {
            self.tenderers.tenderers.entry(id).or_default().extend(codes);
        }
        Share::merge(&mut self.wins, other.wins);
        self.turned.merge(other.turned);
        r048::merge(&mut self.assortments, other.assortments);
        self.issues.extend(other.issues);
        self.releases += other.releases;
    }

    /// What all of it comes to.
    pub(super) fn finish(&mut self, settings: &Settings) -> Report {
        let mut report = std::mem::take(&mut self.tenderers);
        let main = settings.currency.as_deref().or(self.currency.as_ref().map(|(_, met)| &**met));
        let money = main.and_then(|currency| self.money.remove(currency)).unwrap_or_default();
        let mut flags = std::mem::take(&mut self.flags);
        flags.extend(money.lowest_out);
        flags.sort_by_key(|flag| flag.line);
        for flag in flags {
            report.process(&flag.ocid, flag.code, flag.value);
        }
        if settings.runs(Code::R024) {
            r024::finish(&money.differences, settings.r024_threshold, &mut report);
        }
        if settings.runs(Code::R025) {
            r025::finish(&self.wins, settings, &mut report);
        }
        if settings.runs(Code::R038) {
            self.turned.finish(settings.r038, &mut report);
        }
        if settings.runs(Code::R048) {
            r048::finish(&self.assortments, settings.r048, &mut report);
        }
        if settings.runs(Code::R058) {
            r058::finish(&money.differences, settings.r058_threshold, &mut report);
        }
        report
    }
}
