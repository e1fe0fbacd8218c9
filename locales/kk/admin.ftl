dead-none = Қабылданбағаны жоқ: келгеннің бәрі өңделді, жазылғанның бәрі жіберілді.
dead-title = <b>Қабылданбағаны: { $count }</b>
dead-update = жаңарту
dead-message = хабарлама
dead-job = тапсырма
dead-line = • { $when }: { $kind } <code>{ $what }</code>, әрекет саны: { $attempts }
    { $error }
dead-more = …тағы { $count }. Толық тізім: <code>zakupai dead-letters list</code>
dead-redriven = Жұмысқа қайтарылды: { $count }. Қайта өтпегені осы тізімге оралады.
button-redrive = ↩️ Бәрін жұмысқа қайтару
