"""Laying the content pack's templates before a platform, and following what it makes of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.channels.base import TemplateError, TemplateState, TemplateText, UsesTemplates
from storage.templates import Family

MISSING = "missing"  # not laid before the platform yet


@dataclass(frozen=True, kw_only=True, slots=True)
class Pushed:
    """What came of it: how each template stands now, which were new, and what was refused."""

    states: tuple[TemplateState, ...]
    new: int
    refused: tuple[str, ...]


def texts(families: Iterable[Family]) -> list[TemplateText]:
    """Every template in every language."""
    return [
        TemplateText(
            name=family.name,
            language=language,
            category="utility",
            body=wording.body,
            samples=family.samples,
            button=wording.button,
            footer=wording.footer,
        )
        for family in families
        for language, wording in family.wordings.items()
    ]


async def standing(channel: UsesTemplates, wanted: Sequence[TemplateText]) -> list[TemplateState]:
    """How each wanted template stands; raises TemplateError."""
    known = {(state.name, state.language): state for state in await channel.templates()}
    return [
        known.get((text.name, text.language))
        or TemplateState(name=text.name, language=text.language, status=MISSING)
        for text in wanted
    ]


async def push(channel: UsesTemplates, wanted: Sequence[TemplateText]) -> Pushed:
    """Lay before the platform what it does not have. One that it refuses keeps none of the others from it.

    Raises TemplateError where it does not answer at all.
    """
    states, refused, new = [], [], 0
    for text, state in zip(wanted, await standing(channel, wanted), strict=True):
        now = state
        if state.status == MISSING:
            try:
                now = await channel.create_template(text)
                new += 1
            except TemplateError as error:
                refused.append(f"{text.name} ({text.language}): {error}")
        states.append(now)
    return Pushed(states=tuple(states), new=new, refused=tuple(refused))
