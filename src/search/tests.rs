use chrono::{TimeZone as _, Utc};

use super::*;
use crate::domain::{
    search::{Begin, Entry, Sort},
    types::{LocalText, LotId, Tenge},
};

fn entry(id: LotId, ru: &str, kk: &str, more: &str) -> Entry {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Entry {
        id,
        numbers: vec![format!("{id}-ЗЦП1")],
        name: LocalText { ru: text(ru), kk: text(kk) },
        more: vec![LocalText { ru: text(more), kk: None }],
        ..Entry::default()
    }
}

fn index(entries: &[Entry]) -> Search {
    let search = Search::open(None).unwrap();
    let mut writer = search.writer(Amount::Changes).unwrap();
    for entry in entries {
        writer.put(entry).unwrap();
    }
    writer.commit("mark").unwrap();
    search
}

fn hits(search: &Search, text: &str) -> Hits {
    asked(search, &Ask::parse(text, noon()).unwrap())
}

fn asked(search: &Search, ask: &Ask) -> Hits {
    search.search(ask, Slice { from: Begin::Page(0), limit: 100 }, noon()).unwrap()
}

fn noon() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 20, 7, 0, 0).unwrap()
}

fn ids(search: &Search, text: &str) -> Vec<LotId> {
    hits(search, text).places.iter().map(|place| place.id).collect()
}

#[test]
fn words_are_found_in_any_form_language_and_spelling() {
    let search = index(&[
        entry(1, "Поставка картриджей HP 12A", "Картридждерді жеткізу", "для принтера"),
        entry(2, "Бумага А4 80 г/м2", "А4 қағазы", "упаковка 5кг"),
        entry(3, "Веб-камера цифровая", "Сандық веб-камера", "1234-5"),
        entry(4, "Медицинские перчатки", "Медициналық қолғаптар", "Ёлка, 5 кг"),
    ]);
    for (text, found) in [
        ("картридж", vec![1]),
        ("картpиджи", vec![1]),
        ("картриджам для принтеров", vec![1]),
        ("қағаз", vec![2]),
        ("кагазга", vec![2]),
        ("a4", vec![2]),
        ("5кг", vec![4, 2]),
        ("5 кг", vec![4, 2]),
        ("вебкамеры", vec![3]),
        ("веб-камер", vec![3]),
        ("камера", vec![3]),
        ("1234-5", vec![3]),
        ("елок", vec![4]),
        ("қолғаптарды", vec![4]),
        ("перчатку медицинскую", vec![4]),
        ("бумага !картридж", vec![2]),
        ("«медицинские перчатки»", vec![4]),
        ("«перчатки медицинские»", vec![]),
        ("3-ЗЦП1", vec![3]),
        ("перчатки бумага", vec![]),
    ] {
        assert_eq!(ids(&search, text), found, "{text}");
    }
}

#[test]
fn a_slip_is_read_as_what_lots_have_and_said_so() {
    let search = index(&[
        entry(1, "Картридж лазерный", "", ""),
        entry(2, "Стоматологическое оборудование", "", ""),
        entry(3, "Лента", "", ""),
    ]);
    let found = hits(&search, "катридж");
    assert_eq!(found.places.first().unwrap().id, 1);
    assert_eq!(found.corrections.first().unwrap().read_as, ["картридж"]);
    assert_eq!(ids(&search, "стомотологичиское"), [2], "two slips in a long word");
    assert!(hits(&search, "картриджи").corrections.is_empty());
    assert!(ids(&search, "кот").is_empty(), "a short word is what it is");
}

