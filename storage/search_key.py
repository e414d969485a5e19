from __future__ import annotations

import unicodedata


def search_key(*texts: str | None) -> str:
    """What full text search compares: NFKC, casefolded, so that it means the same in every script
    and on both databases."""
    return unicodedata.normalize("NFKC", "\n".join(text for text in texts if text)).casefold()
