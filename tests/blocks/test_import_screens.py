from __future__ import annotations

import pytest

from bot.blocks.facts import TouchpointFacts
from bot.blocks.import_screens import (
    Fault,
    ImportFacts,
    import_modal,
    imported,
    preview,
    working,
)
from bot.blocks.kit import Screen, View
from bot.blocks.role_card import role_bundle
from bot.domain.errors import Refusal, Why
from bot.domain.vocabulary import Area
from tests.support.golden import check_golden

HOSTILE = "<!channel> *Tr\u202eial* `x` & <https://evil.example|ok>"
FAULTS = [
    Fault(3, Refusal(Why.MISSING, field="area")),
    Fault(7, Refusal(Why.UNKNOWN_VALUE, key="area", value="Tech", near=["Technology"])),
    Fault(9, Refusal(Why.NAME_TAKEN, field="name", name="Trial", line=4)),
    Fault(12, Refusal(Why.NOT_A_PERSON, field="owner", person="U0GUS")),
    Fault(
        13,
        Refusal(Why.NO_SCOPE, what="look up e-mail addresses", scope="users:read.email"),
    ),
]


def owned(*names: str, still: bool = True) -> list[tuple[TouchpointFacts, bool]]:
    return [
        (TouchpointFacts(id=nth, name=name, area=Area.SALES), still)
        for nth, name in enumerate(names, 1)
    ]


SHOWN: dict[str, View | Screen] = {
    "import_modal": import_modal(),
    "import_working": working("Reading your file…"),
    "import_preview": preview(
        ImportFacts(
            new=[f"Touchpoint {n}" for n in range(1, 31)],
            changed=["Data import", "Trial", "Renewal"],
            same=4,
            faults=FAULTS,
        )
    ),
    "import_only_faults": preview(ImportFacts(faults=FAULTS[:1])),
    "import_nothing_new": preview(ImportFacts(same=1)),
    "import_hostile": preview(
        ImportFacts(
            new=[HOSTILE],
            faults=[
                Fault(2, Refusal(Why.UNKNOWN_VALUE, key="person", value=HOSTILE, near=[HOSTILE]))
            ],
        )
    ),
    "import_done": imported(ImportFacts(new=["Trial"], changed=["Data import"])),
    "import_partly_done": imported(ImportFacts(new=["Trial"], faults=FAULTS[3:4])),
    "role_several": role_bundle(owned("Trial", "Data import", HOSTILE), folded=False),
    "role_several_fine": role_bundle(owned("Trial", "Data import"), folded=True),
    "role_several_declined": role_bundle(
        owned("Trial") + owned("Data import", still=False), folded=False
    ),
    "role_several_gone": role_bundle(owned("Trial", "Data import", still=False), folded=True),
}


@pytest.mark.parametrize("name", SHOWN)
def test_screen(name: str) -> None:
    check_golden(name, SHOWN[name])


def test_the_largest_file_fits_on_its_screens() -> None:
    refusal = Refusal(Why.UNKNOWN_VALUE, key="person", value="x" * 500, near=["y" * 300] * 3)
    facts = ImportFacts(
        new=["n" * 75] * 500,
        changed=["c" * 75] * 500,
        faults=[Fault(n, refusal) for n in range(500)],
    )
    check_golden("import_largest", preview(facts))
    check_golden("role_largest", role_bundle(owned(*["t" * 75] * 500), folded=False))
