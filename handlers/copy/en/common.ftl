# Buttons and words that are used everywhere. Counts stand behind a colon: they are strings, and have no plural.
button-menu = Menu
button-status = See status
button-send = Send request
button-send-answer = Send answer
button-change = Change
button-cancel = Cancel
button-undo = Undo cancellation
button-done = Done
button-why = Why this date?
button-withdraw = Withdraw request
button-answer-again = Read the answer

# What we cannot take, and what can be done.
invalid-choice = Please choose one of the options below, or type its number.
invalid-number = The numbers go from 1 to { $most }.
invalid-short = That answer is too short. Please write at least { $least } characters.
invalid-long = This message is too long ({ $length } characters). The most is { $most }; the rest may be sent as a document.
invalid-no-words = We found no words in that message. Please answer in writing.
invalid-sticker = A nice sticker, but we can only read writing. Please answer in writing.
invalid-voice = Sorry, we cannot listen to voice messages yet. Please write your answer, or type "officer" to be helped by a person.
invalid-file = No file is needed here yet. Please answer in writing.
invalid-location = No location is needed here yet. Please answer in writing.
invalid-contact = We cannot use that contact. Please write your answer.
invalid-edited = We do not read edited messages again. Please send a new answer, or type "back" to redo the one before.
invalid-other = Sorry, we cannot read a message of that kind yet. Please answer in writing.
invalid-reach = That does not look like a telephone number or an e-mail address. Example: 0812 3456 7890 or name@example.id.
invalid-file-large = The file "{ $name }" is larger than { $most } MB, so we cannot take it. Please send a smaller one, or divide it into several files.
invalid-files-many = There are { $most } files now, which is the most we can take. Type "done" to go on.
invalid-date = We could not read that date. Example: 20-11-2026.
invalid-date-future = That date has not come yet.
invalid-date-old = That date is more than { $days } days ago. For anything that old, please contact the PPID Utama.
idle-file = We have not kept that file, because no request is being filled in. Please choose "File a request" first, and send the file when we ask for it.
old-button = That button no longer works.
old-button-filed = That button belongs to a request that has been sent, number { $number }. Nothing has changed.
old-button-cancelled = That button belongs to a request that was cancelled.
our-fault = Sorry, something went wrong on our side while reading that message. We have kept it, and our staff have been told. You may go on, or type "menu".
store-away = We are sorry: our service is disturbed, so your message is not on record yet. There is no need to send it again: once the service is back it comes in by itself, and we answer it. If there is no answer by tomorrow, please send it once more.
store-away-press = We are sorry: our service is disturbed, so your choice is not on record yet. If there is no answer later, please choose once more.

# Back and cancel.
back-at-start = This is the first question.
back-to-form = Let us go on where we were.
cancel-sure = Are you sure you want to cancel? What you filled in can be brought back within a day.
cancel-yes = Yes, cancel
cancel-no = No, go on
cancel-kept = Very well, let us go on.
cancel-undone = The cancellation is undone. Let us go on.
cancel-nothing = Nothing is being filled in, so nothing was cancelled.
cancelled = The form is cancelled. Nothing has been sent.
undo-nothing = There is no cancellation to undo.

# The summary.
review-how = If anything is wrong, type its number.
review-which = Which one should be changed?

# Gathered messages and files.
gathered = We have noted that ({ $what }). Is there more? Just send it. When it is complete, choose Done.
gather-texts = messages: { $count }
gather-files = files: { $count }
gather-more = Please write a little more clearly, at least { $least } characters. After that, type "done".
gather-text-needed = We have received your file. Please also describe it in writing, in at least { $least } characters.

# Choosing an agency.
agency-line = { $number }. { $name } (because of: { $words })
agency-line-plain = { $number }. { $name }
agency-list = Full list
agency-more = Next
agency-unknown = I do not know
agency-utama = PPID Utama (the main information officer, who finds the right agency)
agency-page = List of agencies and districts, page { $page } of { $pages }. Choose one, or type its name.
agency-found = Is it one of these?
agency-not-found = We have not found an agency of that name. Agencies go by their Indonesian names, such as Dinas Pendidikan (education).

# Due dates.
due = { $date } ({ $days } working days under { $article })
due-unknown = waiting for the working calendar of { $year }
left-days = working days left: { $days }
left-today = today
left-late = working days overdue: { $days }
left-unknown = waiting for the calendar
why = Why that date? It is { $days } working days ({ $article }), Monday to Friday, without public holidays and joint leave (cuti bersama).
why-start = { $date }: where the count begins, not counted
why-counted = { $date }: day { $number }
why-skipped = { $date }: not counted, { $reason }
why-weekend = weekend
why-end = So it is due by { $date }.

# Status of a request.
status-submitted = registered, waiting for an officer
status-accepted = an officer is working on it
status-proposed = being reviewed by the PPID Utama (main information officer)
status-answered = answered
status-withdrawn = withdrawn by the applicant

# Choices of the forms.
kind-person = Individual
kind-group = Group of people
kind-legal = Legal entity
kind-foreign = Foreign person or body
obtain-soft = Digital copy
obtain-hard = Printed copy
obtain-see = View at the office
deliver-chat = In this chat
deliver-email = E-mail
deliver-pickup = Collect at office
deliver-post = Post
purpose-study = Research or study
purpose-oversight = Public oversight
purpose-personal = Personal needs
purpose-work = Work or business
reach-chat = in this chat
reach-chat-only = This chat is enough
decision-given = Given in full
decision-partly = Given in part
decision-refused = Refused
decision-not-held = Not held

# Names of the fields in the summary.
label-kind = Applicant
label-name = Name
label-address = Address
label-reach = Contact
label-information = Information
label-purpose = Purpose
label-obtain = How to obtain
label-deliver = How to receive
label-email = E-mail
label-agency = Addressed to
label-reason = Reason
label-decision = Decision
label-held-by = Held by
label-ground = Ground
label-other-law = Other law
label-test = Consequence test
label-redaction = Blacked out
label-text = Answer
label-format = Form and manner
label-cost = Cost
label-channel = Received by
label-day = Date received

# What WhatsApp adds by itself: the button that opens the list.
whatsapp-choose = Choose
