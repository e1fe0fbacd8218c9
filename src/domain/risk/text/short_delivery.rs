//! One to three days to deliver; the law gives fifteen at least.

use super::{
    phrase::{Lazy, Phrases},
    reading::{Reading, Span},
};

static TERMS: Lazy = Lazy::new(|| {
    let few = "(?:0?[123]|один|одного|два|двух|три|трех|одни|одних|двое|трое|двоих|троих)";
    let hours = "(?:[1-9]|[1-6][0-9]|7[0-2]|двух|трех|двенадцати|двадцати четырех|сорока восьми)";
    let kind = "(?:(?:календарн~|рабоч~|банковск~|р|к|кал|раб) )?";
    let lead = "(?:в течени~ |не позднее(?: чем)? |не более(?: чем)? |за |до |в срок (?:до |не более )?|не позже |через |максимум |по истечени~ )*";
    let few_kk = "(?:0?[123]|бір|екі|үш)";
    let kind_kk = "(?:(?:жұмыс|күнтізбелік|банктік|банк) )?";
    let ends_kk = "(?: (?:ішінде|кешіктірмей~|аспайтын~|аспауы~|артық емес))?(?: (?:тиіс|керек))?";
    let own = [
        format!(
            "{lead}{few}(?: (?:х|ти|го|м))?(?: {few}(?: х)?)? {kind}(?:день|дня|дней|дн|дню|сут~)"
        ),
        format!("{lead}{hours}(?: х| ти)?(?: [а-я]+(?: [а-я]+)?)? (?:час|часа|часов|ч)"),
        "(?:в течени~|в|за) (?:одного |рабочего |одних |одни |рабочих |календарных )*(?:суток|сутки|дня|часа)".to_owned(),
        "(?:в )?(?:(?:одно|двух|трех)(?:дневн|суточн)~|[123](?: х)? (?:дневн|суточн)~) срок~"
            .to_owned(),
        "(?:в |на )?(?:следующ~|друг~) (?:за‥ )?(?:рабоч~ |календарн~ )?(?:день|дня|сутки)"
            .to_owned(),
        "(?:на )?(?:первый|второй|третий) (?:рабоч~ |календарн~ )?день".to_owned(),
        "(?:в )?(?:тот же|этот же|день в) день".to_owned(),
        "в день‥ (?:подписани~|заключени~|заявк~|обращени~|подачи|заказа|получени~|поступлени~)"
            .to_owned(),
        format!(
            "{few_kk}(?: {few_kk})? {kind_kk}(?:күн(?:і~|нен|нің|ге|де|мен)?|тәулік~){ends_kk}"
        ),
        format!("{hours}(?: [а-я]+(?: [а-я]+)?)? сағат(?:тан|қа|та|тың|ы|ына|ынан)?{ends_kk}"),
        "(?:келесі|ертеңгі) (?:жұмыс )?күн(?:і|ге|інде|інен)?".to_owned(),
        "(?:сол|өтінім берілген|тапсырыс берілген|шарт жасалған) күні".to_owned(),
    ];
    Phrases::of(&own)
});

/// A term without a number.
static AT_ONCE: Lazy = Lazy::new(|| {
    Phrases::of(&[
        "(?:незамедлительн~|немедленн~) (?:поставк~|доставк~|отгрузк~)",
        "дереу (?:жеткіз~|жөнелт~)",
    ])
});

