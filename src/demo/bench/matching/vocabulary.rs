//! Words that lots and searches are made of, in all their forms: what is bought, how it is called
//! more closely, and what every second description says besides.

/// Masculine nouns on a hard consonant.
const HARD: &str = "принтер сканер монитор телефон проектор ламинатор насос трансформатор генератор \
    двигатель трактор автомобиль комбайн автобус велосипед прицеп экскаватор кабель провод \
    выключатель светильник прожектор шкаф стол стул диван стеллаж сейф матрас халат костюм комбинезон \
    бинт шприц катетер термометр тонометр стетоскоп скальпель аппарат анализатор реагент вакцин \
    антибиотик парацетамол ибупрофен инсулин раствор порошок сироп бензин керосин мазут уголь газ \
    асфальт бетон цемент кирпич щебень песок гипс линолеум ламинат паркет плинтус профиль \
    саморез болт гвоздь замок радиатор котел бойлер кондиционер вентилятор фильтр компрессор \
    картофель хлеб кефир творог сыр рис сахар чай кофе сок компот лимон апельсин банан огурец \
    томат лук чеснок перец мед шоколад блокнот карандаш маркер конверт скотч степлер дырокол \
    учебник журнал альбом глобус компас микроскоп мяч тренажер спортинвентарь коврик самокат \
    сервер коммутатор маршрутизатор ноутбук планшет процессор накопитель адаптер модем";
/// Feminine nouns on `а` after a hard consonant.
const FEMININE: &str = "лампа труба шина камера антенна мебель вода рыба крупа капуста свекла \
    мука пшеница мышь ваза карта схема программа система форма рама штора батарея тетрадь вата \
    маска резина краска эмаль проволока арматура доска фанера плита бумага папка";
/// Feminine nouns with a vowel that comes and goes.
const FLEETING: &str = "перчатка салфетка щетка лопатка тарелка кружка ложка вилка полка рубашка \
    куртка кепка повязка пробирка колонка розетка задвижка прокладка гайка втулка";
/// Neuter nouns on `ие`.
const NEUTER: &str = "оборудование удобрение топливоснабжение обслуживание освещение озеленение \
    отопление водоснабжение ограждение покрытие обучение страхование питание измерение проектирование";
/// Adjectives on `ый`.
const ADJECTIVES: &str = "лазерный цветной офисный школьный детский медицинский стоматологический \
    хирургический стерильный одноразовый строительный деревянный металлический пластиковый \
    стеклянный алюминиевый медный стальной чугунный электрический дизельный бензиновый моторный \
    трансмиссионный минеральный органический спортивный музыкальный учебный типографский \
    канцелярский хозяйственный пожарный охранный уличный светодиодный сетевой серверный \
    беспроводной портативный промышленный сельскохозяйственный дорожный автомобильный тракторный \
    продовольственный молочный мясной рыбный хлебобулочный";
/// Kazakh nouns.
const KAZAKH: &str = "қағаз қалам дәптер кітап оқулық үстел орындық шкаф есік терезе кілем перде \
    төсек көрпе жастық сабын шүберек шелек қолғап бетперде дәрі таблетка ерітінді құрал жабдық \
    құрылғы аспап қозғалтқыш автокөлік трактор тіркеме отын көмір мұнай май сүт ет балық нан ұн \
    жұмыртқа қант тұз шай картоп сәбіз пияз алма бидай арпа жем тыңайтқыш тұқым көшет ағаш темір \
    болат мыс сым құбыр кірпіш құм бояу желім шеге бұранда құлып шам жарық кабель мұражай бейнебақылау \
    мектеп аурухана балабақша кітапхана ғимарат жол көпір саябақ алаң";
/// What is said of anything.
const SAID_OF_ANYTHING: &str = "поставка закупка приобретение согласно технической спецификации \
    приложению договору заказчика срок годности гарантия не менее месяцев соответствие требованиям \
    новый цвет белый черный синий размер материал комплект расходными материалами доставка до склада \
    установка подключение упаковка заводская сертификат качества количество штук наименование \
    производитель страна вес объем длина ширина высота толщина";
const SAID_IN_KAZAKH: &str = "сатып алу жеткізу бойынша қызметтері техникалық ерекшелікке сәйкес \
    тапсырыс берушінің өтінімі мерзімі кемінде ай кепілдік түсі ақ қара көк өлшемі салмағы саны \
    дана жиынтықта арналған үшін";
const MAKERS: &str = "HP Canon Xerox Samsung Epson Bosch Makita Lenovo Dell Asus Philips Siemens \
    Indesit Brother Kyocera Huawei ABB Legrand Knauf Mobil";

