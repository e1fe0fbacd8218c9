//! Which indicators run, and with what thresholds: the INI file that Cardinal reads.
//!
//! An indicator runs where its section stands, even an empty one; without a file all run with their
//! published defaults. Sections of Cardinal's other commands are passed over.

use std::collections::{HashMap, HashSet};

use super::Code;

/// What runs, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    pub(super) enabled: HashSet<Code>,
    /// The main currency; without it, the first one met in the file.
    pub(super) currency: Option<String>,
    /// Names of methods left out altogether.
    pub(super) excluded_methods: HashSet<String>,
    /// Names of methods where the price decides; empty for all but those in `priceless_methods`.
    pub(super) price_methods: HashSet<String>,
    /// Names of methods where something else decides.
    pub(super) priceless_methods: HashSet<String>,
    pub(super) r003: ShortPeriod,
    /// R018: codes of methods where one tenderer means something.
    pub(super) r018_methods: HashSet<String>,
    pub(super) r024_threshold: Option<f64>,
    /// R025: who bids at least as often as this percentile is looked at.
    pub(super) r025_percentile: usize,
    pub(super) r025_threshold: Option<f64>,
    /// R035: so many others turned away.
    pub(super) r035_threshold: usize,
    pub(super) r038: Disqualified,
    pub(super) r048: Spread,
    pub(super) r058_threshold: Option<f64>,
}

/// R003.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ShortPeriod {
    /// Days.
    pub(super) threshold: i64,
    /// Codes of methods; empty for all.
    pub(super) methods: HashSet<String>,
    /// Days for a method by its name.
    pub(super) by_details: HashMap<String, i64>,
}

/// R038.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Disqualified {
    pub(super) threshold: Option<f64>,
    /// So many bids must have been handed in to a buyer or procuring entity.
    pub(super) minimum_processes: u64,
    /// So many bids must a tenderer have handed in.
    pub(super) minimum_bids: u64,
}

/// R048.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spread {
    /// So many first characters of a classification tell kinds apart.
    pub(super) digits: usize,
    pub(super) threshold: Option<usize>,
    /// So many processes must a supplier have won.
    pub(super) minimum_processes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { enabled: Code::ALL.into_iter().collect(), ..Self::none() }
    }
}

/// What in a settings file can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Neither a section, nor `name = value`, nor a comment.
    #[error("settings, line {0}: neither [section] nor name = value")]
    Line(usize),
    /// A section that no command of Cardinal has.
    #[error("settings, line {line}: no such section: [{section}]")]
    Section {
        /// Where.
        line: usize,
        /// Which.
        section: String,
    },
    /// A name that its section does not know.
    #[error("settings, line {line}: [{section}] has no {name}")]
    Name {
        /// Where.
        line: usize,
        /// In which section; empty above the first.
        section: String,
        /// Which.
        name: String,
    },
    /// A value that is no number of the kind.
    #[error("settings, line {line}: {name} must be a number, not {value:?}")]
    Value {
        /// Where.
        line: usize,
        /// Of what.
        name: String,
        /// Which.
        value: String,
    },
}

/// Sections of Cardinal's `prepare`, which has no part in this.
const OF_PREPARE: [&str; 7] = [
    "defaults",
    "redactions",
    "corrections",
    "modifications",
    "codelists",
    "codelists.bid_status",
    "codelists.award_status",
];

impl Settings {
    /// Every default, and nothing that runs.
    fn none() -> Self {
        Self {
            enabled: HashSet::new(),
            currency: None,
            excluded_methods: HashSet::new(),
            price_methods: HashSet::new(),
            priceless_methods: HashSet::new(),
            r003: ShortPeriod {
                threshold: 15,
                methods: HashSet::new(),
                by_details: HashMap::new(),
            },
            r018_methods: piped("open|selective"),
            r024_threshold: None,
            r025_percentile: 75,
            r025_threshold: None,
            r035_threshold: 1,
            r038: Disqualified { threshold: None, minimum_processes: 2, minimum_bids: 2 },
            r048: Spread { digits: 2, threshold: None, minimum_processes: 20 },
            r058_threshold: None,
        }
    }

