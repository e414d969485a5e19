"""Files: uploaded in three steps, shown in blocks, given by people, fetched with rights only."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import NotOffered, Person, Sandbox
from tests.sandbox.blockkit.examples import modal, plain, with_element
from tests.sandbox.calling import refusal, refused
from tests.sandbox.test_access import manifest

Json = dict[str, Any]
PNG = b"\x89PNG and so on"


@pytest.fixture
def priya(sandbox: Sandbox) -> Person:
    return sandbox.add_person("Priya")


def shown(file_id: str) -> list[Json]:
    return [{"type": "image", "slack_file": {"id": file_id}, "alt_text": "Chart"}]


async def test_the_sdk_uploads_and_shares(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    await client.conversations_open(users=priya.id)
    answer = await client.files_upload_v2(
        channel="D0PRIYA", content=PNG, filename="chart.png", initial_comment="Look"
    )
    file = sandbox.file(answer["file"]["id"])
    assert file is not None
    assert (file.content, file.mimetype) == (PNG, "image/png")
    assert priya.dm[0]["text"] == "Look"
    assert priya.dm[0]["files"][0]["name"] == "chart.png"
    info = await client.files_info(file=file.id)
    assert info["file"]["size"] == len(PNG)
    await client.files_delete(file=file.id)
    assert await refusal(client.files_info(file=file.id)) == "file_deleted"


async def test_a_picture_stands_in_a_block_once_it_is_complete(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    answer = await refused(client.chat_postMessage(channel=priya.id, text="x", blocks=shown("F1")))
    assert answer["errors"] == ["[ERROR] invalid slack file"]
    file_id = (await client.files_upload_v2(content=PNG, filename="a.png"))["file"]["id"]
    await client.chat_postMessage(channel=priya.id, text="x", blocks=shown(file_id))
    sandbox.file_lag = 60
    late = (await client.files_upload_v2(content=PNG, filename="b.png"))["file"]["id"]
    call = client.chat_postMessage(channel=priya.id, text="x", blocks=shown(late))
    assert await refusal(call) == "invalid_blocks"
    sandbox.file_lag = 0
    url = (await client.files_info(file=late))["file"]["url_private"]
    blocks = [{"type": "image", "slack_file": {"url": url}, "alt_text": "Chart"}]
    await client.chat_postMessage(channel=priya.id, text="x", blocks=blocks)


async def test_half_an_upload_is_no_file(sandbox: Sandbox, client: AsyncWebClient) -> None:
    ticket = await client.files_getUploadURLExternal(filename="a.png", length=5)
    file = {"id": ticket["file_id"]}
    assert await refusal(client.files_completeUploadExternal(files=[file])) == "file_not_found"
    async with aiohttp.ClientSession() as http:
        async with http.post(ticket["upload_url"], data=b"too many bytes") as response:
            assert response.status == 400
        async with http.post(ticket["upload_url"], data=b"12345") as response:
            assert await response.text() == "OK - 5"
    assert sandbox.file(file["id"]) is None
    await client.files_completeUploadExternal(files=[file])
    assert sandbox.file(file["id"]) is not None
    call = client.files_getUploadURLExternal(filename="", length=5)
    assert await refusal(call) == "invalid_arguments"


async def test_a_person_gives_a_file_in_a_modal(
    sandbox: Sandbox, client: AsyncWebClient, priya: Person
) -> None:
    key, _ = sandbox.space.interactions.trigger(priya.id)
    block = with_element("file_input", filetypes=["csv"], max_files=1) | {"label": plain("List")}
    await client.views_open(trigger_id=key, view=modal(block))
    with pytest.raises(NotOffered):
        await priya.attach("List", "list.pdf", b"%PDF")
    await priya.attach("List", "list.csv", b"a,b")
    with pytest.raises(NotOffered):
        await priya.attach("List", "more.csv", b"c,d")
    assert priya.modal is not None
    values = next(iter(priya.modal["state"]["values"].values()))
    given = values["element"]["files"][0]
    assert given["name"] == "list.csv"
    bearer = {"Authorization": f"Bearer {sandbox.bot_token}"}
    async with aiohttp.ClientSession() as http:
        async with http.get(given["url_private_download"], headers=bearer) as response:
            assert await response.read() == b"a,b"
        async with http.get(given["url_private_download"]) as response:
            assert response.content_type == "text/html"


async def test_bytes_need_the_scope() -> None:
    async with Sandbox(manifest(scopes=["files:write"])) as sandbox:
        priya = sandbox.add_person("Priya")
        file = sandbox.space.files.add("a.csv", b"secret", priya.id)
        url = sandbox.space.files.shown(file, sandbox.space.base_url)["url_private"]
        bearer = {"Authorization": f"Bearer {sandbox.bot_token}"}
        async with aiohttp.ClientSession() as http, http.get(url, headers=bearer) as response:
            assert response.content_type == "text/html"
