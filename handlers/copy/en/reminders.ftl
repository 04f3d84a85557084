# Reminders: sent in office hours, not in answer to anybody's message.
reminder-was-late = Delivered late; it should have come on { $date }.

# To the applicant
reminder-halfway =
    There is no news of request { $number } yet, so here is where it stands: it is with { $agency }, and half of the time has gone.

    It will be answered by { $due } ({ $left }).
reminder-completion =
    Request { $number } still waits for what is missing, until { $until } at the latest ({ $left }).

    Missing: { $missing }

    If it is not completed, the request may not be followed up ({ $article }).
reminder-silence =
    We are sorry: request { $number } was not answered by its due date, { $due } ({ $answer_article }).

    So you now have the right to object to the superior (Atasan PPID), until { $until } at the latest ({ $article }). The request itself goes on, and still has to be answered.
reminder-objection-window = If the answer to request { $number } does not satisfy you, you can still object until { $until }, { $left } ({ $article }).
reminder-objection-window-silent = Request { $number } has still not been answered. You can object until { $until }, { $left } ({ $article }).
reminder-objection-silence = We are sorry: the superior (Atasan PPID) did not respond to objection { $number } by its due date, { $due } ({ $article }).
reminder-dispute-window = If objection { $number } is not settled for you, you can take the dispute to { $commission } until { $until }, { $left } ({ $article }).

# To officers
reminder-due =
    Request { $number } ({ $agency }) is due on { $due }, { $left }.
    Status: { $status }
    { $information }
reminder-late =
    Request { $number } ({ $agency }) has not been answered. It was due on { $due }, { $left }.
    Status: { $status }
    { $information }
reminder-objection-due-today = The response to objection { $number } against { $agency } is due on { $due }, { $left } ({ $article }).
reminder-objection-late = Objection { $number } against { $agency } has had no response. It was due on { $due }, { $left } ({ $article }).
reminder-calendar =
    The working calendar of { $years } is not loaded, so deadlines that fall into that time cannot be computed yet.

    Once the joint decree on its holidays (SKB 3 Menteri) is out, add the year to calendar.toml in the content pack and load the pack again.

# The morning's digest
digest-heading = Work on { $date }
digest-agency = { $agency }, open requests: { $count }
digest-counts = Open requests: { $open }. Late: { $late }. Due within { $days } working days: { $soon }.
digest-proposed = Proposed refusals that wait for confirmation: { $count }.
digest-late = Late requests: { $count }
digest-objections = Objections that wait for a response: { $count }
digest-asks = Material that other agencies ask for:
digest-line = • { $number }, { $left }: { $text }
digest-line-soon = • { $days } WORKING DAYS LEFT, { $number }: { $text }
digest-line-today = • TODAY, { $number }: { $text }
digest-line-late = • { $days } working days LATE, { $number }: { $text }

cli-task-broken-timer = a reminder that failed by a fault of the program
