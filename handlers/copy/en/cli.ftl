# The `ppid` command: read by the administrator in a terminal.

## Settings

settings-wrong = Settings are missing or wrong:
settings-where = Set them in the environment or in the file .env. Every setting is explained in .env.example.
setting-hidden = (hidden)
setting-missing-telegram-token = is not set, and neither is WHATSAPP_TOKEN; one of the two is needed. @BotFather gives the token out, in Telegram.
setting-missing-secret-key = is not set. Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"
setting-missing-telegram-webhook-secret = is not set, although PUBLIC_URL is. Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(32))"
setting-file = The file { $file } cannot be read: { $error }
setting-token = is no Telegram bot token. It looks like 123456789:AAxxxx, and @BotFather gives it out.
setting-short = has { $length } characters, needs at least { $least }. Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(48))"
setting-webhook-secret = may only have letters, digits, underscores and hyphens, 1 to 256 of them.
setting-url = must be an http:// or https:// address without question mark, #, @ or space.
setting-https-url = must be an https:// address without question mark, #, @ or space. http:// only goes for 127.0.0.1 or localhost.
setting-database = must be sqlite:///file-name or postgresql://user:password@host/name.
setting-listen = must be host:port, such as 127.0.0.1:8080.
setting-timezone = is no known time zone. Example: Asia/Jakarta.
setting-telegram-rate = must be a number above 0 and at most 1000 (messages a second).
setting-missing-public-url = is not set, though WHATSAPP_TOKEN is. WhatsApp can only bring messages to an https address.
setting-missing-whatsapp-phone-number-id = is not set, though WHATSAPP_TOKEN is. It is shown in WhatsApp Manager, and is not the phone number.
setting-missing-whatsapp-app-secret = is not set, though WHATSAPP_TOKEN is. See App settings, Basic, on the page of the Meta app.
setting-missing-whatsapp-verify-token = is not set, though WHATSAPP_TOKEN is. Make one with: python3 -c "import secrets; print(secrets.token_urlsafe(32))"
setting-without-whatsapp = is set, though WHATSAPP_TOKEN is not.
setting-whatsapp-id = must be an id from WhatsApp Manager, digits only.
setting-header = must be the name of a header, such as "Authorization: Bearer" or "D360-API-KEY".
setting-whatsapp-rate = must be a number above 0 and at most 1000 (messages a second).
setting-level = must be one of { $levels }.

## Database

cli-store-away = The database cannot be used: { $error }
cli-folder = The data folder cannot be made: { $error }
cli-db-behind = The database is not up to date. First run: ppid db upgrade
cli-db-newer = The database was made by a newer version of ppid (schema { $revision }). Install the newest version, do not go back.
cli-db-upgraded = The database was brought to schema { $revision }.
cli-db-current = The database is up to date (schema { $revision }).
cli-no-content = No content pack is loaded. First load one, for example: ppid content load content/kerinci

## ppid deadline

cli-bad-date = The date { $value } is not understood. Write year-month-day, such as 2026-11-23.
cli-bad-days = --working-days must be a whole number of 1 or more, not { $value }.
cli-no-calendar = The working calendar cannot be read: { $file }: { $error }
cli-bad-calendar = The working calendar is wrong:
cli-unknown-year = The working calendar of { $year } is not loaded, so the deadline cannot be counted yet. Add { $year } with its decree to [years] in { $file }, then try again.
cli-day-start = { $day }: start, not counted
cli-day-start-off = { $day }: start, not counted; { $name } ({ $kind }, { $source })
cli-day-working = { $day }: day { $number }
cli-day-struck = { $day }: day { $number }, a working day after all ({ $source })
cli-day-weekend = { $day }: not counted, weekend
cli-day-weekend-off = { $day }: not counted, weekend; { $name } ({ $kind }, { $source })
cli-day-off = { $day }: not counted, { $name } ({ $kind }, { $source })
cli-off-public = national holiday
cli-off-joint_leave = joint leave
cli-off-body = local holiday

## ppid content load

cli-no-folder = There is no folder { $folder }.
cli-content-wrong = The content pack { $folder } cannot be loaded yet, nothing was changed:
cli-content-loaded = { $name }: loaded { $agencies } agencies, { $external } other bodies, working calendar { $years }.
cli-content-same = { $name }: loaded already, nothing has changed.

## ppid officer

cli-bad-role = The role { $value } is not known. Choose one of: { $roles }.
cli-bad-hours = --hours must be a whole number of 1 or more, not { $value }.
cli-no-agency = The agency { $code } is not known.
cli-near-agencies = Perhaps you mean:
cli-agency = { $code }  { $name }
cli-invited = Invitation as { $role } for { $agency }, good once, until { $until }. Ask the officer to send the bot this message: gabung { $code }
cli-role-pelaksana = PPID Pelaksana
cli-role-utama = PPID Utama
cli-role-atasan = Atasan PPID
cli-role-admin = admin
cli-no-officers = There are no officers yet. Invite one with: ppid officer invite CODE --role pelaksana
cli-officer = { $id }  { $agency }  { $role }  { $name }  since { $since }
cli-officer-revoked = { $id }  { $agency }  { $role }  { $name }  since { $since }, revoked { $until }
cli-revoked = The rights of officer { $id } were taken away.
cli-no-officer = There is no active officer { $id }.

