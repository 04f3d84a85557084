# Objections (Law 14/2008 Articles 35-37), the way to the Information Commission, and why a date is what it is.

menu-objection = Objections
button-object = File an objection
button-object-own = My own objection
button-object-anyway = File it now
button-objection = See the objection
button-publication = Periodic information
button-request = See the request
button-next = Continue
button-use-suggestion = Use this account
button-send-objection = Send the objection
button-withdraw-objection = Withdraw objection
button-response = Read the response
button-send-response = Send the response
button-dispute = To the Commission
button-disputed = I have filed it

# After an answer, or without one
answer-next = If you are not satisfied, you may file an objection with the superior of the PPID (Atasan PPID) until { $until } ({ $article }). Choose "File an objection"; what we know already is filled in.
answer-next-unknown = If you are not satisfied, you may file an objection with the superior of the PPID (Atasan PPID) within { $days } working days ({ $article }); the exact date waits for the work calendar. Choose "File an objection"; what we know already is filled in.
answer-next-late = Objections to this answer could be filed until { $until } ({ $article }). A later one is still taken and marked as late; the Atasan PPID decides.
answer-objection-runs = Your objection number { $number } goes on. If this answer satisfies you, you may withdraw it.
objection-silence = This request should have been answered by { $due }. You may file an objection with the Atasan PPID until { $until } (Law 14/2008 Article 36(1)).
objection-silence-late = This request should have been answered by { $due }. The time to object ended on { $until }; a late objection is still taken, and the Atasan PPID decides.
objection-silence-unknown = This request should have been answered by { $due }. You may file an objection with the Atasan PPID within 30 working days of it (Law 14/2008 Article 36(1)).

# To begin
objection-what = An objection goes to the superior of the PPID (Atasan PPID) when a request was refused, not answered, or not answered as asked. It is responded to within 30 working days of its receipt (Law 14/2008 Article 36(2)).
objection-which = Which request do you object to?
objection-no-request = You have no request here yet. Without one you may still object where information that has to be published periodically is not available (Law 14/2008 Article 35(1) letter b).
objection-early = Request { $number } is still within its time: it is answered by { $due }. You may wait until then, and you may also file an objection now.
objection-stands = Objection { $number } to request { $request } is still under way. There is one objection to a request at a time; anything to add can be told to an officer: type "officer".
objection-stands-responded = Objection { $number } to request { $request } has been responded to. If you are not satisfied, the next step is the Information Commission.
objection-withdrawn-request = Request { $number } was withdrawn, so there is nothing left to object to. You may file a new request at any time.
objection-opening = An objection to request { $number }. It takes about two minutes, and you may pause at any time.
objection-opening-until = An objection to request { $number }, which may be filed until { $until }. It takes about two minutes, and you may pause at any time.
objection-opening-late = The time to object to request { $number } ended on { $until }. We still take this objection and mark it as late; the Atasan PPID decides.

# The grounds: Law 14/2008 Article 35(1)
objection-ground-a = The request was refused because the information is declared exempt (secret)
objection-ground-b = Information that has to be published periodically is not available
objection-ground-c = The request was not responded to
objection-ground-d = The response is not what was asked for
objection-ground-e = The request was not fulfilled
objection-ground-f = The cost is unreasonable
objection-ground-g = The information came too late
objection-ground-cited = - { $text } ({ $article } letter { $letter })
objection-ask-grounds = Why do you object? You may choose several: press their letters, or type them, such as: a, d.
objection-grounds-fit = What fits this request:
objection-grounds-other = Other grounds:
objection-grounds-noted =
    Noted:
    { $grounds }

    Any other ground? Press its letter; press it again to take it back. When you are done, choose Continue.
objection-grounds-invalid = Please press or type the letters of your grounds, a to g, such as: a, d.

# What happened
objection-ask-position =
    Tell us what happened. From our records:

    { $suggestion }

    Choose "Use this account", or write your own. Several messages, photos or documents are welcome; type "done" at the end.
