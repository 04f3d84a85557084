role-pelaksana = PPID Pelaksana
role-utama = PPID Utama
role-atasan = Atasan PPID
role-admin = admin
role-citizen = applicant
someone = another officer
menu-queue = Queue
menu-record = Record a request
help-officer =
    For officers:
    queue: the open requests, nearest due date first
    record: register a request made in person, by telephone, letter or e-mail
    late: everything that is late, by agency
    leave: until when you are away, and who stands in

joined = Welcome as { $role } of { $agency }. We will send you new requests here as soon as they come in.
joined-admin = Welcome as { $role }. We will send you here any fault that needs attention.
join-refused = That code is not valid: it may be mistyped, used already, or expired. Please ask the PPID Utama for a new one.

# A request's card
officer-card = Request { $number }
officer-from = Applicant: { $name } ({ $kind })
officer-reach = Address: { $address }. Contact: { $reach }
officer-information = Information: { $text }
officer-purpose = Purpose: { $text }
officer-how = Manner: { $how }
officer-agency = Handled by: { $agency }
officer-status = Status: { $status }
officer-due = Due by: { $due } ({ $left })
officer-files = Files attached: { $count }
officer-unattended = { $agency } has no connected officer yet, so this request is with the PPID Utama.

# News for officers
officer-new-request = New request: { $number }
officer-came-from = Forwarded by { $agency }: { $reason }
officer-forwarded-away = Request { $number } was forwarded to { $agency }. There is nothing left to do here.
officer-refusal-proposed = A proposed refusal of request { $number } awaits the PPID Utama's approval. The deadline runs on.
officer-refusal-confirmed = The PPID Utama approved the proposed refusal of request { $number }, and the applicant has been notified.
officer-refusal-returned = The PPID Utama returned the proposed refusal of request { $number }. The deadline runs on.
officer-withdrawn = Request { $number } was withdrawn by the applicant. There is nothing left to do.
officer-reason = Reason: { $reason }

verb-accept = Accept
verb-forward = Forward
verb-answer = Answer
verb-confirm = Approve refusal
verb-return = Return
verb-show = Open request
verb-print = Print answer
verb-print-receipt = Print receipt
verb-task-done = Mark as done
verb-task-reply = Reply

queue = Open requests ({ $count }), nearest due date first:
queue-more = And { $count } more.
queue-empty = There are no open requests.

done-accept = You have accepted request { $number }.
done-forward = Request { $number } was forwarded to { $agency }. The due date stays the same.
done-answer = Request { $number } has been answered.
done-proposed = The proposal for request { $number } was sent to the PPID Utama. The applicant is told only after approval; the deadline runs on.
done-confirm = The decision on request { $number } is approved.
applicant-told = The applicant is told in the chat.
applicant-not-told = The applicant is not connected by chat, and has to be told directly.
done-return = The proposal for request { $number } was returned to its agency.

# Forwarding
forward-ask = Forward it to which agency? Judging by its words, most likely:
forward-ask-after = The due date stays the same.
forward-ask-none = Forward it to which agency? Type its name, or open the full list.
forward-reason-ask = What is the reason? Choose, or write your own words.
forward-reason-holds = That agency holds it
forward-reason-task = Not our task
forward-review = Forward this request?

