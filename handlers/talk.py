"""One message being dealt with: who wrote, what is known of them, and what is said back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlmodel import Session

from handlers.desk import Desk
from handlers.incoming import Incoming
from handlers.say import Attachment, Option, Say
from handlers.voice import Voice, voice_of
from kip.people import Actor, Role
from storage import contacts, officers, outbox
from storage.contacts import Person
from storage.outbox import Letter
from storage.tables import Address, Officer

MESSAGES_A_MINUTE = 40  # where the content pack says nothing else


@dataclass(kw_only=True)
class Talk:
    """Lives for one transaction. `say` collects, `send` puts it into the outbox."""

    session: Session
    desk: Desk
    now: datetime
    incoming: Incoming
    person: Person
    cause: int
    released: bool = False  # what waited for this person to write goes out before what is said here
    says: list[Say] = field(default_factory=list)
    _menu: list[list[str]] | None = None

    @property
    def voice(self) -> Voice:
        return voice_of(self.person.language)

    @cached_property
    def officers(self) -> list[Officer]:
        """What the person acts as; empty for a citizen."""
        return officers.of_contact(self.session, self.person.id)

    def meet_again(self) -> None:
        """Read the person anew, after something of theirs was changed."""
        self.person = contacts.again(self.session, self.person)
        self.officers_changed()

    def officers_changed(self) -> None:
        """Forget what was read of the person's offices."""
        self.__dict__.pop("officers", None)

    @property
    def citizen(self) -> Actor:
        return Actor(role=Role.CITIZEN, id=self.person.id)

    def say(
        self,
        text: str,
        options: Sequence[Option] = (),
        files: Sequence[Attachment] = (),
        *,
        menu: bool = True,
        link: str = "",
    ) -> None:
        """Answer. The options can also be typed by number or label; in a form (`menu=False`) the form
        itself reads what is typed."""
        self.says.append(Say(text=text, options=tuple(options), files=tuple(files), link=link))
        if menu and options:
            self._menu = [[o.data, o.label] for o in options]

    def say_all(self, says: Sequence[Say]) -> None:
        """Answer as a form asks."""
        for say in says:
            self.say(say.text, say.options, say.files, menu=False)

    def option(self, data: str, key: str, **args: str) -> Option:
        """An option whose label is copy."""
        return Option(data=data, label=self.voice(key, **args))

    def tell(self, address: Address, say: Say) -> None:
        """A message to another chat itself, wherever else its person is reached."""
        outbox.post(
            self.session,
            address=address.id or 0,
            channel=address.channel,
            payload=say.as_dict(),
            at=self.now,
            priority=outbox.NOTICE,
            cause=self.cause,
        )

    def send(self) -> list[Letter]:
        """Put what was said into the outbox, for the address that the message came from: it is for the caller
        to tell the sender."""
        self._slow_down()
        letters = [
            outbox.reply(
                self.session,
                self.person,
                channel=self.incoming.channel,
                payload=say.as_dict(),
                at=self.now,
                cause=self.cause,
            )
            for say in self.says
        ]
        if self._menu is not None and self._menu != self.person.menu:
            contacts.show_menu(self.session, self.person.id, self._menu)
        self.says.clear()
        return letters

    def _slow_down(self) -> None:
        """Whoever writes faster than a person can read is told so once a minute; what they say is kept."""
        most = self.desk.policy_value("messages_a_minute", MESSAGES_A_MINUTE)
        if self.person.messages > most:
            self._menu = None
            told = self.person.messages > most + 1
            self.says = [] if told else [Say(text=self.voice("too-fast"))]
