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
    down for long enough to miss something. One that ends after `now` was a tick as if it were
    later, and nothing is missed by that. All aware UTC."""
    a_day_ago = now - BELIEVED
    return max(a_day_ago, down_until) if down_until and down_until <= now else a_day_ago
