welcome =
    Welcome to the Public Information Desk of { $body }.

    Here you can request information from its agencies and districts, free of charge, and follow the answer.

    How can we help you?
welcome-officer =
    Public Information Desk of { $body }.

    What would you like to do?
welcome-unfinished = You have an unfinished form; we have kept your answers.
menu = How can we help you?
menu-file = File a request
menu-status = Request status
menu-person = Talk to an officer
menu-resume = Continue the form
menu-other-language = Bahasa Indonesia
language-chosen = Good, let us speak English.
not-understood = Sorry, we did not understand that message. Please choose what you need.
number-unknown = That number is not among your requests.
group = To keep your matters confidential, we only serve in a private chat: { $link }
help =
    We help you request public information from { $body }: documents, data, budgets, decisions. An answer is due within 10 working days, which may be extended by 7 working days with written reasons (Law 14/2008 Article 22).

    Words you can always type:
    menu, status, help, officer, language, back, cancel

# Filing
filing-opening = Good, let us fill in the request together. It takes about three minutes, and you may pause at any time.
filing-privacy = Your data are used only to serve this request (Law 27/2022). Please do not send your NIK (national identity number) or a photo of your KTP (identity card) in this chat.
filing-resumed = Let us go on with the form you began.
ask-kind = On whose behalf is this request?
foreign-standing =
    Indonesian citizens and Indonesian legal entities are entitled to file a request (Law 14/2008 Article 1 number 12).

    Information that has been published is open to everyone, and an officer can show you where it is: type "officer".

    If you are filing on behalf of an Indonesian citizen or legal entity, please choose one below.
ask-name-person = What is your full name?
ask-name-group = What is the group's name, and who represents it? Example: Kelompok Tani Harapan, represented by Rina Marlina.
ask-name-legal = What is the legal entity's name, and who represents it? Example: Yayasan Sakti Alam, represented by Rina Marlina.
ask-address = What is your address? Village, district and regency are enough.
ask-reach = At which telephone number or e-mail address can we reach you?
ask-information =
    What information do you need? Please name the year and the place, if there are any.

    You may send several messages, photos or documents. When it is complete, type "done".
identifiers-found = Your text contains: { $kinds }. Several officers read a request, so it is better to mask this. What would you like?
identifiers-mask = Mask it
identifiers-keep = Leave it
identifier-nik = NIK (national identity number)
identifier-phone = telephone number
identifier-email = e-mail address
ask-purpose = What will this information be used for? Choose, or write your own words.
ask-obtain = How would you like to obtain it?
ask-deliver = Where should the answer be sent?
ask-email = To which e-mail address?
ask-agency = Which agency is this request for? Judging by its words, most likely:
ask-agency-after = A wrong choice does no harm: an officer will forward it.
ask-agency-none = Which agency is this request for? Type its name, open the full list, or choose "I do not know" and the PPID Utama (main information officer) will find it for you.
review = Please check this before it is sent:

# Receipt and news
notice-receipt =
    We have received your request. Thank you.

    Number: { $number }
    Addressed to: { $agency }
    Received: { $received }
    Answer due by: { $due }
unattended = The officers of { $agency } are not connected to this service yet, so the PPID Utama (main information officer) deals with your request first.
receipt-next = Next: an officer examines this request. We will tell you here of every step.
notice-accepted =
    { $agency } has begun to work on request { $number }.

    Answer due by { $due }.
notice-forwarded =
    Request { $number } was forwarded to { $agency }.

    It is still due by { $due }.
notice-withdrawn = Request { $number } has been withdrawn. If you still need the information, you may file a new request.

# The answer
answer-heading = Answer to request { $number } from { $agency }.
answer-decision = Decision: { $decision }.
answer-held-by = This information is held by: { $body }. You may file a request there (Law 14/2008 Article 22(7) letter b).
answer-not-documented = This information is not yet held or not yet documented (Law 14/2008 Article 6(3) letter e).
answer-ground = Ground: { $article } ({ $label }).
answer-redaction = Blacked out: { $text }
answer-test = Consequence test: { $reference }
answer-no-test = Consequence test: none yet.
answer-how = Form and manner: { $format }
answer-cost = Cost: { $cost }
answer-free = Free of charge

# Status
status-none = You have not filed a request from here yet.
status-list = Your requests ({ $count }):
status-more = Older requests not listed: { $count }. Type the number of a request to see it.
list-line =
    { $number }, { $state }
    { $text }
card-number = Request { $number }
card-agency = Handled by: { $agency }
card-status = Status: { $status }
card-due = Due by: { $due } ({ $left })
card-asked = What was requested:
timeline = What has happened:
timeline-line = { $at }: { $what }
event-submitted = registered
event-accepted = work begun
event-forwarded = forwarded to { $agency }
event-answered = answered: { $decision }
event-withdrawn = withdrawn
event-refusal-proposed = refusal proposed
event-refusal-returned = proposed refusal returned

# Withdrawing
withdraw-sure = Withdraw request { $number }? Once withdrawn, it is not worked on any more.
withdraw-yes = Yes, withdraw
withdraw-no = No, keep it
withdraw-kept = Very well, the request goes on.
withdraw-none = You have no open request.
withdraw-which = Which request should be withdrawn?

# Talking to an officer
office =
    { $address }
    Telephone { $phone }
    { $hours }
person-ask =
    You can reach our officers at:

    { $office }

    Or write your message here, and an officer will reply in this chat.
person-passed-on = We have passed your message on. An officer will reply here during office hours.
person-kept =
    We have kept your message for an officer. If it is urgent, please contact:

    { $office }
person-cancel = Cancel your message to an officer?
person-cancelled = Very well, the message is not sent.
person-reply =
    An officer's reply:

    { $text }
person-again = Reply to officer
