//! A profile as a person writes it, keeps it and changes it.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Edit, Profile};
use crate::domain::{
    saved_search::{Criterion, FilterError, SearchFilter},
    types::UserId,
    words,
};

/// Alerts a day where nothing was chosen.
pub const DAY_LIMIT: i64 = 10;
/// Things that one profile may look for.
pub(super) const MOST_SELLS: usize = 10;
/// Exclusions of one search; more were never meant.
pub(super) const MOST_EXCLUDED: usize = 20;

/// The profile of a person, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HotProfile {
    /// Whose; alerts go to the talk of two.
    pub user: UserId,
    /// What they sell and can take on.
    pub profile: Profile,
    /// So many alerts a day; the rest wait for the digest.
    pub day_limit: i64,
    /// Since when nothing is looked for.
    pub paused_at: Option<DateTime<Utc>>,
    /// Lots that their price list suits are told too; none: they were never asked.
    pub by_prices: Option<bool>,
    /// The last weekly line.
    pub week: Option<WeekLine>,
    /// Up to when weeks were spoken of.
    pub week_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What a week came to, as it was told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekLine {
    /// The number of its day.
    pub day: i64,
    /// How many lots were shown.
    pub shown: usize,
    /// How many of them were judged.
    pub judged: usize,
    /// How many of those were of use.
    pub useful: usize,
    /// What would spare the useless ones.
    pub proposals: Vec<Proposal>,
}

/// A proposed edit, and whether it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The edit.
    pub edit: Edit,
    /// The person pressed its button.
    pub is_done: bool,
}

impl HotProfile {
    /// A new profile, not looking for anything yet.
    pub fn new(user: UserId, profile: Profile, now: DateTime<Utc>) -> Self {
        Self {
            user,
            profile,
            day_limit: DAY_LIMIT,
            paused_at: Some(now),
            by_prices: None,
            week: None,
            week_at: None,
            created_at: now,
        }
    }

    /// Turns lots by the price list on or off. Where nothing else is looked for, all of it is: on, what
    /// was paused begins again.
    pub fn follow_prices(&mut self, wanted: bool, now: DateTime<Utc>) {
        self.by_prices = Some(wanted);
        if wanted {
            self.paused_at = None;
        } else if self.profile.sells.is_empty() {
            self.paused_at = Some(now);
        }
    }

    /// Lots are looked for by the price list now.
    pub fn follows_prices(&self) -> bool {
        self.by_prices == Some(true) && self.paused_at.is_none()
    }

    /// Makes a proposed edit of the line of this day; false where it is made already or there is
    /// none such.
    pub fn accept(&mut self, day: i64, number: usize, now: DateTime<Utc>) -> bool {
        let week = self.week.as_mut().filter(|week| week.day == day);
        let Some(proposal) = week.and_then(|week| week.proposals.get_mut(number)) else {
            return false;
        };
        if proposal.is_done {
            return false;
        }
        proposal.is_done = true;
        match &proposal.edit {
            Edit::Pause => self.paused_at = Some(now),
            edit => self.profile.make(edit),
        }
        true
    }
}

impl Profile {
    /// Reads what a person wrote: a line for each thing they sell, in the words of saved searches.
    /// Sums are those they like, for all lines: smaller lots are shown, lower.
    ///
    /// # Errors
    /// What makes no sense in one of the lines, or two lines with different sums.
    pub fn parse(text: &str) -> Result<Self, FilterError> {
        let mut profile = Self::default();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let mut filter = SearchFilter::parse(line)?;
            set(&mut profile.min, filter.min.take(), Criterion::Min)?;
            set(&mut profile.max, filter.max.take(), Criterion::Max)?;
            if filter.asks_something() && !profile.sells.contains(&filter) {
                profile.sells.push(filter);
            }
        }
        match profile.sells.len() {
            0 => Err(FilterError::Empty),
            n if n > MOST_SELLS => Err(FilterError::TooManyWords),
            _ if profile.min.zip(profile.max).is_some_and(|(min, max)| min > max) => {
                Err(FilterError::MinAboveMax)
            }
            _ => Ok(profile),
        }
    }

    /// All that is looked for as one search: what edits are proposed against.
    pub(super) fn whole(&self) -> SearchFilter {
        let each = |list: fn(&SearchFilter) -> &Vec<String>| {
            self.sells.iter().flat_map(list).cloned().collect()
        };
        SearchFilter {
            words: each(|one| &one.words),
            excluded: each(|one| &one.excluded),
            min: self.sells.iter().map(|one| one.min).min().flatten(),
            max: self.sells.iter().filter_map(|one| one.max).max(),
            ..SearchFilter::default()
        }
    }

    fn make(&mut self, edit: &Edit) {
        for one in &mut self.sells {
            match edit {
                Edit::Exclude(word) => {
                    let has = one.excluded.iter().any(|known| words::are_one_word(known, word));
                    if !has && one.excluded.len() < MOST_EXCLUDED {
                        one.excluded.push(word.clone());
                    }
                }
                Edit::RaiseMin(sum) => one.min = one.min.max(Some(*sum)),
                Edit::LowerMax(sum) => {
                    one.max = Some(one.max.map_or(*sum, |max| max.min(*sum)));
                }
                Edit::Pause => {}
            }
        }
    }
}