suggest-request = On { $received } I filed request { $number } with { $agency }: "{ $text }".
suggest-answer = It was answered on { $date }: { $decision }.
suggest-ground = The ground given was { $article } ({ $label }).
suggest-unanswered = Until { $today } it has not been answered.
suggest-late = It should have been answered by { $due }.
objection-review = Please check this objection before it is sent:
label-grounds = Grounds
label-position = What happened
label-unpublished = Information not published

# Without a request: Article 35(1) letter b
publication-opening =
    A public body has to publish certain information periodically, at least every six months, such as its activities, its performance and its financial reports (Law 14/2008 Article 9).

    Where that is not available, you may object without filing a request first.
publication-ask-information =
    Which information is not published, and where have you looked for it?

    Several messages, photos or documents are welcome. When it is complete, type "done".
publication-ask-agency = Which office should have published it? By the words, most likely:
publication-ask-agency-after = If in doubt, choose "I do not know".
publication-ask-agency-none = Which office should have published it? Type its name, open the whole list, or choose "I do not know".
publication-ask-name = What is your full name, or the name of your organisation and who speaks for it?

# Receipt and news for the applicant
notice-objection-receipt =
    We have received your objection. Thank you.

    Objection number: { $number }
    Received: { $received }
    The Atasan PPID responds by: { $due }
objection-receipt-next = Next: the Atasan PPID reads this objection with its whole history. The response is sent to you here.
objection-receipt-late = This objection came after its time had ended, so it is marked as late. The Atasan PPID decides, and the decision is sent to you here.
notice-objection-answered = The response of the Atasan PPID to objection { $number }.
notice-objection-closed = Objection { $number } is closed.
objection-ruling = Ruling: { $ruling }.
ruling-upheld = Upheld
ruling-partly = Upheld in part
ruling-rejected = Rejected
objection-upheld-publication = { $agency } has been asked to publish that information.
objection-upheld-next = { $agency } has been asked to carry this ruling out. What comes of it is sent to you here.
old-button-objected = That button belongs to an objection that was already sent, number { $number }. Nothing has changed.
objection-number-unknown = That number is not among your objections.

# The card of an objection
objection-card = Objection { $number }
objection-about-request = Request: { $number } ({ $agency })
objection-about-publication = Periodic information that was not published ({ $agency })
objection-card-due = Response by: { $due } ({ $left })
objection-card-dispute = To the Information Commission by: { $until } ({ $left })
objection-card-late = Came after its time had ended; the Atasan PPID decides.
objection-card-grounds = Grounds:
objection-card-unpublished = What is not published:
objection-card-position = What happened:
objection-state = Objection { $number }: { $state }.
status-objections = Your objections ({ $count }):
objection-status-lodged = waiting for the Atasan PPID's response
objection-status-responded = responded to by the Atasan PPID
objection-status-disputed = before the Information Commission
objection-status-closed = closed
event-objection-lodged = objection received
event-objection-answered = responded to by the Atasan PPID
event-dispute-filed = dispute filed with the Information Commission
event-objection-closed = closed
objection-happened = { $what }: { $more }

# Withdrawing
objection-withdraw-sure = Withdraw objection { $number }? Once withdrawn it is not responded to.
objection-withdraw-kept = Very well, the objection goes on.
objection-closed-withdrawn = withdrawn by the applicant
objection-closed-lapsed = the time to go to the Information Commission has ended

