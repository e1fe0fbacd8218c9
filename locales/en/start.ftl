start = Hello! I am ZakupAI, a supplier's assistant in Kazakhstan's state procurement.

    Send a lot number such as <code>83685322-ОИ4</code>, or a link to the portal: I show what is bought, by whom, for how much and until when.

    Looking for something to supply? Write <code>/search картридж</code>.
    All commands: /help
help = <b>What I can do</b>

    /lot <i>number, id or link</i> — the card of a lot
    /search <i>words</i> — search lots
    /rnu <i>BIN, IIN or name</i> — registers of unfair participants, check of a supplier
    /subscribe <i>number, link or BIN</i> — follow: I write when something changes
    /subscriptions — what you follow
    /hot — hot lots: new ones that suit you, with a score
    /prices — price lists: send a file; which lots suit them
    /supplier <i>thing, region, price</i> — who sells it
    /calc <i>lot number</i> — bid calculator: price, dumping, securities
    /vat, /penalty, /margin — VAT, penalty, margin
    /ask <i>question</i> — an answer by the Law and the Rules, with its source
    /documents — letters, claims, complaints: PDF and Word; /company — your details
    /settings — language, time of digest, quiet hours
    /privacy — what data is kept
    /cancel — stop what was begun

    Commands are not needed: send a lot number, a link or a BIN.
    The data comes from OWS v3 of the procurement portal; each card says as of when.
cancel = All right, nothing is under way. Send a lot number or /help.
privacy = <b>What is kept about you</b>

    • the number of your Telegram chat and the language code;
    • settings: language, how and when notices come, quiet hours, reminders;
    • up to five lots you opened last;
    • what you follow: numbers, BINs and words of searches, until you delete it in /subscriptions; notices that wait for their hour;
    • the profile of hot lots: what you supply, sums, time; lots found by it and your answers, for 30 days;
    • calculations: the sums you typed and what came out; whether you pay VAT and the margin you want;
    • company details and documents — encrypted, until you delete them in /company and /documents;
    • questions to /ask, their answers and your ratings — the last two hundred or as many as you choose in /settings, until you delete them in /ask;
    • price lists that you loaded, and positions chosen from them for lots: nobody else sees them;
    • words of searches, for 30 days and without a link to you, so that page buttons work.

    We keep no name and no phone but those you enter in details and documents, and the text of a message is erased once answered; where it could not be answered, after 30 days. Facts about lots and organisations are open data of OWS.
privacy-nobody = Nothing is passed to third parties.
command-start = begin
command-help = what I can do
command-lot = the card of a lot by number, id or link
command-search = search lots by words
command-settings = language, digest, quiet hours
command-cancel = stop what was begun
command-privacy = what data is kept
command-rnu = check a supplier by BIN, IIN or name
