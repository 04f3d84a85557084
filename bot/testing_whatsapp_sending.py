"""What becomes of a message that was sent to the fake: refused, shown, and told of by statuses."""

from collections import deque
from datetime import datetime, timedelta
from typing import Any

from bot.testing_whatsapp_delivery import Deliveries, Event
from bot.testing_whatsapp_messages import only, screen
from bot.testing_whatsapp_people import about
from bot.testing_whatsapp_state import Call, Given, Party, Refusal, Screen, State

_PAIR_BURST, _PAIR_PAUSE = 45, 6.0  # messages to one person; seconds that each of them costs


class Sending:
    """POST /messages.

    `statuses`: what is told of each accepted message, in this order; () for nothing.
    `status_first`: they are told, and taken, before the send is answered.
    `late_refusals`: a closed window or a lost person is told by a failed status, not by the answer.
    `pair_rate`, `throughput` (messages a second): limits; False and None for none.
    """

    state: State
    deliveries: Deliveries

    def __init__(self) -> None:
        self.statuses: tuple[str, ...] = ("sent", "delivered", "read")
        self.status_first = False
        self.late_refusals = False
        self.pair_rate = True
        self.throughput: int | None = 80
        self._failing: list[tuple[int, str]] = []  # (code, to) of those that are to fail later
        self._recent: deque[datetime] = deque()

    async def tell_status(self, id: str, status: str, *, code: int = 0, details: str = "") -> None:
        """Tell how a message of ours fares; `code` says why it failed."""
        given = self.state.given[id]
        said: dict[str, Any] = {"id": id, "status": status, "timestamp": self.state.stamp()}
        value: dict[str, Any] = {}
        if given.by_phone:
            said["recipient_id"] = given.input.removeprefix("+")
        if given.to is not None and (status != "failed" or not given.by_phone):
            said["recipient_user_id"] = given.to.bsuid
            value["contacts"] = [given.to.profile()]
        if given.tag:
            said["biz_opaque_callback_data"] = given.tag
        if code:
            said["errors"] = [Refusal(code, details).in_status()]
        else:
            price = {"pricing_model": "PMP", "type": "regular", "category": given.category}
            said["pricing"] = {"billable": True, **price}
        value = {**about(self.state), **value, "statuses": [said]}
        await self.deliveries.add(Event(queue=f"statuses {given.input}", field="messages", value=value))

    def fail_later(self, code: int, *, to: str = "", times: int = 1) -> None:
        """The next messages are accepted, and then a status says that they failed."""
        self._failing += [(code, to)] * times

    # Messages

    async def _message(self, call: Call) -> Any:
        body = call.body
        if body.get("messaging_product") != "whatsapp":
            raise Refusal(100, "The parameter messaging_product is required.")
        if "status" in body:
            return self._marked(body)
        phone, user = body.get("to"), body.get("recipient")
        given = phone or user
        if not given:
            raise Refusal(131008, "The parameter to is required.")
        if phone and not str(phone).startswith("+") and "." not in str(phone):
            raise Refusal(131009, "fake: `to` without +: Meta may put our own country code before it")
        shown, category = screen(self.state, body, self.state.wamid())
        party = self.state.find(str(given))
        subject = self._subject(party, body)
        self._limit(party)
        refusal = self._judged(party, str(given), shown)
        if refusal is not None and not self.late_refusals:
            raise refusal
        kept = Given(
            id=shown.id,
            to=party,
            input=str(given),
            by_phone=bool(phone) and "." not in str(phone),
            tag=str(body.get("biz_opaque_callback_data", "")),
            category=category,
            at=self.state.now(),
        )
        self.state.given[shown.id] = kept
        if (failing := next((f for f in self._failing if f[1] in ("", kept.input)), None)) is not None:
            self._failing.remove(failing)
            refusal = Refusal(failing[0])
        if refusal is None and party is not None:
            if body.get("type") == "reaction":
                party.emoji[subject] = shown.text
            else:
                party.screens.append(shown)
        await self._tell_of(kept, refusal)
        known = {"wa_id": kept.input.removeprefix("+")} if kept.by_phone else {"user_id": kept.input}
        message = {"id": shown.id, **({"message_status": "accepted"} if shown.template else {})}
        contacts = [{"input": kept.input, **known}]
        return {"messaging_product": "whatsapp", "contacts": contacts, "messages": [message]}

    def _judged(self, party: Party | None, to: str, shown: Screen) -> Refusal | None:
        if to.removeprefix("+") == self.state.display:
            return Refusal(131021, "the recipient is our own number")
        if party is None or party.off or party.blocked:
            return Refusal(131026, "Message Undeliverable.")
        if not shown.template and not self.state.open_to(party):
            why = "more than 24 hours have passed since the customer last replied to this number"
            return Refusal(131047, f"Message failed to send because {why}.")
        return None

    def _limit(self, party: Party | None) -> None:
        """Raises Refusal over 80 messages a second, or 45 at once and one in 6 s to one person."""
        now = self.state.now()
        while self._recent and now - self._recent[0] >= timedelta(seconds=1):
            self._recent.popleft()
        if self.throughput is not None and len(self._recent) >= self.throughput:
            raise Refusal(130429, "Message failed to send because there were too many messages")
        if party is not None and self.pair_rate:
            passed = (now - (party.spent_at or now)).total_seconds() / _PAIR_PAUSE
            spent = max(0.0, party.spent - passed)
            if spent + 1 > _PAIR_BURST:
                raise Refusal(131056, "too many messages to the same phone number in a short time")
            party.spent, party.spent_at = spent + 1, now
        self._recent.append(now)

    def _subject(self, party: Party | None, body: dict[str, Any]) -> str:
        """The message that this one replies or reacts to, "" for none; raises Refusal for a strange one."""
        told = body["reaction"] if body.get("type") == "reaction" else body.get("context", {})
        id = str(told.get("message_id", ""))
        if id and id not in self.state.given and not (party and id in party.wrote):
            raise Refusal(131009, f"there is no message {id}")
        return id

    async def _tell_of(self, given: Given, refusal: Refusal | None) -> None:
        if refusal is not None:
            await self.tell_status(given.id, "failed", code=refusal.code, details=refusal.details)
        else:
            for status in self.statuses:
                await self.tell_status(given.id, status)
        if self.status_first:
            queue = f"statuses {given.input}"
            waiting = self.deliveries
            await waiting.until(lambda: not [e for e in waiting.pending if e.queue == queue], 5)

    def _marked(self, body: dict[str, Any]) -> Any:
        """Read receipt, perhaps with the typing indicator."""
        only(body, "body", "typing_indicator", "messaging_product status message_id")
        id = body["message_id"]
        party = next((p for p in self.state.parties if id in p.wrote), None)
        if body["status"] != "read" or party is None:
            raise Refusal(131009, f"there is no message {id} to be marked as {body['status']}")
        if "typing_indicator" in body:
            only(body["typing_indicator"], "typing_indicator", "", "type")
            party.typing += 1
        party.read_by_us = id
        return {"success": True}