#[test]
fn pages_by_place_meet_and_never_overlap() {
    let lots: Vec<Entry> = (1..=23)
        .map(|n| Entry { amount: Some(Tenge::from_tiyn(n % 4)), ..entry(n, "стол", "", "") })
        .collect();
    let search = index(&lots);
    let ask = Ask { sort: Sort::Amount, ..Ask::parse("столы", noon()).unwrap() };
    let whole = asked(&search, &ask).places;
    let (mut pages, mut from) = (Vec::new(), Begin::Page(0));
    loop {
        let page = search.search(&ask, Slice { from, limit: 5 }, noon()).unwrap();
        assert_eq!((page.total, page.ahead), (23, pages.len() as u64));
        let Some(last) = page.places.last() else { break };
        from = Begin::After(*last);
        pages.extend(page.places);
    }
    assert_eq!(pages, whole);
    let back = Slice { from: Begin::Before(whole[10]), limit: 5 };
    let page = search.search(&ask, back, noon()).unwrap();
    assert_eq!((page.places.as_slice(), page.ahead), (&whole[5..10], 5));
    let third = search.search(&ask, Slice { from: Begin::Page(2), limit: 5 }, noon()).unwrap();
    assert_eq!((third.places.as_slice(), third.ahead), (&whole[10..15], 10));
}

#[test]
fn a_lot_put_in_again_is_there_once() {
    let search = index(&[entry(1, "стол", "", ""), entry(1, "стул", "", "")]);
    assert_eq!(search.len(), 1);
    assert!(ids(&search, "стол").is_empty());
    assert_eq!(search.mark().unwrap().as_deref(), Some("mark"));
}

#[test]
fn completion_offers_frequent_words_as_they_are_spelled() {
    let search = index(&[
        entry(1, "Қағаз", "", ""),
        entry(2, "Картриджи", "", ""),
        entry(3, "картриджи Картридж", "", ""),
        entry(4, "Карта", "", ""),
    ]);
    assert_eq!(search.complete("кар", 10).unwrap(), ["картриджи", "карта"]);
    assert_eq!(search.complete("бумага каг", 10).unwrap(), ["қағаз"]);
    assert!(search.complete("к", 10).unwrap().is_empty());
}

/// What may become of a file.
#[derive(Debug, Clone, Copy)]
enum Damage {
    Gone,
    Empty,
    Halved,
    Garbage,
    OneBit,
}

fn damage(file: &Path, how: Damage) {
    let mut bytes = std::fs::read(file).unwrap();
    match how {
        Damage::Gone => return std::fs::remove_file(file).unwrap(),
        Damage::Empty => bytes.clear(),
        Damage::Halved => bytes.truncate(bytes.len() / 2),
        Damage::Garbage => bytes.iter_mut().for_each(|byte| *byte = byte.wrapping_mul(31) ^ 0xA5),
        Damage::OneBit => {
            let middle = bytes.len() / 2;
            bytes.iter_mut().skip(middle).take(1).for_each(|byte| *byte ^= 1);
        }
    }
    std::fs::write(file, bytes).unwrap();
}

#[test]
fn whatever_is_damaged_the_index_answers_right_or_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let whole = folder.path().join("whole");
    {
        let search = Search::open(Some(&whole)).unwrap();
        let mut writer = search.writer(Amount::Changes).unwrap();
        for id in 1..=20 {
            writer.put(&entry(id, "стол письменный", "жазу үстелі", "дуб")).unwrap();
        }
        writer.commit("mark").unwrap();
        writer.settle().unwrap();
    }
    let names = || std::fs::read_dir(&whole).unwrap().flatten().map(|file| file.file_name());
    let mut anew = 0;
    for name in names() {
        for how in [Damage::Gone, Damage::Empty, Damage::Halved, Damage::Garbage, Damage::OneBit] {
            let hurt = folder.path().join("hurt");
            std::fs::create_dir_all(&hurt).unwrap();
            for file in names() {
                std::fs::copy(whole.join(&file), hurt.join(&file)).unwrap();
            }
            damage(&hurt.join(&name), how);
            let search = Search::open(Some(&hurt)).unwrap();
            if search.mark().unwrap().as_deref() == Some("mark") {
                assert_eq!(ids(&search, "письменные столы").len(), 20, "{name:?} {how:?}");
                assert_eq!(ids(&search, "үстел").len(), 20, "{name:?} {how:?}");
            } else {
                anew += 1;
                assert_eq!((search.mark().unwrap(), search.len()), (None, 0), "{name:?} {how:?}");
            }
            let mut writer = search.writer(Amount::Changes).unwrap();
            writer.put(&entry(99, "сноуборд", "", "")).unwrap();
            writer.commit("next").unwrap();
            assert_eq!(ids(&search, "сноуборды"), [99], "{name:?} {how:?}");
            drop(writer);
            drop(search);
            std::fs::remove_dir_all(&hurt).unwrap();
        }
    }
    assert!(anew > 10, "{anew}");
}

