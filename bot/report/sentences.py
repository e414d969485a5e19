"""The sentence that stands first: what matters most in a period."""

from __future__ import annotations

from bot.domain.report import Report


def headline(report: Report) -> str:
    """One sentence, or two; calm, and about customers."""
    heard = report.customers.now
    if not heard:
        return "Nothing was heard in this time. Silence is never green."
    if not report.hurt.now:
        return f"{customers(heard)} heard, and none of them frustrated or angry."
    were = "was" if report.hurt.now == 1 else "were"
    said = f"{report.hurt.now} of {customers(heard)} {were} frustrated or angry"
    worst = max(report.places, key=lambda line: line.customers.now, default=None)
    if worst is not None and worst.customers.now:
        said += f", most often at {worst.name} ({worst.customers.now})"
    if report.to_tell:
        return f"{said}. {report.told} of {report.to_tell} who waited for news have been told."
    return f"{said}."


def customers(count: int) -> str:
    return "1 customer" if count == 1 else f"{count:,} customers"
