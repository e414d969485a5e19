"""One press for each route, as Slack would send it, about what the first company has."""

from __future__ import annotations

from dataclasses import replace

from bot.blocks.log_modal import LogForm, log_modal
from bot.domain.unclear import Unclear, carried
from bot.domain.vocabulary import Severity
from handlers.inbound import Kind
from tests.security.company import CHANNEL, PEOPLE, Ids
from tests.security.pressing import (
    Json,
    Press,
    action,
    day,
    modal,
    option,
    options,
    submission,
    text,
    ticks,
    user,
)


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
        "journey": "journey",
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
        action("log_draft", ids.draft),
        action("log_open", ""),
        action("feeling", "", view={"view": grave}),
        action("severity", "", view={"view": grave}),
        submission("log_observation", "", words=text("It broke")),
        Press(Kind.CLOSED, "log_observation", draft),
        submission(
            "edit_observation",
            f"observation:{ids.observation}",
            words=text("Nothing happened"),
            severity=option("low"),
        ),
        options("customer", "Qu"),
        options("touchpoint", "Led"),
        options("caused_at", "Led"),
    ]


def _under_got_it(ids: Ids) -> list[Press]:
    loose = ids.loose
    return [
        action("observation_edit", ids.observation),
        action("observation_undo", ids.observation),
        action("observation_follow_up", loose),
        action("likely_add", ids.held),
        action("likely_new", ids.held),
        action("touchpoint_is", f"{loose}:{ids.touchpoint}", sent="touchpoint_is_0"),
        action("use_customer", f"{loose}:{ids.customer}", sent="use_customer_0"),
        action("use_option", f"{loose}\n{carried([Unclear('feeling', 'angry', 'feelin:angry')])}"),
        action("use_touchpoint", f"{loose}:{ids.touchpoint}", sent="use_touchpoint_0"),
        action("use_feeling", f"{loose}:angry", sent="use_feeling_0"),
        action("use_severity", f"{loose}:critical", sent="use_severity_1"),
        action("use_source", f"{loose}:review", sent="use_source_0"),
        action("use_followup", f"{loose}:yes", sent="use_followup_0"),
        action("leave", loose, sent="leave_touchpoint"),
    ]


def _issues(ids: Ids) -> list[Press]:
    return [
        action("issue_acknowledge", ids.open),
        action("issue_done", ids.promised),
        action("promise_help", ids.promised),
        action("issue_promise", ids.acknowledged),
        action("promise_move", ids.promised),
        action("issue_snooze", ids.open),
        action("issue_resolve", ids.open),
        action("issue_dismiss", ids.open),
        action("issue_hold", ids.chosen),
        action("issue_reassign", ids.open),
        action("issue_not_fixed", ids.resolved),
        action("issue_show", ids.open),
        action("loop_told", ids.loop),
        action("loop_waived", ids.loop),
        submission(
            "issue_promise",
            f"issue:{ids.open}",
            next_step=text("Ask them"),
            by_when=day("2026-09-17"),
        ),
        submission(
            "promise_move",
            f"issue:{ids.promised}",
            by_when=day("2026-09-18"),
            why=text("Tax check ran long"),
        ),
        submission(
            "issue_snooze", f"issue:{ids.open}", until=day("2026-09-17"), why=text("Waiting")
        ),
        submission("issue_resolve", f"issue:{ids.open}", what_changed=text("It reads it")),
        submission("issue_dismiss", f"issue:{ids.open}", dismiss_reason=option("not_ours")),
        submission(
            "issue_hold",
            f"issue:{ids.chosen}",
            in_words=text("Too dear"),
            review_on=day("2027-03-01"),
        ),
        submission(
            "issue_reassign", f"issue:{ids.open}", new_owner=user(PEOPLE["member"]), why=text("")
        ),
        submission("issue_not_fixed", f"issue:{ids.resolved}", why=text("It still does")),
        replace(action("issue_not_fixed", ids.dismissed), variant="dismissed"),
        replace(
            submission("issue_not_fixed", f"issue:{ids.dismissed}", why=text("It is ours")),
            variant="dismissed",
        ),
    ]


def _pages(ids: Ids) -> list[Press]:
    values = {
        "issues_page": "0 open",
        "search_page": "0 sheet",
        "customer_page": f"0 {ids.customer}",
        "history_page": f"20 {ids.open}",
        "touchpoints_page": "0 ",
    }
    return [
        action(f"{name}_{way}", value) for name, value in values.items() for way in ("back", "on")
    ]


