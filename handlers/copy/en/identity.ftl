# The applicant's identity: given by a one-time link, never in the chat.
word-identity = identity, provide identity, send identity
button-identity = Provide identity
button-identity-again = Replace identity
receipt-identity = So that the officer can check that it is complete, please provide your identity by our safe link. Meanwhile this request goes on.
receipt-identity-required = To check that the request is complete, the officer needs your identity. Please provide it by our safe link within 3 working days. Meanwhile this request goes on.
identity-link =
    Your identity for request { $number } is given on a safe page of ours, not in this chat. Have ready { $papers }.

    This link is for you alone and works once, until { $until }. Do not pass it on to anybody.
identity-papers-person = your NIK and a photo of your KTP
identity-papers-group = the group's power of attorney, and the NIK and a photo of the KTP of whoever gave it
identity-papers-legal = the number of the ministerial decree and the deed of the legal body
identity-at-office = Proof of identity can be shown at the office: { $address }. Please do not send it in this chat.
identity-after-filing = Once a request is registered we give you a safe link for it.
identity-over = Request { $number } is finished, so identity is no longer needed.
identity-no-request = Identity is given once a request is registered. There is nothing to send now.
identity-not-here = We have not opened or kept that file. This chat passes through servers abroad, and identity cards and personal papers must be protected (Law 27/2022). It is best to delete the photo from this chat as well.
identity-not-here-perhaps = We have not kept that file. If it was an identity card or a personal paper, it is best to delete it from this chat as well, which passes through servers abroad.
identity-not-here-form = We have not opened or kept that file. If it was an identity card or a personal paper, do not send it in this chat, which passes through servers abroad (Law 27/2022), and it is best to delete the photo as well. Here please just answer in words.
identity-number-not-here = That message has a number that looks like a NIK. We have not kept it; it is best to delete the message as well, because this chat passes through servers abroad (Law 27/2022).
invalid-nik = That answer has a number that looks like a NIK, so we have not kept it. Please write it again without that number.
paper-doubt = Is this file an identity card or a personal paper? If so, it should not be kept here.
paper-drop = Yes, do not keep it
paper-add = No, add it
paper-dropped = All right, we have not kept that file. It is best to delete it from this chat as well. For your identity, once this is done type "identity" and we give you a safe link. Please go on.
paper-dropped-office = All right, we have not kept that file. It is best to delete it from this chat as well. Proof of identity can simply be shown at the office. Please go on.
papers-by-link = For your safety, do not send identity cards and papers in this chat: choose "Provide identity", or show them at the office ({ $address }).
completing-papers-by-link = Do not send identity cards and papers here. Type "identity" to get a safe link.
identity-arrived = Thank you, we have received the identity for request { $number }. Only the officers who handle this request can see it.
identity-arrived-more = Something else is still missing: choose "Complete it".
identity-completes = Identity was given by the safe link.
card-identity = Identity: received { $date }
event-identity-given = identity given
event-identity-seen = identity looked at

# For officers
identity-nik = NIK { $number }
identity-decree = decree { $number }
proof-id-card = KTP
proof-mandate = power of attorney
proof-deed = deed
officer-identity = Identity: { $number }; { $papers }; given { $date }
officer-identity-none = Identity: not given
officer-identity-needed = Identity: not given (wanted for completeness)
officer-identity-same = The same number was used for requests { $numbers }
officer-identity-arrived = The applicant's identity for request { $number } has arrived.
officer-identity-gone = The identity for this request is no longer there.
officer-identity-no-page = The page that shows identities is not available now. Ask the admin.
officer-identity-link = The identity of the applicant of request { $number } opens by this link: once, within { $minutes } minutes, for you alone. Every look is recorded, with who and when.
verb-identity = View identity
missing-unreadable = The identity that was given is not readable or does not match
missing-choice-unreadable = Identity unreadable
