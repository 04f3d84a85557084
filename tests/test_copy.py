"""The copy: complete in both languages, used by the code, and what it tells people to type is understood."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from threading import Event, Thread, current_thread

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl

from handlers import voice
from handlers.voice import COPY, GROUPS, LANGUAGES, CopyError, Voice, voice_of
from kip.actions import Decision
from kip.case import Status
from kip.clocks import ANSWER, COMPLETION, DISPUTE_WINDOW, EXTENSION, OBJECTION_ANSWER, OBJECTION_WINDOW
from kip.errors import Why
from kip.grounds import ObjectionGround
from kip.notices import NoticeKind
from kip.objection import ObjectionStatus, Ruling
from kip.people import Role

PROJECT = COPY.parents[1]
CONVERSATION = (
    "actions.ftl",
    "asking.ftl",
    "citizen.ftl",
    "common.ftl",
    "identity.ftl",
    "objection.ftl",
    "officer.ftl",
    "reminders.ftl",
)

# A button of WhatsApp has 20 characters, a line of its list 24; what is longer is no button there.
LONGEST_LABEL = 24

# Buttons whose whole label is a word that works anywhere, and means the same; typed, the two that are of one
# request ask which. Without its word a label typed after a notice, which leaves no menu, would be lost.
LABELS_THAT_ARE_WORDS = {
    "answer-test-none": "none",
    "record-no-reach": "none",
    "link-release": "release",
    "button-menu": "menu",
    "button-cancel": "cancel",
    "button-done": "done",
    "menu-file": "file",
    "menu-objection": "objection",
    "menu-person": "person",
    "menu-queue": "queue",
    "menu-late": "late",
    "button-withdraw": "withdraw",
    "button-object": "objection",
    "button-identity": "identity",
}
WORDS_OF_TWO_GROUPS: set[str] = set()  # none is meant to be

# Who is told what; the answer itself is composed of `answer-…`.
TO_THE_APPLICANT = {
    NoticeKind.RECEIPT,
    NoticeKind.ACCEPTED,
    NoticeKind.INCOMPLETE,
    NoticeKind.FORWARDED,
    NoticeKind.EXTENDED,
    NoticeKind.WITHDRAWN,
    NoticeKind.CLOSED,
    NoticeKind.RECALCULATED,
    NoticeKind.OBJECTION_RECEIPT,
    NoticeKind.OBJECTION_ANSWERED,
    NoticeKind.OBJECTION_CLOSED,
}
TO_OFFICERS = {
    NoticeKind.NEW_REQUEST,
    NoticeKind.COMPLETED,
    NoticeKind.MATERIAL_ASKED,
    NoticeKind.MATERIAL_GIVEN,
    NoticeKind.FORWARDED_AWAY,
    NoticeKind.REFUSAL_PROPOSED,
    NoticeKind.REFUSAL_CONFIRMED,
    NoticeKind.REFUSAL_RETURNED,
    NoticeKind.WITHDRAWN,
    NoticeKind.OBJECTION_FILED,
    NoticeKind.OBJECTION_SETTLED,
    NoticeKind.OBJECTION_CLOSED,
    NoticeKind.DISPUTE_FILED,
}

RULING_FAMILIES = ("ruling", "ruling-ask-text", "objection-settled")

# The periods that run for a request or an objection here; the others are the Commission's and the courts'.
COUNTED = (ANSWER, EXTENSION, COMPLETION, OBJECTION_WINDOW, OBJECTION_ANSWER, DISPUTE_WINDOW)

# Messages that no code says: of a channel still to come, and of a demo that once read the settings.
UNSAID = {"sheet-channel-whatsapp", "demo-token-set"}

# An officer who reads English still cites the law in the words of the printed Indonesian notice.
CITED_IN_INDONESIAN = {"answer-ask-other-law"}


# -- reading the copy


@cache
def messages(language: str) -> dict[str, str]:
    """Every message as it is written, its variables as `{name}`."""
    found: dict[str, str] = {}
    for path in sorted((COPY / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ftl.Junk), f"{path.name}: cannot be read: {entry.content}"
            if isinstance(entry, ftl.Message):
                assert entry.value is not None, f"{path.name}: {entry.id.name} is empty"
                assert entry.id.name not in found, f"{path.name}: {entry.id.name} stands twice"
                found[entry.id.name] = "".join(_written(part) for part in entry.value.elements)
    return found


def _written(part: ftl.TextElement | ftl.Placeable) -> str:
    """Text and variables are all there may be: a function would write 2026 as 2,026."""
    if isinstance(part, ftl.TextElement):
        return str(part.value)
    assert isinstance(part.expression, ftl.VariableReference), f"not a plain variable: {part.expression}"
    return f"{{{part.expression.id.name}}}"


def variables(language: str, key: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", messages(language)[key]))


def spoken(language: str, value: str = "2026") -> Iterator[tuple[str, str]]:
    """Every message as it is said, with `value` in all its variables."""
    for key in messages(language):
        yield key, voice_of(language)(key, **dict.fromkeys(variables(language, key), value))


# -- reading the code


@dataclass(frozen=True, kw_only=True)
class Use:
    """A place in the code that says a message: its keys, and the variables given; None if not seen."""

    where: str
    keys: frozenset[str]
    given: frozenset[str] | None


POSITION = {"voice": 0, "Invalid": 0, "say": 0, "stop": 0, "_say": 0, "_shown": 0}
POSITION |= {"option": 1, "lost": 1, "whole": 1, "_only": 1, "_question": 1}
"""The functions that take a key, and where; `talk.say` takes a text, which is never a constant."""
KEYWORDS = ("label", "review", "submit", "cancel", "cancelled", "heading")
FORMS = ("Question", "Form", "Conversation", "AgencyQuestion")
PREFIX = {"said": 1, "_choice_shown": 0}
"""The functions that take the beginning of keys."""
_KEY = re.compile(r"[a-z]+(-[a-z0-9_]+)+")


def trees(*rooms: str) -> list[tuple[Path, ast.Module]]:
    paths = (path for room in rooms for path in sorted((PROJECT / room).rglob("*.py")))
    return [(path, _tree(path)) for path in paths]


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree))


@cache
def constants() -> frozenset[str]:
    """Every string of the code, and the names of settings; `_` as `-`, as keys have it."""
    found: set[str] = set()
    for _, tree in trees("handlers", "bot", "storage", "kip"):
        for node in nodes(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value, node.value.replace("_", "-")}
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id.replace("_", "-"))
    return frozenset(found)


def pattern(node: ast.JoinedStr) -> re.Pattern[str] | None:
    """The keys that an f-string can be; None where no word in it is fixed."""
    parts = [p.value if isinstance(p, ast.Constant) else None for p in node.values]
    fixed = "".join(str(p) for p in parts if p is not None)
    if not re.search("[a-z]", fixed) or not re.fullmatch(r"[a-z0-9_-]+", fixed):
        return None
    return re.compile("".join("([a-z0-9_-]+)" if p is None else re.escape(str(p)) for p in parts))


@cache
def patterns() -> tuple[re.Pattern[str], ...]:
    found = {
        pattern(node)
        for _, tree in trees("handlers", "bot", "kip")
        for node in nodes(tree)
        if isinstance(node, ast.JoinedStr)
    }
    begun = {re.compile(re.escape(prefix) + "-([a-z0-9_-]+)") for prefix in prefixes()}
    return tuple({p for p in found if p is not None} | begun)


def called(node: ast.Call) -> str:
    """The name of what is called; `voice_of(language)("key")` counts as `voice`."""
    if isinstance(node.func, ast.Call):
        return "voice" if called(node.func) == "voice_of" else ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def prefixes() -> set[str]:
    return {
        str(text.value)
        for _, tree in trees("handlers")
        for node in nodes(tree)
        if isinstance(node, ast.Call) and called(node) in PREFIX
        for text in node.args[PREFIX[called(node)] :][:1]
        if isinstance(text, ast.Constant)
    }


@cache
def uses() -> tuple[Use, ...]:
    """Every place that names what it says: in words, by an f-string, or by a name for either."""
    found = []
    for path, tree in trees("handlers", "bot"):
        for node, named in _calls(tree):
            found += [
                Use(where=f"{path.name}:{node.lineno}", keys=frozenset(_of_its_kind(path, keys)), given=given)
                for keys, given in _said(node, named)
            ]
    return tuple(found)


Named = dict[str, list[ast.expr]]
"""What the plain names of a function were made equal to, in it."""


def _calls(tree: ast.Module) -> Iterator[tuple[ast.Call, Named]]:
    """Every call, with the names of the outermost function (or class) that it stands in."""
    for top in tree.body:
        named: Named = defaultdict(list)
        for node in nodes(top):
            if isinstance(node, ast.Assign) and isinstance(top, ast.FunctionDef):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        named[target.id].append(node.value)
        yield from ((node, named) for node in nodes(top) if isinstance(node, ast.Call))


def _of_its_kind(path: Path, keys: set[str]) -> set[str]:
    """Of what an f-string can be: notices and events of an objection are said where objections are, and no
    others there; the two histories are kept apart."""
    here = path.name.startswith("objection")
    both = {"event-recalculated"}
    theirs = {f"{family}-{kind}" for family in KINDLED for kind in of_objections()}
    others = {f"{family}-{kind}" for family in KINDLED for kind in of_requests()} - theirs - both
    return keys - (others if here else theirs) if len(keys) > 1 else keys


KINDLED = ("notice", "officer", "event", "task-deliver")


@cache
def of_objections() -> frozenset[str]:
    return _kinds("objection.py")


@cache
def of_requests() -> frozenset[str]:
    return _kinds("lifecycle.py")


def _kinds(module: str) -> frozenset[str]:
    """The notices and events that a module of the law makes."""
    tree = next(tree for path, tree in trees("kip") if path.name == module)
    notices = {
        NoticeKind[node.attr].value
        for node in nodes(tree)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "NoticeKind"
    }
    assert len(notices) > 4  # the scan still sees the law
    return frozenset(notices | _events([tree]))


def _said(node: ast.Call, named: Named) -> Iterator[tuple[set[str], frozenset[str] | None]]:
    name = called(node)
    if name in POSITION and len(node.args) > POSITION[name]:
        given = frozenset(k.arg for k in node.keywords if k.arg) | ({"value"} if name == "whole" else set())
        seen = all(k.arg for k in node.keywords) and name != "_question"
        for keys in _keys(node.args[POSITION[name]], named):
            yield keys, given if seen else None
    if name in FORMS:
        for keyword in node.keywords:
            if keyword.arg in KEYWORDS:
                for keys in _keys(keyword.value):
                    ends = ("", "-after", "-none") if keyword.arg == "heading" else ("",)
                    yield {key + end for key in keys for end in ends}, frozenset()


def _keys(node: ast.expr, named: Named | None = None) -> Iterator[set[str]]:
    """The keys that an expression can be, where it or what it is `named` for shows them.

    An f-string stands for a family of keys; one that the code names whole is none of the family.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if node.value:
            yield {node.value}
    elif isinstance(node, ast.IfExp):
        yield from _keys(node.body, named)
        yield from _keys(node.orelse, named)
    elif isinstance(node, ast.Name) and named is not None:
        for value in named.get(node.id, ()):
            yield from _keys(value)  # not the names of names
    elif isinstance(node, ast.JoinedStr) and (read := pattern(node)) is not None:
        family = {key for key in messages("id") if by(read, key) and key not in constants()}
        yield family or {f"(nothing like {read.pattern})"}


