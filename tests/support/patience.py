"""How long the stand-in waits for the app in tests.

Slack waits for three seconds. A machine with much else to do may stand still for as long, which is
no fault in the code: that the app keeps its time is shown by putting it off without end, in
tests/handlers/test_deadline.py.
"""

from __future__ import annotations

PATIENCE = 30.0
