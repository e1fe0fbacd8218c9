subscribe-usage = What shall I follow? Send it with the command:

    <code>/subscribe 88105345</code> — a plan point, repeated purchases too
    <code>/subscribe 83685322-ОИ4</code> — a lot; a link to an announcement will do as well
    <code>/subscribe 000540002866</code> — a BIN: new lots of a customer, or the register of unfair participants
    <code>/subscribe картридж !canon от 100 тыс Алматы</code> — a search: new lots with these words

    I write when something changes. What is followed already: /subscriptions
subscribed = 🔔 Following: { $subscription }. I write when something changes. All subscriptions: /subscriptions
subscribed-already = You follow it already: { $subscription }. All subscriptions: /subscriptions
subscribe-bin = BIN <code>{ $bin }</code>. What shall I follow?
subscribe-iin = This is the IIN of a person. An IIN can’t be followed: the subscription would keep personal data. Check it now with /rnu and this number; organisations can be followed by BIN.
subscribe-which = The number <code>{ $number }</code> fits more than one thing. What shall I follow?
error-subscriptions-full = You have { $limit } subscriptions, as many as your plan allows. Delete one in /subscriptions and try again. (SUB-1)
error-subscriptions-private = This is done in a private chat, so that only you see what is yours: open a talk with me and do it there. (SUB-2)
error-subscription-gone = That subscription is gone. What there is: /subscriptions
plan-without-lots = <b>Plan point { $number }</b>: it has no lots yet
subscription-lot = Lot { $label }
subscription-plan = Plan point { $label }
subscription-announcement = Announcement { $label }
subscription-customer = Lots of customer { $label }
subscription-supplier = Register of unfair participants: { $label }
subscriptions-none = No subscriptions yet. Open a lot and press “Follow”, or send <code>/subscribe number</code>.
subscriptions-title = <b>Subscriptions: { $n } of { $limit }</b>
subscription-since = Followed since { $date }
subscription-active = 🔔 Notices come
subscription-paused = ⏸ Paused
subscription-muted = 🔕 No notices until { $until } (UTC+5)
subscription-delete-sure = Delete the subscription?
button-follow = 🔔 Follow
button-follow-plan = 🔔 Follow the plan point
button-follow-announcement = 🔔 Follow the announcement
button-follow-customer = 🔔 New lots
button-follow-supplier = 🔔 Unfair-supplier register
button-open = Open
button-pause = ⏸ Pause
button-resume = ▶️ Resume
button-delete = 🗑 Delete
button-delete-sure = Yes, delete
toast-paused = Paused
toast-resumed = Following again
toast-deleted = Deleted
toast-muted = No notices of this for a day
toast-unfollowed = No longer followed. To follow again: /subscribe
command-subscribe = follow a lot, a plan point or a BIN
command-subscriptions = my subscriptions
saved-title = 🔎 <b>{ $words }</b>
saved-words = All of the words: { $words }
saved-excluded = None of the words: { $words }
saved-enstru = ENS TRU code begins with { $code }
saved-regions = Region: { $regions }
saved-min = Sum from { $sum }
saved-max = Sum up to { $sum }
saved-method = Method: { $method }
saved-customer = Customer's BIN { $bin }
saved-found = In { $days } it would have brought { $lots } (≈{ $weekly } a week). For example:
saved-found-short = In { $days }, which is how far stored data reaches back, it would have brought { $lots }. For example:
saved-nothing = By stored data, in { $days } it would not have brought a single lot. Save it if you wait for something rare, or send other words.
saved-many = That is a lot: add a word, a region or a sum, such as <code>от 500 тыс</code>.
saved-ask = Now: <b>{ $words }</b>
    Send new words, the same way as for /subscribe. Changed your mind? /cancel
button-save-search = 🔔 Save and follow
button-follow-search = 🔔 Follow this search
button-edit-search = ✏️ Change the words
subscription-search = Search “{ $label }”
error-filter-empty = I see nothing to search for. Send words, such as <code>/subscribe картридж !canon от 100 тыс Алматы</code>. (FLT-1)
error-filter-long = Too long: up to 200 characters, 20 words, 40 letters a word. Shorten it and send it again. (FLT-2)
error-filter-only-exclusions = There are only exclusions here: nearly every lot would do. Add a word you want. (FLT-3)
error-filter-contradiction = The word “{ $word }” is both wanted and excluded. Keep one of the two. (FLT-4)
error-filter-sums = The least sum is above the greatest. Swap them. (FLT-5)
error-filter-sum = I do not understand the sum. Write it like <code>от 100 тыс до 5 млн</code>. (FLT-6)
error-filter-bin = The customer's BIN has an error. Check its twelve digits. (FLT-7)
error-filter-enstru = I do not understand the ENS TRU code. Write it like <code>енстру 262040</code>. (FLT-8)
error-filter-unknown = I do not know “{ $word }”. Check the spelling or leave it out. (FLT-9)
error-filter-repeated = One condition is given twice, and differently. Keep one. (FLT-10)
error-filter-date = There is no such day. Write it like this: <code>до 25 ноября</code>, <code>until friday</code>, <code>within 3 days</code>. (FLT-11)
saved-standing = Deadline and status do not apply to a subscription: it tells of new lots.
