hot-ask = 🔥 <b>Ыстық лоттар</b>: дәл сізге сәйкес келетін жаңа лоттарды бағасы мен түсіндірмесімен жіберемін.

    Сіз не жеткізесіз? Әр тауар — жеке жолда, өңірлер мен сомалар — /subscribe ішіндегідей сөздермен:

    <code>картридж !canon Алматы</code>
    <code>бумага офисная от 100 тыс до 5 млн</code>

    <code>!</code> қойылған сөз — алып тастау. Сомалар барлық жолға ортақ: арзаны мен қымбаты да келеді, бірақ бағасы төменірек болады. Ойыңыз өзгерсе — /cancel
hot-understood = 🔥 <b>Былай түсіндім:</b>
hot-choose-lead = Өтінім дайындауға қанша уақыт керек?
hot-choose-limit = Күніне қанша ыстық лотты бірден жіберейін? Қалғандары бір жиынтықпен келеді.
hot-profile-on = 🔥 <b>Ыстық лоттар қосулы</b>
hot-profile-off = ⏸ <b>Ыстық лоттар өшірулі</b>
hot-profile-lead = ⏱ Өтінім дайындауға: { $days }
hot-profile-lead-any = ⏱ Өтінім дайындауға: берілмеген, мерзім бағаға кірмейді
hot-profile-limit = 🔢 Бірден — күніне { $n } дейін, ең сәйкестері; қалғаны — сағат { $time } жиынтықпен (UTC+5)
hot-profile-min = 💰 Қолайлы сома { $sum } бастап
hot-profile-max = 💰 Қолайлы сома { $sum } дейін
hot-title = 🔥 <b>Ыстық лот: 100 ішінен { $score }</b>
hot-parts = Баға неден құралған:
hot-part = • { $side }: 100 ішінен <b>{ $points }</b>, салмағы { $share } %
hot-part-unknown = • { $side }: белгісіз, бағаға кірмейді
hot-part-not-asked = • { $side }: профильде берілмеген немесе лотта көрсетілмеген, бағаға кірмейді
hot-side-match = сіз жеткізетін тауарға сәйкестігі
hot-side-time = дайындалу уақыты
hot-side-time-left = дайындалу уақыты, { $span } қалды
hot-side-money = сомасы
hot-side-risk = сатып алу тәуекелінің аздығы
hot-side-competition = бәсекелестік
hot-digest-title = 🔥 <b>Тағы сәйкес келеді: { $lots }</b>
hot-digest-entry = <b>{ $score }</b> · { $name }
hot-gone = Бұл лот немесе жиынтық тарихтан жойылған. Профиль — /hot
hot-week-title = 📊 <b>Аптадағы ыстық лоттар</b>
hot-week = Көрсетілді: { $shown }. Сіз бағаладыңыз: { $judged }, оның ішінде пайдалысы: { $useful }.
hot-week-silent = Бағалаулар болмады. Лот астындағы 👍 немесе 👎 басыңыз — сонда нені түзетуге болатынын ұсынамын.
hot-week-proposals = Артығы аз болуы үшін:
hot-edit-exclude = «{ $word }» сөзін алып тастау
hot-edit-min = { $sum } сомадан арзанын көрсетпеу
hot-edit-max = { $sum } сомадан қымбатын көрсетпеу
hot-edit-pause = Ыстық лоттарды өшіру
button-hot-taken = 💼 Жұмысқа алдым
button-hot-lead = ⏱ Мерзім
button-hot-lead-any = Маңызды емес
button-hot-limit = 🔢 Күніне қанша
button-hot-on = ▶️ Қосу
button-hot-off = ⏸ Өшіру
toast-hot-judged = Рақмет, апта қорытындысында ескеремін
toast-hot-taken = Белгіленді: жұмыста
command-hot = ыстық лоттар: сізге сәйкес жаңа лоттар
hot-profile-margin = 💹 Маржа: { $share } %-дан кем емес. Бағаны прайс-парағыңыз (/prices) білгенде есептеледі; қалған лоттар маржа бойынша іріктелмейді
hot-profile-margin-any = 💹 Маржа: берілмеген
hot-choose-margin = Қандай ең төменгі маржаға келісесіз?
button-hot-margin = 💹 Маржа
button-hot-learn = 👍 Мұндайды жеткіземін
button-hot-unlearn = 👎 Менікі емес
toast-hot-learned = Енді мұны да іздеймін: { $what }
toast-hot-known = Профиль мұндай лоттарды онсыз да табады: /hot
toast-hot-full = Профиль толды: он тауар. Артығын /hot ішінде алып тастаңыз
toast-hot-nameless = Бұл лот бойынша басқаларын табу мүмкін емес: БНА ТЖҚ коды да, атауы да жоқ
toast-hot-no-profile = Профиль әлі жоқ: /hot
toast-hot-excluded = «{ $word }» сөзі бар лоттарды енді іздемеймін
toast-hot-dropped = Мұндайды енді іздемеймін. Қалғаны — /hot
toast-hot-never-found = Профиль мұндай лоттарды онсыз да таппайды: /hot
hot-listed = 💹 Прайсыңызда: { $name } — { $price }; сәйкестік { $sure } %, салық пен жеткізуге дейінгі айырма { $margin } %
hot-listed-unknown = 💹 Прайсыңызда: { $name } — { $price }; сәйкестік { $sure } %, лоттың бірлік бағасы белгісіз
hot-profile-prices = 📦 Прайс-парағыңызға сай жаңа лоттар да; өшіру — /prices
