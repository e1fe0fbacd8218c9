dead-none = Отвергнутых нет: всё, что пришло, обработано, и всё, что написано, отправлено.
dead-title = <b>Отвергнуто: { $count }</b>
dead-update = обновление
dead-message = сообщение
dead-job = задание
dead-line = • { $when }: { $kind } <code>{ $what }</code>, попыток: { $attempts }
    { $error }
dead-more = …и ещё { $count }. Полный список: <code>zakupai dead-letters list</code>
dead-redriven = Возвращено в работу: { $count }. Что не пройдёт снова, вернётся в этот список.
button-redrive = ↩️ Вернуть всё в работу