## ppid inbox, outbox, tasks

cli-no-failed = No message has failed.
cli-failed = { $id }  { $channel }  { $message }  { $error }
cli-retry-what = Give the number of a message (see: ppid inbox failed) or --all, one of the two.
cli-no-such-failed = There is no failed message { $id }.
cli-replayed = Message { $id } was processed anew. ppid serve sends the reply.
cli-failed-again = Message { $id } failed again: { $error }
cli-unreadable = Message { $id } can no longer be read from the channel { $channel }.
cli-no-dead = There are no dead letters.
cli-dead = { $id }  { $channel }  { $notice }  tried { $attempts } times  written { $at }  { $error }
cli-dead-request = { $id }  { $channel }  { $notice }  request { $number }  tried { $attempts } times  written { $at }  { $error }
cli-revived = ppid serve will try letter { $id } again.
cli-no-such-dead = There is no dead letter { $id }.
cli-no-tasks = No task is open.
cli-no-task = There is no open task { $id }.
cli-task-done = Task { $id } is marked as done.
cli-task = { $id }  { $kind }  { $at }  { $text }
cli-task-request = { $id }  { $kind }  { $at }  request { $number }  { $text }
cli-task-talk = call a person back
cli-task-recover = recover a chat
cli-task-deliver = hand over
cli-task-dead-letter = dead letter
cli-task-failed-message = message that failed
cli-task-unattended = no officer
cli-notice-reply = reply
cli-notice-receipt = receipt
cli-notice-new-request = new request
cli-notice-accepted = news of acceptance
cli-notice-forwarded = news of forwarding
cli-notice-forwarded-away = news of forwarding
cli-notice-answered = answer
cli-notice-refusal-proposed = proposed refusal
cli-notice-refusal-confirmed = confirmed refusal
cli-notice-refusal-returned = returned refusal
cli-notice-withdrawn = news of withdrawal

## ppid chat, ppid demo

cli-bad-at = The time { $value } is not understood. Write for example "2026-11-23 09:00".
cli-no-script = There is no transcript { $file }.
cli-chat-wrong = The chat has stopped: { $error }
cli-cannot-listen = Cannot listen at { $listen }: { $error }

## Help (ppid --help)

cli-help = The public information desk (PPID) inside chats.
cli-help-serve = Run the bot on Telegram, WhatsApp or both, until stopped.
cli-help-demo = Try the whole service in a browser, without token or network.
cli-help-chat = Talk with the bot in the terminal, or play a transcript.
cli-help-deadline = Count a deadline in working days and explain every day.
cli-help-content = The content pack of a public body.
cli-help-content-load = Load a content pack; may be repeated.
cli-help-officer = Officers and their invitations.
cli-help-invite = Make a one-time invitation code; the code stands on the last line.
cli-help-officers = List the officers.
cli-help-revoke = Take an officer's rights away.
cli-help-inbox = Messages that failed.
cli-help-failed = List the failed messages.
cli-help-retry = Process failed messages anew.
cli-help-outbox = Letters that could not be sent.
cli-help-dead = List the dead letters.
cli-help-revive = Try to send once more.
cli-help-tasks = List the open tasks.
cli-help-task-done = Mark a task as done.
cli-help-db = The database.
cli-help-db-upgrade = Bring the database's schema up to date.
cli-help-start = First date, such as 2026-11-23; not counted itself.
cli-help-days = How many working days.
cli-help-calendar = Folder of the content pack that holds calendar.toml.
cli-help-folder = Folder of the content pack, such as content/kerinci.
cli-help-agency = Code of the agency, such as DISDIK.
cli-help-role = pelaksana, utama, atasan, or admin.
cli-help-hours = Hours the invitation is good for; otherwise as the content pack says.
cli-help-officer-id = Number of the officer, see: ppid officer list.
cli-help-failed-id = Number of the message, see: ppid inbox failed.
cli-help-all = All failed messages.
cli-help-dead-id = Number of the letter, see: ppid outbox dead.
cli-help-task-id = Number of the task, see: ppid tasks.
cli-help-listen = Where to listen; otherwise as LISTEN says.
cli-help-as-officer = Speak as an officer of this agency.
cli-help-name = Name of who speaks.
cli-help-transcript = Write the conversation to this file.
cli-help-script = Play the transcript in this file.
cli-help-at = Starting time, such as "2026-11-23 09:00".
