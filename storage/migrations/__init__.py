"""The schema's history. Forward only: a mistake is mended by the next migration.

Every migration works beside the previous release's code, which may still be running: it adds, and
leaves what that code reads and writes alone until the release after.
"""

from __future__ import annotations

from pathlib import Path

PLACE = Path(__file__).parent
"""Found by where the package lies, so that it works from a wheel and from any folder."""
