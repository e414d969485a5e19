"""Makes bot/sandbox/blockkit/schema.json from Slack's own types, npm's @slack/types.

Needs Node and npm, and only when the schema is made again: the result is committed, together with
the licence of @slack/types in NOTICE. Run it from the top of the repository.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

TYPES = "3.2.0"
GENERATOR = "2.9.0"
TARGET = Path("bot/sandbox/blockkit")
ENTRY = "export type { KnownBlock, PlainTextOption, ModalView, HomeView } from '@slack/types';\n"
TSCONFIG = {
    "compilerOptions": {"strict": True, "module": "esnext", "moduleResolution": "bundler"},
    "files": ["entry.ts"],
}
NOTICE = """schema.json is made by scripts/make_block_schema.py from the type definitions of
@slack/types {version} by Slack Technologies, LLC. Their licence:

{licence}"""

Json = dict[str, Any]


def main() -> None:
    """Fetches the types, generates, reshapes, writes."""
    with tempfile.TemporaryDirectory() as folder:
        raw, licence = generate(Path(folder))
    schema = Reshaper(raw["definitions"]).schema()
    (TARGET / "schema.json").write_text(json.dumps(schema, indent=1, sort_keys=True) + "\n")
    (TARGET / "NOTICE").write_text(NOTICE.format(version=TYPES, licence=licence))


def generate(folder: Path) -> tuple[Json, str]:
    """The generator's schema, and the licence text of @slack/types."""
    npm, npx = shutil.which("npm"), shutil.which("npx")
    if npm is None or npx is None:
        raise SystemExit("npm is needed to make the schema again")
    (folder / "package.json").write_text("{}")
    (folder / "entry.ts").write_text(ENTRY)
    (folder / "tsconfig.json").write_text(json.dumps(TSCONFIG))
    packages = [f"@slack/types@{TYPES}", f"ts-json-schema-generator@{GENERATOR}"]
    subprocess.run([npm, "install", "--silent", *packages], cwd=folder, check=True)
    command = [npx, "ts-json-schema-generator", "--path", "entry.ts", "--tsconfig", "tsconfig.json"]
    command += ["--type", "*", "--jsDoc", "none", "--out", "out.json"]
    subprocess.run(command, cwd=folder, check=True)
    licence = (folder / "node_modules/@slack/types/LICENSE").read_text()
    return json.loads((folder / "out.json").read_text()), licence


class Reshaper:
    """Turns unions into choices by `type`, so that a violation names the field and not the
    union."""

    def __init__(self, definitions: Json) -> None:
        self._definitions = definitions

    def schema(self) -> Json:
        """The whole schema: an array of blocks, and all definitions."""
        # Views may hold any object as a block, to let newer blocks through; here only known ones.
        definitions = {**self._definitions, "AnyBlock": {"$ref": "#/definitions/KnownBlock"}}
        del definitions["Block"]
        return {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "type": "array",
            "items": {"$ref": "#/definitions/KnownBlock"},
            "definitions": {name: self._reshaped(node) for name, node in definitions.items()},
        }

    def _reshaped(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._reshaped(item) for item in node]
        if not isinstance(node, dict):
            return node
        if "anyOf" in node:
            return self._choice(self._members(node))
        return {key: self._reshaped(value) for key, value in node.items()}

    def _members(self, node: Json) -> list[Json]:
        """The members of a union, unions in it opened."""
        members: list[Json] = []
        for member in node["anyOf"]:
            target = self._target(member)
            if "anyOf" in target:
                members += self._members(target)
            elif target.get("additionalProperties") != {}:  # any object at all says nothing
                members.append(member)
        return members

    def _target(self, node: Json) -> Json:
        if "$ref" not in node:
            return node
        target: Json = self._definitions[node["$ref"].rpartition("/")[2]]
        return target

    def _choice(self, members: list[Json]) -> Json:
        by_type: dict[str | None, list[Json]] = {}
        for member in members:
            kind = self._target(member).get("properties", {}).get("type", {}).get("const")
            by_type.setdefault(kind, []).append(member)
        if None in by_type:
            if len(by_type) == 1 and all("properties" in self._target(m) for m in members):
                return self._merged(members)
            return {"anyOf": self._reshaped(members)}
        choices = {
            kind: self._reshaped(same[0]) if len(same) == 1 else self._merged(same)
            for kind, same in by_type.items()
        }
        if len(choices) == 1:
            return dict(next(iter(choices.values())))
        return {
            "type": "object",
            "required": ["type"],
            "properties": {"type": {"enum": sorted(k for k in choices if k)}},
            "allOf": [
                {"if": {"properties": {"type": {"const": kind}}}, "then": choice}
                for kind, choice in choices.items()
            ],
        }

    def _merged(self, members: list[Json]) -> Json:
        """Objects that differ in some properties, as one; what tells them apart is required
        once."""
        targets = [self._target(member) for member in members]
        properties: Json = {}
        for target in targets:
            for name, value in target["properties"].items():
                if properties.setdefault(name, value) != value:
                    properties[name] = {"anyOf": [properties[name], value]}
        common = set.intersection(*(set(target["required"]) for target in targets))
        merged: Json = {
            "type": "object",
            "additionalProperties": False,
            "properties": self._reshaped(properties),
            "required": sorted(common),
        }
        apart = [sorted(set(target["required"]) - common) for target in targets]
        if all(apart):
            merged["oneOf"] = [{"required": names} for names in apart]
        return merged


if __name__ == "__main__":
    main()
