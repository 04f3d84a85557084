"""The lifecycles as state diagrams (Mermaid), found by asking the law itself: every status, every action,
every role. Nothing is drawn that `decide` does not do."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from kip.actions import (
    Accept,
    Action,
    Answer,
    AskMaterial,
    Close,
    Complete,
    Confirm,
    Decision,
    DeclareIncomplete,
    Extend,
    Forward,
    GiveMaterial,
    Return,
    Withdraw,
)
from kip.calendar import WorkCalendar
from kip.case import Case, Status
from kip.clocks import (
    ANSWER,
    COMMISSION_END,
    COMMISSION_START,
    COMPLETENESS_CHECK,
    COMPLETION,
    DISPUTE_WINDOW,
    EXTENSION,
    OBJECTION_ANSWER,
    OBJECTION_WINDOW,
    Period,
)
from kip.errors import ActionRefused
from kip.grounds import Ground
from kip.lifecycle import decide
from kip.objection import (
    CloseObjection,
    FileDispute,
    ObjectionAction,
    ObjectionCase,
    ObjectionStatus,
    Respond,
    Ruling,
    decide_objection,
)
from kip.people import Actor, Role
from kip.rules import Rules

S = TypeVar("S", Status, ObjectionStatus)
C = TypeVar("C", Case, ObjectionCase)
A = TypeVar("A", Action, ObjectionAction)


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """One way from a status to a status (perhaps the same one)."""

    source: str
    target: str
    action: str
    roles: tuple[str, ...]
    when: str  # the circumstance it needs; empty where it needs none


# -- a world without holidays, in which every circumstance is a day away ----------------------------

_RECEIVED = date(2026, 11, 2)  # a Monday
_DUE = date(2026, 11, 16)
_SOON, _AFTER_ALL = date(2026, 11, 3), date(2027, 5, 3)
_RULES = Rules(calendar=WorkCalendar(years={2026: "-", 2027: "-"}, off=()), zone=ZoneInfo("UTC"))
_APPLICANT, _OWNER, _OTHER = 1, "OWNER", "OTHER"
_PEOPLE: tuple[tuple[str, Actor], ...] = (
    ("applicant", Actor(role=Role.CITIZEN, id=_APPLICANT)),
    ("PPID Pelaksana", Actor(role=Role.PELAKSANA, id=2, agency=_OWNER)),
    ("PPID Pelaksana that was asked", Actor(role=Role.PELAKSANA, id=3, agency=_OTHER)),
    ("PPID Utama", Actor(role=Role.UTAMA, id=4, agency="UTAMA")),
    ("Atasan PPID", Actor(role=Role.ATASAN, id=5, agency="ATASAN")),
    ("system", Actor(role=Role.SYSTEM)),
)
_REFUSAL = Answer(decision=Decision.REFUSED, text="-", ground=Ground.H)
_ACTIONS: Mapping[str, Action] = {
    "Accept": Accept(),
    "Forward": Forward(to="THIRD", reason="-"),
    "Answer": Answer(decision=Decision.GIVEN, text="-"),
    "Answer, keeping something back": _REFUSAL,
    "Confirm": Confirm(),
    "Return": Return(reason="-"),
    "DeclareIncomplete": DeclareIncomplete(missing="-"),
    "Complete": Complete(text="-"),
    "Extend": Extend(reason="-"),
    "AskMaterial": AskMaterial(of="THIRD", text="-"),
    "GiveMaterial": GiveMaterial(text="-"),
    "Withdraw": Withdraw(),
    "Close": Close(reason="-"),
}
_OBJECTION_ACTIONS: Mapping[str, ObjectionAction] = {
    "Respond": Respond(ruling=Ruling.UPHELD, text="-"),
    "FileDispute": FileDispute(),
    "CloseObjection": CloseObjection(reason="-"),
}


def request_edges() -> tuple[Edge, ...]:
    """Every way that a request can go after Submit."""

    def case(status: Status, *, objection_runs: bool = False) -> Case:
        answered = _RECEIVED if status in (Status.ANSWERED, Status.CLOSED) else None
        return Case(
            status=status,
            agency=_OWNER,
            received=_RECEIVED,
            due=_DUE,
            applicant=_APPLICANT,
            completion_due=_SOON if status is Status.INCOMPLETE else None,
            asked=frozenset({_OTHER}) if status.open else frozenset(),
            proposal=_REFUSAL if status is Status.PROPOSED else None,
            answered=answered,
            objection_runs=objection_runs,
        )

    circumstances: dict[str, tuple[Callable[[Status], Case], date]] = {
        "": (case, _SOON),
        "while an objection runs": (lambda status: case(status, objection_runs=True), _SOON),
        "after its time": (case, _AFTER_ALL),
    }
    return tuple(_edges(Status, circumstances, _ACTIONS, _decide))


def objection_edges() -> tuple[Edge, ...]:
    """Every way that an objection can go after it was lodged."""

    def case(status: ObjectionStatus) -> ObjectionCase:
        return ObjectionCase(
            status=status, agency=_OWNER, due=_DUE, applicant=_APPLICANT, dispute_until=date(2026, 12, 4)
        )

    circumstances: dict[str, tuple[Callable[[ObjectionStatus], ObjectionCase], date]] = {
        "": (case, _SOON),
        "after 30 working days of silence": (case, date(2026, 11, 17)),
        "after the way to the Commission has closed": (case, _AFTER_ALL),
    }
    return tuple(_edges(ObjectionStatus, circumstances, _OBJECTION_ACTIONS, _decide_objection))


def _decide(case: Case, action: Action, by: Actor, at: datetime) -> str:
    return decide(case, action, by=by, at=at, rules=_RULES).case.status.value


def _decide_objection(case: ObjectionCase, action: ObjectionAction, by: Actor, at: datetime) -> str:
    return decide_objection(case, action, by=by, at=at, rules=_RULES).case.status.value


def _edges(
    statuses: Iterable[S],
    circumstances: Mapping[str, tuple[Callable[[S], C], date]],
    actions: Mapping[str, A],
    decide: Callable[[C, A, Actor, datetime], str],
) -> Iterator[Edge]:
    """Ask about everything; what is possible without a circumstance is told without it."""
    for status in statuses:
        told: set[tuple[str, str, str]] = set()
        for when, (case_in, day) in circumstances.items():
            for name, action in actions.items():
                found: dict[str, list[str]] = {}
                for who, by in _PEOPLE:
                    try:
                        target = decide(case_in(status), action, by, datetime.combine(day, time(9), UTC))
                    except ActionRefused:
                        continue
                    if (name, who, target) not in told:
                        told.add((name, who, target))
                        found.setdefault(target, []).append(who)
                for target, roles in found.items():
                    yield Edge(source=status.value, target=target, action=name, roles=tuple(roles), when=when)


# -- drawn ----------------------------------------------------------------------------------------


def mermaid(first: str, begins: str, edges: Sequence[Edge]) -> str:
    """The diagram: what leads from one status to another. What stays in a status is told in `staying`."""
    lines = ["stateDiagram-v2", f"    [*] --> {_node(first)}: {begins}"]
    for edge in edges:
        if edge.source != edge.target:
            lines.append(f"    {_node(edge.source)} --> {_node(edge.target)}: {_label(edge)}")
    left = {edge.source for edge in edges if edge.source != edge.target}
    reached = {edge.target for edge in edges}
    lines += [f"    {_node(end)} --> [*]" for end in sorted(reached - left)]
    return "\n".join(lines)


def staying(edges: Sequence[Edge]) -> str:
    """What can be done without leaving a status, a line each."""
    return "\n".join(f"- {edge.source}: {_label(edge)}" for edge in edges if edge.source == edge.target)


def _label(edge: Edge) -> str:
    when = f" {edge.when}" if edge.when else ""
    return f"{edge.action}{when} ({', '.join(edge.roles)})"


def _node(status: str) -> str:
    return status.replace("-", "_")


# -- the pages in docs/ ---------------------------------------------------------------------------

_MADE = "Made from the code by `python -m bot.diagrams`; a test fails where it is stale. Do not edit."


def request_page() -> str:
    """docs/lifecycle-request.md."""
    edges = request_edges()
    periods = (COMPLETENESS_CHECK, COMPLETION, ANSWER, EXTENSION, OBJECTION_WINDOW)
    return _page(
        "The life of a request (permohonan)",
        "`kip/lifecycle.py`, `kip/case.py`, `kip/actions.py`",
        mermaid(Status.SUBMITTED.value, "Submit (applicant, or an officer for them)", edges),
        edges,
        [(s.value, s.next_actor) for s in Status],
        periods,
    )


def objection_page() -> str:
    """docs/lifecycle-objection.md."""
    edges = objection_edges()
    periods = (OBJECTION_WINDOW, OBJECTION_ANSWER, DISPUTE_WINDOW, COMMISSION_START, COMMISSION_END)
    return _page(
        "The life of an objection (keberatan)",
        "`kip/objection.py`, `kip/grounds.py`",
        mermaid(ObjectionStatus.LODGED.value, "Lodge (applicant)", edges),
        edges,
        [(s.value, s.next_actor) for s in ObjectionStatus],
        periods,
    )


def _page(
    title: str,
    where: str,
    diagram: str,
    edges: Sequence[Edge],
    statuses: Sequence[tuple[str, Role | None]],
    periods: Sequence[Period],
) -> str:
    stays = staying(edges)
    parts = [f"# {title}", _MADE, f"In the code: {where}.", f"```mermaid\n{diagram}\n```"]
    if stays:
        parts += ["## What changes no status", stays]
    rows = [f"| {status} | {actor.value if actor else ''} |" for status, actor in statuses]
    parts += ["## Who acts next", "\n".join(["| status | who |", "|---|---|", *rows])]
    parts += ["## The clocks", "\n".join(_periods(periods)), _SURE]
    return "\n\n".join(parts) + "\n"


_SURE = "Sure: V read in the text of the law, L several sources agree, M from memory (`kip/clocks.py`)."


def _periods(periods: Sequence[Period]) -> Iterator[str]:
    yield "| clock | working days | article | counted | whose | sure |"
    yield "|---|---|---|---|---|---|"
    for p in periods:
        yield f"| {p.key} | {p.days} | {p.article} | {p.counted_from} | {p.whose} | {p.confidence} |"
