hot-ask = 🔥 <b>Hot lots</b>: I send new lots that suit you, with a score and why.

    What do you supply? A line for each thing, with regions and sums in the same words as in /subscribe:

    <code>картридж !canon Алматы</code>
    <code>бумага офисная от 100 тыс до 5 млн</code>

    A word with <code>!</code> is excluded. Sums are for all lines: cheaper and dearer lots come too, with a lower score. Changed your mind? /cancel
hot-understood = 🔥 <b>As I understand it:</b>
hot-choose-lead = How much time do you need to prepare a bid?
hot-choose-limit = How many hot lots a day at once? The rest come as one digest.
hot-profile-on = 🔥 <b>Hot lots are on</b>
hot-profile-off = ⏸ <b>Hot lots are off</b>
hot-profile-lead = ⏱ To prepare a bid: { $days }
hot-profile-lead-any = ⏱ To prepare a bid: not set, the term does not count
hot-profile-limit = 🔢 At once: up to { $n } a day, the best ones; the rest as a digest at { $time } (UTC+5)
hot-profile-min = 💰 Preferred sum from { $sum }
hot-profile-max = 💰 Preferred sum up to { $sum }
hot-title = 🔥 <b>Hot lot: { $score } of 100</b>
hot-parts = What the score is made of:
hot-part = • { $side }: <b>{ $points }</b> of 100, weight { $share } %
hot-part-unknown = • { $side }: unknown, does not count
hot-part-not-asked = • { $side }: not set in the profile or not stated in the lot, does not count
hot-side-match = match with what you supply
hot-side-time = time to prepare
hot-side-time-left = time to prepare, { $span } left
hot-side-money = sum
hot-side-risk = low risk of the purchase
hot-side-competition = competition
hot-digest-title = 🔥 <b>Also suit you: { $lots }</b>
hot-digest-entry = <b>{ $score }</b> · { $name }
hot-gone = This lot or digest is no longer kept. Your profile: /hot
hot-week-title = 📊 <b>Hot lots of the week</b>
hot-week = Shown: { $shown }. You judged: { $judged }, useful of those: { $useful }.
hot-week-silent = No answers yet. Press 👍 or 👎 under a lot, and I will propose what to change.
hot-week-proposals = To get less of what you do not need:
hot-edit-exclude = Exclude the word “{ $word }”
hot-edit-min = Nothing below { $sum }
hot-edit-max = Nothing above { $sum }
hot-edit-pause = Turn hot lots off
button-hot-taken = 💼 Taken up
button-hot-lead = ⏱ Time
button-hot-lead-any = Does not matter
button-hot-limit = 🔢 How many a day
button-hot-on = ▶️ Turn on
button-hot-off = ⏸ Turn off
toast-hot-judged = Thank you, it will count in the weekly line
toast-hot-taken = Noted: taken up
command-hot = hot lots: new ones that suit you
hot-profile-margin = 💹 Margin: at least { $share }%. Counted where your price list (/prices) knows the price; other lots are not sifted by margin
hot-profile-margin-any = 💹 Margin: not set
hot-choose-margin = What is the least margin you would take?
button-hot-margin = 💹 Margin
button-hot-learn = 👍 I supply this
button-hot-unlearn = 👎 Not mine
toast-hot-learned = Now I also look for: { $what }
toast-hot-known = The profile finds such lots already: /hot
toast-hot-full = The profile is full: ten things. Remove one in /hot
toast-hot-nameless = Nothing to find others by: the lot has neither an ENSTRU code nor a name
toast-hot-no-profile = There is no profile yet: /hot
toast-hot-excluded = No more lots with the word “{ $word }”
toast-hot-dropped = I look for such lots no more. What is left: /hot
toast-hot-never-found = The profile finds no such lots anyway: /hot
hot-listed = 💹 In your list: { $name } — { $price }; match { $sure }%, difference before taxes and delivery { $margin }%
hot-listed-unknown = 💹 In your list: { $name } — { $price }; match { $sure }%, the lot’s price of one is unknown
hot-profile-prices = 📦 And new lots for your price list; turn off in /prices