def by(read: re.Pattern[str], key: str) -> bool:
    """Whether an f-string can be `key`: what stands in its holes is a string of the code, or a used key."""
    match = read.fullmatch(key)
    return match is not None and all(
        hole in constants() or (match.start(n) == 0 and used(hole))
        for n, hole in enumerate(match.groups(), 1)
    )


@cache
def used(key: str) -> bool:
    return key in constants() or any(by(read, key) for read in patterns())


@cache
def labels() -> frozenset[str]:
    """The keys of everything that can be pressed."""
    found: set[str] = set()
    for _, tree in trees("handlers"):
        for node in nodes(tree):
            if not isinstance(node, ast.Call):
                continue
            if called(node) in ("option", "_only") and len(node.args) > 1:
                found |= {key for keys in _keys(node.args[1]) for key in keys}
            elif called(node) in ("Choice", "Option"):
                voiced = [k.value for k in node.keywords if k.arg == "label"]
                found |= {
                    key
                    for value in voiced
                    if isinstance(value, ast.Call) and called(value) == "voice"
                    for keys in _keys(value.args[0])
                    for key in keys
                }
            elif called(node) in ("Form", "sure"):
                found |= {
                    str(k.value.value)
                    for k in node.keywords
                    if k.arg in ("submit", "yes") and isinstance(k.value, ast.Constant)
                }
    return frozenset(found | {"button-send"})  # the engine's own default


