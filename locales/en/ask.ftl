command-ask = a question on procurement: an answer with its source
ask-usage = Ask in words, for example: <code>/ask what is dumping?</code> or, with a lot open, “how much is the security for this lot?”

    I answer by the text of the Law and the Rules that was read, and name the article. What I do not know, I say so.
ask-talks-count = Questions of yours that are kept: { $count }.
ask-answer = <b>{ $question }</b>

    { $answer }
ask-source = 📖 { $source }
ask-quote = «{ $text }»
    <i>Text as of { $date }, in Russian</i>
ask-edition = <i>Edition of { $date } · for reference, not legal advice</i>
ask-quality-high = Rests on: the rule itself
ask-quality-middle = Rests on: a rule close by
ask-quality-low = Rests on little: check the source
ask-ref-law = Law No. 106-VIII
ask-ref-rules = Rules No. 687
ask-ref-registers = Rules of registers No. 646
ask-ref-article = art. { $n }
ask-ref-point = p. { $n }
ask-ref-annex = annex { $n }
ask-ref-former = the former Law No. 434-V
ask-ref-tax = Tax Code
ask-ref-quasi = Law on purchases of certain subjects of the quasi-public sector
ask-ref-budget = Law on the republic's budget
ask-more-asked = You asked: { $question }
ask-more-related = What is close to it — by the buttons below.
ask-refused-outside = This is not about procurement in Kazakhstan: I am no help here. Ask about a purchase, a contract, a security, a complaint, RNU.
ask-refused-no-evidence = The Law and the Rules I read do not answer this, and I will not make it up. Ask in other words or look at what is close below; the text in force is at adilet.zan.kz.
ask-refused-needs-lawyer = This needs a lawyer who sees your papers: I do not judge the outcome of a case or who is at fault. The rules they will look at are below.
ask-refused-personal-data = I do not look for other people's personal data and do not tell it. You may ask about an organisation by its BIN.
ask-refused-breaks-law = I will not help with that: it breaks the law. Ask how to do it lawfully and I answer; what is close is below.
ask-refused-unknowable = Nobody knows this now, and I do not guess. What is known of a lot or a company I show: send its number or BIN.
ask-no-lot = I can't tell which lot you mean: open it (<code>/lot number</code>) and ask again.
ask-lot-title = <b>Lot { $number }</b> { $name }
ask-lot-amount = Allocated: { $sum }, without VAT
ask-lot-amount-unknown = The lot's sum is not known
ask-lot-bid-security = Bid security: { $percent } % — <b>{ $sum }</b>
ask-lot-contract-security = Contract security: { $percent } % of the contract; at the full allocated sum — <b>{ $sum }</b>
ask-lot-security-unknown = Security: the Rules name none for this method, or the method is not known
ask-lot-floor = Not dumping from <b>{ $sum }</b> (limit { $percent } %)
ask-lot-floor-unknown = The lot's data do not tell the dumping limit: look at what kind of purchase it is
ask-lot-lowered = { $percent } % lower is <b>{ $price }</b>: not below the limit, no dumping
ask-lot-lowered-dumping = { $percent } % lower is <b>{ $price }</b>: below the limit, dumping
ask-lot-deadline = Bids until <b>{ $moment }</b>
ask-lot-deadline-unknown = The deadline for bids is not known
ask-lot-customer = Customer: { $name }
ask-lot-customer-unknown = The customer is not known
ask-lot-method = Method: { $name }
ask-lot-method-unknown = The method is not known
ask-lot-unchanged = In { $days } nothing changed: not the lot, not its announcement, not its plan point
ask-lot-not-followed = You do not follow this lot, so I can't show its changes: open the card and press “Follow”
ask-lot-calculated = You calculated { $moment }: costs { $cost }. By what the lot says now, without VAT:
ask-lot-not-calculated = You calculated nothing for this lot yet: <code>/calc number costs</code>
ask-last-margin = The last margin was calculated { $moment }: price { $price }, profit <b>{ $profit }</b>, that is { $percent }% of the price.
ask-no-margin = No margin was calculated yet: send <code>/margin price cost</code>.
ask-last-vat = The last VAT was calculated { $moment }: { $sum } at { $percent }%. On top <b>{ $top }</b>, included <b>{ $included }</b>.
ask-no-vat = No VAT was calculated yet: send <code>/vat sum</code>.
ask-last-penalty = The last penalty was calculated { $moment }: { $days } at { $percent }% of { $base }, in all <b>{ $sum }</b>.
ask-no-penalty = No penalty was calculated yet: send <code>/penalty sum 12 days</code>.
ask-no-lots = You opened no lots yet: send a number such as <code>83685322-ОИ4</code>, or <code>/search words</code>.
ask-lots-title = <b>The lots you opened last</b>
ask-none-open = None of the lots you opened last or follow takes bids now. Find new ones: <code>/search words</code>.
ask-soonest-title = <b>These close first</b>
ask-follows-nothing = You follow nothing yet: open a lot and press “Follow”, and I tell you what changes in it.
ask-nothing-changed = Nothing changed within { $days } in what you follow.
ask-changes-title = <b>What changed within { $days } in what you follow</b>
ask-changes-more = <i>The last { $shown } of { $total } are shown; the rest is in the notices.</i>
ask-good = Thank you, noted.
ask-bad = Sorry. Write what is wrong — or /cancel.
ask-why-thanks = Thank you, written down.
ask-again-nothing = I found nothing more on this question.
ask-talks = <b>Your last questions</b>

    { $list }
