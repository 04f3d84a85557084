"""The people on the other side of the fake WhatsApp: what they do becomes webhooks."""

from typing import Any

from bot.testing_people import PAPER, PICTURE
from bot.testing_state import Upload
from bot.testing_whatsapp_delivery import Deliveries, Event
from bot.testing_whatsapp_state import MEDIA_THEIRS, Button, Party, Screen, State

_LARGEST = 100 * 1024 * 1024  # bytes; larger files come as an error
VOICE = b"OggS\x00\x02" + bytes(22) + b"OpusHead"


class Person:
    """Somebody with WhatsApp. Acts return the id of the message they made.

    `ago` on an act: it was written so many seconds before now, and comes only now.
    """

    def __init__(self, state: State, deliveries: Deliveries, party: Party) -> None:
        self.state = state
        self.deliveries = deliveries
        self.party = party

    @property
    def name(self) -> str:
        return self.party.name

    @property
    def phone(self) -> str:
        return self.party.phone

    @property
    def bsuid(self) -> str:
        return self.party.bsuid

    # What this person sees

    @property
    def screens(self) -> list[Screen]:
        """All our messages, oldest first."""
        return self.party.screens

    @property
    def last(self) -> Screen:
        if not self.party.screens:
            raise LookupError(f"{self.name} was sent nothing")
        return self.party.screens[-1]

    async def replies(self, count: int = 1, timeout: float = 20) -> list[Screen]:  # noqa: ASYNC109  # a test's patience
        """The next `count` messages that were not given out before, waiting for them."""
        party = self.party
        if not await self.deliveries.until(lambda: len(party.screens) - party.given >= count, timeout):
            came = [screen.text[:80] for screen in party.screens[party.given :]]
            raise TimeoutError(f"{self.name} got {len(came)} of {count} messages in {timeout} s: {came}")
        given = party.screens[party.given : party.given + count]
        party.given += count
        return given

    # What this person does

    async def say(self, text: str, *, ago: float = 0, reply_to: str = "") -> str:
        context = {"context": {"from": self.state.display, "id": reply_to}} if reply_to else {}
        return await self._write("text", {"body": text}, ago=ago, **context)

    async def tap(self, label: str, *, screen: Screen | None = None, ago: float = 0) -> str:
        """Tap the button, row or template button of this label, on `screen` or the newest with it; a row also
        by the line below its title, or anything by its id."""
        shown = [screen] if screen else list(reversed(self.party.screens))
        for each in shown:
            for choice in each.choices:
                if choice.id and label in (choice.label, choice.description, choice.id):
                    return await self._tapped(each, choice, ago)
        newest = [s.labels for s in shown[:1]]
        raise LookupError(
            f"{self.name} sees nothing to tap called {label!r}; the newest message has {newest}"
        )

    async def forge(self, id: str, title: str = "Ya") -> str:
        """Tap a button that was never shown, as only a hostile client can."""
        reply = {"type": "button_reply", "button_reply": {"id": id, "title": title}}
        return await self._write("interactive", reply)

    async def send_image(
        self, data: bytes = PICTURE, *, caption: str = "", mime: str = "image/png", size: int | None = None
    ) -> str:
        return await self._send("image", Upload(name="", mime=mime, data=data), size, caption=caption)

    async def send_document(
        self,
        name: str = "surat.pdf",
        data: bytes = PAPER,
        *,
        mime: str = "application/pdf",
        caption: str = "",
        size: int | None = None,
    ) -> str:
        """`size` tells a size other than that of `data`; one of over 100 MB never arrives."""
        if (size or len(data)) > _LARGEST:
            return await self._unreadable(131052, "Media file size too big. Max file size we support: 100 MB")
        upload = Upload(name=name, mime=mime, data=data)
        return await self._send("document", upload, size, caption=caption, filename=name)

    async def send_voice(self, data: bytes = VOICE) -> str:
        upload = Upload(name="", mime="audio/ogg; codecs=opus", data=data)
        return await self._send("audio", upload, None, voice=True)

    async def send_audio(self, data: bytes = b"ID3\x03") -> str:
        return await self._send("audio", Upload(name="", mime="audio/mpeg", data=data), None, voice=False)

    async def send_video(self, data: bytes = b"\x00\x00\x00\x18ftypmp42", *, caption: str = "") -> str:
        return await self._send("video", Upload(name="", mime="video/mp4", data=data), None, caption=caption)

    async def send_sticker(self, data: bytes = b"RIFF\x00\x00\x00\x00WEBP") -> str:
        return await self._send(
            "sticker", Upload(name="", mime="image/webp", data=data), None, animated=False
        )

    async def send_location(self, latitude: float = -2.0, longitude: float = 101.5) -> str:
        return await self._write("location", {"latitude": latitude, "longitude": longitude})

    async def send_contact(self, name: str, phone: str) -> str:
        card = {"name": {"formatted_name": name, "first_name": name}, "phones": [{"phone": phone}]}
        return await self._write("contacts", [card])

    async def react(self, to: str, emoji: str = "👍") -> str:
        """`emoji` "": take the reaction back."""
        return await self._write("reaction", {"message_id": to, **({"emoji": emoji} if emoji else {})})

    async def edit(self, message: str, text: str) -> str:
        changed = {"original_message_id": message, "message": {"type": "text", "text": {"body": text}}}
        return await self._write("edit", changed)

    async def revoke(self, message: str) -> str:
        return await self._write("revoke", {"original_message_id": message})

    async def send_unsupported(self) -> str:
        """A poll, say."""
        return await self._unreadable(131051, "Message type is currently not supported.")

    async def change_number(self, phone: str) -> str:
        """A new SIM: a new number, and with it a new user id; Meta tells of both, the number first."""
        old, self.party.phone = self.party.phone, phone
        body = f"User {self.name} changed from {old} to {phone}"
        system = {"body": body, "wa_id": phone, "type": "user_changed_number"}
        id = self.state.wamid()
        await self._tell([{"from": old, **self._stamped(id, 0), "type": "system", "system": system}])
        await self.change_user_id(f"{self.bsuid}9")
        return id

    async def change_user_id(self, bsuid: str) -> str:
        old, self.party.bsuid = self.party.bsuid, bsuid
        body = f"User {self.name} changed from {old} to {bsuid}"
        system = {"body": body, "user_id": bsuid, "type": "user_changed_user_id"}
        id = self.state.wamid()
        where = {"from": self.phone} if self.phone else {"from_user_id": old}
        await self._tell([{**where, **self._stamped(id, 0), "type": "system", "system": system}])
        await self._event(
            "user_id_update",
            {
                "contacts": [self.party.profile()],
                "user_id_update": [
                    {
                        **({"wa_id": self.phone} if self.phone else {}),
                        "detail": f"User id for {self.name} has been updated.",
                        "user_id": {"previous": old, "current": bsuid},
                        "timestamp": self.state.stamp(),
                    }
                ],
            },
        )
        return id

    def adopt_username(self, username: str, *, hide_phone: bool = True) -> None:
        """From now on a business may see only the user id."""
        self.party.username = username
        if hide_phone:
            self.party.phone = ""

    def block(self) -> None:
        """Nobody tells the business."""
        self.party.blocked = True

    def unblock(self) -> None:
        self.party.blocked = False

    def leave(self) -> None:
        """Not on WhatsApp any more."""
        self.party.off = True

    async def raw(self, message: dict[str, Any]) -> str:
        """Any other message, as given; id, sender and stamp are added where they are absent."""
        id = str(message.get("id", self.state.wamid()))
        await self._tell([{**self.party.sender(), **self._stamped(id, 0), **message}], self.party.profile())
        return id

    # How it is told

    async def _tapped(self, screen: Screen, choice: Button, ago: float) -> str:
        context = {"context": {"from": self.state.display, "id": screen.id}}
        if screen.template:
            return await self._write(
                "button", {"payload": choice.id, "text": choice.label}, ago=ago, **context
            )
        kind = "list_reply" if choice in screen.rows else "button_reply"
        reply = {"id": choice.id, "title": choice.label}
        if choice.description:
            reply["description"] = choice.description
        return await self._write("interactive", {"type": kind, kind: reply}, ago=ago, **context)

    async def _send(self, kind: str, upload: Upload, size: int | None, **said: Any) -> str:
        media = self.state.store(upload, MEDIA_THEIRS, size)
        shown = {name: value for name, value in said.items() if value != ""}
        content = {**media.described(), "url": self.state.url_of(media), **shown}
        return await self._write(kind, content)

    async def _unreadable(self, code: int, details: str) -> str:
        title = "Message type unknown" if code == 131051 else "Media download error"
        error = {"code": code, "title": title, "message": title, "error_data": {"details": details}}
        return await self._write("unsupported", None, errors=[error])

    async def _write(self, kind: str, content: Any, *, ago: float = 0, **more: Any) -> str:
        if self.party.off:
            raise LookupError(f"{self.name} is not on WhatsApp")
        self.party.blocked = False  # an app unblocks before it lets anybody write
        id = self.state.wamid()
        self.party.wrote.append(id)
        self.party.wrote_at = self.state.now()
        message = {**self.party.sender(), **self._stamped(id, ago), "type": kind, **more}
        if content is not None:
            message[kind] = content
        await self._tell([message], self.party.profile())
        return id

    def _stamped(self, id: str, ago: float) -> dict[str, str]:
        return {"id": id, "timestamp": str(int(self.state.now().timestamp() - ago))}

    async def _tell(self, messages: list[dict[str, Any]], *contacts: dict[str, Any]) -> None:
        known = {"contacts": list(contacts)} if contacts else {}
        await self._event("messages", {**known, "messages": messages})

    async def _event(self, field: str, value: dict[str, Any]) -> None:
        queue = f"person {id(self.party)}"
        await self.deliveries.add(Event(queue=queue, field=field, value={**about(self.state), **value}))


def about(state: State) -> dict[str, Any]:
    """What every value begins with."""
    number = {"display_phone_number": state.display, "phone_number_id": state.phone_number_id}
    return {"messaging_product": "whatsapp", "metadata": number}
