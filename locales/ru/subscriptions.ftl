subscribe-usage = За чем следить? Пришлите вместе с командой:

    <code>/subscribe 88105345</code> — пункт плана, и повторные закупки тоже
    <code>/subscribe 83685322-ОИ4</code> — лот; можно и ссылку на объявление
    <code>/subscribe 000540002866</code> — БИН: новые лоты заказчика или РНУ
    <code>/subscribe картридж !canon от 100 тыс Алматы</code> — поиск: новые лоты с этими словами

    Напишу, когда что-то изменится. Что уже есть — /subscriptions
subscribed = 🔔 Слежу: { $subscription }. Напишу, когда что-то изменится. Все подписки: /subscriptions
subscribed-already = Вы уже следите: { $subscription }. Все подписки: /subscriptions
subscribe-bin = БИН <code>{ $bin }</code>. За чем следить?
subscribe-iin = Это ИИН человека. Следить за ИИН нельзя: подписка хранила бы персональные данные. Проверить сейчас можно командой /rnu с этим номером, а следить — по БИН организации.
subscribe-which = Число <code>{ $number }</code> подходит не одному объекту. За чем следить?
error-subscriptions-full = Подписок уже { $limit } — больше ваш тариф не позволяет. Удалите лишнюю в /subscriptions и повторите. (SUB-1)
error-subscriptions-private = Это делается в личном чате, чтобы ваше видели только вы: откройте разговор со мной и повторите там. (SUB-2)
error-subscription-gone = Этой подписки уже нет. Что есть — /subscriptions
plan-without-lots = <b>Пункт плана { $number }</b>: лотов по нему пока нет
subscription-lot = Лот { $label }
subscription-plan = Пункт плана { $label }
subscription-announcement = Объявление { $label }
subscription-customer = Лоты заказчика { $label }
subscription-supplier = РНУ: { $label }
subscriptions-none = Подписок пока нет. Откройте лот и нажмите «Следить» или пришлите <code>/subscribe номер</code>.
subscriptions-title = <b>Подписки: { $n } из { $limit }</b>
subscription-since = Следите с { $date }
subscription-active = 🔔 Уведомления приходят
subscription-paused = ⏸ На паузе
subscription-muted = 🔕 Без уведомлений до { $until } (UTC+5)
subscription-delete-sure = Удалить подписку?
button-follow = 🔔 Следить
button-follow-plan = 🔔 Следить за пунктом плана
button-follow-announcement = 🔔 Следить за объявлением
button-follow-customer = 🔔 Новые лоты
button-follow-supplier = 🔔 РНУ
button-open = Открыть
button-pause = ⏸ Пауза
button-resume = ▶️ Возобновить
button-delete = 🗑 Удалить
button-delete-sure = Да, удалить
toast-paused = На паузе
toast-resumed = Снова слежу
toast-deleted = Удалено
toast-muted = Сутки без уведомлений об этом
toast-unfollowed = Больше не слежу. Вернуть: /subscribe
command-subscribe = следить за лотом, пунктом плана или БИН
command-subscriptions = мои подписки
saved-title = 🔎 <b>{ $words }</b>
saved-words = Все слова: { $words }
saved-excluded = Без слов: { $words }
saved-enstru = Код ЕНС ТРУ начинается с { $code }
saved-regions = Регион: { $regions }
saved-min = Сумма от { $sum }
saved-max = Сумма до { $sum }
saved-method = Способ: { $method }
saved-customer = БИН заказчика { $bin }
saved-found = За { $days } пришло бы: { $lots } (≈{ $weekly } в неделю). Примеры:
saved-found-short = За { $days } — столько есть в сохранённых данных — пришло бы: { $lots }. Примеры:
saved-nothing = За { $days } по сохранённым данным не пришло бы ни одного лота. Сохраните, если ждёте редкого, или пришлите другие слова.
saved-many = Это много: добавьте слово, регион или сумму — например <code>от 500 тыс</code>.
saved-ask = Сейчас: <b>{ $words }</b>
    Пришлите новые слова — так же, как в /subscribe. Передумали — /cancel
button-save-search = 🔔 Сохранить и следить
button-follow-search = 🔔 Следить за поиском
button-edit-search = ✏️ Изменить слова
subscription-search = Поиск «{ $label }»
error-filter-empty = Не вижу, что искать. Пришлите слова, например <code>/subscribe картридж !canon от 100 тыс Алматы</code>. (FLT-1)
error-filter-long = Слишком длинно: до 200 знаков, до 20 слов, слово до 40 букв. Сократите и пришлите ещё раз. (FLT-2)
error-filter-only-exclusions = Здесь только исключения: так подойдёт почти любой лот. Добавьте слово, которое нужно. (FLT-3)
error-filter-contradiction = Слово «{ $word }» и нужно, и исключено. Оставьте одно из двух. (FLT-4)
error-filter-sums = Наименьшая сумма больше наибольшей. Поменяйте их местами. (FLT-5)
error-filter-sum = Не понимаю сумму. Пишите так: <code>от 100 тыс до 5 млн</code>. (FLT-6)
error-filter-bin = В БИН заказчика ошибка. Проверьте двенадцать цифр. (FLT-7)
error-filter-enstru = Не понимаю код ЕНС ТРУ. Пишите так: <code>енстру 262040</code>. (FLT-8)
error-filter-unknown = Не знаю «{ $word }». Проверьте написание или уберите. (FLT-9)
error-filter-repeated = Одно условие задано дважды и по-разному. Оставьте одно. (FLT-10)
error-filter-date = Такого дня нет. Пишите так: <code>до 25 ноября</code>, <code>до пятницы</code>, <code>за 3 дня</code>. (FLT-11)
saved-standing = Срок и статус в подписке не действуют: она сообщает о новых лотах.
