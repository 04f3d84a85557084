# Printed papers, in translation: the receipt (Law 14/2008 Article 22(4)) and the written notice (Article 22(7)).

# Head, foot and signature
sheet-unit = Pejabat Pengelola Informasi dan Dokumentasi (PPID)
sheet-phone = Telephone { $phone }
sheet-email = , e-mail { $email }
sheet-running = { $title }, number { $number }
sheet-number = Registration number: { $number }
sheet-page = Page { $page } of { $pages }
sheet-printed = Printed { $at }
sheet-place = ..............................
sheet-place-date = { $place }, { $date }
sheet-signature = ( .................................................. )
sheet-signature-nip =
    ( .................................................. )
    NIP
sheet-translation = Translation for the applicant. The Indonesian pages before it are the official paper. Words of the applicant and of the office are printed as they were written.
sheet-lost = The mark [?] stands for letters or pictures that cannot be printed. The original words are kept whole with request number { $number }; please ask the office for them.

# The applicant and the request
sheet-name = { $name } ({ $kind })
sheet-kind-person = individual
sheet-kind-group = group of people
sheet-kind-legal = legal entity
sheet-channel-telegram = Telegram
sheet-channel-whatsapp = WhatsApp
sheet-channel-web = Chat on the PPID's website
sheet-channel-console = Console
sheet-channel-walk-in = In person
sheet-channel-phone = Telephone
sheet-channel-letter = Letter
sheet-channel-email = E-mail
sheet-by-chat = By chat ({ $channel })
sheet-obtain-soft = Digital copy
sheet-obtain-hard = Printed copy
sheet-obtain-see = Inspection at the office
sheet-deliver-email = E-mail
sheet-deliver-pickup = Collected at the office
sheet-deliver-post = Post
sheet-none = None
sheet-none-yet = None yet
sheet-unknown = Not known
sheet-free = None (free of charge)
sheet-commission = the Information Commission (Komisi Informasi)

sheet-label-name = Applicant
sheet-label-address = Address
sheet-label-reach = Contact
sheet-label-received = Received on
sheet-label-channel = Received by
sheet-label-information = Information requested
sheet-label-enclosed = Files from the applicant
sheet-label-purpose = Purpose
sheet-label-obtain = Form wanted
sheet-label-deliver = To be delivered by
sheet-label-agency = Handled by
sheet-label-recovery = Recovery code
sheet-recovery = { $code } (keep it; if the phone is lost, type in a new chat: recover { $number } { $code })
sheet-label-files = Files attached
sheet-label-decision = Decision:

# The receipt
sheet-receipt-title = Receipt for a Request for Public Information
sheet-receipt-basis = (Law 14/2008 on Public Information Disclosure, Article 22(4))
sheet-receipt-opening = We have received and registered the following request for public information.
sheet-due = Answer due by:
sheet-due-period = { $days } working days after receipt ({ $article })
sheet-due-unknown = Waiting for the working calendar of { $year }
sheet-receipt-next = What happens next
sheet-next-check = An officer examines the request. If another agency of ours holds the information, the request is forwarded to it and the deadline stays the same.
sheet-next-answer = The applicant receives a written notice: whether the information is given, the reasons, the format and manner of delivery, and the cost, if any.
sheet-next-extension = The deadline may be extended once, by at most { $days } working days, with written reasons ({ $article }).
sheet-next-extended = If extended in full, the answer is due by { $date }.
sheet-receipt-rights = Rights of the applicant
sheet-right-free = This service is free of charge. Costs of copying or sending, if any, are told in advance (Law 14/2008 Article 22(7) letter g).
sheet-right-objection = If the request is refused, not responded to, not answered as requested, not fulfilled, answered late, or charged unreasonably, the applicant may object in writing within { $days } working days to the superior of the PPID (Atasan PPID), who responds in writing (Law 14/2008 Articles 35 and 36).
sheet-right-dispute = If that response is not satisfactory, or there is none within { $silence } working days, the dispute may be brought to { $commission } within { $days } working days (Law 14/2008 Article 37).
sheet-receipt-closing = Please keep this receipt; its number is used to ask about the progress of the request.
sheet-receipt-signer = Information officer,
sheet-code-use = Verification code. Whether this receipt is genuine can be asked of the office, giving the registration number and this code.

# The written notice; letters a to g as in Article 22(7)
sheet-answer-title = Written Notice on a Request for Public Information
sheet-answer-basis = (Law 14/2008 on Public Information Disclosure, Article 22(7))
sheet-answer-opening = In response to the request for public information that we received on { $received }, we hereby give notice as follows.
sheet-decision-given = The information is given in whole
sheet-decision-partly = The information is given in part; the exempt part is not given
sheet-decision-refused = The request is refused because the information is exempt
sheet-decision-not-held = The information cannot be given because it is not under our control
sheet-decision-undocumented = The information cannot be given because it is not yet held or documented
sheet-answer-a = A. Information that can be given
sheet-answer-b = B. Information that cannot be given
sheet-a-held = a. Held by
sheet-held-us = Us, namely { $agency }
sheet-held-other = Another public body
sheet-held-not-held = Not under our control
sheet-held-undocumented = Not yet held or documented
sheet-b-holder = b. Public body that holds it
sheet-c-reason = c. Reason
sheet-reason-exempt = Exempt (Law 14/2008 Article 17)
sheet-reason-not-held = Not held
sheet-reason-undocumented = Not yet documented (Law 14/2008 Article 6(3) letter e)
sheet-c-ground = Ground of exemption
sheet-ground = { $article }: { $label }
sheet-c-other-law = Other law
sheet-c-test = Consequence test (Article 19)
sheet-d-material = d. Material that is given
sheet-d-explanation = Explanation
sheet-e-redaction = e. What is blacked out, and why
sheet-f-format = f. Format and manner of delivery
sheet-g-cost = g. Cost and manner of payment
sheet-answer-next = If the applicant objects
sheet-objection = An objection in writing may be made to the superior of the PPID (Atasan PPID) by { $until }, that is { $days } working days after this notice ({ $article }), on one of the grounds of Law 14/2008 Article 35(1).
sheet-objection-reply = The superior responds in writing within { $days } working days after the objection was received ({ $article }).
sheet-answer-closing = Objections and questions may be sent to the address at the head of this letter.
sheet-signer-utama = PPID Utama,
sheet-signer-pelaksana = PPID Pelaksana,