def events() -> set[str]:
    """What can happen to a request or an objection: by an act, or because the calendar changed."""
    found = _events([tree for _, tree in trees("kip", "handlers")])
    assert {"submitted", "answered", "objection-lodged", "recalculated"} <= found  # the scan still sees them
    return found


def _events(of: Iterable[ast.Module]) -> set[str]:
    calls = [n for tree in of for n in nodes(tree) if isinstance(n, ast.Call)]
    kinds = [n.args[0] for n in calls if called(n) == "_event"]
    kinds += [k.value for n in calls if called(n) == "Event" for k in n.keywords if k.arg == "kind"]
    return {str(kind.value) for kind in kinds if isinstance(kind, ast.Constant)}


def task_kinds() -> set[str]:
    """What somebody may be asked to do, as the code opens it."""
    calls = [n for _, tree in trees("handlers", "bot") for n in nodes(tree) if isinstance(n, ast.Call)]
    given = [k.value for n in calls if called(n) == "open_task" for k in n.keywords if k.arg == "kind"]
    found = {str(kind.value) for kind in given if isinstance(kind, ast.Constant)}
    assert len(found) == len({ast.unparse(kind) for kind in given}) > 5  # all of them are seen
    return found


# -- both languages, and the code


def test_both_languages_have_the_same_messages() -> None:
    assert messages("id").keys() == messages("en").keys()