# To the Information Commission: Law 14/2008 Articles 37-40; Perki 1/2013
commission = the Information Commission (Komisi Informasi)
dispute-next = Should you still need it, the next step is an information dispute before { $commission }, filed by { $until } ({ $article }).
dispute-next-late = The time to go to { $commission } ended on { $until } ({ $article }). Whether a dispute is still taken is for the Commission to say; please ask there.
dispute-next-unknown = Should you still need it, the next step is an information dispute before { $commission }, filed within { $days } working days. The exact date waits for the work calendar.
dispute-not-yet = The Atasan PPID may still respond until { $due }. { $commission } takes disputes after the response, or once that date has passed without one (Law 14/2008 Article 37).
dispute-after-objection = An information dispute is filed with the Information Commission after an objection (Law 14/2008 Article 37). So please begin with the objection.
dispute-heading = Preparing for { $commission }, objection { $number }.
dispute-free = It costs nothing (Perki 1/2013 Article 12).
dispute-papers = What is asked for (Perki 1/2013 Article 11):
dispute-there = ✓ { $what }
dispute-missing = ○ { $what }: please bring your own, and do not send it in this chat
dispute-not-needed = – { $what }
dispute-identity-person = A copy of your identity card (KTP) or passport
dispute-identity-group = Letter of authority, and a copy of the identity card (KTP) of whoever gave it
dispute-identity-legal = Articles of association approved by the Minister of Law and recorded in the State Gazette
dispute-request = Receipt of request { $number }, received { $received }
dispute-request-publication = No proof of a request is needed, as this objection is about periodic information
dispute-answer = The written notice (answer), { $date }
dispute-no-answer = There is no written notice (answer), as the request has not been answered
dispute-objection = Receipt of objection { $number }, received { $received }
dispute-response = The response of the Atasan PPID, { $date }
dispute-silence = No response of the Atasan PPID until { $due }; the date stands on the receipt of the objection
dispute-letter = It is filed in writing, on the Commission's form or in a letter: who you are, your reasons, and what you ask for (Perki 1/2013 Articles 9 and 10).
dispute-way-mediation = It begins with mediation, that is, looking for an agreement (Law 14/2008 Article 40(2)).
dispute-way-adjudication = A refusal because the information is exempt is heard and decided there at once (adjudication), without mediation (Law 14/2008 Article 40(2)).
dispute-way-both = A refusal because the information is exempt is heard and decided at once (adjudication); the other grounds begin with mediation, that is, looking for an agreement (Law 14/2008 Article 40(2)).
dispute-then = For your information: the Commission begins within { $start } working days of receiving it, and ends within { $end } working days (Law 14/2008 Article 38).
dispute-recorded-already = The dispute over objection { $number } was noted before. Nothing has changed.
dispute-recorded = Noted: a dispute over objection { $number } was filed with the Information Commission. It begins within { $start } working days of receiving it, and ends within { $end } working days (Law 14/2008 Article 38).

# For officers
officer-objection-filed = New objection: { $number }
officer-objection-settled = The Atasan PPID has responded to objection { $number }.
officer-dispute-filed = The applicant has gone to the Information Commission, objection { $number }.
officer-objection-closed = Objection { $number } is closed. There is nothing left to respond to.
objection-no-superior = The Atasan PPID is not connected with this service yet. Please pass this objection on at once.
objection-agency-now = The Atasan PPID responds. While the objection is under way, a fuller answer can still be given.
objection-agency-publication = The Atasan PPID responds. If the information exists, please publish it soon.
objection-settled-upheld = Please give the information soon, with "Answer". The applicant knows that the objection was upheld.
objection-settled-partly = Please give what was upheld soon, with "Answer". The applicant knows.
objection-settled-rejected = There is nothing to do. The applicant knows, and may go to the Information Commission.
objection-settled-publication = Please publish the information soon. The applicant knows.
objection-from = Objection by: { $name }
objection-story-late = Came after the time to object had ended: taken all the same, and for you to decide.
objection-story-position =
    What happened, as the applicant tells it:
    { $text }
objection-story-unpublished =
    What is not published, as the applicant tells it:
    { $text }
objection-story-purpose = Purpose: { $text }
objection-story-request =
    What was asked for on { $received }:
    { $text }
