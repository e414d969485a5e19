from __future__ import annotations

from bot.blocks import kit
from bot.usecases.desk import Desk
from storage.books import Books


def home_view(books: Books, desk: Desk, user_id: str) -> kit.View:
    return kit.home([kit.section("Earshot")])