/// Sums may be named in any line, once.
fn set<T: PartialEq>(
    field: &mut Option<T>,
    value: Option<T>,
    criterion: Criterion,
) -> Result<(), FilterError> {
    match (&field, value) {
        (_, None) => Ok(()),
        (Some(known), Some(value)) if *known != value => Err(FilterError::Repeated(criterion)),
        (_, value) => {
            *field = value;
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::types::Tenge;

    fn tenge(sum: i64) -> Tenge {
        Tenge::from_tiyn(sum * 100)
    }

    #[test]
    fn each_line_is_a_search_and_sums_are_for_all() {
        let profile =
            Profile::parse("картридж !canon Алматы\n\nбумага от 100 тыс до 5 млн\n").unwrap();
        assert_eq!(profile.sells.len(), 2);
        assert_eq!((profile.min, profile.max), (Some(tenge(100_000)), Some(tenge(5_000_000))));
        assert!(profile.sells.iter().all(|one| one.min.is_none() && one.max.is_none()));
        let own_line = Profile::parse("бумага\nот 100 тыс").unwrap();
        assert_eq!((own_line.sells.len(), own_line.min), (1, Some(tenge(100_000))));
    }

    #[test]
    fn lines_that_make_no_sense_are_refused() {
        let eleven: String = ('a'..='k').map(|c| format!("слово{c}\n")).collect();
        for (text, error) in [
            ("", FilterError::Empty),
            ("\n \n", FilterError::Empty),
            ("от 100 тыс", FilterError::Empty),
            ("бумага\n!картридж", FilterError::OnlyExclusions),
            ("бумага от 1000\nкартридж от 2000", FilterError::Repeated(Criterion::Min)),
            ("бумага от 5 млн\nдо 1 млн", FilterError::MinAboveMax),
            (eleven.as_str(), FilterError::TooManyWords),
        ] {
            assert_eq!(Profile::parse(text), Err(error), "{text:?}");
        }
    }

    #[test]
    fn an_edit_is_made_in_every_search_and_once() {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        let profile = Profile::parse("бумага\nкартридж !canon").unwrap();
        let mut kept = HotProfile::new(1, profile, now);
        let proposals = [Edit::Exclude("туалетная".to_owned()), Edit::RaiseMin(tenge(50))]
            .map(|edit| Proposal { edit, is_done: false });
        kept.week =
            Some(WeekLine { day: 7, shown: 9, judged: 5, useful: 1, proposals: proposals.into() });
        assert!(!kept.accept(6, 0, now), "the line of another day");
        assert!(!kept.accept(7, 2, now));
        assert!(kept.accept(7, 0, now) && !kept.accept(7, 0, now));
        assert!(kept.accept(7, 1, now));
        for one in &kept.profile.sells {
            assert_eq!(
                (one.excluded.last().unwrap().as_str(), one.min),
                ("туалетная", Some(tenge(50)))
            );
        }
        assert_eq!(kept.profile.whole().min, Some(tenge(50)));
    }

    proptest! {
        #[test]
        fn no_words_make_it_panic(text in "[\\PC\\n]{0,120}") {
            let _ = Profile::parse(&text);
        }
    }
}
