# Questions outside a form: answered, shown the way, or helped to be filed.
word-thanks = thanks, thank you, thanks a lot, thank you very much, ok thanks, okay thanks, okay
thanks = You are welcome. Is there anything else we can help with?
faq-articles = Basis: { $articles }
faq-helps = Does this answer your question?
faq-yes = Yes
faq-no = No
faq-helped = Glad to help. Is there anything else you need?
faq-nothing = We see, that did not answer it. We have noted the question without your name, so that there will be an answer one day. For now, you can file it as a request or ask an officer.
asked-nothing = We have no answer to that yet. We have noted the question without your name, so that there will be an answer one day. For now, you can file it as a request or ask an officer.
asked-unclear = We would like to help, but it is not clear yet which information you mean. Documents or data about what, where, and from which year?
asked-file-anyway = File it anyway
filing-carried = We will help you file this. What you wrote has been noted as the information you ask for; you can still change it before it is sent.
filing-carried-part = We will help you file this. What you wrote has been noted, and we will look at it together later.
ask-information-carried =
    What we noted: { $text }

    Is there anything to add? Just send it. When it is complete, choose Done.

# The publication list.
published-heading = This may be available already:
published-sample = { $whose } (sample data)
published-open = Open number { $number }
published-else = If this is not what you are looking for, file a request; we take along what you wrote.
published-enough = If this is all you need, type "cancel". If not, let us go on.
published-no-link = There is no link yet; it can be seen at { $agency }.
published-gone = That is no longer on our list.

# Questions at an agency's door.
door-yes = Yes
door-no = No
door-still = You may still file a request.
door-go-on = File it anyway
door-other = Choose another office
