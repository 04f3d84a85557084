"""The pages behind the one-time links: an applicant gives an identity, an officer looks at it.

    GET  /identitas/{token}          the form; or, for an officer, the question whether to open it
    POST /identitas/{token}          the form's answers; or the opening, which uses the link up
    GET  /identitas/{token}/{paper}  one paper, for the browser that opened it

A GET changes nothing but when a link was first opened, so whoever previews a link uses nothing up. The token
is in the address: no page of ours names another site, sends a referrer, or is kept by a browser.
"""

import asyncio
import hmac
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiohttp import web

from bot.clock import Clock
from bot.intake import Desks, place
from bot.journal import journal
from bot.web import identity_form
from bot.web.identity_form import Given, TooMuch, read_form
from bot.web.identity_scene import Scene, look_up
from bot.web.page import SAFE, render
from bot.web.rate import Rate, address_of
from handlers import identity
from handlers.citizen.identity import arrived
from handlers.desk import Desk, NoContent
from handlers.officer.identity import look
from handlers.voice import LANGUAGES, Voice, voice_of
from kip.identity import MIMES, mask
from storage import identities
from storage.identities import Sealed, SealedPaper
from storage.store import Store, StoreUnavailable
from storage.tables import IdentityFile
from storage.trace import new_trace, traced
from storage.vault import SealedFiles, Vault

log = logging.getLogger(__name__)

