subscribe-usage = Нені бақылау керек? Командамен бірге жіберіңіз:

    <code>/subscribe 88105345</code> — жоспар тармағы, қайталама сатып алулар да
    <code>/subscribe 83685322-ОИ4</code> — лот; хабарландыру сілтемесі де болады
    <code>/subscribe 000540002866</code> — БСН: тапсырыс берушінің жаңа лоттары немесе ЖҚТ

    Бірдеңе өзгергенде жазамын. Қазіргі жазылымдар — /subscriptions
subscribed = 🔔 Бақылаймын: { $subscription }. Бірдеңе өзгергенде жазамын. Барлық жазылымдар: /subscriptions
subscribed-already = Сіз мұны бақылап отырсыз: { $subscription }. Барлық жазылымдар: /subscriptions
subscribe-bin = БСН <code>{ $bin }</code>. Нені бақылау керек?
subscribe-which = <code>{ $number }</code> саны бірнеше нысанға сәйкес келеді. Нені бақылау керек?
error-subscriptions-full = Жазылымдар саны { $limit } — тарифіңіз одан көбіне жол бермейді. /subscriptions ішінен артығын жойып, қайталаңыз. (SUB-1)
error-subscriptions-private = Жазылымдар жеке чатта жұмыс істейді: менімен чат ашып, сонда қайталаңыз. (SUB-2)
error-subscription-gone = Бұл жазылым енді жоқ. Қазіргілері — /subscriptions
plan-without-lots = <b>{ $number } жоспар тармағы</b>: ол бойынша лоттар әзірге жоқ
subscription-lot = { $label } лоты
subscription-plan = { $label } жоспар тармағы
subscription-announcement = { $label } хабарландыруы
subscription-customer = Тапсырыс беруші лоттары: { $label }
subscription-supplier = ЖҚТ: { $label }
subscriptions-none = Жазылымдар әзірге жоқ. Лотты ашып, «Бақылау» батырмасын басыңыз немесе <code>/subscribe нөмір</code> жіберіңіз.
subscriptions-title = <b>Жазылымдар: { $limit } ішінен { $n }</b>
subscription-since = Бақылау басталған күн: { $date }
subscription-active = 🔔 Хабарламалар келіп тұрады
subscription-paused = ⏸ Кідіртілген
subscription-muted = 🔕 { $until } дейін хабарламасыз (UTC+5)
subscription-delete-sure = Жазылымды жою керек пе?
button-follow = 🔔 Бақылау
button-follow-plan = 🔔 Жоспар тармағын бақылау
button-follow-announcement = 🔔 Хабарландыруды бақылау
button-follow-customer = 🔔 Жаңа лоттар
button-follow-supplier = 🔔 ЖҚТ
button-open = Ашу
button-pause = ⏸ Кідірту
button-resume = ▶️ Жалғастыру
button-delete = 🗑 Жою
button-delete-sure = Иә, жою
toast-paused = Кідіртілді
toast-resumed = Қайта бақылаймын
toast-deleted = Жойылды
toast-muted = Бұл туралы бір тәулік хабарлама болмайды
toast-unfollowed = Енді бақыламаймын. Қайтару: /subscribe
command-subscribe = лотты, жоспар тармағын немесе БСН бақылау
command-subscriptions = менің жазылымдарым
