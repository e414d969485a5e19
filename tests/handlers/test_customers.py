"""`/cx customer` and `/cx search`, as people type them."""

from __future__ import annotations

from tests.support.inside import Inside, modal_text


async def heard(firm: Inside, *said: str) -> None:
    for words in said:
        assert (await firm.cx(firm.priya, f"log {words}")).text.startswith("Got it.")


async def test_everything_heard_from_one_customer_newest_first(firm: Inside) -> None:
    await heard(firm, *(f"thing {number} customer:Acme" for number in range(7)))
    await heard(firm, "other customer:Blue")
    first = await firm.cx(firm.sam, 'customer "acme"')
    assert "1–5 of 7 heard" in first.text
    assert first.text.index("“thing 6”") < first.text.index("“thing 2”")
    assert "other" not in first.text
    second = await firm.press(firm.sam, first, "Next page")
    assert "6–7 of 7 heard" in second.text
    assert "“thing 0”" in second.text


async def test_a_customer_shows_its_open_issues_and_each_ones_history(firm: Inside) -> None:
    await heard(firm, "it broke customer:Acme severity:high", "fine customer:Acme")
    answer = await firm.cx(firm.sam, "customer Acme")
    assert "1 open issue: #1." in answer.text
    await firm.press(firm.sam, answer, "Issue #1")
    assert "it broke" in modal_text(firm.sam)


async def test_an_unknown_customer_is_answered_with_those_near(firm: Inside) -> None:
    await heard(firm, "thing customer:Acme")
    answer = await firm.cx(firm.sam, "customer Acmee")
    assert "I don't know the customer “Acmee”. Did you mean *Acme*?" in answer.text
    assert "Nothing is lost" not in answer.text, "the one word stands in the sentence"
    assert "/cx customer Acme" in (await firm.cx(firm.sam, "customer  ")).text


async def test_a_lead_edits_a_customer_who_is_new_no_more(firm: Inside) -> None:
    await heard(firm, "thing customer:Acme")
    answer = await firm.cx(firm.lena, "customer Acme")
    assert "new: nobody has looked at it yet" in answer.text
    await firm.press(firm.lena, answer, "Edit customer")
    done = await firm.fill_in(
        firm.lena, Relation="Prospect", Segment="Enterprise", Account_owner=firm.lena.id
    )
    assert done.errors == {}
    saved = f"*Acme* · Prospect · Enterprise · account owner <@{firm.lena.id}>"
    assert f"Saved. {saved}" in modal_text(firm.lena)
    again = await firm.cx(firm.sam, "customer Acme")
    assert saved in again.text
    assert "new:" not in again.text


async def test_a_bot_owns_no_account(firm: Inside) -> None:
    robot = firm.sandbox.add_person("Robot", bot=True)
    await heard(firm, "thing customer:Acme")
    await firm.press(firm.lena, await firm.cx(firm.lena, "customer Acme"), "Edit customer")
    answer = await firm.fill_in(firm.lena, Account_owner=robot.id)
    assert list(answer.errors) == ["Account owner"]


async def test_whoever_owns_the_account_edits_the_customer_and_others_are_not_offered_to(
    firm: Inside,
) -> None:
    await heard(firm, "thing customer:Acme")
    assert "Edit customer" not in str((await firm.cx(firm.sam, "customer Acme")).message)
    await firm.press(firm.lena, await firm.cx(firm.lena, "customer Acme"), "Edit customer")
    await firm.fill_in(firm.lena, Account_owner=firm.sam.id)
    await firm.press(firm.sam, await firm.cx(firm.sam, "customer Acme"), "Edit customer")
    done = await firm.fill_in(firm.sam, Segment="Enterprise")
    assert done.errors == {}
    assert "Enterprise" in (await firm.cx(firm.priya, "customer Acme")).text


async def test_search_turns_its_pages_with_the_words_it_was_asked(firm: Inside) -> None:
    words = "50% & <more> “of” `it`"
    await heard(firm, *(f"{number} {words}" for number in range(6)))
    await heard(firm, "50 percent more of it")
    first = await firm.cx(firm.sam, f"search {words}")
    assert "1–5 of 6, newest first" in first.text
    second = await firm.press(firm.sam, first, "Next page")
    assert "6–6 of 6" in second.text
    assert f"“0 {words}”" in second.text
    assert "1–5 of 6" in (await firm.press(firm.sam, second, "Earlier page")).text


async def test_search_answers_when_nothing_is_found_or_asked(firm: Inside) -> None:
    assert "Nothing found for “zeppelin”" in (await firm.cx(firm.sam, "search zeppelin")).text
    assert "What should I look for?" in (await firm.cx(firm.sam, "search")).text


async def test_a_search_of_any_length_is_answered(firm: Inside) -> None:
    long = "word " * 700
    await heard(firm, long)
    answer = await firm.cx(firm.sam, f"search {long}")
    assert "1–1 of 1" in answer.text


async def test_a_masked_number_is_found_by_who_types_it_whole(firm: Inside) -> None:
    await heard(firm, "my card 4111 1111 1111 1111 failed")
    answer = await firm.cx(firm.sam, "search 4111 1111 1111 1111")
    assert "1–1 of 1" in answer.text
    assert "4111 1111 1111 1111" not in str(answer.message)


async def test_what_was_said_in_private_is_found_by_its_logger_and_leads_only(
    firm: Inside,
) -> None:
    secret = firm.sandbox.add_channel("secret", private=True, members=[firm.priya])
    await firm.priya.slash("/cx", "log merger talks customer:Acme", channel=secret)
    assert "1–1 of 1" in (await firm.cx(firm.priya, "search merger")).text
    assert "1–1 of 1" in (await firm.cx(firm.lena, "search merger")).text
    assert "Nothing found" in (await firm.cx(firm.sam, "search merger")).text
    shown = await firm.cx(firm.sam, "customer Acme")
    assert "1–1 of 1 heard" in shown.text
    assert "merger" not in str(shown.message)


async def test_a_guest_sees_neither_customers_nor_search(firm: Inside) -> None:
    guest = firm.sandbox.add_person("Gustav", guest=True)
    await heard(firm, "thing customer:Acme")
    for line in ("customer Acme", "search thing", "touchpoints"):
        assert "Guests can answer surveys here" in (await firm.cx(guest, line)).text
