# The menu of commands and the bot's profile on Telegram.
# Commands have the same names in both languages; only what is said about them is translated.
# Telegram's limits: 256 characters a command, profile 512, short profile 120.

command-start = Start, and see the menu
command-ajukan = File a public information request
command-status = See where your requests stand
command-bantuan = How to use this service
command-petugas = Ask an officer to contact you
command-bahasa = Change language (Bahasa Indonesia)
command-batal = Cancel the form you are filling in
command-antrean = Officers only: the queue of requests
command-catat = Officers only: record a request made in person

# $body is the public body's name.
profile-description =
    Public information desk (PPID) of { $body }.

    Here you can file a public information request under Indonesian Law 14/2008, follow it, and receive the answer. Free of charge.

    Press Start to begin.
profile-short = Public information service (PPID) of { $body }.
