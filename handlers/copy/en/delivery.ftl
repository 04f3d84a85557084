# Messages that may have arrived twice, that wait, or that did not arrive.
sent-twice = (We send this message again because it is not certain that it arrived the first time. If you have it already, please ignore this one.)
window-no-opt-in = The applicant has not allowed news by WhatsApp, and has not written to us for more than 24 hours.
window-no-template = The applicant wrote last more than 24 hours ago, and the WhatsApp template for this news is not approved by Meta yet.
delivery-uncertain = Sent twice, but the platform gave no certainty.
delivery-silent = It was sent, but { $days } days later it has still not reached the applicant's phone.
delivery-unread = The applicant was told that there is news, but has not opened it { $days } days later.
