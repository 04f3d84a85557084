# An officer's actions between filing and answer, and what the applicant hears of them.
word-late = late, overdue
word-leave = leave, on leave
menu-late = Late
role-system = the system
more-ask = Other actions for request { $number }:
leave-it = Leave it
left-as-it-is = All right, nothing has changed.

status-incomplete = waiting for the applicant to complete it
status-closed = closed
event-incomplete = asked to be completed
event-completed = completed
event-extended = time to answer extended
event-material-asked = material asked from { $agency }
event-material-given = material given by { $agency }
event-closed = closed
event-recalculated = date counted anew because the work calendar changed
due-extended = { $date } (extended by { $days } working days under { $article })

# Incomplete
incomplete-ask = What is missing in request { $number }? Choose one or more, or write it yourself.
incomplete-ask-after = This notice can only be sent within 3 working days after the request was recorded (Perki 1/2021).
incomplete-more =
    Missing so far:
    { $missing }

    Anything else? If not, choose Done.
incomplete-sure =
    The applicant of request { $number } will be asked to complete:
    { $missing }

    By { $until } ({ $days } working days). The time to answer runs on.
incomplete-send = Send the notice
done-incomplete = Request { $number } is declared incomplete. The applicant is asked to complete it by { $until }; the time to answer runs on.
missing-details = Details of the information that is asked for
missing-address = The applicant's address
missing-identity-person = KTP or another valid proof of identity
missing-identity-group = Power of attorney, and the KTP of whoever gave it
missing-identity-legal = Deed or articles of association, approved by the Minister of Law
missing-power = Power of attorney, if somebody else acts for the applicant
missing-choice-details = Details
missing-choice-address = Address
missing-choice-identity-person = KTP
missing-choice-identity-group = Power and KTP
missing-choice-identity-legal = Deed
missing-choice-power = Power of attorney
notice-incomplete =
    Request { $number } has been recorded, but something is still missing:
    { $missing }
notice-incomplete-until = Please complete it by { $until } ({ $days } working days; { $article }). After that the request may not be followed up, although we still take what comes late.
papers-not-in-chat = To keep them safe, please do not send your KTP or papers in this chat. Show them at the office ({ $address }) or send them to { $email }.
button-complete = Complete it
officer-completion = Completed with: { $text }
card-completion = To be completed by: { $until }
officer-missing = Incomplete, waiting until { $until }: { $missing }
complete-ask =
    What has been received to complete request { $number }? Write it shortly, for example: KTP shown at the office.

    Files are welcome. When it is all there, type "done".
done-complete = Request { $number } is declared complete.
officer-completed =
    Request { $number } has been completed:

    { $text }
officer-completed-late =
    Request { $number } was completed after its last day, and is taken all the same:

    { $text }
completing-ask =
    To be completed in request { $number }:
    { $missing }

    Write it here; files are welcome. When it is all there, type "done".
completing-no-papers = Please do not send your KTP or papers here; show them at the office or send them to the office's e-mail address.
completed = Thank you, we have what was missing in request { $number }, and the officer knows.
completed-late = Thank you. What was missing in request { $number } came after its last day; we take it all the same, mark it as late, and the officer knows.

# Extension
extend-ask = Why is more time needed? The applicant must be given a written reason ({ $article }). Choose, or write it yourself.
extend-reason-not-held = The information is not yet held or documented, so that it takes time to gather it
extend-reason-undecided = It cannot be decided yet whether the information is exempt; the consequence test goes on (Law 14/2008 Article 19)
extend-choice-not-held = Not yet held
extend-choice-undecided = Consequence test
extend-sure =
    Request { $number } will be extended. This can be done only once.

    Due now: { $old }
    Due then: { $new }
    Reason: { $reason }
extend-sure-unknown =
    Request { $number } will be extended by { $days } working days after its due date, which still waits for the calendar. This can be done only once.

    Reason: { $reason }
extend-yes = Extend
done-extend = Request { $number } is extended. It is now due on { $due }.
notice-extended =
    The answer to request { $number } takes longer.

    Reason: { $reason }

    It is answered by: { $due }. It can be extended only once.

