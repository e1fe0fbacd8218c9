//! What a question wishes for, told by examples: those of every refusal, those that only look like
//! them, and all ways in which known answers are asked for. Wishes have more words than any list.

use std::{collections::HashMap, hash::BuildHasher as _, sync::LazyLock};

use foldhash::fast::FixedState;
use serde::Deserialize;

use super::{base, packed::packed, refuse::Refusal};
use crate::{
    domain::words::{fold, parts},
    i18n::Lang,
};

/// A question is answered, or refused in one of six ways.
const CLASSES: usize = 7;
/// Place of «is answered» among the classes; the others follow as in `REFUSALS`.
const ANSWERED: usize = 0;
const REFUSALS: [Refusal; CLASSES - 1] = [
    Refusal::Outside,
    Refusal::NoEvidence,
    Refusal::NeedsLawyer,
    Refusal::PersonalData,
    Refusal::BreaksLaw,
    Refusal::Unknowable,
];
/// Letters that a word is known by: endings, Kazakh ones above all, are many.
const LETTERS: usize = 4;
/// How often all examples are gone through.
const ROUNDS: usize = 20;
const STEP: f32 = 0.5;
/// Keeps a weight small that one example alone asked for.
const DECAY: f32 = 6e-6;
/// An example of a refusal counts so much more than one of an answer: there are fewer.
const REFUSAL_WEIGHT: f32 = 2.0;

/// Examples by what they come to.
#[derive(Default, Deserialize)]
struct Examples {
    answered: Vec<String>,
    outside: Vec<String>,
    no_evidence: Vec<String>,
    needs_lawyer: Vec<String>,
    personal_data: Vec<String>,
    breaks_law: Vec<String>,
    unknowable: Vec<String>,
}

type Weights = [f32; CLASSES];

/// A feature of a text, by its place, and how much it tells there.
type Told = (u32, f32);

/// By hashes: the words themselves would be most of the memory, and two of one hash do no harm.
type ByFeature<T> = HashMap<u64, T, FixedState>;

/// Softmax regression over the beginnings of words and of neighbours.
struct Model {
    /// Place of a feature, and how rare it is among the examples.
    features: ByFeature<Told>,
    weights: Vec<Weights>,
}

static MODEL: LazyLock<Model> = LazyLock::new(|| {
    let examples: Option<Examples> = packed!("wishes.json");
    let examples = examples.unwrap_or_default();
    let known = base().entries.iter().flat_map(|entry| {
        [Lang::Ru, Lang::Kk, Lang::En].into_iter().flat_map(|lang| entry.questions(lang))
    });
    let mut texts: Vec<(&str, usize)> = known.map(|text| (text.as_str(), ANSWERED)).collect();
    let lists = [
        &examples.answered,
        &examples.outside,
        &examples.no_evidence,
        &examples.needs_lawyer,
        &examples.personal_data,
        &examples.breaks_law,
        &examples.unknowable,
    ];
    for (class, list) in lists.into_iter().enumerate() {
        texts.extend(list.iter().map(|text| (text.as_str(), class)));
    }
    Model::fit(&texts)
});

/// The likeliest refusal, and how much likelier refusing is than answering: the logarithm of the
/// ratio, zero where nothing tells.
pub(super) fn read(question: &str) -> (Refusal, f32) {
    let told = MODEL.told(question);
    if told.is_empty() {
        return (Refusal::NoEvidence, 0.0);
    }
    let shares = MODEL.shares(&told);
    let refused = shares.iter().skip(ANSWERED + 1);
    let likeliest = refused.clone().zip(REFUSALS).max_by(|a, b| a.0.total_cmp(b.0));
    let why = likeliest.map_or(Refusal::NoEvidence, |(_, why)| why);
    let answered = shares.get(ANSWERED).copied().unwrap_or_default().max(f32::MIN_POSITIVE);
    (why, (refused.sum::<f32>().max(f32::MIN_POSITIVE) / answered).ln())
}

impl Model {
    fn fit(texts: &[(&str, usize)]) -> Self {
        let mut count: ByFeature<f32> = HashMap::default();
        for name in texts.iter().flat_map(|(text, _)| features(text)) {
            *count.entry(name).or_default() += 1.0;
        }
        let mut names: Vec<(u64, f32)> = count.into_iter().collect();
        names.sort_by_key(|(name, _)| *name);
        let all = texts.len() as f32;
        let rarity = |count: f32| ((1.0 + all) / (1.0 + count)).ln() + 1.0;
        let places = (0..).zip(names);
        let features: ByFeature<Told> =
            places.map(|(at, (name, count))| (name, (at, rarity(count)))).collect();
        let weights = vec![[0.0; CLASSES]; features.len()];
        let mut model = Self { features, weights };
        let examples: Vec<(Vec<Told>, usize)> =
            texts.iter().map(|(text, class)| (model.told(text), *class)).collect();
        let mut slopes = vec![[1e-6_f32; CLASSES]; model.weights.len()];
        // Examples stand by class: a stride makes the classes alternate.
        let stride = (997..).step_by(2).find(|n| is_coprime(*n, examples.len())).unwrap_or(1);
        for nth in 0..ROUNDS * examples.len() {
            if let Some((told, class)) = examples.get(nth * stride % examples.len()) {
                model.learn(told, *class, &mut slopes);
            }
        }
        model
    }