ask-talks-none = No questions yet.
ask-talks-no-match = No questions with these words.
ask-forget-sure = Delete all your questions and answers?
ask-dropped = Deleted
ask-forgotten = Deleted: the questions are no longer shown and are erased in 30 days.
button-ask-more = More
button-ask-again = Answer again
button-ask-talks = My questions
button-ask-forget = Delete all
button-ask-forget-sure = Yes, delete
ask-thinking = <i>⏳ Asking the model; the answer will be refined here.</i>
ask-model-note = <i>Worded by a model; every number was checked against the source.</i>
ask-model-down = <i>The model does not answer now: this is an extract of what was read. Ask again later if it is not enough.</i>
ask-model-spent = <i>The model's answers of the day are used up: this is an extract of what was read. Tomorrow the model answers again.</i>
ask-model-unborne = <i>The sources do not bear what the model said: here is an extract of what was read.</i>
privacy-model = Questions of /ask are answered by a language model too, on a server that the bot's owner chose. It is sent only the question without IIN, BIN, phones, e-mail and accounts, the extracts of the Law and the Rules that were found and, if you asked about your lots, the facts, names and descriptions of these, five at most, what changed of those you follow, and your own calculation of the bid. The model does not know who you are. Nothing else is passed to anybody.
ask-law-found = I have no ready answer. What is nearest to the question in the texts themselves, word for word; judge for yourself:
ask-law-besides = More of it in the texts, word for word:
ask-law-part = { $n }. { $place }
    «{ $text }»
    <i>Text as of { $date }, in Russian</i>
ask-law-note = <i>For reference, not legal advice</i>
ask-law-none = The texts that were brought in have no place with these words. Ask in other words; the whole text is at adilet.zan.kz.
ask-law-unread = No official texts were brought into this bot, so they can't be searched. The edition in force is at adilet.zan.kz.
ask-sources = You asked: { $question }

    Where shall I look?
ask-my-lots = <b>Lots you looked at</b>
ask-my-questions = <b>What you asked of it</b>
ask-my-none = You opened no lot yet and asked nothing of it: send a lot's number or a question.
button-ask-sources = Sources
button-source-knowledge = Answers
button-source-law = Law and Rules
button-source-lots = Lots
button-source-contracts = Contracts
button-source-rnu = RNU
button-source-my = Mine
privacy-vectors = The text of an /ask question — without IINs, BINs, phones, mail addresses and accounts — goes to a server that compares texts by meaning; whoever runs the bot chose it. It does not know who you are.
