"""Who may press what: every route, pressed by everybody, through the real gate on a real database.

The table is docs/permissions.md, "Who may do what inside Earshot", written out by hand. `y` may,
`-` may not, and whoever may not also sees nothing and changes nothing. `o`: gets on with their own
workspace, and with nothing of this.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from handlers.inbound import Kind
from handlers.routes import ROUTES
from tests.security.company import PEOPLE, WORDS, Company, Outcome
from tests.security.presses import presses
from tests.security.pressing import Press, inbound

TABLE = """
O issue's owner    T touchpoint's owner   D deputy   J journey's owner   S sponsor
E reached by an escalation, long ago      L CX lead  A admin, while somebody leads
R reporter         M member               G guest    X deactivated       B bot
C Slack Connect    W the lead of another workspace with Earshot in it

                                     O T D J S E L A R M G X B C W   does
command /cx                          y y y y y y y y y y - - - - o   opens
command /cx log                      y y y y y y y y y y - - - - o   stores
command /cx issues                   y y y y y y y y y y - - - - o   shows
command /cx issue                    y y y y y y y y y y - - - - o   shows
command /cx help                     y y y y y y y y y y - - - - o   shows
command /cx customer                 y y y y y y y y y y - - - - o   shows
command /cx search                   y y y y y y y y y y - - - - o   shows
command /cx touchpoints              y y y y y y y y y y - - - - o   shows
command /cx touchpoints import        - - - - - - y - - - - - - - o   opens
command /cx touchpoint add           - - - - - - y - - - - - - - o   opens
command /cx touchpoint edit          - y y - - - y - - - - - - - o   opens
command /cx journey                  y y y y y y y y y y - - - - o   stores
command /cx journey edit             - - - - - - y - - - - - - - o   opens
command /cx digest                   y y y y y y y y y y - - - - o   stores
command /cx digest setup             - - - - - - y - - - - - - - o   opens
command /cx digest off               - - - - - - y - - - - - - - o   stores
command /cx settings                 y y y y y y y y y y - - - - o   opens
command /cx report                   y y y y y y y y y y - - - - o   stores
command /cx export                   - - - - - - y - - - - - - - o   stores
command /cx me                       y y y y y y y y y y - - - - o   shows

shortcut log_observation             y y y y y y y y y y - - - - o   opens
shortcut log_message                 y y y y y y y y y y - - - - o   stores
action log_draft                     - - - - - - - - y - - - - - -   opens
action log_open                      y y y y y y y y y y - - - - o   opens
action feeling                       y y y y y y y y y y - - - - o   shows
action severity                      y y y y y y y y y y - - - - o   shows
submission log_observation           y y y y y y y y y y - - - - o   stores
closed log_observation               - - - - - - - - y - - - - - -   stores
submission edit_observation          - - - - - - y - y - - - - - -   stores
options customer                     y y y y y y y y y y - - - - o   offers
options touchpoint                   y y y y y y y y y y - - - - o   offers
options caused_at                    y y y y y y y y y y - - - - o   offers

action observation_edit              - - - - - - y - y - - - - - -   opens
action observation_undo              - - - - - - - - y - - - - - -   stores
action observation_follow_up         - - - - - - y - y - - - - - -   stores
action likely_add                    - - - - - - y - y - - - - - -   stores
action likely_new                    - - - - - - y - y - - - - - -   stores
action touchpoint_is                 - - - - - - y - y - - - - - -   stores
action use_customer                  - - - - - - y - y - - - - - -   stores
action use_option                    - - - - - - y - y - - - - - -   stores
action use_touchpoint                - - - - - - y - y - - - - - -   stores
action use_feeling                   - - - - - - y - y - - - - - -   stores
action use_severity                  - - - - - - y - y - - - - - -   stores
action use_source                    - - - - - - y - y - - - - - -   stores
action use_followup                  - - - - - - y - y - - - - - -   stores
action leave                         - - - - - - y - y - - - - - -   shows

action issue_acknowledge             y y y - - y y - - - - - - - -   stores
action issue_done                    y y y - - y y - - - - - - - -   stores
action promise_help                  y y y - - y y - - - - - - - -   stores
action issue_promise                 y y y - - y y - - - - - - - -   opens
action promise_move                  y y y - - y y - - - - - - - -   opens
action issue_snooze                  y y y - - y y - - - - - - - -   opens
action issue_resolve                 y y y - - y y - - - - - - - -   opens
action issue_dismiss                 y y y - - y y - - - - - - - -   opens
action issue_hold                    y y y - - y y - - - - - - - -   opens
action issue_reassign                y y y y y y y - - - - - - - -   opens
action issue_not_fixed               - - - - - - y - y - - - - - -   opens
action issue_not_fixed dismissed     - - - - - - y - y - - - - - -   opens
action issue_show                    y y y y y y y y y y - - - - -   opens
action loop_told                     y y y - - y y - y - - - - - -   stores
action loop_waived                   y y y - - y y - y - - - - - -   stores
submission issue_promise             y y y - - y y - - - - - - - -   stores
submission promise_move              y y y - - y y - - - - - - - -   stores
submission issue_snooze              y y y - - y y - - - - - - - -   stores
submission issue_resolve             y y y - - y y - - - - - - - -   stores
submission issue_dismiss             y y y - - y y - - - - - - - -   stores
submission issue_hold                y y y - - y y - - - - - - - -   stores
submission issue_reassign            y y y y y y y - - - - - - - -   stores
submission issue_not_fixed           - - - - - - y - y - - - - - -   stores
submission issue_not_fixed dismissed - - - - - - y - y - - - - - -   stores

