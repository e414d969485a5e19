"""The line behind `/survey`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Refusal, Why
from bot.domain.survey_form import DAY, OPEN_FOR, Asked, SurveyForm, checked
from bot.domain.survey_line import Line, read_line
from bot.domain.surveys import KINDS
from bot.domain.wave import Audience, Repeat

KIND = st.sampled_from(sorted(KINDS))


def read(text: str, here: str | None = "C0HERE") -> Line:
    return read_line(text, here=here, company="Northlight", names=lambda _: None)


def whys(line: Line) -> list[Why]:
    return [refusal.why for refusal in line.open]


def test_a_kind_alone_asks_here_with_its_own_wording_for_five_days() -> None:
    form = read("nps").form
    assert form.questions[0].text == (
        "How likely are you to recommend Northlight to a friend or colleague?"
    )
    assert (form.asked.channel, form.open_for, form.anonymous) == ("C0HERE", OPEN_FOR, False)


@pytest.mark.parametrize(
    "typed",
    [
        'csat "How was lunch?" closes:2w repeat:monthly anonymous:yes',
        "csat anonymous:yes “How was lunch?” repeat:monthly closes:14d",
        "CSAT repeat:monthly closes:14d anonymous:y How was lunch?",
    ],
)
def test_options_stand_in_any_order_and_quotes_may_be_curly(typed: str) -> None:
    line = read(typed)
    assert line.form.questions[0].text == "How was lunch?"
    assert (line.form.open_for, line.form.repeat) == (14 * DAY, Repeat.MONTHLY)
    assert line.form.anonymous
    assert whys(line) == []


def test_people_and_groups_are_read_as_slack_sends_them() -> None:
    line = read('yesno to:"<@U1|ann> <!subteam^S2|@support>, <@U1>"')
    assert line.form.audience is Audience.PEOPLE
    assert line.form.asked == Asked(people=("U1",), groups=("S2",))


@pytest.mark.parametrize(
    "typed",
    [
        'yesno to:<@U1> <!subteam^S2|@support>, <@U3|cy> "Is it clear?"',
        'yesno "Is it clear?" TO:<@U1>,<@U3> <!subteam^S2>',
        'yesno to:<@U1> <@U3> <!subteam^S2> closes:5d "Is it clear?"',
    ],
)
def test_several_who_stand_behind_to_are_all_asked_and_none_is_in_the_question(typed: str) -> None:
    line = read(typed)
    assert line.form.asked == Asked(people=("U1", "U3"), groups=("S2",))
    assert line.form.questions[0].text == "Is it clear?"
    assert whys(line) == []


@pytest.mark.parametrize(
    "typed", ["nps to:<#C1> <@U1> was right, or not?", "nps <@U1> was right, or not? to:<#C1>"]
)
def test_who_stands_behind_a_channel_is_part_of_the_question(typed: str) -> None:
    line = read(typed)
    assert (line.form.asked, whys(line)) == (Asked(channel="C1"), [])
    assert line.form.questions[0].text == "@U1 was right, or not?"


def test_a_channel_is_read_as_slack_sends_it() -> None:
    assert read("nps to:<#C9|general>").form.asked == Asked(channel="C9")


def test_what_was_typed_by_hand_is_nobody() -> None:
    assert whys(read("nps to:&lt;#C9|general&gt;")) == [Why.UNKNOWN_VALUE]


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("nps to:#nowhere", Why.UNKNOWN_VALUE),
        ('nps to:"<#C1> <@U1>"', Why.ONE_PLACE),
        ('nps to:"<#C1> <#C2>"', Why.ONE_PLACE),
        ("nps closes:soon", Why.NOT_A_SPAN),
        ("nps closes:91d", Why.NOT_A_SPAN),
        ("nps closes:0d", Why.NOT_A_SPAN),
        ("nps repeat:daily", Why.UNKNOWN_VALUE),
        ("nps anonymous:perhaps", Why.UNKNOWN_VALUE),
        ("nps anonymus:yes", Why.NEAR_MISS),
        ("nps How was it? closes:3d closes:4d", Why.TWICE),
        ("nps How was it? to:<@U1> to:<@U2|bo>", Why.TWICE),
    ],
)
def test_what_is_not_clear_is_named_and_not_sent(typed: str, why: Why) -> None:
    assert whys(read(typed)) == [why]


def test_a_line_that_begins_with_no_kind_is_carried_back() -> None:
    with pytest.raises(Refusal) as refused:
        read("npx now")
    assert refused.value.typed == "npx now"


@pytest.mark.parametrize("typed", ["nps here", "nps here to:<#C9>", "text <#C9|general>"])
def test_one_bare_word_is_more_likely_a_slip_than_a_question(typed: str) -> None:
    line = read(typed)
    assert whys(line) == [Why.LONE_WORD]
    assert line.form.questions[0].text in ("here", "#general")


@pytest.mark.parametrize("typed", ['nps "here"', "text Lunch?", "text 满意吗？", "nps to:<#C9>"])
def test_one_word_in_quotes_or_with_a_question_mark_is_a_question(typed: str) -> None:
    assert whys(read(typed)) == []


@given(
    kind=KIND,
    question=st.text(st.characters(whitelist_categories=("Ll", "Lu", "Zs")), min_size=1),
)
def test_a_quoted_question_is_kept_to_the_letter(kind: str, question: str) -> None:
    words = " ".join(question.split())
    line = read(f'{kind} "{words}" closes:3d')
    assert line.form.open_for == 3 * DAY
    assert line.form.questions[0].text == (words or read(kind).form.questions[0].text)


def test_options_are_split_at_commas_and_none_stands_twice() -> None:
    line = read('choice "Which?" options:"Red, Green,Red, "')
    assert line.form.questions[0].options == ("Red", "Green")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("csat", Why.TO_FILL),
        ("ces", Why.TO_FILL),
        ('choice "Which?"', Why.TWO_OPTIONS),
        (f'nps "{"x" * 301}"', Why.TOO_MUCH),
        (f'choice "?" options:"a,{"b" * 76}"', Why.TOO_MUCH),
    ],
)
def test_a_form_that_cannot_be_sent_says_which_field_it_is(typed: str, why: Why) -> None:
    with pytest.raises(Refusal) as refused:
        checked(read(typed).form)
    assert refused.value.why is why
    assert refused.value.field in ("text_0", "options_0")


@given(kind=KIND, share=st.integers(1, 100), repeat=st.sampled_from(list(Repeat)))
def test_a_form_survives_being_stored(kind: str, share: int, repeat: Repeat) -> None:
    form = read(f'{kind} "Which?" options:"A, B" repeat:{repeat.value} to:<@U1>').form
    stored = SurveyForm.from_json(form.to_json())
    assert stored == form
