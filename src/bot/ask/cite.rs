//! Places of acts as lawyers name them.

use std::sync::LazyLock;

use crate::{
    domain::ask::{Document, OtherAct, Reference},
    i18n::Lang,
};

/// The day of the editions that were read, as people write it.
pub(super) fn edition() -> String {
    static EDITION: LazyLock<String> = LazyLock::new(|| {
        crate::domain::ask::edition()
            .map(|day| day.format("%d.%m.%Y").to_string())
            .unwrap_or_default()
    });
    EDITION.clone()
}

/// All places, an act named once: «Закон № 106-VIII, ст. 13; Правила № 687, п. 85–99».
pub fn all(lang: Lang, refs: &[Reference]) -> String {
    let mut acts: Vec<(String, Vec<String>)> = Vec::new();
    for it in refs {
        let (act, place) = (act(lang, it), place(lang, it));
        match acts.iter_mut().find(|(known, _)| *known == act) {
            Some((_, places)) => places.extend(place),
            None => acts.push((act, place.into_iter().collect())),
        }
    }
    let acts = acts
        .into_iter()
        .map(|(act, places)| std::iter::once(act).chain(places).collect::<Vec<_>>().join(", "));
    acts.collect::<Vec<_>>().join("; ")
}

/// One place.
pub(super) fn linked(lang: Lang, it: &Reference) -> String {
    std::iter::once(act(lang, it)).chain(place(lang, it)).collect::<Vec<_>>().join(", ")
}

fn act(lang: Lang, it: &Reference) -> String {
    let words = lang.words();
    match (it.document, it.act) {
        (Some(Document::Law), _) => words.ask_ref_law(),
        (Some(Document::Registers), _) => words.ask_ref_registers(),
        (None, Some(OtherAct::FormerLaw)) => words.ask_ref_former(),
        (None, Some(OtherAct::TaxCode)) => words.ask_ref_tax(),
        (None, Some(OtherAct::QuasiPublic)) => words.ask_ref_quasi(),
        (None, Some(OtherAct::Budget)) => words.ask_ref_budget(),
        (Some(Document::Rules), _) | (None, None) => words.ask_ref_rules(),
    }
}

fn place(lang: Lang, it: &Reference) -> Option<String> {
    let words = lang.words();
    let run = |from: &str| match &it.to {
        Some(to) => format!("{from}–{to}"),
        None => from.to_owned(),
    };
    let point = it.point.as_deref().map(run);
    if let Some(article) = it.article {
        let mut number = article.to_string();
        for inner in point.iter().chain(&it.sub) {
            number.push_str(&format!("({inner})"));
        }
        return Some(words.ask_ref_article(number));
    }
    if let Some(annex) = it.annex {
        return Some(words.ask_ref_annex(annex.to_string()));
    }
    point.map(|point| words.ask_ref_point(point))
}