/// What the term is of, where that is to deliver or to do the work.
static OF_DELIVERY: Lazy = Lazy::new(|| {
    Phrases::of(&[
        "(?:постав(?:к|и|л)~|достав(?:к|и|л)~|отгру~|исполн(?:ен|ит|я|и)~|выполн~|оказ(?:а|ы)~|переда(?:ч|т|е)~|завоз~|завез~|привез~|привоз~|изготов(?:л|и)~|предоставля~|предоставить|осуществить|самовывоз~)",
        "срок(?:и|а)?(?: действия)?",
        "(?:жеткіз(?:у|іл|іп|ед|сін)~|мерзім~|орында~|жөнелт~|көрсетіл~|әкел~|тасымалда~|тапсыр(?:у|ыл)~)",
    ])
});
/// What else is told in days and hours.
static OF_ELSE: Lazy = Lazy::new(|| {
    Phrases::of(&[
        "(?:оплат~|оплач~|платеж~|перечисл~|замен~|заменит~|устран~|хранен~|хранит~|годност~|гаранти~|автономн~|непрерывн~|тренинг~|обучен~|обучающ~|семинар~|курс~|прожив~|размещени~|питани~|мероприят~|экскурс~|путевк~|акт|акта|акты|реагир~|реакц~|реагент~|выезд~|прибы~|уведом~|сообщ~|извест~|рассмотр~|возврат~|возвра~|аренд~|продолжит~|длител~|раз|кажд~|периодич~|ежедн~|недостат~|дефект~|брак~|некачествен~|претензи~|ответ~|заряд~|сушк~|высых~|схват~|действует|действия|подогрев~|работы от|время работы|режим~|смен~|приемк~|принять|принима~|подписать|пребыван~|спектакл~|концерт~|конференц~|форум~|лагер~|отдых~|инкубац~|выдерж~|доукомплект~|восполн~|обслуживан~|аванс~)",
        "(?:әр|сайын|төле~|ауыстыр~|алмастыр~|сақта~|жарамды~|кепілді~|тренинг~|ұзақты~|оқыт~|семинар~|ақау~|кемшілік~|жою~|жауап~|акті~|жалға~|тұру|тамақтан~|іс шара~|қабылда~|дербес|автоном~|хабарла~|келіп|қайтар~|әрекет~|сапасыз~|аванс~|зарядта~)",
    ])
});
/// What a term begins with that leaves no doubt that something has to be done.
static BINDING: Lazy = Lazy::new(|| {
    Phrases::of(&["(?:в течени~|не позднее|в срок|не позже|день в день|ішінде|кешіктірмей~)"])
});
/// Counted from these, a term is one of the contract.
static FROM_CONTRACT: Lazy =
    Lazy::new(|| Phrases::of(&["(?:договор~|заявк~|заказа|шарт~|өтінім~)"]));

pub(super) fn find(reading: &Reading) -> Vec<Span> {
    let mut terms = TERMS.find(reading);
    terms.retain(|term| is_of_delivery(reading, term));
    terms.extend(AT_ONCE.find(reading));
    terms.sort_by_key(|term| term.start);
    terms
}

/// The nearest word before that says what a term is of decides; where none does, the nearest after.
fn is_of_delivery(reading: &Reading, term: &Span) -> bool {
    let before = reading.before(term.start, 160);
    let delivery = OF_DELIVERY.within(before).last().map(|word| word.start);
    let other = OF_ELSE.within(before).last().map(|word| word.start);
    if delivery.is_some() || other.is_some() {
        // `сақтау мерзімі`, `срок` after `хранение`: what stands beside names the term.
        let beside = delivery.zip(other).is_some_and(|(one, other)| other.abs_diff(one) < 40);
        return delivery > other && !(beside && is_named_by_other(before, delivery));
    }
    let after = reading.after(term.end, 160);
    let delivery = OF_DELIVERY.within(after).first().map_or(usize::MAX, |word| word.start);
    let other = OF_ELSE.within(after).first().map_or(usize::MAX, |word| word.start);
    if delivery == usize::MAX && other == usize::MAX {
        let words = reading.words_at(term);
        return BINDING.are_in(words)
            || FROM_CONTRACT.are_in(after)
            || FROM_CONTRACT.are_in(before);
    }
    delivery < other
}

/// `срок` and `мерзім` after another matter are that matter's.
fn is_named_by_other(before: &str, delivery: Option<usize>) -> bool {
    delivery
        .and_then(|at| before.get(at..))
        .is_some_and(|word| word.starts_with("мерзим") || word.starts_with("срок"))
}
