"""What goes wrong with a call that is not a message (polling, webhook, commands).

    CallFailed            no answer, flood control, Telegram's own fault: try again
    ├── BadToken          Telegram does not know the token: the administrator must act
    ├── Conflict          another process polls this bot, or a webhook is set
    └── Refused           Telegram refuses what was asked: our fault

`str(error)` never holds the token.
"""


class CallFailed(Exception):
    """A call to Telegram failed; `seconds` is the wait it asked for, if any."""

    def __init__(self, reason: str, *, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class BadToken(CallFailed):
    """Telegram does not know the token."""


class Conflict(CallFailed):
    """Another process polls this bot, or a webhook is set: only one way of receiving works at a time."""


class Refused(CallFailed):
    """Telegram refuses what was asked; asking again cannot help."""