/// The words of one kind, each in all its forms, the first as a dictionary has it.
pub(in crate::demo::bench) struct Vocabulary {
    pub(in crate::demo::bench) things: Vec<Vec<String>>,
    pub(in crate::demo::bench) adjectives: Vec<Vec<String>>,
    pub(in crate::demo::bench) kazakh: Vec<Vec<String>>,
    pub(in crate::demo::bench) makers: Vec<&'static str>,
    pub(in crate::demo::bench) said: Vec<&'static str>,
    pub(in crate::demo::bench) said_in_kazakh: Vec<&'static str>,
}

impl Vocabulary {
    pub(in crate::demo::bench) fn new() -> Self {
        let words = |list: &'static str| list.split_whitespace();
        let forms = |list, of: fn(&str) -> Vec<String>| words(list).map(of).collect::<Vec<_>>();
        let mut things = forms(HARD, masculine);
        things.extend(forms(FEMININE, feminine));
        things.extend(forms(FLEETING, fleeting));
        things.extend(forms(NEUTER, neuter));
        Self {
            things,
            adjectives: forms(ADJECTIVES, adjective),
            kazakh: forms(KAZAKH, kazakh),
            makers: words(MAKERS).collect(),
            said: words(SAID_OF_ANYTHING).collect(),
            said_in_kazakh: words(SAID_IN_KAZAKH).collect(),
        }
    }
}

fn with(word: &str, stem: &str, endings: &str) -> Vec<String> {
    let mut forms = vec![word.to_owned()];
    forms.extend(endings.split(' ').map(|ending| format!("{stem}{ending}")));
    forms
}

fn masculine(word: &str) -> Vec<String> {
    match word.strip_suffix('ь') {
        Some(stem) => with(word, stem, "я ю ем е и ей ям ями ях"),
        None if word.ends_with(['к', 'г', 'х']) => with(word, word, "а у ом е и ов ам ами ах"),
        None if word.ends_with(['ж', 'ч', 'ш', 'щ']) => {
            with(word, word, "а у ем е и ей ам ами ах")
        }
        None => with(word, word, "а у ом е ы ов ам ами ах"),
    }
}

fn feminine(word: &str) -> Vec<String> {
    match (word.strip_suffix('ь'), word.strip_suffix('а')) {
        (Some(stem), _) => with(word, stem, "и ью ей ям ями ях"),
        (_, Some(stem)) => with(word, stem, "ы е у ой ам ами ах"),
        _ => vec![word.to_owned()],
    }
}

fn fleeting(word: &str) -> Vec<String> {
    let stem = word.trim_end_matches("ка");
    let vowel = if stem.ends_with(['ж', 'ч', 'ш', 'й']) { 'е' } else { 'о' };
    let mut forms = with(word, stem, "ки ке ку кой кам ками ках");
    forms.push(format!("{}{vowel}к", stem.trim_end_matches('й')));
    forms
}

fn neuter(word: &str) -> Vec<String> {
    with(word, word.trim_end_matches("ие"), "ия ию ием ии")
}

fn adjective(word: &str) -> Vec<String> {
    let soft = word.ends_with("ий");
    let stem = word.trim_end_matches("ый").trim_end_matches("ий").trim_end_matches("ой");
    with(
        word,
        stem,
        if soft {
            "ая ое ие ого ой их ими"
        } else {
            "ая ое ые ого ой ых ыми"
        },
    )
}

/// Case, number and possession with harmony and assimilation.
fn kazakh(word: &str) -> Vec<String> {
    let is_vowel = |c: &char| "аәеоөұүыіиуэ".contains(*c);
    let back = word.chars().rev().find(is_vowel).is_some_and(|c| "аоұыу".contains(c));
    let last = word.chars().last().unwrap_or('а');
    let (vowel, narrow) = if back { ('а', 'ы') } else { ('е', 'і') };
    // First sounds of plural, accusative, genitive and dative.
    let [l, n, g, d] = if "кқпстшщфхцч".contains(last) {
        ['т', 'т', 'т', if back { 'қ' } else { 'к' }]
    } else {
        let d = if back { 'ғ' } else { 'г' };
        match last {
            last if is_vowel(&last) => ['л', 'н', 'н', d],
            'р' | 'й' => ['л', 'д', 'д', d],
            'м' | 'н' | 'ң' => ['д', 'д', 'н', d],
            _ => ['д', 'д', 'д', d],
        }
    };
    let voiced = match last {
        'к' => 'г',
        'қ' => 'ғ',
        'п' => 'б',
        other => other,
    };
    let mut own: String = word.chars().take(word.chars().count().saturating_sub(1)).collect();
    own.push(voiced);
    if is_vowel(&last) {
        own.push('с');
    }
    own.push(narrow);
    vec![
        word.to_owned(),
        format!("{word}{l}{vowel}р"),
        format!("{word}{n}{narrow}"),
        format!("{word}{g}{narrow}ң"),
        format!("{word}{d}{vowel}"),
        format!("{word}{l}{vowel}р{narrow}"),
        own,
    ]
}
