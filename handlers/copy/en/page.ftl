# The page for identity on our own server; opened by a one-time link.
page-other-language = Indonesia
page-back = Back to the chat
page-give-title = Provide identity
page-give = For request { $number }. What you enter here goes straight to our server, is kept locked, and can be seen only by the officers who handle this request.
page-title-wrong = Needs correcting
page-wrong = Something needs correcting
page-again = What was right is still in the form, except files: please choose the files once more.
page-send = Send identity
page-wait = Sending photos can take a few minutes. Please wait until the page changes.
page-privacy = How these data are protected
page-privacy-who = Data controller: { $controller }.
page-privacy-why = Used only { $purpose }. The ground is a legal duty and a public service (Law 27/2022 Article 20(2) letters c and e).
page-privacy-purpose = to record, process and answer requests for public information
page-privacy-how = Numbers and files are encrypted. Each time an officer looks, who and when is recorded. Nothing is sent through Telegram or WhatsApp.
page-privacy-long = Kept for: { $retention }.
page-privacy-rights = You have the right to see, correct and erase these data (Law 27/2022 Articles 5 to 13). Contact { $contact }.

page-label-nik-person = NIK
page-label-nik-group = NIK of whoever gave the power of attorney
page-label-decree-legal = Number of the decree that ratifies the legal body
page-label-id-card-person = Photo of your KTP
page-label-id-card-group = Photo of the KTP of whoever gave the power of attorney
page-label-mandate-person = Power of attorney (only if you act for somebody else)
page-label-mandate-group = Power of attorney of the group
page-label-mandate-legal = Power of attorney (only if somebody else acts for the management)
page-label-deed-legal = Ratified deed or articles of association
page-hint-nik = 16 digits, as on the KTP.
page-hint-decree = As written in the decree of the Ministry of Law, for example AHU-0012345.AH.01.04.TAHUN 2020.
page-hint-id-card = KTP or another valid proof of identity. A photo (JPG, PNG, WebP) or PDF, 10 MB at most. Make sure that it can be read.
page-hint-mandate = A photo of each page, or one PDF. 10 MB at most for each file.
page-hint-deed = A photo of each page (5 at most), or one PDF. 10 MB at most for each file.
page-fault-nothing = What you entered has not arrived. Please fill it in and send it once more.
page-fault-nik-missing = The NIK is missing.
page-fault-nik-digits = A NIK has digits only.
page-fault-nik-length = A NIK has 16 digits. Please count again.
page-fault-nik-region = Digits 1 to 6 (code of the region) do not fit. Please check again.
page-fault-nik-day = Digits 7 and 8 (day of birth; women add 40) do not fit. Please check again.
page-fault-nik-month = Digits 9 and 10 (month of birth) do not fit. Please check again.
page-fault-nik-serial = The last four digits do not fit. Please check again.
page-fault-decree-missing = The number of the decree is missing.
page-fault-decree-shape = The number of the decree does not look right. Copy it as written, with letters, digits, dots and dashes.
page-fault-missing-id-card = The KTP has not been chosen.
page-fault-missing-mandate = The power of attorney has not been chosen.
page-fault-missing-deed = The deed or articles of association have not been chosen.
page-fault-file-large = A file is larger than { $most } MB. Please choose a smaller one, such as a photo of medium size.
page-fault-files-large = All files together are over { $total } MB. Please send fewer or smaller ones.
page-fault-files-many = At most { $files } files here. Please join them in one PDF.
page-fault-file-type = A file is neither a JPG, PNG or WebP photo nor a PDF. Please choose another file.
page-fault-file-heic = HEIC photos cannot be opened on every officer's computer yet. Please send a JPG, for example a screenshot.

page-thanks-title = Thank you
page-thanks =
    We have received your identity by this link, and tell you so in the chat.

    This link has been used. If something was wrong, type "identity" in the chat to get a new link.
page-over-title = This link is no longer valid
page-over =
    This link has expired, or a newer one took its place. No data are lost.

    To get a new link, type "identity" in our chat.
page-over-officer-title = This link is no longer valid
page-over-officer =
    A link to view an identity works once, for a short while, and in the browser that opened it.

    To view it again, open the request in the chat and choose "View identity".
page-busy-title = Please wait a moment
page-busy = Too many attempts from here. Please try again in a few minutes.
page-away-title = The service is getting ready
page-away = This page cannot be opened yet. Please try again in a minute or two; the link stays valid.
page-broke-title = Something went wrong on our side
page-broke = Sorry, this page cannot be shown. Please try again later; if it stays so, show your identity at the office.
page-foreign-title = Not accepted
page-foreign = That form was not sent from our page. Please open the link from the chat again.
page-too-much-title = The files are too large
page-too-much = What was sent is far over the limit, so we did not read it. Please open the link again and choose smaller photos; the link stays valid.

page-look-title = View the applicant's identity
page-look = The identity of the applicant of request { $number } is only for checking this request. Once it is opened the link cannot be used again, and who looks and when is recorded.
page-look-open = Open now
page-shown-title = Identity of the applicant of request { $number }
page-shown = Do not copy, photograph or pass it on. This page closes by itself at { $until }.
page-open-paper = Open the file
page-fact-name = Name on the request
page-fact-kind = Applicant
page-fact-nik = NIK
page-fact-decree = Number of the decree
page-fact-given = Given