def test_a_message_has_the_same_variables_in_both_languages() -> None:
    wrong = [key for key in messages("id") if variables("id", key) != variables("en", key)]

    assert wrong == []


def test_a_message_names_the_same_figures_in_both_languages() -> None:
    def figures(language: str, key: str) -> list[str]:
        return sorted(re.findall(r"\d+", messages(language)[key]))

    assert [key for key in messages("id") if figures("id", key) != figures("en", key)] == []


def test_every_message_that_the_code_names_exists() -> None:
    assert len(uses()) > 300  # the scan still sees the code
    wrong = {
        use.where: use.keys - messages("id").keys() for use in uses() if use.keys - messages("id").keys()
    }

    assert wrong == {}


def test_every_string_that_looks_like_a_key_is_one() -> None:
    """Also keys that wait in a variable or a table; a family's beginning or a member's name is no key."""
    keys = messages("id").keys()
    families = {key.partition("-")[0] for key in keys if "-" in key}
    wrong = [
        f"{path.name}:{node.lineno}: {node.value}"
        for path, tree in trees("handlers", "bot")
        for node in nodes(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _KEY.fullmatch(node.value)
        if node.value.partition("-")[0] in families and node.value not in keys
        if not any(key.startswith(f"{node.value}-") or key.endswith(f"-{node.value}") for key in keys)
    ]

    assert wrong == []


def test_every_variable_of_a_message_is_given_where_the_code_says_it() -> None:
    wrong = {
        f"{use.where}: {key}": wanted - use.given
        for use in uses()
        if use.given is not None
        for key in use.keys & messages("id").keys()
        if (wanted := variables("id", key)) - use.given
    }

    assert wrong == {}


def test_every_message_is_said_somewhere() -> None:
    assert {key for key in messages("id") if not used(key)} - UNSAID == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_the_law_can_come_to_has_its_words(language: str) -> None:
    needed = [status.copy_key for status in (*Status, *ObjectionStatus)] + [why.value for why in Why]
    needed += [f"decision-{decision.value}" for decision in Decision]
    needed += [f"role-{role.value}" for role in Role if role is not Role.SYSTEM]
    needed += [f"answer-ask-text-{decision.value}" for decision in Decision]
    needed += [f"{family}-{ruling.value}" for ruling in Ruling for family in RULING_FAMILIES]
    needed += [f"objection-ground-{ground.value}" for ground in ObjectionGround]
    needed += [f"{family}-{period.key}" for period in COUNTED for family in ("explain", "moved")]
    statutory = {kind.value for kind in NoticeKind if kind.statutory}
    needed += [f"task-deliver-{kind}" for kind in of_objections() & statutory]
    needed += [f"cli-task-{kind}" for kind in task_kinds()]
    needed += [f"cli-notice-{kind.value}" for kind in NoticeKind]
    needed += [f"event-{kind}" for kind in events()]
    needed += [f"notice-{kind.value}" for kind in TO_THE_APPLICANT]
    needed += [f"officer-{kind.value}" for kind in TO_OFFICERS]

    assert [key for key in needed if not voice_of(language).has(key)] == []
    assert TO_THE_APPLICANT | TO_OFFICERS | {NoticeKind.ANSWERED} == set(NoticeKind)


# -- the voice


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_voice_finds_every_message_in_its_files_and_nothing_else(language: str) -> None:
    assert voice_of(language).keys == messages(language).keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_that_is_missing_is_an_error(language: str) -> None:
    with pytest.raises(CopyError, match="'no-such-message'"):
        Voice(language)("no-such-message")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_variable_that_is_missing_is_an_error_every_time(language: str) -> None:
    voice = Voice(language)

    for _ in range(2):
        with pytest.raises(CopyError, match="'card-number'"):
            voice("card-number")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_invisible_stands_around_a_variable(language: str) -> None:
    assert [key for key, said in spoken(language) if re.search("[\u2066-\u2069\x00]", said)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_figures_are_said_as_they_were_given(language: str) -> None:
    wrong = [
        key
        for key, said in spoken(language, "2026")
        if said.count("2026") < len(variables(language, key)) or re.search(r"2[,.\s]026", said)
    ]

    assert wrong == []


# -- what it says


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_of_a_message_ends_with_a_space(language: str) -> None:
    assert [key for key, said in spoken(language) if re.search(r"[ \t]$", said, re.MULTILINE)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_names_the_amount_of_a_fine(language: str) -> None:
    """UU 1/2026 changed the fines of UU 14/2008 Ps 51-57: the old amounts are law no more."""
    amount = re.compile(r"\bRp\b|\bRp\.?\s?\d|\bIDR\b|rupiah|\bdenda\b|\d\s*(juta|million)", re.IGNORECASE)

    assert [key for key, said in messages(language).items() if amount.search(said)] == []


def test_each_language_cites_the_law_in_its_own_words() -> None:
    english = [k for k, said in messages("en").items() if re.search(r"\bUU\b|\bPasal\b|\bayat\b", said)]
    indonesian = [k for k, said in messages("id").items() if re.search(r"\bLaw\b|\bArticle\b", said)]

    assert set(english) == CITED_IN_INDONESIAN
    assert indonesian == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_label_fits_on_a_button(language: str) -> None:
    too_long = {key for key in labels() if len(messages(language)[key]) > LONGEST_LABEL}

    assert len(labels()) > 60  # the scan still sees the code
    assert too_long == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_of_one_question_have_different_labels(language: str) -> None:
    families: dict[str, list[str]] = defaultdict(list)
    for key in labels():
        families[key.rpartition("-")[0]].append(messages(language)[key].casefold())

    assert [family for family, said in families.items() if len(set(said)) < len(said)] == []


# -- words that work anywhere


def test_every_group_of_words_is_known_to_the_code() -> None:
    groups = {key.removeprefix("word-") for key in messages("id") if key.startswith("word-")}

    assert groups == set(GROUPS)


def test_no_word_means_two_things() -> None:
    groups: dict[str, set[str]] = defaultdict(set)
    for group in GROUPS:
        for word in voice_of("id").words(group):
            groups[word].add(group)

    assert {word for word, found in groups.items() if len(found) > 1} == WORDS_OF_TWO_GROUPS


def test_words_are_written_as_they_are_looked_up() -> None:
    words = [word for group in GROUPS for word in voice_of("id").words(group)]

    assert [w for w in words if w != " ".join(w.casefold().split()).strip(" .!?/")] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_typing_a_label_does_what_pressing_it_does(language: str) -> None:
    """A word that works anywhere is heard before the choices of a question: no choice may sound like one."""
    means = {word: group for group in GROUPS for word in voice_of(language).words(group)}
    heard = {key: means[said] for key in labels() if (said := messages(language)[key].casefold()) in means}
    heard.pop("menu-other-language", None)  # the name of the language that it changes to

    assert heard.items() <= LABELS_THAT_ARE_WORDS.items()


def test_the_other_language_is_named_in_its_own_words() -> None:
    assert messages("id")["menu-other-language"].casefold() in voice_of("id").words("english")
    assert messages("en")["menu-other-language"].casefold() in voice_of("en").words("indonesian")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_people_are_told_to_type_or_choose_is_a_word_or_a_label(language: str) -> None:
    pressed = {messages(language)[key] for key in labels()}
    known = {word for group in GROUPS for word in voice_of(language).words(group)} | pressed
    names = {
        entry.id.name
        for file in CONVERSATION
        for entry in FluentParser().parse((COPY / language / file).read_text(encoding="utf-8")).body
        if isinstance(entry, ftl.Message)
    }
    told = {(key, quoted) for key in names for quoted in re.findall(r'"([^"{]+)"', messages(language)[key])}

    assert len(told) > 10
    assert {(key, quoted) for key, quoted in told if quoted not in known} == set()

    chosen = r'\b(?:[Pp]ilih|[Cc]hoose) "([^"{]+)"'
    found = {(key, quoted) for key in names for quoted in re.findall(chosen, messages(language)[key])}

    assert len(found) > 5
    assert {(key, quoted) for key, quoted in found if quoted not in pressed} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_lists_words_that_work(language: str) -> None:
    listed = messages(language)["help"].splitlines()[-1].split(", ")
    groups = [{group for group in GROUPS if word in voice_of(language).words(group)} for word in listed]

    assert groups == [{g} for g in ("menu", "status", "help", "person", "language", "back", "cancel")]


def test_who_asks_for_words_while_another_thread_still_reads_them_gets_them_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    half_read, go_on, calls = Event(), Event(), count()

    def slowly(language: str) -> Voice:
        if current_thread().name == "first" and next(calls) == len(GROUPS):
            half_read.set()
            go_on.wait(20)
        return voice_of(language)

    monkeypatch.setattr(voice, "voice_of", slowly)
    voice._words.cache_clear()
    first = Thread(target=voice._words, name="first")
    first.start()
    assert half_read.wait(20)
    try:
        words = {group: voice_of("id").words(group) for group in GROUPS}
    finally:
        go_on.set()
        first.join()

    assert all(words.values())
