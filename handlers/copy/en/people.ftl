# One person in several chats, a lost phone, and what may be asked in a day.
channel-telegram = Telegram
channel-whatsapp = WhatsApp
channel-web = the PPID page chat
channel-console = the console

# Joining
menu-link = Connect { $channel }
link-chat = { $channel } ({ $name })
link-other-chat = the other chat
link-code =
    To have your requests and their news in { $where } as well, type this there within { $minutes } minutes:

    connect { $code }

    This code is for yourself only. Whoever uses it can read your requests.
link-wrong = That code is not known, has been used, or has expired. Type "connect" in the other chat for a new one.
link-same = These two chats are one already.
link-own = That code is from this very chat. Type it in the other one.
link-sure = This code is from { $chat }. Connect it with this chat? Requests, forms and news will then be shared.
link-sure-holder =
    Your code has just been typed in { $chat }. Connect it with this chat? Requests, forms and news will then be shared.

    If that was not you, please choose Do not.
link-office-there = Please note: the other chat will then be able to act as { $office }.
link-office-here = Please note: this chat will then be able to act as { $office }.
link-yes = Yes, connect
link-no = Do not
link-waits = Good. Now choose "Yes, connect" in { $chat } as well.
link-done = The two chats are connected. We send news to the one you used last. Type "disconnect" to part them again.
link-refused = All right, they are not connected. The code is no longer valid.
link-refused-there = The other chat did not agree, so they are not connected.
link-stays = All right, they stay connected.
link-release = Disconnect
release-none = This chat is not connected with another one.
release-which = Which one shall be disconnected?
release-number = Disconnect { $number }
release-sure = Disconnect { $chat }? What it brought goes back there; what was filed after connecting stays with the other chat.
release-yes = Yes, disconnect
release-no = Leave it
release-done = The two chats have been parted.
code-too-often = The code was wrong several times. Please try again in an hour, or talk to an officer.

# A lost phone
receipt-recovery = Recovery code: { $code }. Keep it somewhere outside this phone. If the phone is lost, type in a new chat: recover { $number } { $code }
recover-how =
    If your phone is lost or its number has changed, type the number of the request and the recovery code from the receipt. Example:

    recover 001/PPID/I/2026 ABCD-EFGH-JKMN

    An officer checks first; then the request moves to this chat. If you no longer have the code, an officer can help.
recover-wrong = That number and code do not match. Please look at the receipt again, or talk to an officer.
recover-here = That request is in this chat already.
recover-asked = Thank you. An officer will make sure that request { $number } is yours, and then move it to this chat. We will tell you here.
recover-owner = Somebody asks to move request { $number } to { $chat }, because the phone was lost. An officer will check. If that is not you, please tell an officer at once.
recover-yes =
    Request { $number } and your others are in this chat now. The old chat can no longer open them.

    Your new recovery code: { $code }
recover-no =
    Sorry, the officer could not make sure that request { $number } is yours, so it has not been moved. Please come with an identity card, or call:

    { $address }
    Telephone { $phone }
chat-lost = The phone of this chat was reported lost, so its requests have moved to another chat. If you have it back, type "connect" in the new chat, and the code here. Or type "officer".
task-recover =
    Somebody asks to move request { $number } to a new chat, { $chat }: the phone is lost, and the receipt's code is right.

    Applicant: { $name }
    Address: { $address }
    Contact: { $reach }

    The code alone is not enough. Make sure first who this is: call the contact above, or look at the identity card in the office. Once approved, the old chat can no longer open anything.
verb-task-approve = Approve
verb-task-refuse = Refuse
recover-approved = Request { $number } has been moved. The applicant has been told.
recover-refused = Not moved. The applicant of request { $number } has been told.
recover-own = This is about your own chat; please let another officer decide.

# Limits, and messages that come late
came-late =
    This message was written before the question below, so we have not taken it as an answer:

    "{ $text }"

    If it is the answer, please send it once more.
text-too-long = That message is too long to be read at once. Please divide it into several messages, or send it as a document.
too-fast = Your messages come very fast. We keep all of them, but hold our replies for a moment. In a minute, type "menu" to go on.
filed-enough = You have sent { $most } today, which is the most for a day. We keep this form; from tomorrow it can be sent with the same button. If it is urgent: call { $phone }.
person-enough =
    We have passed on many of your messages today; the officers read them one by one. If it is urgent:

    { $office }
