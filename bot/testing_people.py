"""The people on the other side of the fake: what they do becomes updates."""

from typing import Any

from bot.testing_delivery import Deliveries
from bot.testing_state import Chat, Reply, State, Upload

# The smallest things that pass for a picture and for a paper.
PICTURE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360000002000100ffff03000006000557bfabd40000000049454e44ae426082"
)
PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class People:
    """Acts of people. `chat` is a person's own id (> 0) or a group (< 0, with `by` who acts in it).

    Each returns the id of the update it made, `say` and the sending of files that of the message.
    """

    state: State
    deliveries: Deliveries

    def introduce(self, chat: int, **person: Any) -> None:
        """Say who somebody is: first_name, last_name, username, language_code."""
        self.state.chat(chat).person.update(person)

    async def say(self, chat: int, text: str, *, by: int = 0) -> int:
        """Write a message; "/start payload" is how a deep link arrives."""
        return await self._write(chat, {"text": text, **_entities(text)}, by)

    async def press(
        self, chat: int, what: str, *, message: Reply | None = None, forged: bool = False, by: int = 0
    ) -> int:
        """Press the button with this data or label, on `message` or on the newest that has it.

        `forged` sends the data though no button has it, as only a hostile client can.
        """
        held = self.state.chat(chat)
        replies = [message] if message else [self.state.reply(held.messages[n]) for n in reversed(held.sent)]
        for reply in replies:
            for button in reply.buttons:
                if button.data and what in (button.data, button.label):
                    return await self._query(held, button.data, reply.raw, by)
        if not forged:
            shown = [button.label for reply in replies[:1] for button in reply.buttons]
            raise LookupError(f"no button {what!r} in chat {chat}; the newest message has {shown}")
        return await self._query(held, what, replies[0].raw if replies else _lost(held), by)

    async def press_on_lost_message(self, chat: int, data: str) -> int:
        """Press a button of a message that has become inaccessible."""
        held = self.state.chat(chat)
        return await self._query(held, data, _lost(held), 0)

    async def send_photo(
        self, chat: int, data: bytes = PICTURE, *, caption: str = "", album: str = "", by: int = 0
    ) -> int:
        stored = self.state.store(Upload(name="foto.jpg", mime="image/jpeg", data=data), "Photo")
        small = self.state.store(Upload(name="foto.jpg", mime="image/jpeg", data=data[:1000]), "Photo")
        sizes = [
            {**small.described(), "width": 90, "height": 67},
            {**stored.described(), "width": 1280, "height": 960},
        ]
        extra = {"media_group_id": album} if album else {}
        return await self._write(chat, {"photo": sizes, **_caption(caption), **extra}, by)

    async def send_album(self, chat: int, count: int = 2, *, caption: str = "") -> list[int]:
        """Several photos at once: each its own message, the first with the caption."""
        album = str(next(self.state.numbers))
        return [
            await self.send_photo(chat, caption=caption if index == 0 else "", album=album)
            for index in range(count)
        ]

    async def send_document(
        self,
        chat: int,
        name: str = "surat.pdf",
        data: bytes = PAPER,
        *,
        mime: str = "application/pdf",
        caption: str = "",
        size: int | None = None,
        by: int = 0,
    ) -> int:
        """`size` tells a size other than that of `data`."""
        stored = self.state.store(Upload(name=name, mime=mime, data=data), "Document", size)
        document = {**stored.described(), "file_name": name, "mime_type": mime}
        return await self._write(chat, {"document": document, **_caption(caption)}, by)

    async def send_voice(self, chat: int, data: bytes = b"OggS", *, seconds: int = 5) -> int:
        stored = self.state.store(Upload(name="suara.ogg", mime="audio/ogg", data=data), "Voice")
        voice = {**stored.described(), "duration": seconds, "mime_type": "audio/ogg"}
        return await self._write(chat, {"voice": voice}, 0)

    async def send_sticker(self, chat: int, emoji: str = "👍") -> int:
        stored = self.state.store(Upload(name="stiker.webp", mime="image/webp", data=b"RIFF"), "Sticker")
        looks = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return await self._write(chat, {"sticker": {**stored.described(), **looks, "emoji": emoji}}, 0)

    async def send_contact(self, chat: int, phone: str, *, owner: int | None = None) -> int:
        """Share a contact card: one's own, or that of `owner`."""
        person = self.state.person(chat)
        card = {"phone_number": phone, "first_name": person["first_name"], "user_id": owner or chat}
        return await self._write(chat, {"contact": card}, 0)

    async def send_location(self, chat: int, latitude: float = -2.0, longitude: float = 101.5) -> int:
        return await self._write(chat, {"location": {"latitude": latitude, "longitude": longitude}}, 0)

    async def edit(self, chat: int, message: int, text: str) -> int:
        """Change an earlier message of one's own."""
        held = self.state.chat(chat)
        changed = {**held.messages[message], "text": text, "edit_date": self.state.now()}
        held.messages[message] = changed
        return await self.deliveries.add("edited_message", changed, f"chat {chat}")

    async def block(self, chat: int) -> int:
        """Stop the bot (in a group: throw it out)."""
        held = self.state.chat(chat)
        held.blocked = True
        return await self._membership(held, "member", "kicked")

    async def unblock(self, chat: int) -> int:
        held = self.state.chat(chat)
        held.blocked, held.started = False, True
        return await self._membership(held, "kicked", "member")

    async def add_to_group(self, chat: int, *, by: int, title: str = "Petugas PPID") -> int:
        held = self.state.chat(chat)
        held.title, held.started, held.blocked = title, True, False
        return await self._membership(held, "left", "member", by)

    async def migrate(self, chat: int, to: int, *, by: int) -> int:
        """Make a supergroup of a group: two service messages, and the old id is refused from then on."""
        old, new = self.state.chat(chat), self.state.chat(to)
        new.title, new.kind, new.started = old.title, "supergroup", True
        first = await self._write(chat, {"migrate_to_chat_id": to}, by)
        old.moved_to = to
        group = {"sender_chat": new.described(), "migrate_from_chat_id": chat}
        await self._write(to, group, by)
        return first

    def deactivate(self, chat: int) -> None:
        """The account is deleted; nobody tells the bot."""
        self.state.chat(chat).deactivated = True

    async def raw(self, kind: str, content: dict[str, Any], *, chat: int = 0) -> int:
        """Any other update, as given."""
        return await self.deliveries.add(kind, content, f"chat {chat}")

    async def _write(self, chat: int, content: dict[str, Any], by: int) -> int:
        held = self.state.chat(chat)
        if held.kind == "private":
            held.started = True
            if held.blocked:  # an app unblocks the bot before it lets anybody write
                await self.unblock(chat)
        elif not by:
            raise ValueError(f"chat {chat} is a group: say who acts in it (by=...)")
        message = self.state.message(held, self.state.person(by or chat), content)
        await self.deliveries.add("message", message, f"chat {chat}")
        number: int = message["message_id"]
        return number

    async def _query(self, held: Chat, data: str, message: dict[str, Any], by: int) -> int:
        user = by or held.id
        query_id = f"4382{next(self.state.numbers):014d}"
        self.state.queries[query_id] = self.state.clock()
        content = {
            "id": query_id,
            "from": self.state.person(user),
            "chat_instance": "-3",
            "data": data,
            "message": message,
        }
        return await self.deliveries.add("callback_query", content, f"user {user}")

    async def _membership(self, held: Chat, before: str, after: str, by: int = 0) -> int:
        until = {"until_date": 0}
        content = {
            "chat": held.described(),
            "from": self.state.person(by or abs(held.id)),
            "date": self.state.now(),
            "old_chat_member": {
                "user": self.state.bot,
                "status": before,
                **(until if before == "kicked" else {}),
            },
            "new_chat_member": {
                "user": self.state.bot,
                "status": after,
                **(until if after == "kicked" else {}),
            },
        }
        return await self.deliveries.add("my_chat_member", content, f"chat {held.id}")


def _lost(chat: Chat) -> dict[str, Any]:
    """An InaccessibleMessage: its date is always 0."""
    return {"message_id": 1, "chat": chat.described(), "date": 0}


def _caption(caption: str) -> dict[str, str]:
    return {"caption": caption} if caption else {}


def _entities(text: str) -> dict[str, Any]:
    """A command at the beginning is marked, as Telegram does."""
    if not text.startswith("/") or len(text) < 2:
        return {}
    return {"entities": [{"offset": 0, "length": len(text.split()[0]), "type": "bot_command"}]}
