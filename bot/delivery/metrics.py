"""What the senders did, as Prometheus counts it. No labels that name people or places."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

SENT = Counter("earshot_messages_sent", "Messages that stand in Slack.")
PARKED = Counter("earshot_messages_parked", "Messages given up, by Slack's error.", ["error"])
CANCELLED = Counter("earshot_messages_cancelled", "Messages withdrawn when their turn came.")
UNKNOWN = Counter("earshot_messages_unknown", "Posts without a definite answer.")
LIMITED = Counter("earshot_rate_limited", "Calls that Slack answered with 429.", ["method"])
RETRIED = Counter("earshot_messages_retried", "Posts refused for now.", ["error"])
LOOKUPS = Counter("earshot_lookups", "Look-ups of uncertain messages.", ["result"])
EDITS = Counter("earshot_edits", "Edits of cards.", ["result"])
WAITING = Gauge("earshot_outbox_due", "Messages that are due and not settled.")
AGE = Gauge("earshot_outbox_age_seconds", "How long the oldest due message has waited.")