    /// Reads a settings file.
    ///
    /// # Errors
    /// The first line that can't be taken.
    pub fn parse(text: &str) -> Result<Self, SettingsError> {
        let mut settings = Self::none();
        let mut section = String::new();
        for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
            let (number, line) = (number + 1, line.trim());
            if line.is_empty() || line.starts_with([';', '#']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                name.trim().clone_into(&mut section);
                settings.open(&section).ok_or_else(|| SettingsError::Section {
                    line: number,
                    section: section.clone(),
                })?;
                continue;
            }
            let (name, value) = line
                .split_once('=')
                .or_else(|| line.split_once(':'))
                .ok_or(SettingsError::Line(number))?;
            settings.set(&section, name.trim(), unquoted(value.trim()), number)?;
        }
        Ok(settings)
    }

    /// Whether an indicator runs.
    pub(super) fn runs(&self, code: Code) -> bool {
        self.enabled.contains(&code)
    }

    /// Whether offers are compared by price under this method, by the publisher's name of it.
    pub(super) fn compares_prices(&self, details: Option<&str>) -> bool {
        match details {
            Some(details) if self.price_methods.is_empty() => {
                !self.priceless_methods.contains(details)
            }
            Some(details) => self.price_methods.contains(details),
            None => self.price_methods.is_empty(),
        }
    }

    fn open(&mut self, section: &str) -> Option<()> {
        let indicator = section.strip_suffix(".procurement_method_details").unwrap_or(section);
        if let Some(code) = Code::from_name(indicator) {
            self.enabled.insert(code);
            return (indicator == section || code == Code::R003).then_some(());
        }
        (section == "exclusions" || OF_PREPARE.contains(&section)).then_some(())
    }

    fn set(
        &mut self,
        section: &str,
        name: &str,
        value: &str,
        line: usize,
    ) -> Result<(), SettingsError> {
        fn number<T: std::str::FromStr>(
            name: &str,
            value: &str,
            line: usize,
        ) -> Result<T, SettingsError> {
            value.parse().map_err(|_not_a_number| SettingsError::Value {
                line,
                name: name.to_owned(),
                value: value.to_owned(),
            })
        }
        match (section, name) {
            ("", "currency") => self.currency = Some(value.to_owned()),
            ("", "price_comparison_procurement_methods") => self.price_methods = piped(value),
            ("", "no_price_comparison_procurement_methods") => {
                self.priceless_methods = piped(value)
            }
            ("exclusions", "procurement_method_details") => self.excluded_methods = piped(value),
            ("R003", "threshold") => self.r003.threshold = number(name, value, line)?,
            ("R003", "procurement_methods") => self.r003.methods = piped(value),
            ("R003.procurement_method_details", details) => {
                let days = number(details, value, line)?;
                self.r003.by_details.insert(unquoted(details).to_owned(), days);
            }
            ("R018", "procurement_methods") => self.r018_methods = piped(value),
            ("R024", "threshold") => self.r024_threshold = Some(number(name, value, line)?),
            ("R025", "percentile") => self.r025_percentile = number(name, value, line)?,
            ("R025", "threshold") => self.r025_threshold = Some(number(name, value, line)?),
            ("R035", "threshold") => {
                self.r035_threshold = number::<usize>(name, value, line)?.max(1);
            }
            ("R038", "threshold") => self.r038.threshold = Some(number(name, value, line)?),
            ("R038", "minimum_submitted_bids") => {
                self.r038.minimum_bids = number(name, value, line)?
            }
            ("R038", "minimum_contracting_processes") => {
                self.r038.minimum_processes = number(name, value, line)?;
            }
            ("R048", "digits") => self.r048.digits = number(name, value, line)?,
            ("R048", "threshold") => self.r048.threshold = Some(number(name, value, line)?),
            ("R048", "minimum_contracting_processes") => {
                self.r048.minimum_processes = number(name, value, line)?;
            }
            ("R058", "threshold") => self.r058_threshold = Some(number(name, value, line)?),
            (section, _) if OF_PREPARE.contains(&section) => {}
            (section, name) => {
                return Err(SettingsError::Name {
                    line,
                    section: section.to_owned(),
                    name: name.to_owned(),
                });
            }
        }
        Ok(())
    }
}

