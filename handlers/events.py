"""What Slack tells us without a press: mentions, DMs, reactions, people, and our own end."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks import kit
from bot.blocks.kit import say
from bot.blocks.logged import carried_masked_note, logged, masked_note
from bot.blocks.mrkdwn import quote
from bot.blocks.refusals import refusal_screen
from bot.domain.command import split_verb
from bot.domain.errors import Refusal
from bot.domain.masking import mask
from bot.domain.policy import Right, may
from bot.domain.slacktext import from_message, storable
from bot.usecases.leave import hand_on_everything
from bot.usecases.log_observation import NewObservation, log_observation
from bot.usecases.logged_facts import logged_facts
from handlers.asking import Asking
from handlers.inbound import Inbound, Payload
from handlers.log_command import log_command
from handlers.people import person_from, save
from handlers.reply import NOTHING, Reply
from handlers.visit import Visit
from storage.tables import Draft

_SAID = (None, "file_share", "me_message")
"""Kinds of messages that somebody says, be it with a picture. Others are edits and news."""

# -- before the transaction -----------------------------------------------------------------------


async def know_the_place(asking: Asking, inbound: Inbound) -> Inbound:
    return await asking.place(inbound)


async def fetch_message(asking: Asking, inbound: Inbound) -> Inbound:
    """Read the message a reaction stands on, where someone switched that on and we may."""
    event = _event(inbound)
    rule = await asking.reaction_rule(inbound)
    if rule is None or rule.emoji != _emoji(event):
        return replace(inbound, user_id="")  # one of thousands: nobody asks whose it is
    placed = await asking.place(inbound)
    ts = str((event.get("item") or {}).get("ts") or "")
    return replace(placed, fetched=await asking.message(placed, ts))


# -- events ---------------------------------------------------------------------------------------


def home_opened(visit: Visit) -> Reply:
    event = _event(visit.inbound)
    _learn_dm(visit)
    return Reply(home=True) if event.get("tab") == "home" else NOTHING


def mentioned(visit: Visit) -> Reply:
    """`@Earshot log …`: as the command; in private the words wait for the modal."""
    if not may(visit.actor, Right.LOG):
        return NOTHING
    text = _without_mention(visit)
    verb, rest = split_verb(text, ("log",))
    if verb is None:
        return _whisper(visit, say("To log what a customer said: `@Earshot log It ate the file`"))
    if visit.said_in_private:
        masked = mask(rest)
        draft = _draft(visit, masked.text, private=True)
        text = "This is a private place, so nothing is stored until you submit the form."
        if masked.found:
            text += f" {carried_masked_note(masked.found)}"
        return _whisper(visit, say(text, _log_button(draft)))
    try:
        answer = log_command(visit, rest)
    except Refusal as refusal:
        return _whisper(visit, refusal_screen(refusal))
    return _whisper(visit, answer.show) if answer.show else NOTHING


def direct_message(visit: Visit) -> Reply:
    """A plain DM is answered with a button that carries the words."""
    event = _event(visit.inbound)
    if event.get("channel_type") != "im" or event.get("bot_id"):
        return NOTHING
    if event.get("subtype") not in _SAID:
        return NOTHING
    _learn_dm(visit)
    if not may(visit.actor, Right.LOG):
        return NOTHING
    words = _said(visit, visit.inbound.value)
    if not words.strip():
        return NOTHING
    masked = mask(words)
    draft = _draft(visit, masked.text, private=False)
    text = f"Did a customer say that? {quote(masked.text, 80)}"
    if masked.found:
        text += f" {masked_note(masked.found)}"
    visit.books.outbox.post(
        f"dm:{visit.inbound.key}",
        visit.actor.user_id,
        say(text, _log_button(draft)).message(),
        now=visit.desk.now,
    )
    return NOTHING


def reaction_added(visit: Visit) -> Reply:
    """The configured emoji logs a message once, however many people add it."""
    inbound, event = visit.inbound, _event(visit.inbound)
    item = event.get("item") or {}
    channel, ts = str(item.get("channel") or ""), str(item.get("ts") or "")
    rule = visit.books.observations.reaction_rule(channel)
    if rule is None or rule.emoji != _emoji(event) or item.get("type") != "message":
        return NOTHING
    if not may(visit.actor, Right.LOG):
        return NOTHING
    if not visit.books.observations.first_reaction(channel, ts, visit.desk.now):
        return NOTHING
    words = _said(visit, str((inbound.fetched or {}).get("text") or ""))
    if not words.strip():
        draft = _draft(visit, "", private=inbound.channel_private, message_ts=ts)
        return _whisper(visit, say("Is this something a customer said?", _log_button(draft)))
    stored = log_observation(
        visit.books,
        visit.desk,
        visit.actor.user_id,
        NewObservation(words=words, channel=channel, message_ts=ts, origin=f"{channel}:{ts}"),
    )
    facts = logged_facts(visit.books, visit.desk, stored.observation, visit.actor, logged=stored)
    return _whisper(visit, logged(facts))


def user_changed(visit: Visit) -> Reply:
    user = _event(visit.inbound).get("user")
    if isinstance(user, dict):
        fresh = person_from(user, visit.books.team_id, visit.desk.now)
        save(visit.books, fresh)
        visit.books.session.flush()
        if not visit.books.people.belongs(fresh.user_id):
            hand_on_everything(visit.books, visit.desk, fresh.user_id)
    return NOTHING


def left(visit: Visit) -> Reply:
    """The app was uninstalled or its bot token revoked: nothing is sent from here on."""
    event = _event(visit.inbound)
    if event.get("type") == "tokens_revoked" and not (event.get("tokens") or {}).get("bot"):
        return NOTHING  # a person's token, of which we hold none
    visit.books.workspace.leave(visit.desk.now)
    return Reply(left=True)


# -- inside ---------------------------------------------------------------------------------------


def _event(inbound: Inbound) -> Payload:
    event: Payload = inbound.payload.get("event") or {}
    return event


def _emoji(event: Payload) -> str:
    """The reaction without its skin tone, which Slack sends as `ear::skin-tone-3`."""
    return str(event.get("reaction") or "").partition("::")[0]


def _said(visit: Visit, text: str) -> str:
    return storable(from_message(text, visit.books.people.name_or_none))


def _without_mention(visit: Visit) -> str:
    """What follows the mention, wherever it stands."""
    workspace = visit.books.workspace.get()
    bot = workspace.bot_user_id if workspace else ""
    _, found, rest = visit.inbound.value.partition(f"<@{bot}>")
    return _said(visit, rest if found else visit.inbound.value).strip()


def _learn_dm(visit: Visit) -> None:
    """Remember our own DM with this person: what is said there is said to us."""
    channel = visit.inbound.channel
    person = visit.books.people.get(visit.actor.user_id)
    if person and channel and channel.startswith("D") and person.dm_channel != channel:
        person.dm_channel = channel
        visit.books.session.add(person)


def _draft(visit: Visit, words: str, *, private: bool, message_ts: str | None = None) -> Draft:
    return visit.books.observations.add_draft(
        Draft(
            team_id=visit.books.team_id,
            user_id=visit.actor.user_id,
            at=visit.desk.now,
            words=words,
            channel=visit.inbound.channel if message_ts else None,
            message_ts=message_ts,
            private=private,
        )
    )


def _log_button(draft: Draft) -> kit.Element:
    return kit.button("Log an observation", "log_draft", draft.id, style="primary")


def _whisper(visit: Visit, screen: kit.Screen) -> Reply:
    """Say it to one person in the channel; tried once."""
    event = _event(visit.inbound)
    arguments = {
        "channel": visit.inbound.channel,
        "user": visit.actor.user_id,
        **screen.message(),
    }
    if event.get("thread_ts"):
        arguments["thread_ts"] = event["thread_ts"]
    return Reply(ephemeral=arguments)
