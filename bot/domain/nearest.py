"""Names that people type, against names that are known: the same, nearly the same, or similar."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

# Direction marks, soft hyphens and the like come along with pasted names, and nobody sees them.
_INVISIBLE = re.compile("[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_TELLING_SYMBOLS = "+#"  # C, C++ and C# are three names
_SHORTEST_PREFIX = 3
_LONG = 6
_SIMILAR = (
    70.0  # of 100: "bilings" and "Billing & invoices" have 77, unrelated short words up to 69
)


def name_key(name: str) -> str:
    """The key by which two names of customers or touchpoints are the same name.

    Ignores case, width and compatibility forms (NFKC), invisible marks, and how white space is
    written. Idempotent.
    """
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", name)).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def match(typed: str, names: Iterable[str]) -> str | None:
    """The one known name that `typed` clearly means, or None.

    First the same key, then the same but for spacing, punctuation and & for "and", then the only
    name that starts so, then the only one that has it as a word ("import" is Data import; both
    from three characters). Two names that fit alike are no match.
    """
    known = list(names)
    exact = [name for name in known if name_key(name) == name_key(typed)]
    if exact:
        return exact[0]
    loose = _loose_key(typed)
    if not loose:
        return None
    loose_keys = {name: _loose_key(name) for name in known}
    same = [name for name, key in loose_keys.items() if key == loose]
    if same or len(loose) < _SHORTEST_PREFIX:
        return same[0] if len(same) == 1 else None
    longer = [name for name, key in loose_keys.items() if key.startswith(loose)]
    if longer:
        return longer[0] if len(longer) == 1 else None
    holding = [name for name in known if f" {name_key(typed)} " in f" {name_key(name)} "]
    return holding[0] if len(holding) == 1 else None


def nearest(
    typed: str, names: Iterable[str], limit: int = 3, *, least: float = _SIMILAR
) -> list[str]:
    """The known names similar to `typed` by `least` of 100, the most similar first, at most
    `limit`."""
    known = list(names)
    found = process.extract(
        name_key(typed),
        [name_key(name) for name in known],
        scorer=fuzz.WRatio,
        limit=limit,
        score_cutoff=least,
    )
    return [known[index] for _, _, index in found]


def mistyped(typed: str, names: Iterable[str], limit: int = 3) -> list[str]:
    """The known names that `typed` is a slip of the fingers away from: names that go on where it
    ends, then names with up to two other letters (one, if it is short). Digits that differ were
    meant; so were the first letters, as people rarely miss them."""
    key = name_key(typed)
    allowed = 2 if len(key) >= _LONG else 1
    slips: dict[str, int] = {}
    for name in names:
        known = name_key(name)
        if known == key or len(key) < _SHORTEST_PREFIX or known[:1] != key[:1]:
            continue
        if known.startswith(key):
            slips[name] = 0
            continue
        # "Globx" is a slip of Globex Corporation: so many words as were typed are compared
        begins = " ".join(known.split()[: len(key.split())])
        if [*filter(str.isdigit, begins)] == [*filter(str.isdigit, key)]:
            slips[name] = DamerauLevenshtein.distance(begins, key, score_cutoff=allowed)
    near = [name for name, count in slips.items() if count <= allowed]
    return sorted(near, key=lambda name: (slips[name], name_key(name)))[:limit]


def _loose_key(name: str) -> str:
    spelled = name_key(name).replace("&", "and")
    return "".join(
        char
        for char in spelled
        if unicodedata.category(char)[0] in "LMN" or char in _TELLING_SYMBOLS
    )
