//! Names of regions in saved searches: «Алматы», «в Алматинской области», «Қарағанды облысы».

use std::sync::LazyLock;

use super::pieces::Piece;
use crate::domain::{
    reference,
    words::{self, Stems, fold},
};

const AREA: &str = "область обл облыс облысы region";
const CITY: &str = "город г қала қаласы city";
/// What else regions are called.
const ALIASES: [(&str, &[&str]); 9] = [
    ("ВКО", &["63"]),
    ("ШҚО", &["63"]),
    ("ЗКО", &["27"]),
    ("БҚО", &["27"]),
    ("СКО", &["59"]),
    ("СҚО", &["59"]),
    ("ЮКО", &["61", "79"]),
    ("Нур-Султан", &["71"]),
    ("Nur-Sultan", &["71"]),
];
/// The code of a region that was divided: no new lot has it.
const OLD: &str = "51";
/// A name that is the poet's first of all: it needs the word for a region beside it.
const ALSO_A_PERSON: [&str; 2] = ["абай", "abai"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Area,
    City,
}

struct Name {
    /// Stems of its words, without the one that tells its kind.
    stems: Vec<String>,
    kind: Option<Kind>,
    needs_kind: bool,
    codes: Vec<&'static str>,
}

static NAMES: LazyLock<Vec<Name>> = LazyLock::new(|| {
    let known = reference::regions()
        .filter(|(code, _)| *code != OLD)
        .flat_map(|(code, names)| names.map(|name| (name, vec![code])));
    let aliases = ALIASES.iter().map(|(name, codes)| (*name, codes.to_vec()));
    known.chain(aliases).map(|(name, codes)| Name::new(name, codes)).collect()
});

impl Name {
    fn new(name: &str, codes: Vec<&'static str>) -> Self {
        let tokens: Vec<String> = words::parts(name).into_iter().map(fold).collect();
        Self {
            stems: tokens
                .iter()
                .filter(|token| kind(token).is_none())
                .map(|token| Stems::of(token).ru)
                .collect(),
            kind: tokens.iter().find_map(|token| kind(token)),
            needs_kind: ALSO_A_PERSON.iter().any(|person| tokens.contains(&fold(person))),
            codes,
        }
    }

    /// Whether its words stand here, and how well the kind beside them fits.
    fn fits(&self, stems: &[String], beside: Option<Kind>) -> Option<u8> {
        if !stems.starts_with(&self.stems) {
            return None;
        }
        match (beside, self.kind) {
            (Some(beside), Some(kind)) => (beside == kind).then_some(2),
            (Some(_), None) => Some(1),
            (None, _) if self.needs_kind => None,
            // «Алматы» alone is the city.
            (None, Some(Kind::Area)) => Some(0),
            (None, _) => Some(1),
        }
    }
}

fn kind(folded: &str) -> Option<Kind> {
    // `области` and `облысында` too.
    let is = |list: &str| {
        let stems = Stems::of(folded);
        list.split(' ').map(Stems::of).any(|known| known.ru == stems.ru || known.kk == stems.kk)
    };
    if is(AREA) {
        Some(Kind::Area)
    } else if is(CITY) {
        Some(Kind::City)
    } else {
        None
    }
}

/// A region by its code.
pub(super) fn by_code(code: &str) -> Option<&'static str> {
    reference::regions().map(|(known, _)| known).find(|known| *known == code && *known != OLD)
}

/// Reads the name of a region at the beginning: its codes, and how many pieces it takes.
pub(super) fn find(pieces: &[Piece]) -> Option<(&'static [&'static str], usize)> {
    // Words with the piece each is in; no name has more than four.
    let tokens: Vec<(usize, String)> = pieces
        .iter()
        .enumerate()
        .map_while(|(at, piece)| Some((at, piece.plain()?)))
        .take(5)
        .flat_map(|(at, text)| words::parts(text).into_iter().map(move |part| (at, fold(part))))
        .collect();
    let before = tokens.first().and_then(|(_, token)| kind(token));
    let begin = usize::from(before.is_some());
    let stems: Vec<String> =
        tokens.iter().skip(begin).map(|(_, token)| Stems::of(token).ru).collect();
    let mut best: Option<(u8, &Name, usize)> = None;
    for name in NAMES.iter() {
        let end = begin + name.stems.len();
        let after = tokens.get(end).and_then(|(_, token)| kind(token));
        let beside = before.or(after);
        let Some(fit) = name.fits(&stems, beside) else { continue };
        let end = if before.is_none() && after.is_some() { end + 1 } else { end };
        let (last, next) = (tokens.get(end - 1)?.0, tokens.get(end).map(|(at, _)| *at));
        // A name ends where a piece does: `Алматы-2` is something else.
        if next == Some(last) || best.as_ref().is_some_and(|(known, ..)| *known >= fit) {
            continue;
        }
        best = Some((fit, name, last + 1));
    }
    best.map(|(_, name, taken)| (name.codes.as_slice(), taken))
}
