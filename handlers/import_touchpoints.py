"""`/cx touchpoints import`: a file, a preview, and the import itself.

Reading and storing a large file may take longer than Slack waits: both follow the answer.
"""

from __future__ import annotations

from functools import partial

from bot.blocks.import_screens import (
    ImportFacts,
    import_modal,
    imported,
    preview,
    working,
)
from bot.blocks.kit import View
from bot.delivery.slack import SlackClients
from bot.domain.catalogue_csv import MOST_BYTES, read_catalogue
from bot.domain.errors import Refusal, Why
from bot.domain.policy import Right
from bot.usecases.desk import Desk
from bot.usecases.import_touchpoints import import_kept, preview_import
from handlers.lookup import Lookup
from handlers.people import person_from, save
from handlers.reply import Reply
from handlers.visit import Visit
from storage.books import Books
from storage.unit_of_work import Storage


def touchpoints_import(visit: Visit, _text: str) -> Reply:
    visit.need(Right.MANAGE_CATALOGUE, set(), "a CX lead")
    return Reply(open=import_modal())


def read_file(visit: Visit) -> Reply:
    """ "Preview"."""
    files = visit.inbound.fields.get("file") or []
    if len(files) != 1:
        raise Refusal(Why.MISSING, field="file")
    after = partial(
        _preview,
        team_id=visit.books.team_id,
        user_id=visit.actor.user_id,
        desk=visit.desk,
        file_id=files[0],
    )
    return Reply(update=working("Reading your file…"), after=after)


def store(visit: Visit) -> Reply:
    """ "Import"."""
    after = partial(
        _import, team_id=visit.books.team_id, user_id=visit.actor.user_id, desk=visit.desk
    )
    return Reply(update=working("Storing…"), after=after)


async def _preview(
    storage: Storage,
    clients: SlackClients,
    *,
    team_id: str,
    user_id: str,
    desk: Desk,
    file_id: str,
) -> View:
    lookup = Lookup(clients, team_id)
    rows = read_catalogue(await lookup.file(file_id, user_id, MOST_BYTES))
    people, users = await lookup.people({row.owner for row in rows} | {row.deputy for row in rows})
    channels = await lookup.channels({row.channel for row in rows})

    def work(books: Books) -> ImportFacts:
        for user in users:
            save(books, person_from(user, team_id, desk.now))
        books.session.flush()
        return preview_import(books, desk, rows, people, channels, user_id)

    return preview(await storage.write(team_id, work))


async def _import(
    storage: Storage, _: SlackClients, *, team_id: str, user_id: str, desk: Desk
) -> View:
    return imported(await storage.write(team_id, lambda books: import_kept(books, desk, user_id)))
