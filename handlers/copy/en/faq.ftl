# ppid faq: the questions and answers that are loaded, and questions without an answer.
cli-help-faq = Questions and answers, and questions not answered yet.
cli-help-faq-list = List the questions and answers that are loaded.
cli-help-faq-language = Language: id or en.
cli-help-faq-check = Check the texts of a content pack without loading it.
cli-help-faq-unanswered = Questions that could not be answered, the most frequent first.
cli-help-faq-most = At most so many lines.
cli-help-faq-drop = Delete one question that has been dealt with.
cli-help-faq-drop-id = Number of the question (see: ppid faq unanswered).
cli-no-faq = There are no questions and answers in that language.
cli-faq =
    { $slug }  { $question }
      { $articles }  confidence { $confidence }  checked { $checked }
cli-faq-wrong = The content pack { $folder } cannot be loaded yet:
cli-faq-doubtful = The content pack { $folder } can be loaded, but first look at:
cli-faq-sound = { $count } texts checked, nothing is doubtful.
cli-no-unanswered = No question is without an answer.
cli-unanswered = { $id }  { $count } times  last { $last }  { $kind }  { $text }
cli-unanswered-dropped = Question { $id } was deleted.
cli-no-such-unanswered = There is no question { $id }.
cli-bad-most = --most must be a whole number of 1 or more, not { $value }.
cli-bad-unanswered = The number of a question must be a whole number of 1 or more, not { $value }.
cli-kind-info = information request
cli-kind-layanan = service
cli-kind-pengaduan = complaint
cli-kind-eksternal = another body
cli-kind-desa = village
cli-kind-tidak_jelas = unclear
cli-kind-keberatan = objection
cli-kind-sensitif = may be excluded
cli-kind-legal_standing = foreigner
