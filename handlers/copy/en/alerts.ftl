# To whoever runs the program: what has happened, and what to do.

alert = Something about this service needs a person.
alert-dead-letter =
    { $count } messages could not be sent and are not tried again.

    See why: ppid outbox dead
    Once it is put right, send again: ppid outbox retry { $id }
alert-failed-message =
    { $count } messages from people could not be dealt with because of a fault in the program. They are kept.

    See them: ppid inbox failed
    Once the program is put right: ppid inbox retry
alert-broken-timer =
    { $count } reminders could not be made because of a fault in the program.

    See them: ppid tasks
alert-unattended =
    { $count } requests have no officer who can be reached.

    Invite one: ppid officer invite AGENCY
alert-unattended-objection =
    { $count } objections have no superior (Atasan PPID) who can be reached.

    Invite: ppid officer invite AGENCY --role atasan
alert-template =
    { $count } WhatsApp templates are not approved yet, so news outside the 24 hours cannot be sent.

    See: ppid whatsapp templates status
alert-outbox-stuck =
    Messages have waited for more than ten minutes to go out. Check the connection to Telegram or WhatsApp, then the program's log.
alert-store-away-now =
    The database cannot be used, so what people write is not on record yet. It waits with Telegram or WhatsApp and comes in by itself afterwards.

    Check now: the disk, the database and the log.
alert-disk-low =
    The disk is almost full. Make room before the service can no longer write anything down.
alert-store-away =
    The database could not be used for a while. Telegram or WhatsApp kept what people wrote, and it came in by itself afterwards.

    Check the disk, the database and the log. See: ppid tasks
alert-chain-broken =
    The history of requests is not whole: an entry was changed or is missing.

    Check: ppid audit
cli-task-template = WhatsApp template not approved yet
cli-task-outbox-stuck = messages held up
cli-task-disk-low = disk almost full
cli-task-store-away = the database could not be used for a while
cli-task-chain-broken = history not whole
