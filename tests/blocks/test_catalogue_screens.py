"""The catalogue's, journeys' and customers' screens, as files that a reviewer can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.blocks.customer_screens import (
    CustomerFacts,
    ScoreFacts,
    customer_modal,
    customer_saved,
    customer_screen,
    customer_which,
)
from bot.blocks.facts import ObservationFacts, TouchpointFacts
from bot.blocks.heard_list import PAGE, heard_list
from bot.blocks.journey_modal import (
    MOST_STAGES,
    JourneyFacts,
    journey_list,
    journey_modal,
    journey_saved,
)
from bot.blocks.kit import Screen
from bot.blocks.role_card import role_card
from bot.blocks.search_screen import search_screen, search_what
from bot.blocks.touchpoint_screens import PAGE as TOUCHPOINTS
from bot.blocks.touchpoint_screens import (
    CatalogueFacts,
    TouchpointForm,
    catalogue_screen,
    touchpoint_modal,
    touchpoint_saved,
)
from bot.domain.promise import PromiseCount
from bot.domain.vocabulary import Area, Feeling, Relation, Severity, Source
from bot.sandbox.blockkit import message_faults, view_faults
from tests.support.golden import check_golden

HOSTILE = "<!channel> *x* _y_ `z` ~w~ <http://x|y> &amp; <@U0SAM> :ear:"
TURNED = "\u202eגרסה\u202c של الفاتورة"
RIGHT_TO_LEFT = "الفاتورة وصلت مرتين"

IMPORT = TouchpointFacts(
    id=8,
    name="Data import",
    area=Area.TECHNOLOGY,
    stage="Onboard",
    journey="Customer journey",
    owner="U0SAM",
    deputy="U0MAYA",
    home_channel="C0IMPORT",
    keywords=("import", "csv", "said it, twice"),
    promises=PromiseCount(8, 1, 2),
)
NOBODYS = TouchpointFacts(id=1, name="Website & pricing", area=Area.MARKETING)
HEARD = ObservationFacts(
    id=3,
    at=datetime(2026, 9, 12, 10, 12, tzinfo=UTC),
    words="It ate the file and said nothing.",
    severity=Severity.HIGH,
    customer="Acme",
    customer_id=5,
    touchpoint="Data import",
    touchpoint_id=8,
    feeling=Feeling.FRUSTRATED,
    source=Source.CALL,
    reporter="U0PRIYA",
    permalink="https://northlight.slack.com/archives/C0X/p1",
    expected="A list of the lines that failed",
    issue_id=11,
    issue_number=12,
)
PRIVATE = replace(HEARD, id=4, words=None, expected=None, permalink=None, issue_id=None)
ACME = CustomerFacts(
    id=5,
    name="Acme",
    relation=Relation.CUSTOMER,
    segment="Enterprise",
    account_owner="U0PRIYA",
    is_new=True,
    open_issues=[12, 15],
    may_edit=True,
    open_count=7,
)
JOURNEY = JourneyFacts(
    promises=PromiseCount(3, 0, 1),
    id=2,
    name="Getting started",
    stages=("Buy", "Onboard"),
    owner="U0SAM",
    sponsor="U0LENA",
)

# -- the catalogue --------------------------------------------------------------------------------


def test_the_catalogue() -> None:
    pairs = [(NOBODYS, True), (IMPORT, True)]
    lead = CatalogueFacts(pairs, total=30, unowned=1, start=12, leads=True)
    check_golden("touchpoints_lead", catalogue_screen(lead))
    owner = CatalogueFacts([(NOBODYS, False), (IMPORT, True)], total=2, unowned=1)
    check_golden("touchpoints_owner", catalogue_screen(owner))


def test_the_empty_catalogue() -> None:
    check_golden("touchpoints_empty_lead", catalogue_screen(CatalogueFacts([], 0, leads=True)))
    check_golden("touchpoints_empty_member", catalogue_screen(CatalogueFacts([], 0)))


def test_the_catalogue_with_names_that_mean_harm() -> None:
    hostile = replace(IMPORT, name=HOSTILE, stage=HOSTILE, keywords=(HOSTILE, TURNED))
    right = replace(IMPORT, name=RIGHT_TO_LEFT, keywords=(RIGHT_TO_LEFT,))
    facts = CatalogueFacts([(hostile, True), (right, True)], total=2)
    check_golden("touchpoints_hostile", catalogue_screen(facts))


def test_the_touchpoint_modal() -> None:
    check_golden("touchpoint_modal_add", touchpoint_modal(TouchpointForm()))
    whole = TouchpointForm(IMPORT, stage=(4, "Onboard"))
    check_golden("touchpoint_modal_edit", touchpoint_modal(whole))
    check_golden("touchpoint_modal_owner", touchpoint_modal(TouchpointForm(IMPORT, whole=False)))


def test_the_touchpoint_is_saved() -> None:
    check_golden("touchpoint_added", touchpoint_saved(IMPORT, added=True))
    check_golden("touchpoint_saved_issues_stay", touchpoint_saved(IMPORT, added=False, stay=3))


def test_the_card_of_an_owner_who_said_fine() -> None:
    check_golden("role_fine", role_card(IMPORT, still=True, folded=True))


# -- journeys -------------------------------------------------------------------------------------


def test_the_journey_modal() -> None:
    check_golden("journey_modal_add", journey_modal(JourneyFacts(name="Partners")))
    check_golden("journey_modal_edit", journey_modal(JOURNEY))


def test_the_journey_is_saved() -> None:
    saved = journey_saved(JOURNEY, added=False, without_stage=["Trial", HOSTILE])
    check_golden("journey_saved", saved)


def test_which_journey() -> None:
    bare = JourneyFacts(id=3, name=RIGHT_TO_LEFT, stages=(HOSTILE,))
    check_golden("journey_list", journey_list([JOURNEY, bare]))
    check_golden("journey_unknown", journey_list([JOURNEY], HOSTILE))


# -- customers and search -------------------------------------------------------------------------


def test_a_customer() -> None:
    check_golden("customer", customer_screen(ACME, [HEARD, PRIVATE], 12, start=5))
    scored = replace(
        ACME,
        scores=[
            ScoreFacts(HEARD.at, "NPS", "9", 4),
            ScoreFacts(HEARD.at, "Did it help?", "Yes", 3, recorded_by="U0SAM"),
        ],
        scored=7,
    )
    check_golden("customer_scores", customer_screen(scored, [HEARD], 1, start=0))
    fresh = CustomerFacts(id=6, name="Blue", relation=Relation.PROSPECT)
    check_golden("customer_empty", customer_screen(fresh, [], 0, start=0))
    check_golden("customer_which", customer_which())


def test_a_customer_that_means_harm() -> None:
    asked = ScoreFacts(HEARD.at, HOSTILE, TURNED, 3, recorded_by="U0SAM")
    facts = replace(ACME, name=HOSTILE, segment=TURNED, scores=[asked], scored=1)
    heard = replace(HEARD, words=HOSTILE, customer=HOSTILE, touchpoint=TURNED, expected=HOSTILE)
    right = replace(HEARD, words=TURNED, customer=RIGHT_TO_LEFT)
    check_golden("customer_hostile", customer_screen(facts, [heard, right], 2, start=0))


def test_the_customer_modal() -> None:
    check_golden("customer_modal", customer_modal(ACME))
    check_golden("customer_saved", customer_saved(replace(ACME, is_new=False)))


def test_a_search() -> None:
    check_golden(
        "search", search_screen("file said", [HEARD, replace(HEARD, issue_id=None)], 7, start=0)
    )
    check_golden("search_nothing", search_screen(HOSTILE, [], 0, start=0))
    check_golden("search_what", search_what())


# -- at their largest -----------------------------------------------------------------------------

LONG = "𝕬" * 3000
"""Each counts as two in Slack."""

LARGEST = replace(
    HEARD, words=LONG, customer=LONG[:140], touchpoint=LONG[:75], expected=LONG, issue_number=99999
)
LARGE_PLACE = replace(
    IMPORT, name=LONG[:37], stage=LONG[:37], journey=LONG[:75], keywords=tuple([LONG[:75]] * 19)
)
LARGE_JOURNEY = JourneyFacts(
    id=2, name=LONG[:75], stages=[LONG[:37]] * MOST_STAGES, owner="U0SAM", sponsor="U0LENA"
)


@pytest.mark.parametrize(
    "screen",
    [
        search_screen(LONG[:900], [LARGEST] * PAGE, 99999, start=9999),
        customer_screen(
            replace(
                ACME,
                name=LONG[:140],
                segment=LONG[:75],
                scores=[ScoreFacts(HEARD.at, LONG, LONG, 99999, recorded_by="U0SAM")] * 5,
                scored=999,
            ),
            [LARGEST] * PAGE,
            999,
            start=0,
        ),
        catalogue_screen(
            CatalogueFacts([(LARGE_PLACE, True)] * TOUCHPOINTS, 99, 99, start=12, leads=True)
        ),
        touchpoint_saved(LARGE_PLACE, added=False, stay=9999),
        journey_list([LARGE_JOURNEY] * 30, LONG),
    ],
    ids=["search", "customer", "catalogue", "touchpoint", "journeys"],
)
def test_the_largest_screen_passes_at_slack(screen: Screen) -> None:
    assert message_faults(screen.blocks) == []


def test_the_largest_modals_pass_at_slack() -> None:
    for view in (
        touchpoint_modal(TouchpointForm(LARGE_PLACE, stage=(1, LONG))),
        journey_modal(LARGE_JOURNEY),
        customer_modal(replace(ACME, name=LONG, segment=LONG[:37])),
    ):
        assert view_faults(view, frozenset({"modal"})) == []


def test_words_are_shown_to_the_letter() -> None:
    block = next(block for block in heard_list([replace(HEARD, words=HOSTILE)]) if "text" in block)
    assert block["text"] == {"type": "plain_text", "text": f"“{HOSTILE}”", "emoji": False}
