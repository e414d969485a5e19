"""How long what Slack said of somebody is believed.

Source: docs/permissions.md, "How fresh a role is". `user_change` brings what changes while Earshot
listens; this is about what changed while it did not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

BELIEVED = timedelta(days=1)
"""After that Slack is asked again before somebody acts."""
STANDS = timedelta(days=7)
"""For so long it stands while Slack does not answer."""


def believed_from(now: datetime, down_until: datetime | None) -> datetime:
    """What was heard before this moment is to be asked again: a day ago, or when Earshot was last
    down for long enough to miss something. All aware UTC."""
    return max(now - BELIEVED, down_until or now - BELIEVED)