PATH = "/identitas"
COOKIE = "lihat"
PATIENCE = 900.0  # seconds that an upload over a slow line may take
AT_ONCE = 8  # uploads held in memory
_ROBOT = re.compile(
    r"bot\b|crawl|spider|preview|facebookexternalhit|^whatsapp/|^curl/|^python", re.IGNORECASE
)
_WORDS = (
    "other-language",
    "back",
    "title-wrong",
    "wrong",
    "again",
    "send",
    "wait",
    "privacy",
    "look-open",
    "open-paper",
)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(kw_only=True)
class Pages:
    """Give `store` and `desks` once the desk is open; until then every page asks for a moment's patience."""

    vault: Vault
    files: SealedFiles
    clock: Clock
    public_url: str
    chat: Callable[[str], str]  # where a channel's chat can be gone back to; "" where that is not known
    store: Store | None = None
    desks: Desks | None = None
    by_address: Rate = field(default_factory=lambda: Rate(90, 60))
    by_token: Rate = field(default_factory=lambda: Rate(20, 3600))
    _uploads: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @property
    def url(self) -> str:
        """What the addresses of links begin with."""
        return f"{self.public_url}{PATH}"

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get(PATH + "/{token}", self._guarded(self._page)),
            web.post(PATH + "/{token}", self._guarded(self._posted)),
            web.get(PATH + "/{token}/{paper}", self._guarded(self._paper)),
        ]

    # -- whatever the page ---------------------------------------------------------------------------

    def _guarded(self, handler: Handler) -> Handler:
        """Whatever goes wrong becomes a page; no address, hence no token, comes into a log."""

        async def guarded(request: web.Request) -> web.StreamResponse:
            if not self.by_address.allows(address_of(request)):
                return self._message(request, "busy", status=429)
            try:
                with traced(new_trace()):
                    answer = await handler(request)
                    if request.method == "POST":  # what is given here goes on to officers and applicants
                        journal.write("page", kind="identity", result=answer.status)
                    return answer
            except (StoreUnavailable, NoContent) as error:
                log.warning("an identity page has to wait: %s", type(error).__name__)
                return self._message(request, "away", status=503)
            except (ConnectionError, asyncio.CancelledError, web.HTTPException):
                raise
            except Exception as error:  # noqa: BLE001  # aiohttp would log it, and the address with it
                log.error("an identity page broke: %s", place(error))
                return self._message(request, "broke", status=500)

        return guarded

    async def _scene(self, request: web.Request) -> tuple[Scene | None, Desk]:
        if self.store is None or self.desks is None:
            raise StoreUnavailable("the desk is not open")
        desk = await self.desks.current()
        token = request.match_info["token"]
        return await self.store.read(look_up, desk, token, self.clock.now()), desk

    def _message(
        self, request: web.Request, key: str, *, status: int = 200, scene: Scene | None = None, body: str = ""
    ) -> web.Response:
        voice = _voice(request, scene)
        back = self.chat(scene.link.channel) if scene else ""
        return render(
            "message.html",
            voice,
            body=body or "PPID",
            title=voice(f"page-{key}-title"),
            words=_words(voice),
            status=status,
            lines=voice(f"page-{key}").split("\n\n"),
            back=back,
        )

    def _over(self, request: web.Request, scene: Scene | None, desk: Desk) -> web.Response:
        """The link is used, too old, replaced, or never was one."""
        if scene is not None and scene.link.used_at is not None and scene.link.officer_id is None:
            return self._message(request, "thanks", scene=scene, body=desk.name)
        key = "over-officer" if scene is not None and scene.link.officer_id is not None else "over"
        return self._message(request, key, status=410 if scene else 404, scene=scene, body=desk.name)

    async def _page(self, request: web.Request) -> web.StreamResponse:
        scene, desk = await self._scene(request)
        if scene is None:
            return self._over(request, scene, desk)
        if scene.link.officer_id is not None and self._viewing(request, scene):
            return await self._shown(request, scene, desk)
        if not scene.may:
            return self._over(request, scene, desk)
        if scene.link.opened_at is None and _by_a_person(request):
            assert self.store is not None
            await self.store.transact(identities.open_link, scene.link.nonce, now=self.clock.now())
        if scene.link.officer_id is not None:
            return self._ask_to_look(request, scene, desk)
        return self._form(request, scene, desk)

    async def _posted(self, request: web.Request) -> web.StreamResponse:
        scene, desk = await self._scene(request)
        if scene is None or not scene.may:
            return self._over(request, scene, desk)
        if not self._from_here(request):
            return self._message(request, "foreign", status=403, scene=scene, body=desk.name)
        if not self.by_token.allows(scene.link.token_hash):
            return self._message(request, "busy", status=429, scene=scene, body=desk.name)
        if scene.link.officer_id is not None:
            return await self._looked(request, scene, desk)
        async with self._uploads, asyncio.timeout(PATIENCE):
            return await self._given(request, scene, desk)

    def _from_here(self, request: web.Request) -> bool:
        """Not sent by another site. A page that sends no referrer posts with the origin "null"."""
        site = request.headers.get("Sec-Fetch-Site", "same-origin")
        own = urlsplit(self.public_url)
        origin = request.headers.get("Origin", "null")
        return site in ("same-origin", "none") and origin in ("null", f"{own.scheme}://{own.netloc}")

    # -- the applicant -------------------------------------------------------------------------------

    def _form(
        self, request: web.Request, scene: Scene, desk: Desk, given: Given | None = None
    ) -> web.Response:
        voice = _voice(request, scene)
        return render(
            "give.html",
            voice,
            body=desk.name,
            title=voice("page-give-title"),
            words=_words(voice),
            status=422 if given else 200,
            intro=voice("page-give", number=scene.number),
            fields=identity_form.fields(scene.kind, voice, given),
            errors=bool(given),
            privacy=_privacy(voice, desk),
        )

    async def _given(self, request: web.Request, scene: Scene, desk: Desk) -> web.StreamResponse:
        if not request.content_type.startswith("multipart/"):
            return self._form(request, scene, desk, Given(faults={"number": ["page-fault-nothing"]}))
        try:
            given = await read_form(request, scene.kind)
        except TooMuch:
            return self._message(request, "too-much", status=413, scene=scene, body=desk.name)
        except ValueError:  # a form that broke off, or was none
            return self._form(request, scene, desk, Given(faults={"number": ["page-fault-nothing"]}))
        if given.faults:
            return self._form(request, scene, desk, given)
        assert self.store is not None
        sealed = await asyncio.to_thread(self._seal, given)
        # Whether a transaction that broke off was committed is not known: its files are left to SealedChores.
        kept = await self.store.transact(arrived, desk, scene.link.nonce, sealed, now=self.clock.now())
        if kept is None:  # the link was used elsewhere meanwhile
            await asyncio.to_thread(self.files.drop, [paper.name for paper in sealed.papers])
            return self._over(request, (await self._scene(request))[0], desk)
        return self._again(request)

    def _seal(self, given: Given) -> Sealed:
        id = identities.new_id()
        papers = []
        for paper, files in given.files.items():
            for mime, content in files:
                file = identities.new_id()
                bound_to = identities.paper_bound_to(id, file, paper.value)
                name = self.files.keep(self.vault.seal(content, bound_to=bound_to))
                papers.append(
                    SealedPaper(
                        id=file,
                        paper=paper.value,
                        mime=mime,
                        size=len(content),
                        name=name,
                        key_id=self.vault.newest,
                    )
                )
        return Sealed(
            id=id,
            masked=mask(given.number),
            fingerprint=self.vault.fingerprint(given.number),
            number=self.vault.seal(given.number.encode(), bound_to=identities.number_bound_to(id)),
            key_id=self.vault.newest,
            papers=tuple(papers),
        )

    def _again(self, request: web.Request) -> web.Response:
        """The same page, by GET: a reload sends nothing twice."""
        where = f"?lang={_language(request)}" if _language(request) else request.match_info["token"]
        return web.Response(status=303, headers={**SAFE, "Location": where})

    # -- the officer ---------------------------------------------------------------------------------

    def _ask_to_look(self, request: web.Request, scene: Scene, desk: Desk) -> web.Response:
        voice = _voice(request, scene)
        return render(
            "look.html",
            voice,
            body=desk.name,
            title=voice("page-look-title"),
            words=_words(voice),
            intro=voice("page-look", number=scene.number),
        )

    async def _looked(self, request: web.Request, scene: Scene, desk: Desk) -> web.StreamResponse:
        """Use the link up, note who looks, and let this browser see it until the link's time is over."""
        assert self.store is not None
        view = secrets.token_urlsafe(16)
        found = await self.store.transact(
            look, desk, scene.link.nonce, identities.digest(view), now=self.clock.now()
        )
        if found is None:
            return self._over(request, scene, desk)
        answer = self._again(request)
        own = urlsplit(self.public_url)
        answer.set_cookie(
            COOKIE,
            view,
            path=f"{own.path}{PATH}/{request.match_info['token']}",
            max_age=int(identity.look_for(desk).total_seconds()),
            httponly=True,
            secure=own.scheme == "https",
            samesite="Strict",
        )
        return answer

    def _viewing(self, request: web.Request, scene: Scene) -> bool:
        """Whether this browser opened the link, and its time is not over."""
        view = identities.digest(request.cookies.get(COOKIE, ""))
        known = scene.link.view_hash
        in_time = self.clock.now() < scene.link.expires_at
        return bool(known) and hmac.compare_digest(view, known) and in_time and scene.found is not None

    async def _shown(self, request: web.Request, scene: Scene, desk: Desk) -> web.Response:
        voice = _voice(request, scene)
        found = scene.found
        assert found is not None
        number = self.vault.open(found.number, bound_to=identities.number_bound_to(found.id)).decode()
        label = voice("page-fact-decree" if found.kind == "legal" else "page-fact-nik")
        papers = [
            {
                "image": paper.mime.startswith("image/"),
                "label": voice(f"proof-{paper.paper}"),
                "address": f"{request.match_info['token']}/{paper.id}",
            }
            for paper in scene.papers
        ]
        left = max(1, int((scene.link.expires_at - self.clock.now()).total_seconds()) + 1)  # seconds
        page = render(
            "shown.html",
            voice,
            body=desk.name,
            title=voice("page-shown-title", number=scene.number),
            words=_words(voice),
            intro=voice(
                "page-shown",
                until=f"{scene.link.expires_at.astimezone(desk.zone):%H.%M}",
            ),
            facts=[
                (voice("page-fact-name"), scene.applicant),
                (voice("page-fact-kind"), voice(f"kind-{found.kind}")),
                (label, number),
                (voice("page-fact-given"), voice.moment(found.given_at, desk.zone)),
            ],
            papers=papers,
        )
        page.headers["Refresh"] = str(left)  # then the link is over, and a screen left alone shows nothing
        return page

    async def _paper(self, request: web.Request) -> web.StreamResponse:
        """One paper as it was sent, of a type that a browser shows and does not run."""
        scene, desk = await self._scene(request)
        if scene is None or not self._viewing(request, scene) or scene.found is None:
            return self._over(request, scene, desk)
        wanted = next((p for p in scene.papers if p.id == request.match_info["paper"]), None)
        if wanted is None or wanted.mime not in MIMES:
            return self._message(request, "over-officer", status=404, scene=scene, body=desk.name)
        try:
            content = await asyncio.to_thread(self._open, scene.found.id, wanted)
        except FileNotFoundError:  # sealed anew at this moment: the row has another name by now
            again = (await self._scene(request))[0]
            wanted = next(p for p in (again.papers if again else ()) if p.id == wanted.id)
            content = await asyncio.to_thread(self._open, scene.found.id, wanted)
        return web.Response(
            body=content,
            content_type=wanted.mime,
            headers={
                **SAFE,
                "Content-Disposition": f'inline; filename="{wanted.paper}.{MIMES[wanted.mime]}"',
                "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; object-src 'self';"
                " frame-ancestors 'none'",
            },
        )

    def _open(self, id: str, paper: IdentityFile) -> bytes:
        bound_to = identities.paper_bound_to(id, paper.id, paper.paper)
        return self.vault.open(self.files.read(paper.name), bound_to=bound_to)


