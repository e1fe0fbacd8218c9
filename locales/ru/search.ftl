search-usage = Напишите, что ищете: <code>/search картридж</code>. Слова ищутся в названиях и описаниях лотов.
search-found = По запросу «<b>{ $words }</b>» — { $lots }, из них принимают заявки: { $open }
search-page = Страница { $page } из { $pages }
search-nothing = По запросу «<b>{ $words }</b>» сохранённых лотов не нашлось. Попробуйте другое слово или его часть.
search-deadline = до { $deadline }
search-ended = приём заявок завершён { $deadline }
search-suggestion = Это не номер лота, поэтому я поискал по словам.