    /// Moves the weights towards an example (`AdaGrad`).
    fn learn(&mut self, told: &[Told], class: usize, slopes: &mut [Weights]) {
        let heed = if class == ANSWERED { 1.0 } else { REFUSAL_WEIGHT };
        let shares = self.shares(told);
        for (at, value) in told {
            let at = *at as usize;
            let (Some(weights), Some(slopes)) = (self.weights.get_mut(at), slopes.get_mut(at))
            else {
                continue;
            };
            let moved = weights.iter_mut().zip(slopes).zip(shares).enumerate();
            for (to, ((weight, slope), share)) in moved {
                let wrong = share - f32::from(u8::from(to == class));
                let pull = heed * wrong * value + DECAY * *weight;
                *slope += pull * pull;
                *weight -= STEP * pull / slope.sqrt();
            }
        }
    }

    /// What a text tells, all of it weighing one.
    fn told(&self, text: &str) -> Vec<Told> {
        let mut told: Vec<Told> =
            features(text).iter().filter_map(|name| self.features.get(name).copied()).collect();
        let length = told.iter().map(|(_, value)| value * value).sum::<f32>().sqrt();
        told.iter_mut().for_each(|(_, value)| *value /= length);
        told
    }

    /// Shares of the classes.
    fn shares(&self, told: &[Told]) -> Weights {
        let mut sums = [0.0; CLASSES];
        for (at, value) in told {
            for (sum, weight) in
                sums.iter_mut().zip(self.weights.get(*at as usize).into_iter().flatten())
            {
                *sum += weight * value;
            }
        }
        let most = sums.iter().copied().fold(f32::MIN, f32::max);
        let shares = sums.map(|sum| (sum - most).exp());
        let whole: f32 = shares.iter().sum();
        shares.map(|share| share / whole)
    }
}

fn is_coprime(a: usize, b: usize) -> bool {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a == 1
}

/// Beginnings of words, of neighbours, and the first word, hashed.
fn features(text: &str) -> Vec<u64> {
    let words: Vec<String> = parts(text)
        .into_iter()
        .map(|part| {
            if part.chars().all(|c| c.is_ascii_digit()) {
                return "#".to_owned();
            }
            fold(part).chars().take(LETTERS).collect()
        })
        .collect();
    let hash = |name: &str| FixedState::default().hash_one(name);
    let mut all: Vec<u64> = words.windows(2).map(|pair| hash(&pair.join(" "))).collect();
    all.extend(words.first().map(|first| hash(&format!("^{first}"))));
    all.extend(words.iter().map(|word| hash(word)));
    all.sort_unstable();
    all.dedup();
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_give_themselves_away() {
        for (text, why) in [
            ("кому дать взятку, чтобы выиграть тендер", Refusal::BreaksLaw),
            ("как договориться с комиссией", Refusal::BreaksLaw),
            ("какой ИИН у директора заказчика", Refusal::PersonalData),
            ("мобильный телефон председателя", Refusal::PersonalData),
            ("выиграю ли я суд с заказчиком", Refusal::NeedsLawyer),
            ("кто выиграет этот конкурс", Refusal::Unknowable),
            ("какие правила по 44-ФЗ", Refusal::Outside),
            ("what is the weather in Astana", Refusal::Outside),
            ("сколько конкурсов прошло в этом году", Refusal::NoEvidence),
        ] {
            let (read, odds) = read(text);
            assert!(read == why && odds > 0.0, "{text}: {read:?} by {odds}");
        }
        for text in [
            "что такое демпинг?",
            "как обжаловать итоги",
            "шартқа қол қоймаса не болады",
            "что будет за взятку члену комиссии",
            "can a bidder with tax debts take part",
        ] {
            let (why, odds) = read(text);
            assert!(odds < 0.0, "{text}: {why:?} by {odds}");
        }
    }

    #[test]
    fn nothing_that_is_said_makes_a_model_of_nonsense() {
        for text in ["", "   ", "?", "\u{0}\u{202e}", "🙂🙂", &"ы".repeat(4096), "0 0 0 0"] {
            assert!(read(text).1.is_finite(), "{text:?}");
        }
    }
}
