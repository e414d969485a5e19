"""What was typed in another way than it is understood: each answer says what would do."""

from __future__ import annotations

from tests.support.inside import Inside


async def test_a_space_after_the_colon_is_asked_about(firm: Inside) -> None:
    answer = await firm.cx(firm.priya, "log It broke again customer: Acme")
    assert "Did you mean “customer:Acme”, without the space?" in answer.text
    assert "“customer: Acme” stands in the words" in answer.text
    both = await firm.cx(firm.priya, "log It broke customer: Acme customer:Blue")
    assert "without the space" not in both.text


async def test_nothing_is_lost_is_said_once_for_several_wrong_options(firm: Inside) -> None:
    answer = await firm.cx(firm.priya, "log It broke touchpoint:zzz feeling:zzz severity:zzz")
    assert answer.text.count("I don't know the") == 3
    assert answer.text.count("Nothing is lost") == 1
