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

# Commands
cli-help-whatsapp = WhatsApp templates that Meta approves, and what was sent in a month.
cli-help-templates = Templates: messages that may go out after 24 hours.
cli-help-templates-push = Lay before Meta the templates that it does not have.
cli-help-templates-status = See which ones Meta has approved.
cli-help-cost = Count a month's WhatsApp messages by what they are charged as.
cli-help-month = The month that is counted, such as 2026-11. Without it: this month.
cli-no-whatsapp = WhatsApp is not set up. Fill in WHATSAPP_TOKEN and the rest.
cli-no-templates = The content pack has no templates.toml yet. Load it first: ppid content load
cli-templates-pushed = { $count } templates, { $new } of them newly submitted.
cli-templates-refused = Refused by Meta when submitted:
cli-templates-away = Meta cannot be asked: { $error }
cli-templates-waiting = { $count } templates are not approved yet. Meta's review usually takes less than 24 hours.
cli-templates-all = All templates are approved.
cli-template = { $name } ({ $language }): { $status }
cli-template-why = { $name } ({ $language }): { $status }: { $reason }
cli-template-missing = not submitted yet
cli-template-approved = approved
cli-template-pending = under review
cli-template-rejected = rejected
cli-template-paused = paused because of its quality
cli-template-disabled = disabled
cli-bad-month = A month is written like 2026-11, not { $value }.
cli-cost-none = No WhatsApp messages in { $month }.
cli-cost-heading = WhatsApp messages of { $month }
cli-cost-line = { $category }: { $messages } messages, { $charged } charged, { $failed } failed
cli-cost-unknown = nothing told yet
cli-cost-total = Charged altogether: { $charged }
