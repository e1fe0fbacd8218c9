weekday-1 = дс
weekday-2 = сс
weekday-3 = ср
weekday-4 = бс
weekday-5 = жм
weekday-6 = сб
weekday-7 = жс

days = { $n ->
   *[other] { $n } күн
}
hours = { $n ->
   *[other] { $n } сағат
}
minutes = { $n ->
   *[other] { $n } минут
}
lots-count = { $n ->
   *[other] { $n } лот
}
working-days = { $n ->
   *[other] { $n } жұмыс күні
}
results = { $n ->
   *[other] { $n } нәтиже
}