objection-story-answer = Answered { $date }:
objection-story-unanswered = Not answered. It was due { $due }.
verb-objection-respond = Respond
verb-objection-lapse = Close the objection
verb-objection-show = Open the objection
objection-queue = Objections waiting for a response ({ $count }), nearest deadline first:
objection-queue-empty = No objection waits for a response.
ruling-ask = What is the ruling on objection { $number }?
ruling-ask-text-upheld = Write the reasons, and what has to be given to the applicant. Files are welcome; type "done" at the end.
ruling-ask-text-partly = Write the reasons: which part is given, and which is not. Files are welcome; type "done" at the end.
ruling-ask-text-rejected = Write the reasons; they have to be given in writing (Law 14/2008 Article 36(3)). Files are welcome; type "done" at the end.
ruling-review = Please check this response before it is sent:
label-ruling = Ruling
label-response = Reasons
done-respond = The response to objection { $number } was sent to the applicant, and the office has been told.
done-objection-lapse = Objection { $number } is closed.
task-deliver-objection-receipt =
    The receipt of objection { $number } has to be handed to { $name } directly.

    Address: { $address }. Contact: { $reach }

    Please do so by letter, e-mail or telephone, then choose "Mark as done".
task-deliver-objection-answered =
    The response to objection { $number } has to be handed to { $name } directly.

    Address: { $address }. Contact: { $reach }

    Please do so by letter, e-mail or telephone, then choose "Mark as done".

# What cannot be done
objection-refused-not-yours = That objection is not yours.
objection-refused-already-done = This objection is finished, so it cannot be changed.
objection-refused-stale = This objection has changed since that message was sent.
objection-refused-too-early-to-close = This objection can be closed once the time to go to the Information Commission has ended.
refused-reasons-missing = An objection has to name its grounds (Law 14/2008 Article 35(1)).
refused-objection-runs = There is an objection to this request already.
refused-responded-already = This objection has been responded to.
refused-no-response-yet = The Atasan PPID may still respond; a dispute comes after that (Law 14/2008 Article 37).

# Why this date?
explain-answer = Answering the request: counted from its receipt, { $start }.
explain-extension = The extension: counted from the end of the first 10 working days, { $start }.
explain-completion = Completing the request: counted from the notice that it was incomplete, { $start }.
explain-objection_window = Objecting: counted from the day on which the reason was found, { $start }.
explain-objection_answer = Responding to the objection: counted from its receipt, { $start }.
explain-dispute_window = Filing a dispute: counted from the Atasan PPID's response, or from the end of the time for it, { $start }.
explain-struck = { $date }: day { $number }, a working day all the same by { $source }
explain-sourced = { $name } ({ $source })
explain-also = weekend, also { $name }
explain-stretch-counted = { $first } to { $last }: days { $from } to { $to }
explain-stretch-skipped = { $first } to { $last }: not counted, { $reason }
explain-totals = Since { $start }, { $skipped } days are not counted: weekends, holidays and joint leave.
explain-decree = { $decree } for { $year }
explain-decrees = Holidays and joint leave by { $sources }.
explain-unknown = The date is not certain yet: the count runs into { $year }, and the holidays of { $year } are not loaded (loaded: { $known }). You are told the date as soon as they are.
explain-not-verified = This follows the usual practice under Perki 1/2021; the wording of its article is still being confirmed.
explain-late-objection = An objection filed after that date is still taken and marked as late; the Atasan PPID decides.
explain-nothing = No date is being counted at the moment.

# ppid explain
cli-notice-objection-receipt = receipt of an objection
cli-notice-objection-filed = new objection
cli-notice-objection-answered = response to an objection
cli-notice-objection-settled = ruling on an objection, for the office
cli-notice-objection-closed = objection closed
cli-notice-dispute-filed = dispute filed
cli-task-deliver-objection = news of an objection to be handed over directly
cli-task-unattended-objection = objection without a connected Atasan PPID
cli-help-explain = Explain every deadline of a request or an objection, day by day
cli-help-explain-number = number of a request or an objection, such as 001/PPID/XI/2026
cli-explain-unknown-number = There is no request or objection numbered { $number }.
cli-explain-waiting = waiting for the calendar of { $year }
