"""What else the fake's Graph API has: media, templates, the number itself."""

from typing import Any

from aiohttp import web

from bot.testing_whatsapp_delivery import Deliveries, Event
from bot.testing_whatsapp_messages import KINDS, kind_of, only
from bot.testing_whatsapp_state import MEDIA_OURS, Call, Kept, Refusal, State
from bot.testing_whatsapp_templates import change, create, listed, verdict


class Objects:
    """Media and templates. `auto_review`: templates are judged as soon as they are made."""

    state: State
    deliveries: Deliveries
    auto_review: bool = True

    async def _uploaded(self, call: Call) -> Any:
        only(call.body, "body", "", "messaging_product type")
        if call.file is None:
            raise Refusal(131008, "The parameter file is required.")
        kind = kind_of(call.file.mime)
        if kind is None or call.body["type"] not in (kind, call.file.mime):
            types = ", ".join(mime for _, mimes in KINDS.values() for mime in mimes)
            raise Refusal(
                100,
                f"Param file must be a file with one of the following types: {types}. "
                f"Received file of type '{call.file.mime}'.",
            )
        if not call.file.data or len(call.file.data) > KINDS[kind][0]:
            raise Refusal(131053, f"a file of {len(call.file.data)} bytes cannot be {kind}")
        return {"id": self.state.store(call.file, MEDIA_OURS).id}

    async def _object(self, call: Call) -> Any:
        if (kept := self._kept(call.body["id"])) is not None:
            return kept.described()
        media = self.state.held(call.body["id"])
        return {
            "messaging_product": "whatsapp",
            "url": self.state.url_of(media),
            "mime_type": media.upload.mime,
            "sha256": media.sha256,
            "file_size": media.size,
            "id": media.id,
        }

    async def _deleted(self, call: Call) -> Any:
        self.state.held(call.body["id"]).deleted = True
        return {"success": True}

    async def _downloaded(self, call: Call) -> Any:
        media = self.state.media.get(call.body["id"])
        until = media.urls.get(f"/lookaside/{call.body['id']}/{call.body['number']}") if media else None
        if media is None or media.deleted or until is None or until < self.state.now():
            return web.Response(status=404)
        return web.Response(body=media.upload.data, content_type=media.upload.mime.partition(";")[0])

    # Templates, and the rest

    def _kept(self, id: str) -> Kept | None:
        return next((kept for kept in self.state.templates if kept.id == id), None)

    async def _templates(self, call: Call) -> Any:
        return listed(self.state, call.body)

    async def _created(self, call: Call) -> Any:
        return await self._reviewed(create(self.state, call.body))

    async def _changed(self, call: Call) -> Any:
        kept = self._kept(call.body.pop("id"))
        if kept is None:
            raise Refusal(100, "Unsupported post request")
        change(kept, only(call.body, "template", "category components"))
        await self._reviewed(kept)
        return {"success": True}

    async def _reviewed(self, kept: Kept) -> Any:
        answer = {"id": kept.id, "status": kept.status, "category": kept.category}
        if self.auto_review:
            verdict(kept)
            await self._tell_review(kept)
        return answer

    async def _dropped(self, call: Call) -> Any:
        named = [kept for kept in self.state.templates if kept.name == call.body.get("name")]
        if not named:
            raise Refusal(100, "Message Template name was not found")
        self.state.templates = [kept for kept in self.state.templates if kept not in named]
        return {"success": True}

    async def _number(self, call: Call) -> Any:
        return {
            "id": self.state.phone_number_id,
            "display_phone_number": f"+{self.state.display}",
            "verified_name": "Meja Layanan PPID",
            "quality_rating": "GREEN",
        }

    async def _unknown(self, call: Call) -> Any:
        raise Refusal(100, "Unsupported request: unknown path components")

    async def review(
        self, name: str, language: str = "id", status: str = "APPROVED", reason: str = ""
    ) -> None:
        """Say what became of a template, as a person at Meta would, and tell it."""
        kept = self.state.template(name, language)
        if kept is None:
            raise LookupError(f"there is no template {name} in {language}")
        kept.status, kept.reason = status, reason or "NONE"
        await self._tell_review(kept)

    async def _tell_review(self, kept: Kept) -> None:
        value = {
            "event": kept.status,
            "message_template_id": int(kept.id),
            "message_template_name": kept.name,
            "message_template_language": kept.language,
            "reason": kept.reason,
        }
        event = Event(queue="templates", field="message_template_status_update", value=value)
        await self.deliveries.add(event)