def _by_a_person(request: web.Request) -> bool:
    """Not somebody's preview of the link."""
    agent = request.headers.get("User-Agent", "")
    return request.method == "GET" and bool(agent) and not _ROBOT.search(agent)


def _language(request: web.Request) -> str:
    asked = request.query.get("lang", "")
    return asked if asked in LANGUAGES else ""


def _voice(request: web.Request, scene: Scene | None) -> Voice:
    return voice_of(_language(request) or (scene.language if scene else LANGUAGES[0]))


def _words(voice: Voice) -> dict[str, str]:
    return {name: voice(f"page-{name}") for name in _WORDS}


def _privacy(voice: Voice, desk: Desk) -> list[str]:
    """What UU 27/2022 Ps 21 wants told: who, what for, on what ground, how long, and which rights."""
    said = desk.body.get("privacy", {})
    purpose = said.get("purpose", {}).get(voice.language) or voice("page-privacy-purpose")
    return [
        voice("page-privacy-who", controller=str(said.get("controller", desk.name))),
        voice("page-privacy-why", purpose=str(purpose)),
        voice("page-privacy-how"),
        voice("page-privacy-long", retention=str(said.get("retention", "-"))),
        voice("page-privacy-rights", contact=str(said.get("contact_email", desk.office.get("phone", "-")))),
    ]
