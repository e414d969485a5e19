"""The closed lists of the product: what may be chosen in a screen and stored in a column.

The value is what is stored and typed after a `key:`; the label is what people read.
"""

from __future__ import annotations

from enum import StrEnum


class Choice(StrEnum):
    """A stored value that also has words for people."""

    @property
    def label(self) -> str:
        return _LABELS.get((type(self), self.value), self.value.replace("_", " ").capitalize())


class Feeling(Choice):
    DELIGHTED = "delighted"
    HAPPY = "happy"
    NEUTRAL = "neutral"
    FRUSTRATED = "frustrated"
    ANGRY = "angry"

    @property
    def negative(self) -> bool:
        return self in (Feeling.FRUSTRATED, Feeling.ANGRY)

    @property
    def positive(self) -> bool:
        return self in (Feeling.DELIGHTED, Feeling.HAPPY)


class Severity(Choice):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for low to 3 for critical."""
        return list(Severity).index(self)

    @property
    def grave(self) -> bool:
        """High and Critical call for a follow-up by themselves."""
        return self in (Severity.HIGH, Severity.CRITICAL)


class Source(Choice):
    CALL = "call"
    EMAIL = "email"
    CHAT = "chat"
    MEETING = "meeting"
    SUPPORT_TICKET = "support_ticket"
    REVIEW = "review"
    SOCIAL = "social"
    IN_PERSON = "in_person"
    OTHER = "other"


class WhoseWords(Choice):
    CUSTOMER = "customer"
    SEEN = "seen"
    OWN = "own"


class GotItDone(Choice):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Area(Choice):
    MARKETING = "marketing"
    SALES = "sales"
    TECHNOLOGY = "technology"
    SUPPORTING_SYSTEMS = "supporting_systems"
    THIRD_PARTY = "third_party"
    SUPPORT = "support"
    POLICIES = "policies"


class Relation(Choice):
    PROSPECT = "prospect"
    CUSTOMER = "customer"
    LOST = "lost"


class DismissReason(Choice):
    DUPLICATE = "duplicate"
    NOT_OURS = "not_ours"
    OUTSIDE_OUR_MARKET = "outside_our_market"
    WE_CHOSE_THIS = "we_chose_this"
    ABOUT_A_PERSON = "about_a_person"


# Keyed by class too: "customer" of Relation and of WhoseWords are equal strings, so equal keys.
_LABELS: dict[tuple[type[Choice], str], str] = {
    (WhoseWords, "customer"): "Customer's words",
    (WhoseWords, "seen"): "I saw it",
    (WhoseWords, "own"): "My own view",
    (Area, "third_party"): "Third-party integrations",
}
