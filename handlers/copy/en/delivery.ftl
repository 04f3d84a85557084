# Messages that may have arrived twice, that wait, or that did not arrive.
sent-twice = (We send this message again because it is not certain that it arrived the first time. If you have it already, please ignore this one.)
window-no-opt-in = The applicant has not allowed news by WhatsApp, and has not written to us for more than 24 hours.
window-no-template = The applicant wrote last more than 24 hours ago, and the WhatsApp template for this news is not approved by Meta yet.
delivery-uncertain = Sent twice, but the platform gave no certainty.
delivery-silent = It was sent, but { $days } days later it has still not reached the applicant's phone.
delivery-unread = The applicant was told that there is news, but has not opened it { $days } days later.

# May we write on WhatsApp?
label-news = News by WhatsApp
news-yes = Yes
news-no = No
news-given = yes. By sending you allow { $body } to write to you about this request on WhatsApp; if not, type the number of this line
news-refused = no. Once you have not written for 24 hours, news comes by letter, e-mail or telephone
ask-news = May { $body } write to you about this request on WhatsApp, also when you have not written for a while?
