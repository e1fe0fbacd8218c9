hot-ask = 🔥 <b>Горячие лоты</b>: пришлю новые лоты, которые подходят именно вам, с оценкой и объяснением.

    Что вы поставляете? Каждый товар — отдельной строкой, регионы и суммы — теми же словами, что в /subscribe:

    <code>картридж !canon Алматы</code>
    <code>бумага офисная от 100 тыс до 5 млн</code>

    Слово с <code>!</code> — исключить. Суммы одни на все строки: лоты дешевле и дороже тоже придут, но с оценкой ниже. Передумали — /cancel
hot-understood = 🔥 <b>Понял так:</b>
hot-choose-lead = Сколько времени нужно, чтобы подготовить заявку?
hot-choose-limit = Сколько горячих лотов в день присылать сразу? Остальные придут одной сводкой.
hot-profile-on = 🔥 <b>Горячие лоты включены</b>
hot-profile-off = ⏸ <b>Горячие лоты выключены</b>
hot-profile-lead = ⏱ На подготовку заявки: { $days }
hot-profile-lead-any = ⏱ На подготовку заявки: не задано, срок в оценку не входит
hot-profile-limit = 🔢 Сразу — до { $n } в день, самые подходящие; остальное — сводкой в { $time } (UTC+5)
hot-profile-min = 💰 Удобная сумма от { $sum }
hot-profile-max = 💰 Удобная сумма до { $sum }
hot-title = 🔥 <b>Горячий лот: { $score } из 100</b>
hot-parts = Из чего оценка:
hot-part = • { $side }: <b>{ $points }</b> из 100, вес { $share } %
hot-part-unknown = • { $side }: неизвестно, в оценку не входит
hot-part-not-asked = • { $side }: не задано в профиле или не указано в лоте, в оценку не входит
hot-side-match = совпадение с тем, что вы поставляете
hot-side-time = время на подготовку
hot-side-time-left = время на подготовку, осталось { $span }
hot-side-money = сумма
hot-side-risk = малый риск закупки
hot-side-competition = конкуренция
hot-digest-title = 🔥 <b>Ещё подходят: { $lots }</b>
hot-digest-entry = <b>{ $score }</b> · { $name }
hot-gone = Этот лот или сводка уже удалены из истории. Профиль — /hot
hot-week-title = 📊 <b>Горячие лоты за неделю</b>
hot-week = Показано: { $shown }. Вы оценили: { $judged }, полезных из них: { $useful }.
hot-week-silent = Оценок не было. Нажимайте 👍 или 👎 под лотом — тогда предложу, что поправить.
hot-week-proposals = Чтобы лишнего было меньше:
hot-edit-exclude = Исключить слово «{ $word }»
hot-edit-min = Не показывать дешевле { $sum }
hot-edit-max = Не показывать дороже { $sum }
hot-edit-pause = Выключить горячие лоты
button-hot-taken = 💼 Взял в работу
button-hot-lead = ⏱ Срок
button-hot-lead-any = Не важно
button-hot-limit = 🔢 Сколько в день
button-hot-on = ▶️ Включить
button-hot-off = ⏸ Выключить
toast-hot-judged = Спасибо, учту в итогах недели
toast-hot-taken = Отмечено: в работе
command-hot = горячие лоты: новое, что подходит вам
hot-profile-margin = 💹 Маржа: не ниже { $share } %. Считается, когда цену знает ваш прайс-лист (/prices); остальные лоты по марже не отсеиваются
hot-profile-margin-any = 💹 Маржа: не задана
hot-choose-margin = Какая маржа — наименьшая, ради которой вы возьмётесь?
button-hot-margin = 💹 Маржа
button-hot-learn = 👍 Поставляю такое
button-hot-unlearn = 👎 Не моё
toast-hot-learned = Теперь ищу и такое: { $what }
toast-hot-known = Такие лоты профиль уже находит: /hot
toast-hot-full = Профиль полон: десять товаров. Уберите лишний в /hot
toast-hot-nameless = По этому лоту других не найти: в нём нет ни кода ЕНСТРУ, ни названия
toast-hot-no-profile = Профиля ещё нет: /hot
toast-hot-excluded = Больше не ищу лоты со словом «{ $word }»
toast-hot-dropped = Такое больше не ищу. Что осталось — /hot
toast-hot-never-found = Профиль таких лотов и не находит: /hot
hot-listed = 💹 В вашем прайсе: { $name } — { $price }; совпадение { $sure } %, разница до налогов и доставки { $margin } %
hot-listed-unknown = 💹 В вашем прайсе: { $name } — { $price }; совпадение { $sure } %, цена лота за единицу неизвестна
hot-profile-prices = 📦 И новые лоты под ваш прайс-лист; выключить — /prices
