"""Keeps bot tokens out of log lines and tracebacks, because libraries put the address there."""

import logging
import re
import traceback

_TOKEN = re.compile(r"(?<!\d)(\d{5,16}):[A-Za-z0-9_-]{30,64}")  # 123456:AA..., as BotFather gives it out
_SHOWN = r"\1:[token]"


class RedactToken(logging.Filter):
    """Install on every *handler* (a logger's filter does not see what its children log).

    Takes out whatever looks like a bot token, and the tokens given, in whatever form they come.
    """

    def __init__(self, *tokens: str) -> None:
        super().__init__()
        self._tokens = tuple(token for token in tokens if token)

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        if (clean := self.clean(said)) != said:
            record.msg, record.args = clean, ()
        if record.exc_info and not record.exc_text:
            # A formatter keeps exc_text where it finds one, and prints the exception itself otherwise.
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
        if record.exc_text:
            record.exc_text = self.clean(record.exc_text)
        if record.stack_info:
            record.stack_info = self.clean(record.stack_info)
        return True

    def clean(self, text: str) -> str:
        for token in self._tokens:
            text = text.replace(token, "[token]")
        return _TOKEN.sub(_SHOWN, text)
