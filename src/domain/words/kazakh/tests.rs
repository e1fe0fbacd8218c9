//! Words in all their forms: by hand, and by the rules of Kazakh over a list of what is bought.

use super::*;
use crate::domain::words::{fold, tests::one_stem};

#[test]
fn forms_of_one_word_have_one_stem() {
    one_stem(
        stem,
        &[
            "қағаз қағазды қағаздың қағаздар қағаздары қағазы қағазға қағазбен",
            "шәйнек шәйнегі шәйнектер шәйнектің",
            "кітап кітабы кітабын кітабында кітаптар кітаптарға",
            "тақта тақталар тақталардың тақтасы тақтаға",
            "есік есіктер есігі есіктің",
            "желім желімдердің желімі желіммен",
            "жабдық жабдығы жабдықтар жабдықтарды жабдықтарының жабдықпен",
            "принтер принтерлер принтердің принтері",
            "материал материалдар материалдарды",
            "қызмет қызметі қызметтер қызметтері қызметтерін",
            "су суды судың суы суымен",
            "жол жолдағы жолда жолдар",
            "сарымсақ сарымсақты",
            "телефон телефоны телефондар телефонмен",
            "жұмыс жұмысы жұмыстар жұмыспен",
            "орын орны орнында орындар",
            "халық халқы халқының халыққа",
            "кабель кабелі кабельдер",
            "ерітінді ерітіндісі ерітіндінің",
        ],
    );
}

#[test]
fn unlike_words_stay_apart() {
    for (one, other) in [
        ("қалам", "қала"),
        ("орын", "орман"),
        ("сабын", "сабақ"),
        ("бояу", "бор"),
        ("телефон", "телевизор"),
        ("жұмыс", "жұмыртқа"),
    ] {
        assert_ne!(stem(&fold(one)), stem(&fold(other)), "{one} {other}");
    }
}

/// What is bought, and what else lots speak of.
const NOUNS: &str = "\
    қағаз қалам дәптер кітап оқулық үстел орындық шкаф есік терезе кілем перде төсек \
    көрпе жастық сабын шүберек шелек қолғап бетперде дәрі таблетка ерітінді құрал жабдық \
    құрылғы аспап қозғалтқыш көлік трактор тіркеме отын көмір мұнай май сүт ет балық нан \
    ұн жұмыртқа қант тұз шай картоп сәбіз пияз алма бидай арпа жем тыңайтқыш тұқым көшет \
    ағаш темір болат мыс сым құбыр кірпіш құм бояу желім шеге бұранда құлып шам жарық \
    кабель мектеп аурухана балабақша кітапхана ғимарат жол көпір саябақ алаң су үй \
    қызмет жұмыс тауар бөлшек сүзгі сорғы қазан пеш тоңазытқыш мұздатқыш шәйнек ыдыс \
    тәрелке қасық пышақ қайшы арқан шпагат жіп мата киім аяқкиім бас етік қалпақ күртеше \
    көйлек шалбар шұлық орамал сүлгі матрас сейсеп қап қорап бума сөре үйме тақта бор \
    сызғыш қарындаш өшіргіш желімдеуіш тескіш қыстырғыш мөр мөртабан конверт журнал \
    газет баспа жарнама белгі ту елтаңба сыйлық марапат медаль доп тор гантель велосипед \
    шаңғы ойыншық қуыршақ конструктор компьютер принтер сканер монитор пернетақта \
    тінтуір картридж тонер сервер бағдарлама лицензия телефон байланыс желі антенна \
    камера бейнекамера домофон дабыл өрт сөндіргіш шлагбаум қақпа қоршау есептегіш \
    датчик реле сақтандырғыш розетка ажыратқыш трансформатор генератор аккумулятор \
    батарея шырақ сорап компрессор клапан фланец муфта болт гайка шайба бұрауыш балға \
    ара кескіш бұрғы қашау күрек тырма сыпырғыш шаңсорғыш жуғыш ұнтақ тазартқыш \
    дезинфекция маска халат шприц бинт дәке жара жгут термометр тонометр рентген таңғыш \
    катетер скальпель реагент сынақ вакцина инсулин дәрумен астық күріш макарон жарма \
    ірімшік айран қаймақ тосап бал шоколад печенье кәмпит шырын сусын қияр қызанақ \
    қырыққабат сарымсақ бұрыш жеміс алмұрт жүзім банан апельсин қауын қарбыз мал сиыр \
    қой жылқы тауық арық тоған бөгет құдық бак цистерна автобус жүк шина майлау бензин \
    дизель газ битум асфальт бетон цемент қиыршықтас гипс тас әйнек тұтқа ілмек кілт \
    шатыр шифер линолеум ламинат плитка обой мүсін бақ гүл шөп шыбық орын бөлік халық \
    ерін ауыз мұрын ауыл қала аудан облыс жер жоба сызба сараптама қадағалау күзет \
    аударма оқыту емтихан семинар көрме мереке концерт тамақ асхана";