#[test]
fn sizes_and_compounds_are_found_written_together_and_apart() {
    let search = index(&[
        entry(1, "Автошина 205/55 R16", "Қысқы автошина", ""),
        entry(2, "Автошина 195/65R15", "Қысқы автошина", ""),
        entry(3, "Аренда помещения", "Үй-жайды жалға алу", ""),
        entry(4, "Яйцо куриное", "Тауық жұмыртқасы", ""),
    ]);
    for (text, found) in [
        ("205/55R16", vec![1]),
        ("195/65 R15", vec![2]),
        ("r15", vec![2]),
        ("үйжай", vec![3]),
        ("уй жай", vec![3]),
        ("десяток яиц", vec![]),
        ("яиц", vec![4]),
    ] {
        assert_eq!(ids(&search, text), found, "{text}");
    }
}

#[test]
fn what_is_sold_besides_is_offered_only_of_the_same_class() {
    let lot =
        |id, name: &str, enstru: &str| Entry { enstru: enstru.into(), ..entry(id, name, "", "") };
    let search = index(&[
        lot(1, "Ноутбук офисный", "262011000000001"),
        lot(2, "Лэптоп с сумкой", "262011000000002"),
        lot(3, "Бумага офисная", "171214000000001"),
        lot(4, "Ноутбук и лэптоп", "262011000000001"),
    ]);
    let own: Vec<_> = ["бумага", "лэптоп", "ноутбуки"]
        .map(|words| crate::domain::saved_search::SearchFilter::parse(words).unwrap())
        .into();
    let offered = |text: &str| {
        crate::domain::search::alike(&search, &Ask::parse(text, noon()).unwrap(), &own, noon())
            .unwrap()
    };
    assert_eq!(offered("ноутбук"), ["лэптоп"]);
    assert_eq!(offered("лэптопы"), ["ноутбуки"]);
    assert!(offered("бумага").is_empty());
    assert!(offered("офисный").is_empty(), "no class has most of them");
    assert!(offered("от 1 млн").is_empty());
}

#[test]
fn of_very_many_lots_none_is_lost_between_stretches() {
    // More than two stretches of one segment, with words that lots have here and there.
    let entries: Vec<Entry> = (0..10_000)
        .map(|id| {
            let name = if id % 7 == 0 { "Қағаз" } else { "Лигнит" };
            let more = if id % 5 == 0 { "бумага" } else { "" };
            let kk = if id % 4_099 == 0 { "қағаздар" } else { "" };
            entry(id, name, kk, more)
        })
        .collect();
    let search = index(&entries);
    let all = |text: &str| -> Vec<LotId> {
        let ask = Ask::parse(text, noon()).unwrap();
        let slice = Slice { from: Begin::Page(0), limit: usize::MAX };
        let mut ids: Vec<LotId> =
            search.search(&ask, slice, noon()).unwrap().places.iter().map(|it| it.id).collect();
        ids.sort_unstable();
        ids
    };
    let of = |fits: &dyn Fn(LotId) -> bool| -> Vec<LotId> {
        (0..10_000).filter(|id| fits(*id)).collect()
    };
    assert_eq!(all("қағазға"), of(&|id| id % 7 == 0 || id % 4_099 == 0));
    assert_eq!(all("бумаги"), of(&|id| id % 5 == 0));
    assert_eq!(all("қағаз бумага"), of(&|id| id % 5 == 0 && (id % 7 == 0 || id % 4_099 == 0)));
    assert_eq!(all("қағаз !бумага"), of(&|id| id % 5 != 0 && (id % 7 == 0 || id % 4_099 == 0)));
}
