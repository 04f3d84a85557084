"""What goes wrong with a call that is not a message (polling, webhook, commands, templates).

    CallFailed            no answer, flood control, the platform's own fault: try again
    ├── BadToken          the platform does not know the token: the administrator must act
    ├── Conflict          another process polls this bot, or a webhook is set
    └── Refused           the platform refuses what was asked: our fault

`str(error)` never holds the token.
"""


class CallFailed(Exception):
    """A call to the platform failed; `seconds` is the wait it asked for, if any."""

    def __init__(self, reason: str, *, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.seconds = seconds


class BadToken(CallFailed):
    """The platform does not know the token."""


class Conflict(CallFailed):
    """Another process polls this bot, or a webhook is set: only one way of receiving works at a time."""


class Refused(CallFailed):
    """The platform refuses what was asked; asking again cannot help."""
