subscribe-usage = Нені бақылау керек? Командамен бірге жіберіңіз:

    <code>/subscribe 88105345</code> — жоспар тармағы, қайталама сатып алулар да
    <code>/subscribe 83685322-ОИ4</code> — лот; хабарландыру сілтемесі де болады
    <code>/subscribe 000540002866</code> — БСН: тапсырыс берушінің жаңа лоттары немесе ЖҚТ
    <code>/subscribe картридж !canon от 100 тыс Алматы</code> — іздеу: осы сөздері бар жаңа лоттар

    Бірдеңе өзгергенде жазамын. Қазіргі жазылымдар — /subscriptions
subscribed = 🔔 Бақылаймын: { $subscription }. Бірдеңе өзгергенде жазамын. Барлық жазылымдар: /subscriptions
subscribed-already = Сіз мұны бақылап отырсыз: { $subscription }. Барлық жазылымдар: /subscriptions
subscribe-bin = БСН <code>{ $bin }</code>. Нені бақылау керек?
subscribe-iin = Бұл — адамның ЖСН-і. ЖСН-ді бақылауға болмайды: жазылым дербес деректерді сақтар еді. Қазір тексеру үшін осы нөмірмен /rnu жіберіңіз, ал бақылау — ұйымның БСН-і бойынша.
subscribe-which = <code>{ $number }</code> саны бірнеше нысанға сәйкес келеді. Нені бақылау керек?
error-subscriptions-full = Жазылымдар саны { $limit } — тарифіңіз одан көбіне жол бермейді. /subscriptions ішінен артығын жойып, қайталаңыз. (SUB-1)
error-subscriptions-private = Бұл жеке чатта жасалады, сонда сіздікін тек сіз көресіз: менімен чат ашып, сонда қайталаңыз. (SUB-2)
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
saved-title = 🔎 <b>{ $words }</b>
saved-words = Барлық сөздер: { $words }
saved-excluded = Мына сөздерсіз: { $words }
saved-enstru = БНА ТЖҚ коды { $code } деп басталады
saved-regions = Өңір: { $regions }
saved-min = Сомасы { $sum } бастап
saved-max = Сомасы { $sum } дейін
saved-method = Тәсілі: { $method }
saved-customer = Тапсырыс берушінің БСН { $bin }
saved-found = { $days } ішінде { $lots } келер еді (аптасына ≈{ $weekly }). Мысалдар:
saved-found-short = { $days } ішінде — сақталған деректер осыншаға жетеді — { $lots } келер еді. Мысалдар:
saved-nothing = Сақталған деректер бойынша { $days } ішінде бірде-бір лот келмес еді. Сирек нәрсені күтсеңіз, сақтаңыз, әйтпесе басқа сөздер жіберіңіз.
saved-many = Бұл көп: сөз, өңір немесе сома қосыңыз — мысалы <code>от 500 тыс</code>.
saved-ask = Қазір: <b>{ $words }</b>
    Жаңа сөздерді /subscribe ішіндегідей етіп жіберіңіз. Ойыңыз өзгерсе — /cancel
button-save-search = 🔔 Сақтап, бақылау
button-follow-search = 🔔 Іздеуді бақылау
button-edit-search = ✏️ Сөздерді өзгерту
subscription-search = «{ $label }» іздеуі
error-filter-empty = Не іздейтінім көрінбейді. Сөздер жіберіңіз, мысалы <code>/subscribe картридж !canon от 100 тыс Алматы</code>. (FLT-1)
error-filter-long = Тым ұзын: 200 таңбаға, 20 сөзге дейін, сөз 40 әріпке дейін. Қысқартып, қайта жіберіңіз. (FLT-2)
error-filter-only-exclusions = Мұнда тек алып тастаулар: бұлай кез келген лот дерлік сәйкес келеді. Керек сөзді қосыңыз. (FLT-3)
error-filter-contradiction = «{ $word }» сөзі әрі керек, әрі алып тасталған. Бірін қалдырыңыз. (FLT-4)
error-filter-sums = Ең аз сома ең көбінен үлкен. Орындарын ауыстырыңыз. (FLT-5)
error-filter-sum = Соманы түсінбедім. Былай жазыңыз: <code>от 100 тыс до 5 млн</code>. (FLT-6)
error-filter-bin = Тапсырыс берушінің БСН-інде қате бар. Он екі цифрды тексеріңіз. (FLT-7)
error-filter-enstru = БНА ТЖҚ кодын түсінбедім. Былай жазыңыз: <code>енстру 262040</code>. (FLT-8)
error-filter-unknown = «{ $word }» дегенді білмеймін. Жазылуын тексеріңіз немесе алып тастаңыз. (FLT-9)
error-filter-repeated = Бір шарт екі рет әртүрлі берілген. Біреуін қалдырыңыз. (FLT-10)
error-filter-date = Ондай күн жоқ. Былай жазыңыз: <code>25 қарашаға дейін</code>, <code>жұмаға дейін</code>, <code>3 күн ішінде</code>. (FLT-11)
saved-standing = Жазылымда мерзім мен мәртебе ескерілмейді: ол жаңа лоттар туралы хабарлайды.