/// Words that lose a vowel before an ending, as they are then.
const LOSE_A_VOWEL: [(&str, &str); 5] =
    [("орын", "орн"), ("халық", "халқ"), ("ауыз", "ауз"), ("мұрын", "мұрн"), ("ерін", "ерн")];

/// Cases, numbers and possession of a noun, by harmony and assimilation.
fn forms(word: &str) -> Vec<String> {
    let spoken: Vec<char> = word.chars().filter(|c| *c != 'ь').collect();
    let told = spoken.iter().rev().find(|c| "аоұыяюёәеөүіэ".contains(**c));
    let is_back = told.is_none_or(|c| "аоұыяюё".contains(*c)) && !word.ends_with('ь');
    let last = *spoken.last().unwrap();
    let (a, y) = if is_back { ('а', 'ы') } else { ('е', 'і') };
    let is_open = "аәеёоөұүыіэюяи".contains(last);
    let is_nasal = "мнң".contains(last);
    let is_voiceless = "кқпстшщфхцчбвгд".contains(last);
    let after = |voiceless: char, other: char| if is_voiceless { voiceless } else { other };
    let l = if is_open || "рйу".contains(last) { 'л' } else { after('т', 'д') };
    let g = if is_open || is_nasal { 'н' } else { after('т', 'д') };
    let n = if is_open { 'н' } else { after('т', 'д') };
    let d = match (is_voiceless, is_back) {
        (true, true) => 'қ',
        (true, false) => 'к',
        (false, true) => 'ғ',
        (false, false) => 'г',
    };
    let t = after('т', 'д');
    let from = if is_nasal { 'н' } else { t };
    let with = if is_voiceless {
        "пен"
    } else if "зж".contains(last) {
        "бен"
    } else {
        "мен"
    };
    let own = match LOSE_A_VOWEL.iter().find(|(whole, _)| *whole == word) {
        Some((_, short)) => (*short).to_owned(),
        None => {
            let mut own: String = spoken.iter().take(spoken.len() - 1).collect();
            own.push(match last {
                'к' => 'г',
                'қ' => 'ғ',
                'п' => 'б',
                other => other,
            });
            own
        }
    };
    let own = if is_open { format!("{own}с{y}") } else { format!("{own}{y}") };
    let many = format!("{word}{l}{a}р");
    let to_many = if is_back { 'ғ' } else { 'г' };
    let of_place = if is_back { "ғы" } else { "гі" };
    vec![
        format!("{word}{g}{y}ң"),
        format!("{word}{n}{y}"),
        format!("{word}{d}{a}"),
        format!("{word}{t}{a}"),
        format!("{word}{from}{a}н"),
        format!("{word}{with}"),
        format!("{word}{t}{a}{of_place}"),
        format!("{many}д{y}"),
        format!("{many}д{y}ң"),
        format!("{many}{to_many}{a}"),
        format!("{many}мен"),
        format!("{many}{y}"),
        format!("{many}{y}н"),
        format!("{many}{y}н{y}ң"),
        format!("{many}{y}нд{a}"),
        many,
        format!("{own}н"),
        format!("{own}н{a}"),
        format!("{own}нд{a}"),
        format!("{own}н{y}ң"),
        format!("{own}н{a}н"),
        format!("{own}мен"),
        own,
    ]
}

#[test]
fn nearly_every_form_of_what_is_bought_has_the_stem_of_its_word() {
    let (mut pairs, mut apart) = (0_u32, Vec::new());
    for word in NOUNS.split_whitespace() {
        let whole = stem(&fold(word));
        for form in forms(word) {
            pairs += 1;
            if stem(&fold(&form)) != whole {
                apart.push(form);
            }
        }
    }
    assert!(pairs > 7_000, "{pairs}");
    assert!(apart.len() <= 5, "{} of {pairs}: {apart:?}", apart.len());
}

#[test]
fn hardly_any_two_words_have_one_stem() {
    let stems: std::collections::BTreeSet<String> =
        NOUNS.split_whitespace().map(|word| stem(&fold(word))).collect();
    let words = NOUNS.split_whitespace().count();
    assert!(words - stems.len() <= 4, "{words} words, {} stems", stems.len());
}
