weekday-1 = пн
weekday-2 = вт
weekday-3 = ср
weekday-4 = чт
weekday-5 = пт
weekday-6 = сб
weekday-7 = вс

days = { $n ->
    [one] { $n } день
    [few] { $n } дня
   *[other] { $n } дней
}
hours = { $n ->
    [one] { $n } час
    [few] { $n } часа
   *[other] { $n } часов
}
minutes = { $n ->
    [one] { $n } минута
    [few] { $n } минуты
   *[other] { $n } минут
}
lots-count = { $n ->
    [one] { $n } лот
    [few] { $n } лота
   *[other] { $n } лотов
}
working-days = { $n ->
    [one] { $n } рабочий день
    [few] { $n } рабочих дня
   *[other] { $n } рабочих дней
}
results = { $n ->
    [one] { $n } результат
    [few] { $n } результата
   *[other] { $n } результатов
}
