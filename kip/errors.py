"""What the law, or the order of work, does not allow.

KipError
└── ActionRefused      an action that cannot be done now, by this person, or in this form

try:
    outcome = decide(case, action, by=officer, at=now, calendar=calendar)
except ActionRefused as refused:
    refused.why        # a Why, whose value is the copy key of the sentence to say
"""

from enum import StrEnum


class Why(StrEnum):
    """Named reasons of a refused action; the value is a copy key."""

    NOT_YOURS = "refused-not-yours"  # another agency's request, or another person's
    WRONG_ROLE = "refused-wrong-role"
    ALREADY_DONE = "refused-already-done"  # the request is answered or withdrawn
    ALREADY_ACCEPTED = "refused-already-accepted"
    AWAITS_CONFIRMATION = "refused-awaits-confirmation"  # a refusal lies with the PPID Utama
    NOTHING_PROPOSED = "refused-nothing-proposed"
    SAME_AGENCY = "refused-same-agency"
    FORWARD_LIMIT = "refused-forward-limit"  # from here only the PPID Utama moves it
    GROUND_MISSING = "refused-ground-missing"  # UU 14/2008 Ps 22(7)c
    OTHER_LAW_MISSING = "refused-other-law-missing"  # Ps 17 j needs the law it rests on
    TEXT_MISSING = "refused-text-missing"
    REASON_MISSING = "refused-reason-missing"
    COMPLETENESS_LATE = "refused-completeness-late"  # three working days have passed
    NOT_INCOMPLETE = "refused-not-incomplete"
    EXTENDED_ALREADY = "refused-extended-already"  # Ps 22(8): once
    EXTENSION_LATE = "refused-extension-late"  # only within the first ten working days
    ALREADY_ASKED = "refused-already-asked"
    NOT_ASKED = "refused-not-asked"
    TOO_EARLY_TO_CLOSE = "refused-too-early-to-close"
    REASONS_MISSING = "refused-reasons-missing"  # an objection names its grounds, Ps 35(1)
    OBJECTION_RUNS = "refused-objection-runs"  # one objection at a time
    RESPONDED_ALREADY = "refused-responded-already"
    NO_RESPONSE_YET = "refused-no-response-yet"  # a dispute comes after the objection, Ps 37(1)
    REDACTION_MISSING = "refused-redaction-missing"  # Ps 22(7)e


class KipError(Exception):
    """Base of this room's errors."""


class ActionRefused(KipError):
    """An action that is not possible; `why` names the reason."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
