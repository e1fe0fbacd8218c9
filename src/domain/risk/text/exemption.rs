//! When a name or a number of a product is no demand for that product: an equivalent is offered, or
//! what is named is what the customer has already, which the law lets name (article 12).

use super::{
    analog_ban,
    phrase::{Lazy, Phrases},
    reading::{Reading, Span},
};

static OFFERS: Lazy = Lazy::new(|| {
    Phrases::of(&[
        "(?:эквивалент~|аналог|аналоги|аналога|аналогов|аналогом|аналогичн~|равноценн~|равнозначн~|сопоставим~)",
        "(?:или|либо)‥ (?:подобн~|друг~|лучш~|ин~ (?:марк~|производ~)|схож~)",
        "не (?:хуже|уступа~)",
        "(?:характеристик~|параметр~|качеств~|уровн~) не ниже",
        "(?:любой|любого|любые|любых|иной|иного|другой|другого|разных|различных) (?:производител~|марк~|модел~|бренд~)",
        "(?:кез келген|басқа да) (?:өндіруші~|марка~|бренд~|модель~)",
        "(?:балама~|баламасы~|эквивалент~|аналог|аналогы~|аналогтар~|ұқсас|пара пар|теңбағалы)",
        "(?:оған |соған )?тең(?: (?:келетін|бағалы|мәнді|түсетін))?",
        "(?:төмен|кем|нашар) емес",
        "or (?:equivalent|similar|equal|analog~)",
    ])
});

/// The customer's own machines, for which something is bought.
const MACHINES: &str = "(?:принтер~|мфу|копир~|плоттер~|аппарат~|анализатор~|автомобил~|автомашин~|автотранспорт~|авто|машин~|автобус~|трактор~|экскаватор~|стан(?:ок|к~)|оборудовани~|устройств~|прибор~|систем~|сервер~|ноутбук~|компьютер~|котел~|котл~|насос~|генератор~|кондиционер~|двигател~|томограф~|рентген~|лифт~|холодильн~|камер~|телефон~|планшет~|смартфон~|погрузчик~|грейдер~|комбайн~|техник~|сканер~|модел~|схд|атс|ибп)";

static BEFORE: Lazy = Lazy::new(|| {
    let own = [
        format!("(?:для|к|на|под|от) (?:[а-я]+ ){{0,2}}{MACHINES}(?: (?:марк[иа]|модели|фирмы|производства|типа|[a-z0-9]+)){{0,3}}"),
        "(?:для|к|под)".to_owned(),
        "(?:совместим~|совместимост~|подходящ~|подход(?:ит|ят))(?: [а-яa-z0-9]+){0,4}".to_owned(),
        "(?:ремонт~|обслуживан~|заправк~|поверк~|диагностик~|техобслуживан~|восстановлен~|сервис~|калибровк~|продлени~)(?: [а-яa-z0-9]+){0,4}".to_owned(),
        "(?:имеющ~|существующ~|эксплуатируем~|установленн~|тапсырыс берушідегі|қолданыстағы|бар)(?: [а-яa-z0-9]+){0,3}".to_owned(),
    ];
    Phrases::at_end(&own)
});

static AFTER: Lazy = Lazy::new(|| {
    let own = [
        "(?:[а-яa-z0-9]+ ){0,3}(?:принтер~|мфу|құрылғы~|автокөлі~|көлі(?:гі|к)~|автобус~|аппарат~|жабды~|жүйе~|машина~|трактор~|қозғалтқыш~|анализатор~|ноутбук~|сервер~|кондиционер~|[а-яa-z0-9]+(?:ға|ге|қа|ке|на|не)) (?:арналған|үйлесімді|сәйкес~|лайық~|сай)".to_owned(),
        "(?:[а-яa-z0-9]+ ){0,3}(?:үйлесімді|совместим~|сыйымды)".to_owned(),
        "(?:[а-яa-z0-9]+ ){0,2}(?:[а-я]+ға|[а-я]+ге|[а-я]+қа|[а-я]+ке|ға|ге|қа|ке|үшін)‥ (?:арналған|үйлесімді)".to_owned(),
        "(?:[а-яa-z0-9]+ ){0,3}(?:[а-я]+(?:ын|ін|н)) (?:жөндеу|техникалық қызмет|толтыру)".to_owned(),
    ];
    Phrases::at_start(&own)
});

/// Where an equivalent is offered, not refused; in order.
pub(super) fn offers(reading: &Reading) -> Vec<usize> {
    let bans = analog_ban::find(reading);
    let mut bans = bans.iter().peekable();
    let mut offers = OFFERS.find(reading);
    offers.retain(|offer| {
        while bans.next_if(|ban| ban.end <= offer.start).is_some() {}
        bans.peek().is_none_or(|ban| ban.start >= offer.end)
    });
    offers.into_iter().map(|offer| offer.start).collect()
}

/// True where what is named is what the customer has.
pub(super) fn is_of_what_is_there(reading: &Reading, name: &Span) -> bool {
    let before = reading.before(name.start, 100);
    let clause = before.rsplit([',', '(', ':']).next().unwrap_or_default();
    let after = reading.after(name.end, 100);
    let rest = after.split([',', '(', ':']).next().unwrap_or_default();
    BEFORE.are_in(clause) || AFTER.are_in(rest)
}
