//! What a week of answers says of a search: which edits of it would have spared useless notices.

use serde::{Deserialize, Serialize};

use crate::domain::{saved_search::SearchFilter, types::Tenge, words};

/// Fewer answers say nothing.
const LEAST_ANSWERS: usize = 4;
/// So many useless lots must have something in common before it is spoken of.
const LEAST_ALIKE: usize = 3;
/// More proposals at once are not read.
const MOST_EDITS: usize = 3;
/// So many answers, none of them good: the search itself is wrong.
const HOPELESS: usize = 10;
/// Shorter words join others.
pub(super) const SHORTEST_WORD: usize = 4;

/// What a person said of a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// 👍.
    Liked,
    /// 👎.
    Disliked,
    /// «Взял в работу».
    Taken,
}

impl Verdict {
    /// Every verdict, in the order of their buttons.
    pub const ALL: [Self; 3] = [Self::Liked, Self::Disliked, Self::Taken];

    /// Its stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Liked => "up",
            Self::Disliked => "down",
            Self::Taken => "taken",
        }
    }

    /// The verdict of this stored name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|verdict| verdict.as_str() == name)
    }
}

/// A lot that was shown and judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// What was said of it.
    pub verdict: Verdict,
    /// Its name.
    pub name: String,
    /// Its sum.
    pub amount: Option<Tenge>,
}

/// A week of one search.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Week {
    /// How many lots it showed.
    pub shown: usize,
    /// Those that were judged.
    pub judged: Vec<Judged>,
}

/// A change of a search that can be made at the press of a button.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Edit {
    /// No lots with this word.
    Exclude(String),
    /// No lots below this sum.
    RaiseMin(Tenge),
    /// No lots above this sum.
    LowerMax(Tenge),
    /// Nothing it shows is wanted.
    Pause,
}

impl Week {
    /// How many of the judged were worth showing.
    pub fn useful(&self) -> usize {
        self.judged.iter().filter(|one| one.verdict != Verdict::Disliked).count()
    }

    /// Edits that spare at least half of what was useless and nothing of what was useful.
    pub fn edits(&self, filter: &SearchFilter) -> Vec<Edit> {
        let (bad, good): (Vec<&Judged>, Vec<&Judged>) =
            self.judged.iter().partition(|one| one.verdict == Verdict::Disliked);
        if self.judged.len() < LEAST_ANSWERS {
            return Vec::new();
        }
        let enough = |spared: usize| spared >= LEAST_ALIKE && spared * 2 >= bad.len();
        let mut edits = Vec::new();
        if let Some(word) = common_word(&bad, &good, filter, enough) {
            edits.push(Edit::Exclude(word));
        }
        let sums = |lots: &[&Judged]| lots.iter().filter_map(|one| one.amount).collect::<Vec<_>>();
        let (bad_sums, good_sums) = (sums(&bad), sums(&good));
        if let Some(least) = good_sums.iter().min().and_then(|sum| rounded(*sum, false))
            && filter.min.is_none_or(|min| min < least)
            && enough(bad_sums.iter().filter(|sum| **sum < least).count())
        {
            edits.push(Edit::RaiseMin(least));
        }
        if let Some(most) = good_sums.iter().max().and_then(|sum| rounded(*sum, true))
            && filter.max.is_none_or(|max| max > most)
            && enough(bad_sums.iter().filter(|sum| **sum > most).count())
        {
            edits.push(Edit::LowerMax(most));
        }
        if edits.is_empty() && good.is_empty() && bad.len() >= HOPELESS {
            edits.push(Edit::Pause);
        }
        edits.truncate(MOST_EDITS);
        edits
    }
}

/// The word that most useless lots have in their names and no useful one has.
fn common_word(
    bad: &[&Judged],
    good: &[&Judged],
    filter: &SearchFilter,
    enough: impl Fn(usize) -> bool,
) -> Option<String> {
    let has = |one: &Judged, word: &str| {
        words::wholes(&one.name).into_iter().any(|other| words::are_one_word(word, other))
    };
    let asked = |word: &str| {
        let mut known = filter.words.iter().chain(&filter.excluded);
        known.any(|known| words::are_one_word(known, word))
    };
    let mut best: Option<(usize, String)> = None;
    for word in bad.iter().flat_map(|one| words::wholes(&one.name)) {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        if letters < SHORTEST_WORD || asked(word) || good.iter().any(|one| has(one, word)) {
            continue;
        }
        let spared = bad.iter().filter(|one| has(one, word)).count();
        if enough(spared) && best.as_ref().is_none_or(|(most, _)| spared > *most) {
            best = Some((spared, word.to_lowercase()));
        }
    }
    best.map(|(_, word)| word)
}

/// Two leading digits, so that it can be said in a line; up or down so that the lot stays within.
fn rounded(sum: Tenge, up: bool) -> Option<Tenge> {
    let tiyn = sum.tiyn();
    let mut step = 100_i64;
    while tiyn / step >= 100 {
        step = step.checked_mul(10)?;
    }
    let down = tiyn / step * step;
    let whole = if up && down < tiyn { down.checked_add(step)? } else { down };
    (whole > 0).then(|| Tenge::from_tiyn(whole))
}
