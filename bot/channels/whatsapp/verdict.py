"""What an error of the Cloud API means for one message: its answer, or a status that came later. Pure.

The codes are those of "Error codes" (Cloud API); Meta asks to go by code and details, not by title.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.channels.base import Later, Rejected, Result, Uncertain, Unreachable, WindowClosed
from bot.channels.loose import a_dict, a_list, a_str, an_int, loads

_CLOSED = {131047}  # more than 24 hours since the person wrote
PAIR_LIMIT = 131056  # too many to this person
# This person cannot be written to, whatever we write: not on WhatsApp, our own number, Meta's choice,
# opted out, not on the list of a number for trials, a country without the service.
_NOBODY = {131026, 131021, 131049, 131050, 130472, 131030, 130403, 130497}
# The number as a whole has to wait: throughput, the app's or the account's rate, spam limit, maintenance.
_ALL_WAIT = {4: 60.0, 80007: 60.0, 130429: 5.0, 131048: 600.0, 131057: 60.0}
# Somebody has to act: token, permission, lock, payment, registration.
_OPERATOR = {
    0: "the token is not accepted (WHATSAPP_TOKEN)",
    190: "the token is not accepted (WHATSAPP_TOKEN)",
    3: "the token lacks a permission",
    10: "the token lacks a permission",
    200: "the token lacks a permission",
    131005: "the token lacks a permission",
    368: "the account is blocked for a breach of policy",
    131031: "the account is locked",
    131042: "there is a problem with the payment",
    131045: "the number is not registered",
    133010: "the number is not registered",
}
_SELVES = {1, 2, 131000, 131016}  # the platform's own fault, for a moment
_FILES = {131052, 131053}  # an uploaded file that is gone or cannot be used
_PHONE = re.compile(r"\b\d{9,14}\b")  # Meta's own ids have more digits
_OPERATOR_SECONDS = 60.0  # between tries while somebody must act
_NO_OBJECT = 33  # the subcode of 100 where an id in the address does not exist for this token


@dataclass(frozen=True, kw_only=True, slots=True)
class GraphError:
    """A refusal. `status` is 0 where it came in a webhook; `code` None where the answer is not Graph's."""

    status: int = 0
    code: int | None = None
    subcode: int | None = None
    message: str = ""
    details: str = ""
    seconds: float | None = None  # the header Retry-After

    def __str__(self) -> str:
        """For logs: without the phone numbers that Meta may put into its words."""
        said = _PHONE.sub("…", self.details or self.message or "no words")
        return f"{self.code if self.code is not None else f'HTTP {self.status}'}: {said}"


def graph_error(status: int, body: bytes, retry_after: str = "") -> GraphError:
    """The error in an answer."""
    error = a_dict(a_dict(loads(body)).get("error"))
    return GraphError(
        status=status,
        code=an_int(error.get("code")),
        subcode=an_int(error.get("error_subcode")),
        message=a_str(error.get("message")),
        details=a_str(a_dict(error.get("error_data")).get("details")),
        seconds=float(retry_after) if retry_after.isascii() and retry_after.isdigit() else None,
    )


def status_error(errors: Any) -> GraphError:
    """The error of a failed status, whose `errors` is a list."""
    error = next(iter(a_list(errors)), None)
    known = a_dict(error)
    return GraphError(
        code=an_int(known.get("code")),
        message=a_str(known.get("message")) or a_str(known.get("title")),
        details=a_str(a_dict(known.get("error_data")).get("details")),
    )


def verdict(error: GraphError, *, tries: int = 0, account: str = "") -> Result:
    """What to do. `tries`: how often in a row this person's limit was met; `account`: our number's id."""
    code, said = error.code, str(error)
    if code is None:
        return _without_code(error)
    if code in _CLOSED:
        return WindowClosed(reason=said)
    if code == PAIR_LIMIT:
        return Later(reason=said, seconds=4.0 ** min(tries + 1, 5))
    if code in _NOBODY:
        return Unreachable(reason=said)
    if code in _ALL_WAIT:
        return Later(reason=said, seconds=error.seconds or _ALL_WAIT[code], everyone=True)
    if code in _OPERATOR or 200 <= code <= 299:
        why = _OPERATOR.get(code, _OPERATOR[200])
        return Later(reason=f"{why}; WhatsApp says {said}", seconds=_OPERATOR_SECONDS, everyone=True)
    if wrong_number(error, account):
        why = "this number does not exist for this token (WHATSAPP_PHONE_NUMBER_ID)"
        return Later(reason=f"{why}; WhatsApp says {said}", seconds=_OPERATOR_SECONDS, everyone=True)
    if code in _SELVES:
        return Later(reason=said, seconds=error.seconds)
    return Rejected(reason=said)


def bad_token(error: GraphError) -> bool:
    return error.code in (0, 190) or (error.code is None and error.status == 401)


def passing(error: GraphError) -> bool:
    """Whether the same call may succeed a while later, with nobody having done anything."""
    if error.code is None:
        return error.status in (408, 425, 429) or error.status >= 500
    return error.code in _SELVES or error.code in _ALL_WAIT or error.status >= 500


def wrong_number(error: GraphError, account: str) -> bool:
    """Whether it is our own number that does not exist, rather than something in the message."""
    return error.code == 100 and error.subcode == _NO_OBJECT and bool(account) and account in error.message


def about_file(error: GraphError) -> bool:
    """Whether the file's id may be to blame: uploaded anew it may go."""
    said = f"{error.message} {error.details}".lower()
    return error.code in _FILES or (error.code in (100, 131009) and "media" in said)


def _without_code(error: GraphError) -> Result:
    """An answer of something on the way. What was already passed on when it gave up is not known."""
    said = str(error)
    if error.status == 401:
        return Later(reason=f"{_OPERATOR[190]}; {said}", seconds=_OPERATOR_SECONDS, everyone=True)
    if error.status == 403:
        return Later(reason=f"{_OPERATOR[3]}; {said}", seconds=_OPERATOR_SECONDS, everyone=True)
    if 300 <= error.status <= 399 or error.status in (404, 405):
        why = "the address is not the Cloud API's (WHATSAPP_API_URL)"
        return Later(reason=f"{why}; {said}", seconds=_OPERATOR_SECONDS, everyone=True)
    if error.status == 429:
        return Later(reason=said, seconds=error.seconds or 5.0, everyone=True)
    if error.status in (408, 409, 421, 425, 503):
        return Later(reason=said, seconds=error.seconds)
    if error.status >= 500 or 200 <= error.status <= 299:
        return Uncertain(reason=said)
    if error.status == 0:
        return Rejected(reason="WhatsApp gives no reason")
    return Rejected(reason=said)