/// `a|b` as a set.
fn piped(value: &str) -> HashSet<String> {
    value.split_terminator('|').map(str::to_owned).collect()
}

fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[test]
    fn without_a_file_all_eleven_run_and_with_one_only_those_named() {
        assert_eq!(Settings::default().enabled.len(), 11);
        let settings = Settings::parse("[R003]\nthreshold = 7\n\n[R028]\n").unwrap();
        assert_eq!(settings.enabled, HashSet::from([Code::R003, Code::R028]));
        assert_eq!(settings.r003.threshold, 7);
        assert!(Settings::parse("").unwrap().enabled.is_empty());
    }

    #[test]
    fn every_setting_is_read() {
        let text = "; all of them\ncurrency = KZT\nno_price_comparison_procurement_methods = Жребий\n\
            price_comparison_procurement_methods = Аукцион|Запрос ценовых предложений\n\
            [defaults]\ncurrency = USD\n[codelists.bid_status]\nqualified = valid\n\
            [exclusions]\nprocurement_method_details = Из одного источника\n\
            [R003]\nprocurement_methods = open\n[R003.procurement_method_details]\nАукцион = 10\n\
            [R018]\nprocurement_methods = open|limited\n[R024]\nthreshold = 0.05\n\
            [R025]\npercentile = 80\nthreshold = 0.1\n[R035]\nthreshold = 0\n\
            [R038]\nthreshold = 0.5\nminimum_submitted_bids = 3\nminimum_contracting_processes = 4\n\
            [R048]\ndigits = 3\nthreshold = 9\nminimum_contracting_processes = 5\n[R058]\nthreshold = \"0.5\"\n";
        let settings = Settings::parse(text).unwrap();
        assert_eq!(settings.currency.as_deref(), Some("KZT"));
        assert_eq!(settings.r003.by_details["Аукцион"], 10);
        assert_eq!(settings.r018_methods, piped("open|limited"));
        assert_eq!(settings.r035_threshold, 1, "zero others are no sign");
        assert_eq!((settings.r038.minimum_bids, settings.r038.minimum_processes), (3, 4));
        assert_eq!(settings.r048, Spread { digits: 3, threshold: Some(9), minimum_processes: 5 });
        assert_eq!((settings.r024_threshold, settings.r058_threshold), (Some(0.05), Some(0.5)));
        assert!(settings.compares_prices(Some("Аукцион")));
        assert!(!settings.compares_prices(Some("Жребий")));
        assert!(!settings.compares_prices(None), "a list of methods wants one named");
        assert!(Settings::default().compares_prices(None));
    }

    #[rstest]
    #[case("[R999]", "settings, line 1: no such section: [R999]")]
    #[case("\n[R003]\nlimit = 5", "settings, line 3: [R003] has no limit")]
    #[case(
        "[R003]\nthreshold = пять",
        "settings, line 2: threshold must be a number, not \"пять\""
    )]
    #[case("[R035]\nthreshold = -1", "settings, line 2: threshold must be a number, not \"-1\"")]
    #[case("что-то", "settings, line 1: neither [section] nor name = value")]
    #[case(
        "[R028.procurement_method_details]",
        "settings, line 1: no such section: [R028.procurement_method_details]"
    )]
    fn a_line_that_cannot_be_taken_is_named(#[case] text: &str, #[case] message: &str) {
        assert_eq!(Settings::parse(text).unwrap_err().to_string(), message);
    }
}
