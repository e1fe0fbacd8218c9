use proptest::prelude::*;
use rstest::rstest;

use super::*;

/// Texts with `[` and `]` around what the rule should find, and texts in which it finds nothing.
#[rstest]
#[case(TextRule::BrandWithoutEquivalent, &[
    "Ноутбук [Lenovo], память 8 Гб",
    "Краска марки [Colorex], белая",
    "[Samsung] маркалы теледидар",
    "Ноутбук Lenovo или эквивалент, память 8 Гб",
    "Samsung теледидары немесе баламасы",
    "Картридж для принтера HP LaserJet",
    "Бетон марки М300",
])]
#[case(TextRule::CatalogueNumber, &[
    "Подшипник, артикул [6205-2RS1]",
    "Картридж [CF259X], черный",
    "Сүзгі, каталог нөмірі [W712/75]",
    "Картридж CF259X или аналог",
    "Труба по ГОСТ 10704-91, код 172312.700.000013, IP44",
    "Масло моторное 10W-40, тел. 8 7172 55 66 77",
])]
#[case(TextRule::OverExactParameter, &[
    "Стол, длина [1247 мм], цвет орех",
    "Вес изделия [ровно 1,2 кг]",
    "Биіктігі [тура 1853 мм]",
    "Стол, длина не менее 1247 мм",
    "Стол, длина 1247 мм ± 5 мм",
    "Ұзындығы кемінде 1247 мм",
    "Поставка в 2025 г, стол 1200х600 мм",
])]
#[case(TextRule::AnalogBan, &[
    "[Аналоги не допускаются], цвет белый",
    "Кабель [без права замены на аналог]",
    "[Аналогтар қабылданбайды]",
    "Аналоги допускаются",
    "Аналоговая камера, замена фильтров",
])]
#[case(TextRule::AuthorisationLetter, &[
    "Приложить [авторизационное письмо от производителя]",
    "[Өндірушінің авторизациялық хаты] болуы міндетті",
    "Гарантия производителя 12 месяцев, паспорт завода-изготовителя",
])]
#[case(TextRule::GeographyDemand, &[
    "[Поставщик должен находиться в г. Алматы], режим с 9 до 18",
    "[Жеткізуші Алматы қаласында орналасқан болуы тиіс]",
    "Место поставки: г. Алматы, склад заказчика",
    "Тауар Алматы қаласындағы қоймаға жеткізіледі",
])]
#[case(TextRule::MixedSubjects, &[
    "[Компьютеры, мебель] для школы",
    "[Жиһаз және оргтехника] мектепке",
    "Стол, стул, шкаф для бумаги",
    "Принтерге арналған қағаз",
])]
#[case(TextRule::GoodsWithServices, &[
    "[Поставка и монтаж] кондиционеров",
    "Кондиционерлерді [жеткізу және орнату]",
    "Услуги по монтажу и наладке кондиционеров",
    "Насосная установка с доставкой, гарантийное обслуживание",
])]
#[case(TextRule::Homoglyph, &[
    "[Kартридж] для принтера",
    "[Қaғаз] А4",
    "USB-кабель, 3D-принтер, HPдің принтері",
])]
#[case(TextRule::LuxuryClass, &[
    "Мебель [премиум-класса], дуб",
    "[Элиталық] шай",
    "Освещённость 300 люкс, семена элитных сортов",
])]
#[case(TextRule::ProprietaryTerm, &[
    "Куртка с мембраной [Gore-Tex]",
    "Сүзгі, [патенттелген технология]",
    "Куртка с мембраной Gore-Tex или эквивалент",
    "Динамик с технологией Bluetooth",
])]
#[case(TextRule::ShortDelivery, &[
    "Поставка [в течение 2 (двух) календарных дней] со дня заявки",
    "Жеткізу мерзімі [1 жұмыс күні ішінде]",
    "Поставка в течение 15 календарных дней",
    "Оплата в течение 3 рабочих дней",
    "Төлем 3 жұмыс күні ішінде",
])]
#[case(TextRule::ExperienceDemand, &[
    "[Опыт работы не менее 5 лет] в сфере",
    "[Кемінде 5 жыл тәжірибе] болуы керек",
    "Набор для опытов, гарантия не менее 5 лет",
    "Тәжірибе алмасу семинары",
])]
fn a_rule_finds_what_it_is_for_and_nothing_else(#[case] rule: TextRule, #[case] texts: &[&str]) {
    for marked in texts {
        let text = marked.replace(['[', ']'], "");
        let expected = marked.split_once('[').map(|(before, rest)| {
            let (words, _) = rest.split_once(']').unwrap();
            let start = before.chars().count();
            (start, start + words.chars().count())
        });
        let found: Vec<Finding> =
            find(&text).into_iter().filter(|finding| finding.rule == rule).collect();
        let words: Vec<&str> = found.iter().map(|finding| excerpt(&text, finding)).collect();
        match expected {
            None => assert!(found.is_empty(), "{text}: {words:?}"),
            Some((start, end)) => {
                assert_eq!(found.len(), 1, "{text}: {words:?}");
                let common = found[0].end.min(end).saturating_sub(found[0].start.max(start));
                assert!(common * 2 > end - start, "{text}: {words:?}");
            }
        }
    }
}

#[test]
fn every_rule_has_a_page_that_says_the_same_things() {
    for rule in TextRule::ALL {
        let path = format!("{}/docs/risk/{}.md", env!("CARGO_MANIFEST_DIR"), rule.code());
        let page = std::fs::read_to_string(&path).unwrap();
        assert!(page.starts_with(&format!("# {} — ", rule.code())), "{path}");
        for section in [
            "Что смотрит",
            "Порог",
            "Источник",
            "Что это может значить",
            "Что снимет",
            "Исключения и чего не знает",
        ] {
            assert!(page.contains(&format!("\n## {section}\n")), "{path}: {section}");
        }
    }
}

#[test]
fn excerpts_are_what_was_written() {
    let text = "Бояу: «Қ\u{AD}ара», {Kартридж} 🙂 қара";
    let found = find(text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(excerpt(text, &found[0]), "Kартридж");
    assert_eq!(excerpt("", &found[0]), "");
}

#[test]
fn invisible_marks_hide_nothing() {
    let text = "Ана\u{AD}логи не до\u{200B}пускаются";
    let found = find(text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(excerpt(text, &found[0]), text);
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,80}|([а-яёәіңғүұқөһa-zA-Z0-9 ,.\u{AD}\n«»№/-]|HP|марки|мм){0,60}") {
        let points = text.chars().count();
        for finding in find(&text) {
            prop_assert!(finding.start < finding.end && finding.end <= points);
            prop_assert!(!excerpt(&text, &finding).is_empty());
        }
    }
}
