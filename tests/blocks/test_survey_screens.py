"""Surveys as they are asked, and as their authors see them. The goldens are to be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.blocks.survey_message import (
    AskFacts,
    answer_modal,
    ask,
    reminder,
    reminder_line,
    thanks,
)
from bot.blocks.survey_modal import Named, preview, survey_modal
from bot.blocks.wave_screens import WaveFacts, author_card, sending, wave_list
from bot.domain.survey_form import Asked, Question, SurveyForm
from bot.domain.wave import Audience, Repeat, WaveState
from tests.support.golden import check_golden

CLOSES = datetime(2026, 9, 19, 10, tzinfo=UTC)
NPS = Question("nps", "How likely are you to recommend Northlight to a friend or colleague?")
CES = Question("ces", "Northlight made it easy for me to import my data")
CHOICE = Question("choice", "What should come first?", ("Speed", "Price", "Support"))
MULTIPLE = Question("multiple", "Which of these apply?", ("Too slow", "Too dear"))
TEXT = Question("text", "What is the one thing we should do better?")
HOSTILE = Question("choice", "<!channel> *bold* & <https://evil.example|sure?>", ("<@U1>", "_b_"))
FACTS = AskFacts((NPS,), CLOSES, gives_reason=True, wave_id=7, invited=310)

ASKED = {
    "nps": FACTS,
    "nps_anonymous": replace(FACTS, anonymous=True, answered=10),
    "nps_counted": replace(FACTS, answered=112),
    "nps_mine": replace(FACTS, mine={0: "9"}),
    "nps_closed": replace(FACTS, closed=True, answered=112),
    "three": replace(FACTS, questions=(CES, MULTIPLE, TEXT)),
    "choice": replace(FACTS, questions=(CHOICE,), gives_reason=False),
    "hostile": replace(FACTS, questions=(HOSTILE,), gives_reason=False, mine={0: "1"}),
}
WAVE = WaveFacts(
    wave_id=7,
    number=7,
    question=NPS.text,
    more_questions=0,
    state=WaveState.OPEN,
    audience=Audience.PEOPLE,
    channel=None,
    author="U0LENA",
    anonymous=False,
    asked_at=datetime(2026, 9, 14, 10, tzinfo=UTC),
    closes_at=CLOSES,
    closed_at=None,
    repeat=Repeat.MONTHLY,
    next_at=datetime(2026, 10, 14, 10, tzinfo=UTC),
    invited=5000,
    kept_out=40,
    barred=3,
    sent=1200,
    failed=2,
    answered=310,
)
FORM = SurveyForm((NPS,), asked=Asked(channel="C0GENERAL"), repeat=Repeat.MONTHLY)


@pytest.mark.parametrize("name", ASKED)
def test_a_survey_as_it_is_asked(name: str) -> None:
    check_golden(f"survey_{name}", ask(ASKED[name]))


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_reminder(anonymous: bool) -> None:
    name = "survey_reminder_anonymous" if anonymous else "survey_reminder"
    check_golden(name, reminder(replace(FACTS, anonymous=anonymous)))


def test_the_scale_has_no_colour_and_says_itself_to_a_screen_reader() -> None:
    blocks = ask(FACTS).blocks
    rows = [block["elements"] for block in blocks if block["type"] == "actions"]
    assert [len(row) for row in rows] == [6, 5], "a phone would break eleven wherever it likes"
    buttons = [button for row in rows for button in row]
    assert not [button for button in buttons if "style" in button]
    assert buttons[0]["accessibility_label"] == "0 of 10, not at all likely"
    assert buttons[9]["accessibility_label"] == "9 of 10"


def test_thanks_are_the_same_for_a_two_and_a_nine() -> None:
    assert thanks(FACTS, 0, "2").text == thanks(FACTS, 0, "9").text.replace("9", "2")


def test_anonymous_thanks_repeat_nothing() -> None:
    screen = thanks(replace(FACTS, anonymous=True), 0, "9")
    assert (screen.text, len(screen.blocks)) == ("Counted. Thank you.", 1)


def test_the_answer_modal() -> None:
    facts = replace(FACTS, questions=(NPS, MULTIPLE, TEXT), mine={1: "2", 9: "The soup."})
    check_golden("survey_answer_modal", answer_modal(facts, reason_only=False))
    check_golden("survey_reason_modal", answer_modal(facts, reason_only=True))


def test_the_form_and_its_preview() -> None:
    check_golden("survey_form", survey_modal(FORM))
    people = replace(
        FORM,
        questions=(CHOICE, TEXT),
        audience=Audience.PEOPLE,
        asked=Asked(people=("U0SAM",), groups=("S0SUPPORT",), share=25),
        anonymous=True,
        open_for=36 * 60,
    )
    named = Named((5, "Data import"), (3, "Onboard"), (("S0SUPPORT", "@support"),))
    check_golden("survey_form_people", survey_modal(people, named, ["What is asked about?"]))
    check_golden("survey_preview", preview(FORM, CLOSES, 4, "You answered 9. Thank you."))
    customers = replace(FORM, audience=Audience.CUSTOMERS)
    check_golden("survey_form_customers", survey_modal(customers))
    check_golden("survey_preview_customers", preview(customers, CLOSES, 4))


def test_one_person_asked_for_an_hour_is_no_plural() -> None:
    asked = Asked(people=("U0SAM",), groups=("S0SUPPORT",))
    form = replace(FORM, audience=Audience.PEOPLE, asked=asked, open_for=60)
    assert "By DM to 1 person and 1 user group · open for 1 hour" in str(preview(form, CLOSES, 4))
    asked = Asked(people=("U0SAM", "U0LENA"), groups=("S0SUPPORT", "S0SALES"))
    form = replace(form, asked=asked, open_for=120)
    assert "By DM to 2 people and 2 user groups · open for 2 hours" in str(preview(form, CLOSES, 4))


def test_a_channel_is_promised_one_click_only_where_that_is_enough() -> None:
    assert "One click is enough" in reminder_line(FACTS).text
    assert "One click" not in reminder_line(replace(FACTS, questions=(TEXT,))).text


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("sending", WAVE),
        ("anonymous", replace(WAVE, anonymous=True, answered=0, sent=5000, failed=0)),
        ("problem", replace(WAVE, state=WaveState.CANCELLED, problem="too_many", next_at=None)),
        ("customers_rest", replace(WAVE, state=WaveState.CANCELLED, problem="resting")),
        ("kept_out_of_channel", replace(WAVE, audience=Audience.CHANNEL, kept_out=2)),
        ("closed", replace(WAVE, state=WaveState.CLOSED, next_at=None)),
    ],
)
def test_how_it_goes(name: str, facts: WaveFacts) -> None:
    check_golden(f"wave_{name}", author_card(facts))


@pytest.mark.parametrize(
    ("state", "loss"),
    [
        (WaveState.GATHERING, "Nobody is asked. It repeats no more."),
        (WaveState.OPEN, "what was answered until now counts nowhere. It repeats no more."),
    ],
)
def test_cancelling_a_survey_asks_first_and_says_what_is_lost(state: WaveState, loss: str) -> None:
    blocks = author_card(replace(WAVE, state=state)).blocks
    [cancel] = [
        button
        for block in blocks
        for button in block.get("elements", ())
        if button.get("action_id") == "survey_cancel"
    ]
    assert cancel["text"]["text"] == "Cancel the survey"
    assert loss in cancel["confirm"]["text"]["text"]


def test_the_list_of_surveys_and_the_first_answer() -> None:
    mine = replace(WAVE, audience=Audience.CHANNEL, channel="C0GENERAL", more_questions=2)
    closed = replace(WAVE, state=WaveState.CLOSED, closed_at=CLOSES, next_at=None)
    waves = [mine, replace(WAVE, manages=False), closed]
    check_golden("wave_list", wave_list(waves, 7, start=0, whose="All surveys"))
    check_golden("wave_on_its_way", sending(mine))
    customers = replace(mine, audience=Audience.CUSTOMERS, channel=None, more_questions=0)
    check_golden("wave_open_to_customers", sending(replace(customers, answered=0)))
    assert "none yet" in wave_list([], 0, start=0, whose="Your surveys").text
