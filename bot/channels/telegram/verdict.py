"""What a refusal of Telegram means for one message. Pure.

The texts are those of tdlib/telegram-bot-api (Client.cpp, fail_query_with_error) and its library.
"""

from bot.channels.base import Later, Moved, Rejected, Result, Unreachable
from bot.channels.http_request import ApiError

# 400s that say "you cannot write here", rather than "what you wrote is wrong".
_NOBODY = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "input_user_deactivated",
    "group chat was deactivated",
    "bot is not a member",
    "bot was kicked",
    "have no rights to send",
    "not enough rights to send",
    "need administrator rights",
    "chat_write_forbidden",
    "chat_restricted",
    "user_banned_in_channel",
    "topic_closed",
)
# 400s about a file: another way of sending it may do.
_FILE = (
    "wrong file identifier",
    "wrong remote file identifier",
    "invalid file_id",
    "file_reference_",
    "can't use file of type",
    "too big for a photo",
    "photo_",
    "image_process_failed",
)
# 400s about a file that nobody will ever get; "wrong file_id or the file is temporarily unavailable" is none.
_LOST = ("file is too big", "invalid file_id")
_TOKEN_SECONDS = 60.0  # between tries while the token is refused: somebody must change the settings


def verdict(error: ApiError, *, everyone: bool = False) -> Result:
    """`everyone`: flood control is known to hold for the whole bot."""
    said = error.description
    if error.migrate_to is not None:
        return Moved(address=str(error.migrate_to))
    if error.status == 429:
        return Later(reason=said, seconds=error.retry_after, everyone=everyone)
    if bad_token(error):
        reason = f"Telegram does not know the bot's token ({error.status}: {said}); check the setting"
        return Later(reason=reason, seconds=_TOKEN_SECONDS, everyone=True)
    if error.status == 403 or (error.status == 400 and _says(said, _NOBODY)):
        return Unreachable(reason=said)
    if 400 <= error.status <= 499 and error.status not in (408, 409, 421):
        return Rejected(reason=f"{error.status}: {said}")
    return Later(reason=f"{error.status}: {said}", seconds=error.retry_after)


def bad_token(error: ApiError) -> bool:
    """401 for an unknown token, 404 for a malformed one; an unknown method is 404 too, and says so."""
    return error.status == 401 or (error.status == 404 and "method not found" not in error.description)


def about_file(error: ApiError) -> bool:
    """Whether sending the same file in another way may succeed."""
    return error.status == 413 or (error.status == 400 and _says(error.description, _FILE))


def lost_file(error: ApiError) -> bool:
    """Whether a file that a person sent can never be fetched."""
    return error.status == 400 and _says(error.description, _LOST)


def _says(said: str, texts: tuple[str, ...]) -> bool:
    lowered = said.lower()
    return any(text in lowered for text in texts)
