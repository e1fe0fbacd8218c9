search-usage = Write what you look for: <code>/search картридж</code>. Words are looked up in names and descriptions of lots.
search-found = “<b>{ $words }</b>”: { $lots }, of these accepting bids: { $open }
search-page = Page { $page } of { $pages }
search-nothing = No stored lots match “<b>{ $words }</b>”. Try another word or a part of it.
search-deadline = until { $deadline }
search-ended = bidding ended { $deadline }
search-suggestion = That is no lot number, so I searched for the words.
