subscribe-usage = What shall I follow? Send it with the command:

    <code>/subscribe 88105345</code> — a plan point, repeated purchases too
    <code>/subscribe 83685322-ОИ4</code> — a lot; a link to an announcement will do as well
    <code>/subscribe 000540002866</code> — a BIN: new lots of a customer, or the register of unfair participants

    I write when something changes. What is followed already: /subscriptions
subscribed = 🔔 Following: { $subscription }. I write when something changes. All subscriptions: /subscriptions
subscribed-already = You follow it already: { $subscription }. All subscriptions: /subscriptions
subscribe-bin = BIN <code>{ $bin }</code>. What shall I follow?
subscribe-which = The number <code>{ $number }</code> fits more than one thing. What shall I follow?
error-subscriptions-full = You have { $limit } subscriptions, as many as your plan allows. Delete one in /subscriptions and try again. (SUB-1)
error-subscriptions-private = Subscriptions work in a private chat: open a talk with me and do it there. (SUB-2)
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
