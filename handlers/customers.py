from __future__ import annotations

from handlers.reply import NOTHING, Reply
from handlers.visit import Visit


def customer(visit: Visit, text: str) -> Reply:
    return NOTHING


def search(visit: Visit, text: str) -> Reply:
    return NOTHING


def customer_page(visit: Visit) -> Reply:
    return NOTHING


def search_page(visit: Visit) -> Reply:
    return NOTHING