# Material of another agency
material-ask = Which agency is asked? By the words of the request, most likely:
material-ask-after = The request stays here, and its due date does not change.
material-ask-none = Which agency is asked? Type its name, or open the whole list.
material-ask-what = What is asked from { $agency }?
material-review = Ask for this?
material-send = Ask for it
label-material = Material
done-ask = Material for request { $number } is asked from { $agency }, due on { $due }. The answer's due date stays.
officer-material-asked = { $agency } asks for material for request { $number }.
officer-in-place-of = You receive this in the place of the officers of { $agency }.
asked-for = What is asked: { $text }
asked-given = It has been given. Thank you.
material-give = Write the material for request { $number }, and send its files if there are any. When it is all there, type "done".
done-give = The material for request { $number } has been sent to { $agency }. Thank you.
officer-material-given =
    { $agency } gives material for request { $number }:

    { $text }
officer-ask-open = Material from { $agency }, awaited until { $due }: { $text }
officer-ask-given = Material from { $agency }, given on { $date }: { $text }
queue-asks = Material that other agencies ask for ({ $count }):

# Closing
close-reason-answered = It has been answered, and the time to object has passed (30 working days, Law 14/2008 Article 36(1))
close-reason-incomplete = It was not completed in time (3 working days, Perki 1/2021)
close-sure =
    Request { $number } will be closed, and cannot be opened again.

    Reason: { $reason }
done-close = Request { $number } is closed.
notice-closed =
    Request { $number } is closed.

    Reason: { $reason }

    If you still need the information, you may file a new request.

# The calendar changed
notice-recalculated =
    The work calendar has changed ({ $source }), so the dates of { $number } were counted anew.
moved-line = { $what }: { $new } (before: { $old })
moved-answer = Answered by
moved-extension = Answered by
moved-completion = To be completed by
moved-objection_window = Objection until
moved-objection_answer = Response of the Atasan PPID by
moved-dispute_window = To the Information Commission until
officer-recalculated = The work calendar has changed ({ $source }). Due dates that moved:
officer-recalculated-line = { $number }: { $new } (before: { $old })
officer-recalculated-direct = { $number } (please tell the applicant directly): { $new } (before: { $old })
officer-recalculated-more = And { $count } more. Open the queue to see them all.

# Late
late-requests = Late: { $count } requests at { $agencies } agencies, the latest first.
late-agency = { $agency }: { $count } requests, the latest { $left }
late-agencies-more = And { $count } more agencies.
late-asks = Material that was not given: { $count }
late-ask = { $agency }, for { $number }: { $left }
late-objections = Objections without a response of the Atasan PPID: { $count }
late-nothing = Nothing is late.

# On leave
away-tomorrow = Tomorrow
away-ask = Until which date are you away (the last day)? Choose, or type it, for example 20-11-2026.
away-past = That date has passed.
away-long = One year at most. For longer, please contact the PPID Utama.
away-ask-deputy = Who stands in for you? News of requests will go to them.
away-ask-no-deputy = There is no other officer who could stand in. Meanwhile new requests are with the PPID Utama.
away-nobody = Nobody
away-deputy-line = { $name }, { $agency }
away-noted = Enjoy your rest. Until { $until } news of requests goes to { $deputy }. If you are back earlier, type "leave".
away-noted-alone = Enjoy your rest until { $until }. Without a deputy, and where the agency has no other officer, its requests are with the PPID Utama. If you are back earlier, type "leave".
away-now = You are on leave until { $until }. Deputy: { $deputy }.
away-back = I am back
away-change = Change the leave
away-is-back = Welcome back. News of requests comes here again.
away-not = You are not on leave.
away-deputy = { $name } ({ $agency }) is away until { $until }, and you stand in. News of their requests will come here.
away-deputy-back = { $name } ({ $agency }) is back. News of their requests no longer comes here.
unattended-away = The officers of { $agency } are on leave, so the PPID Utama takes care of it first.
task-deliver-notice =
    A notice about request { $number } has to be delivered to { $name } directly.

    Address: { $address }. Contact: { $reach }

    It says:

    { $text }

    Deliver it by letter, e-mail or telephone, then choose "Mark as done".

# What cannot be done
refused-completeness-late = What is missing can only be asked for within 3 working days after the request was recorded (Perki 1/2021), and once at a time. The request still has to be answered.
refused-not-incomplete = This request does not wait to be completed.
refused-extended-already = This request has been extended, and that can be done only once (Law 14/2008 Article 22(8)).
refused-extension-late = An extension can only be announced while the 10 working days to answer have not passed (Law 14/2008 Article 22(8)). The request has to be answered now.
refused-already-asked = That agency has been asked already, and its material is awaited.
refused-not-asked = No material is asked of your agency for this request.
refused-too-early-to-close = A request can be closed once it has been answered and the time to object has passed, or where it was not completed by its last day.
