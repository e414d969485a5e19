"""The one table: what may come in, who may send it, and who handles it.

A route that is `about_something` asks for its right in that thing (`Visit.issue`, `.observation`,
…); the others are asked here, before the handler runs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.domain.policy import Right
from bot.domain.survey_form import MOST_QUESTIONS
from bot.usecases.understand import KEYS
from handlers import (
    away,
    catalogue,
    commands,
    customers,
    digest,
    due_times,
    events,
    home_actions,
    import_touchpoints,
    issue_actions,
    journeys,
    observation_actions,
    settings,
    survey_answers,
    survey_customers,
    survey_form,
    surveys,
)
from handlers.inbound import Inbound, Kind
from handlers.reply import Reply
from handlers.visit import Visit

if TYPE_CHECKING:
    from handlers.asking import Asking

Handler = Callable[[Visit], Reply]
Prepare = Callable[["Asking", Inbound], Awaitable[Inbound]]


@dataclass(frozen=True, slots=True)
class Route:
    """right: None for what needs none (Slack's own events). writes: False for what only reads.
    prepare: what must be asked of Slack before the transaction. once: False for what may be done
    again at will; of it no record is kept. believes_today: False where no right hangs on who it
    is: thousands may press at once, and Slack is asked of none whom we know. stores: which lines
    of a command change anything: who only looks keeps nobody from storing."""

    right: Right | None
    handle: Handler
    about_something: bool = False
    writes: bool = True
    prepare: Prepare | None = None
    once: bool = True
    believes_today: bool = True
    stores: Callable[[str], bool] | None = None


def _about(right: Right, handle: Handler, *, writes: bool = True) -> Route:
    return Route(right, handle, about_something=True, writes=writes)


def _answering(handle: Handler, *, writes: bool = True, once: bool = True) -> Route:
    return Route(None, handle, writes=writes, once=once, believes_today=False)


_READ, _LOG = Right.READ, Right.LOG
_ANSWER, _EDIT = Right.ANSWER_ISSUE, Right.EDIT_OBSERVATION
_ASK, _MANAGE_SURVEY = Right.ASK_SURVEY, Right.MANAGE_SURVEY
_CATALOGUE, _PLACE = Right.MANAGE_CATALOGUE, Right.EDIT_TOUCHPOINT

ROUTES: dict[tuple[Kind, str], Route] = {
    # commands: the first words after `/cx`; what needs another right asks for it
    (Kind.COMMAND, "/cx"): Route(_LOG, commands.cx, stores=commands.stores),
    # logging
    (Kind.SHORTCUT, "log_observation"): Route(_LOG, observation_actions.open_empty, writes=False),
    (Kind.SHORTCUT, "log_message"): Route(
        _LOG,
        observation_actions.open_from_message,
        prepare=observation_actions.know_the_company,
    ),
    (Kind.ACTION, "log_draft"): Route(_LOG, observation_actions.open_draft, writes=False),
    (Kind.ACTION, "log_open"): Route(_LOG, observation_actions.open_empty, writes=False),
    (Kind.ACTION, "feeling"): Route(_LOG, observation_actions.tick_follow_up, writes=False),
    (Kind.ACTION, "severity"): Route(_LOG, observation_actions.tick_follow_up, writes=False),
    (Kind.SUBMISSION, "log_observation"): Route(_LOG, observation_actions.submit_log),
    (Kind.CLOSED, "log_observation"): Route(_LOG, observation_actions.drop_draft),
    (Kind.SUBMISSION, "edit_observation"): _about(_EDIT, observation_actions.submit_edit),
    (Kind.OPTIONS, "customer"): Route(_LOG, observation_actions.customer_typeahead, writes=False),
    (Kind.OPTIONS, "touchpoint"): Route(
        _LOG, observation_actions.touchpoint_typeahead, writes=False
    ),
    (Kind.OPTIONS, "caused_at"): Route(
        _READ, observation_actions.touchpoint_typeahead, writes=False
    ),
    # under "Got it."
    (Kind.ACTION, "observation_edit"): _about(_EDIT, observation_actions.open_edit, writes=False),
    (Kind.ACTION, "observation_undo"): _about(Right.UNDO_OBSERVATION, observation_actions.undo),
    (Kind.ACTION, "observation_follow_up"): _about(_EDIT, observation_actions.follow_up),
    (Kind.ACTION, "likely_add"): _about(_EDIT, observation_actions.add_to_likely),
    (Kind.ACTION, "likely_new"): _about(_EDIT, observation_actions.keep_apart),
    (Kind.ACTION, "touchpoint_is"): _about(_EDIT, observation_actions.use_touchpoint),
    **{(Kind.ACTION, f"use_{key}"): _about(_EDIT, observation_actions.use_value) for key in KEYS},
    (Kind.ACTION, "use_option"): _about(_EDIT, observation_actions.use_option),
    (Kind.ACTION, "leave"): _about(_EDIT, observation_actions.leave_out, writes=False),
    # an issue's buttons and modals
    (Kind.ACTION, "issue_acknowledge"): _about(_ANSWER, issue_actions.acknowledge),
    (Kind.ACTION, "issue_done"): _about(_ANSWER, issue_actions.done),
    (Kind.ACTION, "promise_help"): _about(_ANSWER, issue_actions.need_help),
    (Kind.ACTION, "issue_promise"): _about(_ANSWER, issue_actions.open_promise, writes=False),
    (Kind.ACTION, "promise_move"): _about(_ANSWER, issue_actions.open_move, writes=False),
    (Kind.ACTION, "issue_snooze"): _about(_ANSWER, issue_actions.open_snooze, writes=False),
    (Kind.ACTION, "issue_resolve"): _about(_ANSWER, issue_actions.open_resolve, writes=False),
    (Kind.ACTION, "issue_dismiss"): _about(_ANSWER, issue_actions.open_dismiss, writes=False),
    (Kind.ACTION, "issue_hold"): _about(_ANSWER, issue_actions.open_hold, writes=False),
    (Kind.ACTION, "issue_reassign"): _about(
        Right.REASSIGN, issue_actions.open_reassign, writes=False
    ),
    (Kind.ACTION, "issue_not_fixed"): _about(
        Right.REOPEN, issue_actions.open_not_fixed, writes=False
    ),
    (Kind.ACTION, "issue_show"): _about(_READ, issue_actions.show_issue, writes=False),
    (Kind.ACTION, "history_page_back"): _about(_READ, issue_actions.history_page, writes=False),
    (Kind.ACTION, "history_page_on"): _about(_READ, issue_actions.history_page, writes=False),
    (Kind.ACTION, "loop_told"): _about(Right.TELL, issue_actions.told),
    (Kind.ACTION, "loop_waived"): _about(Right.TELL, issue_actions.waived),
    (Kind.SUBMISSION, "issue_promise"): _about(_ANSWER, issue_actions.promise),
    (Kind.SUBMISSION, "promise_move"): _about(_ANSWER, issue_actions.move),
    (Kind.SUBMISSION, "issue_snooze"): _about(_ANSWER, issue_actions.snooze),
    (Kind.SUBMISSION, "issue_resolve"): _about(_ANSWER, issue_actions.resolve),
    (Kind.SUBMISSION, "issue_dismiss"): _about(_ANSWER, issue_actions.dismiss),
    (Kind.SUBMISSION, "issue_hold"): _about(_ANSWER, issue_actions.hold),
    (Kind.SUBMISSION, "issue_reassign"): _about(Right.REASSIGN, issue_actions.reassign),
    (Kind.SUBMISSION, "issue_not_fixed"): _about(Right.REOPEN, issue_actions.not_fixed),
    **{
        (Kind.ACTION, f"{name}_{way}"): Route(_READ, handle, writes=False)
        for name, handle in commands.PAGES.items()
        for way in ("back", "on")
    },
    # the catalogue and the customers
    (Kind.ACTION, "catalogue_starter"): Route(_CATALOGUE, catalogue.starter),
    (Kind.ACTION, "touchpoint_add"): Route(_CATALOGUE, catalogue.press_add, writes=False),
    (Kind.ACTION, "touchpoint_edit"): _about(_PLACE, catalogue.press_edit, writes=False),
    (Kind.SUBMISSION, "edit_touchpoint"): _about(_PLACE, catalogue.submit_touchpoint),
    (Kind.SUBMISSION, "import_touchpoints"): Route(
        _CATALOGUE, import_touchpoints.read_file, writes=False
    ),
    (Kind.SUBMISSION, "import_catalogue"): Route(_CATALOGUE, import_touchpoints.store),
    (Kind.OPTIONS, "stage"): Route(_READ, catalogue.stage_typeahead, writes=False),
    (Kind.ACTION, "role_fine"): Route(_READ, catalogue.role_fine),
    (Kind.ACTION, "role_not_me"): Route(_READ, catalogue.role_not_me),
    (Kind.ACTION, "journey_open"): Route(_CATALOGUE, journeys.press_open, writes=False),
    (Kind.ACTION, "journey_add"): Route(_CATALOGUE, journeys.press_add, writes=False),
    (Kind.SUBMISSION, "edit_journey"): Route(_CATALOGUE, journeys.submit_journey),
    (Kind.ACTION, "customer_edit"): _about(
        Right.EDIT_CUSTOMER, customers.open_customer, writes=False
    ),
    (Kind.SUBMISSION, "edit_customer"): _about(Right.EDIT_CUSTOMER, customers.submit_customer),
    # surveys: making and managing them
    (Kind.COMMAND, "/survey"): Route(
        _ASK, surveys.survey, prepare=surveys.know_where, stores=surveys.stores
    ),
    (Kind.SHORTCUT, "new_survey"): Route(_ASK, survey_form.open_empty, writes=False),
    **{
        (Kind.ACTION, f"kind_{place}"): Route(_ASK, survey_form.rebuild, writes=False)
        for place in range(MOST_QUESTIONS)
    },
    (Kind.ACTION, "audience"): Route(_ASK, survey_form.rebuild, writes=False),
    (Kind.ACTION, "survey_more"): Route(_ASK, survey_form.more, writes=False),
    (Kind.OPTIONS, "groups"): Route(
        _ASK, survey_form.groups_typeahead, writes=False, prepare=survey_form.know_the_groups
    ),
    (Kind.SUBMISSION, "survey_new"): Route(
        _ASK, survey_form.submit_form, prepare=survey_form.know_the_place
    ),
    (Kind.ACTION, "survey_try"): Route(_ASK, survey_form.try_out, writes=False),
    (Kind.ACTION, "survey_change"): Route(_ASK, survey_form.change, writes=False),
    (Kind.SUBMISSION, "survey_send"): Route(
        _ASK, survey_form.submit_preview, prepare=survey_form.know_the_drafts_place
    ),
    **{
        (Kind.ACTION, f"surveys_page_{way}"): Route(_ASK, surveys.surveys_page, writes=False)
        for way in ("back", "on")
    },
    (Kind.ACTION, "survey_close"): _about(_MANAGE_SURVEY, surveys.press_close),
    (Kind.ACTION, "survey_cancel"): _about(_MANAGE_SURVEY, surveys.press_cancel),
    (Kind.ACTION, "survey_stop"): _about(_MANAGE_SURVEY, surveys.press_stop),
    (Kind.ACTION, "survey_results"): _about(
        _MANAGE_SURVEY, survey_customers.press_results, writes=False
    ),
    (Kind.ACTION, "survey_pictures"): _about(_MANAGE_SURVEY, survey_customers.press_pictures),
    # what customers answer: any member writes it down, or hands them a link
    (Kind.ACTION, "survey_record"): Route(_ASK, survey_customers.press_record, writes=False),
    (Kind.SUBMISSION, "survey_record"): Route(_ASK, survey_customers.submit_record),
    (Kind.ACTION, "survey_link"): Route(_ASK, survey_customers.press_link, writes=False),
    (Kind.SUBMISSION, "survey_link"): Route(_ASK, survey_customers.submit_link),
    # answering: whoever was asked, guests and people of other companies too; no record is kept
    (Kind.ACTION, "survey_press"): _answering(survey_answers.press, once=False),
    (Kind.ACTION, "survey_follow_up"): _answering(survey_answers.follow_up, once=False),
    (Kind.ACTION, "survey_open"): _answering(survey_answers.open_answer, writes=False),
    (Kind.ACTION, "survey_reason"): _answering(survey_answers.open_reason, writes=False),
    (Kind.SUBMISSION, "survey_answer"): _answering(survey_answers.submit, once=False),
    # the weekly digest
    (Kind.SUBMISSION, "digest_setup"): Route(
        Right.MANAGE_WORKSPACE, digest.submit, prepare=digest.know_the_channel
    ),
    (Kind.ACTION, "digest_take"): Route(Right.TAKE_DECISION, digest.take),
    (Kind.ACTION, "digest_records"): Route(_READ, digest.records, writes=False),
    (Kind.ACTION, "digest_records_back"): Route(_READ, digest.records_page, writes=False),
    (Kind.ACTION, "digest_records_on"): Route(_READ, digest.records_page, writes=False),
    # App Home and the settings
    (Kind.ACTION, "me_download"): Route(_READ, commands.download_me),
    (Kind.ACTION, "lead_claim"): _about(Right.CLAIM_LEAD, home_actions.claim_lead),
    (Kind.ACTION, "parked_there"): Route(Right.MANAGE_WORKSPACE, home_actions.there),
    (Kind.ACTION, "parked_post"): Route(Right.MANAGE_WORKSPACE, home_actions.post),
    (Kind.ACTION, "parked_forget"): Route(Right.MANAGE_WORKSPACE, home_actions.forget),
    (Kind.ACTION, "away_open"): Route(_READ, away.open_own, writes=False),
    (Kind.ACTION, "away_open_of"): _about(Right.ENTER_DAYS_AWAY, away.open_of_others, writes=False),
    (Kind.ACTION, "away_back"): Route(_READ, away.back),
    (Kind.ACTION, "away_cancel"): _about(_READ, away.cancel),
    (Kind.SUBMISSION, "away"): Route(_READ, away.submit_own),
    (Kind.SUBMISSION, "away_of"): _about(Right.ENTER_DAYS_AWAY, away.submit_of_others),
    (Kind.ACTION, "policy_open"): Route(Right.MANAGE_WORKSPACE, due_times.press_open, writes=False),
    (Kind.ACTION, "policy_touchpoint"): Route(
        Right.MANAGE_WORKSPACE, due_times.choose_touchpoint, writes=False
    ),
    (Kind.OPTIONS, "policy_touchpoint"): Route(
        Right.MANAGE_WORKSPACE, observation_actions.touchpoint_typeahead, writes=False
    ),
    (Kind.SUBMISSION, "due_times"): Route(Right.MANAGE_WORKSPACE, due_times.submit),
    (Kind.SUBMISSION, "settings"): Route(_READ, settings.submit, prepare=settings.know_the_channel),
    # Slack's own events: what needs a right asks for it
    (Kind.EVENT, "app_home_opened"): Route(None, events.home_opened),
    (Kind.EVENT, "app_mention"): Route(None, events.mentioned, prepare=events.know_the_place),
    (Kind.EVENT, "message"): Route(None, events.direct_message),
    (Kind.EVENT, "reaction_added"): Route(
        None, events.reaction_added, prepare=events.fetch_message
    ),
    (Kind.EVENT, "user_change"): Route(None, events.user_changed, believes_today=False),
    (Kind.EVENT, "channel_shared"): Route(None, digest.channel_shared),
    (Kind.EVENT, "channel_unshared"): Route(None, digest.channel_unshared),
    (Kind.EVENT, "channel_archive"): Route(None, digest.channel_gone),
    (Kind.EVENT, "group_archive"): Route(None, digest.channel_gone),
    (Kind.EVENT, "app_uninstalled"): Route(None, events.left),
    (Kind.EVENT, "tokens_revoked"): Route(None, events.left),
}

_NUMBERED = (
    "touchpoint_is",
    *(f"use_{key}" for key in KEYS),
    "leave",
    "survey_press",
    "survey_try",
)


def find_route(inbound: Inbound) -> Route | None:
    """The route for a request; None for what we don't handle.

    Buttons of one kind in one block have ids that differ by an ending (Slack wants them unique).
    """
    exact = ROUTES.get((inbound.kind, inbound.name))
    if exact is not None and exact.stores is not None and not exact.stores(inbound.text):
        return replace(exact, writes=False)
    if exact is not None:
        return exact
    stem = next((name for name in _NUMBERED if inbound.name.startswith(f"{name}_")), None)
    return ROUTES.get((inbound.kind, stem)) if stem else None