action issues_page_back              y y y y y y y y y y - - - - o   shows
action issues_page_on                y y y y y y y y y y - - - - o   shows
action search_page_back              y y y y y y y y y y - - - - o   shows
action search_page_on                y y y y y y y y y y - - - - o   shows
action customer_page_back            y y y y y y y y y y - - - - -   shows
action customer_page_on              y y y y y y y y y y - - - - -   shows
action history_page_back             y y y y y y y y y y - - - - -   shows
action history_page_on               y y y y y y y y y y - - - - -   shows
action touchpoints_page_back         y y y y y y y y y y - - - - o   shows
action touchpoints_page_on           y y y y y y y y y y - - - - o   shows

action catalogue_starter             - - - - - - y - - - - - - - o   shows
action touchpoint_add                - - - - - - y - - - - - - - o   opens
action touchpoint_edit               - y y - - - y - - - - - - - -   opens
submission edit_touchpoint           - y y - - - y - - - - - - - -   stores
submission edit_touchpoint new       - - - - - - y - - - - - - - o   stores
submission import_touchpoints        - - - - - - y - - - - - - - o   stores
submission import_catalogue          - - - - - - y - - - - - - - o   stores
options stage                        y y y y y y y y y y - - - - o   offers
action role_fine                     - y - - - - - - - - - - - - -   stores
action role_not_me                   - y - - - - - - - - - - - - -   stores
action journey_open                  - - - - - - y - - - - - - - -   opens
action journey_add                   - - - - - - y - - - - - - - o   opens
submission edit_journey              - - - - - - y - - - - - - - -   stores
action customer_edit                 - - - - - - y - - - - - - - -   opens
submission edit_customer             - - - - - - y - - - - - - - -   stores

command /survey                      y y y y y y y y y y - - - - o   opens
command /survey nps                  y y y y y y y y y y - - - - o   stores
command /survey help                 y y y y y y y y y y - - - - o   shows
command /survey list                 y y y y y y y y y y - - - - o   shows
command /survey results              - - - - - - y - y - - - - - -   shows
command /survey record               y y y y y y y y y y - - - - -   stores
command /survey close                - - - - - - y - y - - - - - -   stores
shortcut new_survey                  y y y y y y y y y y - - - - o   opens
action kind_0                        y y y y y y y y y y - - - - o   shows
action kind_1                        y y y y y y y y y y - - - - o   shows
action kind_2                        y y y y y y y y y y - - - - o   shows
action audience                      y y y y y y y y y y - - - - o   shows
action survey_more                   y y y y y y y y y y - - - - o   shows
options groups                       y y y y y y y y y y - - - - o   offers
submission survey_new                y y y y y y y y y y - - - - o   stores
action survey_try                    - - - - - - - - y - - - - - -   shows
action survey_change                 - - - - - - - - y - - - - - -   shows
submission survey_send               - - - - - - - - y - - - - - -   stores
action surveys_page_back             y y y y y y y y y y - - - - o   shows
action surveys_page_on               y y y y y y y y y y - - - - o   shows
action survey_close                  - - - - - - y - y - - - - - -   stores
action survey_cancel                 - - - - - - y - y - - - - - -   stores
action survey_stop                   - - - - - - y - y - - - - - -   stores
action survey_results                - - - - - - y - y - - - - - -   shows
action survey_pictures               - - - - - - y - y - - - - - -   stores
action survey_record                 y y y y y y y y y y - - - - -   opens
submission survey_record             y y y y y y y y y y - - - - -   stores
action survey_link                   y y y y y y y y y y - - - - -   opens
submission survey_link               y y y y y y y y y y - - - - -   stores
action survey_press                  y y y y y y y y y y y - - y -   stores
action survey_follow_up              y y y y y y y y y y y - - y -   stores
action survey_open                   y y y y y y y y y y y - - y -   opens
action survey_reason                 y y y y y y y y y y y - - y -   opens
submission survey_answer             y y y y y y y y y y y - - y -   stores

submission digest_setup              - - - - - - y - - - - - - - o   stores
action digest_take                   y y y y y y y y y y - - - - -   stores
action digest_records                y y y y y y y y y y - - - - -   opens
action digest_records_back           y y y y y y y y y y - - - - -   shows
action digest_records_on             y y y y y y y y y y - - - - -   shows

