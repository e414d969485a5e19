"""One press for each route, as Slack would send it, about what the first company has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.blocks.log_modal import LogForm, log_modal
from bot.domain.vocabulary import Severity
from handlers.inbound import Inbound, Kind, from_command, from_event, from_interaction
from tests.security.company import CHANNEL, HERE, PARTNER, PEOPLE, THERE, Company, Ids

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Press:
    """body: what is in the payload besides who acts. variant: tells apart two rows of one route."""

    kind: Kind
    name: str
    body: Json
    variant: str = ""

    @property
    def row(self) -> str:
        """What the table calls it."""
        words = f"{self.kind.value} {self.name}"
        return f"{words} {self.variant}" if self.variant else words


def inbound(company: Company, part: str, press: Press) -> Inbound:
    """`press` by whoever plays `part`."""
    user_id = PEOPLE[part]
    team = {"Slack Connect": PARTNER, "other workspace": THERE}.get(part, HERE)
    at = THERE if part == "other workspace" else HERE
    if press.kind is Kind.EVENT:
        bot = company.sandbox.app.user_id
        body = {"event_id": f"Ev{company.serial()}", "event": _event(press, user_id, team, bot)}
        return from_event(body, at)
    ways = company.ways_to_answer(user_id)
    if press.kind is Kind.COMMAND:
        return from_command(press.body | ways | {"user_id": user_id, "channel_id": CHANNEL}, at)
    user = {"id": user_id, "team_id": team, "username": user_id.lower()}
    return from_interaction(press.kind, press.body | ways | {"user": user}, at)


def presses(ids: Ids) -> list[Press]:
    return [
        *_commands(),
        *_logging(ids),
        *_under_got_it(ids),
        *_issues(ids),
        *_pages(ids),
        *_catalogue(ids),
        *_surveys(ids),
        *_digests(ids),
        *_workspace(ids),
        *_events(),
    ]


def modal(callback: str, record: str, **fields: Json) -> Json:
    """A view that comes back, each input in a block of its own name."""
    return {
        "view": {
            "type": "modal",
            "id": "V0",
            "callback_id": callback,
            "private_metadata": record,
            "blocks": [{"type": "input", "block_id": name} for name in fields],
            "state": {"values": {name: {name: held} for name, held in fields.items()}},
        }
    }


def text(value: str) -> Json:
    return {"type": "plain_text_input", "value": value}


def option(value: object) -> Json:
    return {"type": "static_select", "selected_option": {"value": str(value)}}


def ticks(*values: object) -> Json:
    return {
        "type": "checkboxes",
        "selected_options": [{"value": str(value)} for value in values],
    }


def day(value: str) -> Json:
    return {"type": "datepicker", "selected_date": value}


def user(value: str) -> Json:
    return {"type": "users_select", "selected_user": value}


# -- the presses ----------------------------------------------------------------------------------


def _commands() -> list[Press]:
    typed = {
        "": "",
        "log": "log It broke",
        "issues": "issues",
        "issue": "issue 1",
        "help": "help",
        "customer": "customer Quorvex",
        "search": "search sheet",
        "touchpoints": "touchpoints",
        "touchpoints import": "touchpoints import",
        "touchpoint add": "touchpoint add",
        "touchpoint edit": "touchpoint edit Ledger desk",
        "journey edit": "journey edit",
        "digest": "digest",
        "digest setup": "digest setup",
        "digest off": "digest off",
        "settings": "settings",
        "report": "report 7d",
        "export": "export all",
        "me": "me",
    }
    return [
        Press(Kind.COMMAND, "/cx", {"command": "/cx", "text": words}, verb)
        for verb, words in typed.items()
    ]


def _action(name: str, value: object, *, sent: str = "", view: Json | None = None) -> Press:
    body: Json = {"actions": [{"action_id": sent or name, "value": str(value)}]}
    message = {"type": "message", "message_ts": "1757930000.000900", "channel_id": CHANNEL}
    place: Json = {"container": message, "channel": {"id": CHANNEL, "name": "general"}}
    return Press(Kind.ACTION, name, body | (view or place))


def _submission(callback: str, record: str, **fields: Json) -> Press:
    return Press(Kind.SUBMISSION, callback, modal(callback, record, **fields))


def _options(name: str, typed: str) -> Press:
    return Press(Kind.OPTIONS, name, {"action_id": name, "value": typed})


def _logging(ids: Ids) -> list[Press]:
    grave = {**log_modal(LogForm()), "id": "V0"}
    grave["state"] = {
        "values": {
            "severity": {"severity": option(Severity.CRITICAL.value)},
            "follow_up_0": {"follow_up": ticks()},
        }
    }
    message = {"ts": "1757930000.000200", "text": "It broke", "user": PEOPLE["member"]}
    place = {"channel": {"id": CHANNEL, "name": "general"}, "message": message}
    draft = modal("log_observation", f"draft:{ids.draft}")
    return [
        Press(Kind.SHORTCUT, "log_observation", {"callback_id": "log_observation"}),
        Press(Kind.SHORTCUT, "log_message", {"callback_id": "log_message"} | place),
        _action("log_draft", ids.draft),
        _action("log_open", ""),
        _action("feeling", "", view={"view": grave}),
        _action("severity", "", view={"view": grave}),
        _submission("log_observation", "", words=text("It broke")),
        Press(Kind.CLOSED, "log_observation", draft),
        _submission(
            "edit_observation",
            f"observation:{ids.observation}",
            words=text("Nothing happened"),
            severity=option("low"),
        ),
        _options("customer", "Qu"),
        _options("touchpoint", "Led"),
        _options("caused_at", "Led"),
    ]


def _under_got_it(ids: Ids) -> list[Press]:
    loose = ids.loose
    return [
        _action("observation_edit", ids.observation),
        _action("observation_undo", ids.observation),
        _action("observation_follow_up", loose),
        _action("likely_add", ids.held),
        _action("likely_new", ids.held),
        _action("touchpoint_is", f"{loose}:{ids.touchpoint}", sent="touchpoint_is_0"),
        _action("use_touchpoint", f"{loose}:{ids.touchpoint}", sent="use_touchpoint_0"),
        _action("use_feeling", f"{loose}:angry", sent="use_feeling_0"),
        _action("use_severity", f"{loose}:critical", sent="use_severity_1"),
        _action("use_source", f"{loose}:review", sent="use_source_0"),
        _action("use_followup", f"{loose}:yes", sent="use_followup_0"),
        _action("leave", loose, sent="leave_touchpoint"),
    ]


def _issues(ids: Ids) -> list[Press]:
    return [
        _action("issue_acknowledge", ids.open),
        _action("issue_done", ids.promised),
        _action("promise_help", ids.promised),
        _action("issue_promise", ids.acknowledged),
        _action("promise_move", ids.promised),
        _action("issue_snooze", ids.open),
        _action("issue_resolve", ids.open),
        _action("issue_dismiss", ids.open),
        _action("issue_reassign", ids.open),
        _action("issue_not_fixed", ids.resolved),
        _action("issue_show", ids.open),
        _action("loop_told", ids.loop),
        _action("loop_waived", ids.loop),
        _submission(
            "issue_promise",
            f"issue:{ids.open}",
            next_step=text("Ask them"),
            by_when=day("2026-09-17"),
        ),
        _submission(
            "promise_move",
            f"issue:{ids.promised}",
            by_when=day("2026-09-18"),
            why=text("Tax check ran long"),
        ),
        _submission(
            "issue_snooze", f"issue:{ids.open}", until=day("2026-09-17"), why=text("Waiting")
        ),
        _submission("issue_resolve", f"issue:{ids.open}", what_changed=text("It reads it")),
        _submission("issue_dismiss", f"issue:{ids.open}", dismiss_reason=option("not_ours")),
        _submission(
            "issue_reassign", f"issue:{ids.open}", new_owner=user(PEOPLE["member"]), why=text("")
        ),
        _submission("issue_not_fixed", f"issue:{ids.resolved}", why=text("It still does")),
    ]


def _pages(ids: Ids) -> list[Press]:
    values = {
        "issues_page": "0 open",
        "search_page": "0 sheet",
        "customer_page": f"0 {ids.customer}",
        "touchpoints_page": "0 ",
    }
    return [
        _action(f"{name}_{way}", value) for name, value in values.items() for way in ("back", "on")
    ]


def _catalogue(ids: Ids) -> list[Press]:
    place: Json = {"keywords": text("csv, dates")}
    whole = place | {"name": text("Order form"), "area": option("sales")}
    return [
        _action("catalogue_starter", ""),
        _action("touchpoint_add", ""),
        _action("touchpoint_edit", ids.touchpoint),
        _submission("edit_touchpoint", f"touchpoint:{ids.touchpoint}", **place),
        replace(_submission("edit_touchpoint", "", **whole), variant="new"),
        _submission(
            "import_touchpoints", "", file={"type": "file_input", "files": [{"id": ids.file}]}
        ),
        _submission("import_catalogue", ""),
        _options("stage", "On"),
        _action("role_fine", ids.touchpoint),
        _action("role_not_me", ids.touchpoint),
        _action("journey_open", ids.journey),
        _action("journey_add", "Partners"),
        _submission(
            "edit_journey",
            f"journey:{ids.journey}",
            name=text("The journey"),
            stages=text("Onboard"),
        ),
        _action("customer_edit", ids.customer),
        _submission("edit_customer", f"customer:{ids.customer}", relation=option("lost")),
    ]


def _surveys(ids: Ids) -> list[Press]:
    typed = {
        "": "",
        "nps": "nps",
        "list": "list",
        "close": "close 1",
        "results": "results 1",
        "record": "record 2 customer:Blue score:9",
    }
    lines = [
        Press(Kind.COMMAND, "/survey", {"command": "/survey", "text": words}, verb)
        for verb, words in typed.items()
    ]
    form: dict[str, Json] = {
        "kind_0": option("yesno"),
        "text_0": text("Was it easy?"),
        "audience": option("channel"),
        "channel": {"type": "conversations_select", "selected_conversation": CHANNEL},
        "closes": option(1440),
        "repeat": option("never"),
        "switches": ticks("reason"),
    }
    draft = f"draft:{ids.survey_draft}"
    changed = modal("survey_new", "", **form)
    sent = modal("survey_send", draft)
    sent["view"]["id"] = "V1"  # nothing is entered in it, so that another empty one would be it
    return [
        *lines,
        Press(Kind.SHORTCUT, "new_survey", {"callback_id": "new_survey"}),
        *(_action(f"kind_{place}", "", view=changed) for place in range(3)),
        _action("survey_more", "", view=changed),
        _options("groups", "sup"),
        _submission("survey_new", "", **form),
        _action("survey_try", "0:0:9", sent="survey_try_0_9", view=modal("survey_send", draft)),
        _action("survey_change", ids.survey_draft, view=modal("survey_send", draft)),
        Press(Kind.SUBMISSION, "survey_send", sent),
        *(_action(f"surveys_page_{way}", "0 ") for way in ("back", "on")),
        *(_action(f"survey_{verb}", ids.wave) for verb in ("close", "cancel", "stop")),
        _action("survey_results", ids.wave),
        _action("survey_pictures", ids.wave),
        _action("survey_record", ids.customers_wave),
        _submission(
            "survey_record",
            str(ids.customers_wave),
            customer=option("new:Blue"),
            score=option("9"),
        ),
        _action("survey_link", ids.customers_wave),
        _submission("survey_link", str(ids.customers_wave), customer=option("new:Blue")),
        _action("survey_press", f"{ids.wave}:0:9", sent="survey_press_0_9"),
        _action("survey_open", ids.wave),
        _action("survey_reason", ids.wave),
        _submission("survey_answer", str(ids.wave), part_9=text("It is quick.")),
    ]


def _digests(ids: Ids) -> list[Press]:
    behind = f"{ids.digest}:heard"
    in_modal = modal("answer", "")
    return [
        _submission(
            "digest_setup",
            "",
            digest_channel={"type": "channels_select", "selected_channel": CHANNEL},
            digest_day=option(2),
            digest_hour=option(20),
            digest_zone=text("Europe/Berlin"),
            digest_covers={"type": "multi_static_select", "selected_options": []},
            digest_masked=option("shown"),
            digest_named=option("off"),
        ),
        _action("digest_take", f"{ids.digest}:{ids.open}"),
        _action("digest_records", f"{behind}:0"),
        _action("digest_records_back", f"{behind}:0", view=in_modal),
        _action("digest_records_on", f"{behind}:5", view=in_modal),
    ]


def _workspace(ids: Ids) -> list[Press]:
    own: dict[str, Json] = {
        "workdays": ticks(0, 1),
        "work_start": {"type": "timepicker", "selected_time": "08:00"},
        "work_end": {"type": "timepicker", "selected_time": "16:00"},
    }
    lead = {"type": "multi_users_select", "selected_users": [PEOPLE["member"]]}
    return [
        _action("lead_claim", ""),
        _action("parked_there", ids.parked),
        _action("parked_post", ids.parked),
        _action("parked_forget", ids.parked),
        _action("away_open", ""),
        _action("away_open_of", ""),
        _action("away_back", ""),
        _action("away_cancel", 1),
        _submission("away", "", first=day("2026-10-05"), last=day("2026-10-09")),
        _submission(
            "away_of",
            "",
            person=user(PEOPLE["touchpoint owner"]),
            first=day("2026-10-05"),
            last=day("2026-10-09"),
        ),
        _action("policy_open", ""),
        _action("policy_touchpoint", ids.touchpoint, view=modal("due_times", "")),
        _options("policy_touchpoint", "Led"),
        _submission("due_times", "", resolve_high=text("5d")),
        _submission("settings", "", **own),
        replace(_submission("settings", "", **own, leads=lead), variant="leads"),
    ]


def _events() -> list[Press]:
    names = ("app_home_opened", "app_mention", "message", "reaction_added")
    return [Press(Kind.EVENT, name, {}) for name in names]


def _event(press: Press, user_id: str, team: str, bot: str) -> Json:
    event: Json = {"type": press.name, "user": user_id, "user_team": team}
    return event | _EVENTS[press.name](user_id, bot)


_EVENTS: dict[str, Callable[[str, str], Json]] = {
    "app_home_opened": lambda user_id, _: {"tab": "home", "channel": f"D{user_id}"},
    "app_mention": lambda _, bot: {"channel": CHANNEL, "text": f"<@{bot}> log It broke"},
    "message": lambda user_id, _: {
        "channel": f"D{user_id}",
        "channel_type": "im",
        "text": "It broke",
    },
    "reaction_added": lambda *_: {
        "reaction": "ear",
        "item": {"type": "message", "channel": CHANNEL, "ts": "1757930000.000300"},
    },
}