def _catalogue(ids: Ids) -> list[Press]:
    place: Json = {"keywords": text("csv, dates")}
    whole = place | {"name": text("Order form"), "area": option("sales")}
    return [
        action("catalogue_starter", ""),
        action("touchpoint_add", ""),
        action("touchpoint_edit", ids.touchpoint),
        submission("edit_touchpoint", f"touchpoint:{ids.touchpoint}", **place),
        replace(submission("edit_touchpoint", "", **whole), variant="new"),
        submission(
            "import_touchpoints", "", file={"type": "file_input", "files": [{"id": ids.file}]}
        ),
        submission("import_catalogue", ""),
        options("stage", "On"),
        action("role_fine", ids.touchpoint),
        action("role_not_me", ids.touchpoint),
        action("journey_open", ids.journey),
        action("journey_add", "Partners"),
        submission(
            "edit_journey",
            f"journey:{ids.journey}",
            name=text("The journey"),
            stages=text("Onboard"),
        ),
        action("customer_edit", ids.customer),
        submission("edit_customer", f"customer:{ids.customer}", relation=option("lost")),
    ]


def _surveys(ids: Ids) -> list[Press]:
    typed = {
        "": "",
        "nps": "nps",
        "list": "list",
        "help": "help",
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
        *(action(f"kind_{place}", "", view=changed) for place in range(3)),
        action("audience", "", view=changed),
        action("survey_more", "", view=changed),
        options("groups", "sup"),
        submission("survey_new", "", **form),
        action("survey_try", "0:0:9", sent="survey_try_0_9", view=modal("survey_send", draft)),
        action("survey_change", ids.survey_draft, view=modal("survey_send", draft)),
        Press(Kind.SUBMISSION, "survey_send", sent),
        *(action(f"surveys_page_{way}", "0 ") for way in ("back", "on")),
        *(action(f"survey_{verb}", ids.wave) for verb in ("close", "cancel", "stop")),
        action("survey_results", ids.wave),
        action("survey_pictures", ids.wave),
        action("survey_record", ids.customers_wave),
        submission(
            "survey_record",
            str(ids.customers_wave),
            customer=option("new:Blue"),
            score=option("9"),
        ),
        action("survey_link", ids.customers_wave),
        submission("survey_link", str(ids.customers_wave), customer=option("new:Blue")),
        action("survey_press", f"{ids.wave}:0:9", sent="survey_press_0_9"),
        action("survey_follow_up", ids.low_wave),
        action("survey_open", ids.wave),
        action("survey_reason", ids.wave),
        submission("survey_answer", str(ids.wave), part_9=text("It is quick.")),
    ]


def _digests(ids: Ids) -> list[Press]:
    behind = f"{ids.digest}:heard"
    in_modal = modal("answer", "")
    return [
        submission(
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
        action("digest_take", f"{ids.digest}:{ids.open}"),
        action("digest_records", f"{behind}:0"),
        action("digest_records_back", f"{behind}:0", view=in_modal),
        action("digest_records_on", f"{behind}:5", view=in_modal),
    ]


def _workspace(ids: Ids) -> list[Press]:
    own: dict[str, Json] = {
        "workdays": ticks(0, 1),
        "work_start": {"type": "timepicker", "selected_time": "08:00"},
        "work_end": {"type": "timepicker", "selected_time": "16:00"},
    }
    lead = {"type": "multi_users_select", "selected_users": [PEOPLE["member"]]}
    return [
        action("me_download", ""),
        action("lead_claim", ""),
        action("parked_there", ids.parked),
        action("parked_post", ids.parked),
        action("parked_forget", ids.parked),
        action("away_open", ""),
        action("away_open_of", ""),
        action("away_back", ""),
        action("away_cancel", 1),
        submission("away", "", first=day("2026-10-05"), last=day("2026-10-09")),
        submission(
            "away_of",
            "",
            person=user(PEOPLE["touchpoint owner"]),
            first=day("2026-10-05"),
            last=day("2026-10-09"),
        ),
        action("policy_open", ""),
        action("policy_touchpoint", ids.touchpoint, view=modal("due_times", "")),
        options("policy_touchpoint", "Led"),
        submission("due_times", "", resolve_high=text("5d")),
        submission("settings", "", **own),
        replace(submission("settings", "", **own, leads=lead), variant="leads"),
    ]


def _events() -> list[Press]:
    names = ("app_home_opened", "app_mention", "message", "reaction_added")
    return [Press(Kind.EVENT, name, {}) for name in names]