action me_download                   y y y y y y y y y y - - - - o   stores
action lead_claim                    - - - - - - - y - - - - - - o   shows
action parked_there                  - - - - - - y - - - - - - - -   stores
action parked_post                   - - - - - - y - - - - - - - -   stores
action parked_forget                 - - - - - - y - - - - - - - -   stores
action away_open                     y y y y y y y y y y - - - - o   opens
action away_open_of                  - - y - - - y - - - - - - - o   opens
action away_back                     y y y y y y y y y y - - - - o   shows
action away_cancel                   - y y - - - y - - - - - - - o   stores
submission away                      y y y y y y y y y y - - - - o   stores
submission away_of                   - y y - - - y - - - - - - - o   stores
action policy_open                   - - - - - - y - - - - - - - o   opens
action policy_touchpoint             - - - - - - y - - - - - - - -   shows
options policy_touchpoint            - - - - - - y - - - - - - - o   offers
submission due_times                 - - - - - - y - - - - - - - o   stores
submission settings                  y y y y y y y y y y - - - - o   stores
submission settings leads            - - - - - - y - - - - - - - o   stores

event app_home_opened                y y y y y y y y y y - - - - o   shows
event app_mention                    y y y y y y y y y y - - - - o   stores
event message                        y y y y y y y y y y - - - - o   stores
event reaction_added                 y y y y y y y y y y - - - - o   stores
"""
NOBODYS = {
    (Kind.EVENT, name)
    for name in (
        "user_change",
        "app_uninstalled",
        "tokens_revoked",
        "channel_shared",
        "channel_unshared",
        "channel_archive",
        "group_archive",
    )
}
"""What Slack says of itself: there is nobody who could press it."""

LETTERS = dict(zip("OTDJSELARMGXBCW", PEOPLE, strict=True))
SENTENCES = {
    "G": "Guests can answer surveys here, and nothing else",
    "C": "works only for people of the company",
    "W": "I can't find",
}
"""How these are always refused. The others: "Only … can do that", or "I can't find …"."""
BY_NUMBER = "There is no micro-survey #"
"""In place of the last, where a number was typed."""
SILENT = (Kind.EVENT, Kind.CLOSED, Kind.OPTIONS)

pytestmark = pytest.mark.asyncio(loop_scope="module")


def rows() -> Iterator[tuple[str, dict[str, str], str]]:
    """(route, may by letter, what it does) for every line of the table."""
    for line in TABLE.splitlines():
        words = line.split()
        if not words or words[0] not in set(Kind):
            continue
        marks = len(LETTERS)
        name, marked, does = words[: -marks - 1], words[-marks - 1 : -1], words[-1]
        yield " ".join(name), dict(zip(LETTERS, marked, strict=True)), does


ROWS = {name: (marks, does) for name, marks, does in rows()}


async def test_every_route_has_a_row(firm: Company) -> None:
    pressed = {(press.kind, press.name): press.row for press in presses(firm.ids)}
    assert set(ROUTES) - NOBODYS == set(pressed)
    assert {press.row for press in presses(firm.ids)} == set(ROWS)


@pytest.mark.parametrize("row", ROWS)
async def test_who_may(row: str, firm: Company) -> None:
    marks, does = ROWS[row]
    press = next(each for each in presses(firm.ids) if each.row == row)
    faults = {}
    for letter, part in LETTERS.items():
        sent = inbound(firm, part, press)
        outcome = await firm.serve(sent)
        if fault := _fault(press, letter, marks[letter], does, outcome, typed=sent.text):
            faults[part] = f"{fault}: {outcome.said[:300]}"
    assert not faults


def _fault(
    press: Press, letter: str, mark: str, does: str, outcome: Outcome, *, typed: str
) -> str | None:
    """What is not as the table says."""
    if "wrong on our side" in outcome.said:
        return "went wrong"
    if mark == "y":
        return _not_done(does, outcome)
    if outcome.changed:
        return "changed something"
    known = [word for word in WORDS if word not in typed]
    if any(word in outcome.said for word in known) or (mark == "-" and outcome.offered):
        return "showed something"
    if mark == "o":
        return None
    if press.kind in SILENT:
        return None if press.name == "app_home_opened" or outcome.said in _NOTHING else "spoke"
    if not outcome.refusal:
        return "not refused"
    wanted = SENTENCES.get(letter)
    if wanted is None or wanted in outcome.said or (letter == "W" and BY_NUMBER in outcome.said):
        return None
    return "refused in other words"


_NOTHING = ("", '{"options": []}')


def _not_done(does: str, outcome: Outcome) -> str | None:
    if outcome.refusal:
        return "refused"
    done = {
        "stores": outcome.changed,
        "opens": outcome.opened,
        "shows": bool(outcome.said),
        "offers": outcome.offered > 0,
    }
    if outcome.changed and does != "stores":
        return "changed something"
    return None if done[does] else f"{does} nothing"
