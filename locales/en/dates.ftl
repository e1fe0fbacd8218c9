weekday-1 = Mon
weekday-2 = Tue
weekday-3 = Wed
weekday-4 = Thu
weekday-5 = Fri
weekday-6 = Sat
weekday-7 = Sun

days = { $n ->
    [one] { $n } day
   *[other] { $n } days
}
hours = { $n ->
    [one] { $n } hour
   *[other] { $n } hours
}
minutes = { $n ->
    [one] { $n } minute
   *[other] { $n } minutes
}
lots-count = { $n ->
    [one] { $n } lot
   *[other] { $n } lots
}
working-days = { $n ->
    [one] { $n } working day
   *[other] { $n } working days
}
results = { $n ->
    [one] { $n } result
   *[other] { $n } results
}
