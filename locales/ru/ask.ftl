command-ask = вопрос о госзакупках: ответ с источником
ask-usage = Спросите словами, например: <code>/ask что такое демпинг?</code> или, открыв лот, «сколько обеспечение по этому лоту?»

    Отвечаю по прочитанному тексту Закона и Правил и говорю, по какой статье. Чего не знаю — так и скажу.
ask-talks-count = Ваших вопросов хранится: { $count }.
ask-answer = <b>{ $question }</b>

    { $answer }
ask-source = 📖 { $source }
ask-quote = «{ $text }»
    <i>Текст в редакции на { $date }</i>
ask-edition = <i>Редакция на { $date } · справка, не юридическая консультация</i>
ask-quality-high = Опора: прямая норма
ask-quality-middle = Опора: близкая норма
ask-quality-low = Опора: слабая, проверьте источник
ask-ref-law = Закон № 106-VIII
ask-ref-rules = Правила № 687
ask-ref-registers = Правила реестров № 646
ask-ref-article = ст. { $n }
ask-ref-point = п. { $n }
ask-ref-annex = прил. { $n }
ask-ref-former = прежний Закон № 434-V
ask-ref-tax = Налоговый кодекс
ask-ref-quasi = Закон о закупках отдельных субъектов квазигосударственного сектора
ask-ref-budget = Закон о республиканском бюджете
ask-more-asked = Вы спросили: { $question }
ask-more-related = Рядом по смыслу — кнопками ниже.
ask-refused-outside = Это не про госзакупки Казахстана — здесь я не помощник. Спросите о закупке, договоре, обеспечении, жалобе, РНУ.
ask-refused-no-evidence = В прочитанных Законе и Правилах ответа на это я не нашёл и придумывать не буду. Спросите другими словами или посмотрите близкое ниже; действующий текст — на adilet.zan.kz.
ask-refused-needs-lawyer = Здесь нужен юрист, который увидит ваши документы: исход дела и чужую вину я оценивать не берусь. Нормы, на которые он посмотрит, — ниже.
ask-refused-personal-data = Личные данные других людей я не ищу и не сообщаю. Об организации можно спросить по её БИН.
ask-refused-breaks-law = С этим не помогу: это нарушение закона. Как сделать законно — спросите, отвечу; близкое ниже.
ask-refused-unknowable = Этого сейчас никто не знает, а гадать я не буду. Что уже известно о лоте или компании, покажу: пришлите номер или БИН.
ask-no-lot = Непонятно, о каком лоте речь: откройте его (<code>/lot номер</code>) и спросите снова.
ask-lot-title = <b>Лот { $number }</b> { $name }
ask-lot-amount = Выделено: { $sum } без НДС
ask-lot-amount-unknown = Сумма лота неизвестна
ask-lot-bid-security = Обеспечение заявки: { $percent } % — <b>{ $sum }</b>
ask-lot-contract-security = Обеспечение договора: { $percent } % суммы договора; если цена будет равна выделенной — <b>{ $sum }</b>
ask-lot-security-unknown = Обеспечение: для этого способа закупки Правила его не называют, или способ неизвестен
ask-lot-floor = Не демпинг — от <b>{ $sum }</b> (порог { $percent } %)
ask-lot-floor-unknown = Порог демпинга по данным лота не определить: посмотрите вид закупки
ask-lot-deadline = Приём заявок до <b>{ $moment }</b>
ask-lot-deadline-unknown = Срок приёма заявок неизвестен
ask-lot-customer = Заказчик: { $name }
ask-lot-customer-unknown = Заказчик неизвестен
ask-lot-method = Способ: { $name }
ask-lot-method-unknown = Способ неизвестен
ask-last-margin = Последний расчёт маржи — { $moment }: цена { $price }, прибыль <b>{ $profit }</b>, это { $percent } % цены.
ask-no-margin = Расчётов маржи ещё не было: пришлите <code>/margin цена себестоимость</code>.
ask-good = Спасибо, учту.
ask-bad = Жаль. Напишите, что не так, — или /cancel.
ask-why-thanks = Спасибо, записал.
ask-again-nothing = Больше ничего по этому вопросу не нашёл.
ask-talks = <b>Ваши последние вопросы</b>

    { $list }
ask-talks-none = Вопросов пока нет.
ask-talks-no-match = По этим словам вопросов нет.
ask-forget-sure = Удалить все ваши вопросы и ответы?
ask-forgotten = Удалено: вопросы больше не показываются и через 30 дней стираются.
button-ask-more = Подробнее
button-ask-again = Перезапустить
button-ask-talks = Мои вопросы
button-ask-forget = Удалить все
button-ask-forget-sure = Да, удалить
