subscribe-usage = За чем следить? Пришлите вместе с командой:

    <code>/subscribe 88105345</code> — пункт плана, и повторные закупки тоже
    <code>/subscribe 83685322-ОИ4</code> — лот; можно и ссылку на объявление
    <code>/subscribe 000540002866</code> — БИН: новые лоты заказчика или РНУ

    Напишу, когда что-то изменится. Что уже есть — /subscriptions
subscribed = 🔔 Слежу: { $subscription }. Напишу, когда что-то изменится. Все подписки: /subscriptions
subscribed-already = Вы уже следите: { $subscription }. Все подписки: /subscriptions
subscribe-bin = БИН <code>{ $bin }</code>. За чем следить?
subscribe-which = Число <code>{ $number }</code> подходит не одному объекту. За чем следить?
error-subscriptions-full = Подписок уже { $limit } — больше ваш тариф не позволяет. Удалите лишнюю в /subscriptions и повторите. (SUB-1)
error-subscriptions-private = Подписки работают в личном чате: откройте разговор со мной и повторите там. (SUB-2)
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