# Answering
answer-ask-decision = What is the decision on request { $number }?
answer-ask-holder = Which public body holds it? Write its name, if known (Law 14/2008 Article 22(7) letter b).
answer-holder-unknown = Not known
answer-undocumented = Not yet documented
answer-ask-ground = What is the ground? Choose the letter of Law 14/2008 Article 17:
answer-ask-other-law = Which law and article forbid it? Example: UU 24/2013 Pasal 79.
answer-ask-test = What is the number or date of the consequence test (Law 14/2008 Article 19)?
answer-test-none = None yet
answer-ask-redaction = Which part is blacked out, and why (Law 14/2008 Article 22(7) letter e)?
answer-ask-text-given = Write the answer, and send the files, if any. When it is complete, type "done".
answer-ask-text-partly = Write the answer, and send the blacked-out files. When it is complete, type "done".
answer-ask-text-refused = Write the reasons in plain words: what would follow if it were opened. When it is complete, type "done".
answer-ask-text-not-held = Write an explanation for the applicant. When it is complete, type "done".
answer-ask-format = In which form, and how is it conveyed? Choose, or write your own words.
answer-format-asked = As requested
answer-ask-cost = Is there a cost of copying or sending? If so, write the amount and how to pay.
answer-review = Please check this answer before it is sent:
return-ask = Why is the proposed refusal of request { $number } returned?

# Recording
record-ask-channel = How did this request come in?
channel-walk-in = In person
channel-phone = Telephone
channel-letter = Letter
channel-email = E-mail
record-ask-day = When was it received? Choose, or type the date, such as 20-11-2026.
record-today = Today
record-yesterday = Yesterday
record-ask-kind = Who is the applicant?
record-ask-name = What is the applicant's full name?
record-ask-address = What is the applicant's address?
record-ask-reach = What is the applicant's telephone number or e-mail address?
record-no-reach = None
record-ask-information =
    What information is requested? Copy it as the applicant put it.

    You may send several messages, photos of the letter, or documents. When it is complete, type "done".
record-ask-purpose = What is the purpose? Choose, or write it in words.
record-ask-obtain = How would the applicant like to obtain it?
record-ask-deliver = Where should the answer be delivered?
record-ask-agency = Which agency is it for?
record-ask-agency-after = The period is counted from the date of receipt.
record-ask-agency-none = Which agency is it for? Type its name, or open the full list.
record-review = Please check this before it is registered:
record-send = Register
recorded =
    It is registered.

    Number: { $number }
    Addressed to: { $agency }
    Answer due by: { $due }

    Please hand the receipt to the applicant.
paper-answer = Answer to request { $number }, ready to print.
paper-receipt = Receipt of request { $number }, ready to print.
paper-answer-file = answer-{ $number }.pdf
paper-receipt-file = receipt-{ $number }.pdf

# Tasks
task-deliver =
    The answer to request { $number } has to be delivered to { $name } directly.

    Address: { $address }. Contact: { $reach }

    Deliver it by letter, e-mail or telephone, then choose "Mark as done".
task-talk =
    { $name } would like to talk to an officer:

    { $text }
person-unnamed = A citizen
task-reply-ask = Write your reply. The citizen receives it in the name of the officers.
task-replied = The reply has been sent.
task-unreachable = This citizen can no longer be reached by chat, so the reply was not sent.
task-done = The task is marked as done.
task-was-done = That task was done already.

# What cannot be done
refused-not-yours = That request is not with your agency.
refused-wrong-role = Your role has no authority for this.
refused-already-done = This request is closed, so it can no longer be changed.
refused-already-accepted = This request was accepted already.
refused-awaits-confirmation = Its proposed refusal is waiting for the PPID Utama.
refused-nothing-proposed = There is no proposed refusal waiting.
refused-same-agency = This request is with that agency already.
refused-forward-limit = This request was forwarded twice already. From here only the PPID Utama can move it.
refused-ground-missing = A refusal must name its ground (Law 14/2008 Article 17).
refused-other-law-missing = Article 17 letter j must name the other law that forbids it.
refused-text-missing = The answer has not been written yet.
refused-reason-missing = The reason has not been written yet.
refused-redaction-missing = Please write which part is blacked out, and why.
refused-stale = This request has changed since that message was sent.
last-change = Last change: { $what }, by { $who }, { $at }.

# Other actions
verb-more = More
verb-give = Give material
verb-incomplete = Declare incomplete
verb-complete = Declare complete
verb-extend = Extend the time
verb-ask = Ask another office
verb-close = Close the request
