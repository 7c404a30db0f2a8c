"""What depends on what, read from dbt's manifest: whom a failed check or a refused delivery holds.

The rule. An audience stands on its own model, on the eligibility layer, and on everything above those two; the way up
from eligibility does not pass through audience models, or each audience would stand on every other. The publication
stands on the models of the marts and segments layers and on everything above them. A check speaks for whatever stands
on one of the nodes that it reads. One that nothing stands on speaks for everything: no failure is without effect.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from typing import Any

from ledgers.verdicts import EVERYTHING, PUBLICATION

PUBLISHED_LAYERS = ("marts", "segments")
DECIDING_LAYERS = ("identity", "audiences", "eligibility")


class Lineage:
    """Questions to one manifest (as a dictionary, in the shape of manifest.json)."""

    def __init__(
        self,
        manifest: Mapping[str, Any],
        destinations: Mapping[str, Collection[str]] | None = None,
        parameters: Mapping[str, Mapping[str, Any]] | None = None,
    ) -> None:
        """`destinations`, `parameters`: what a workspace sets instead of an audience's own, by audience."""
        self._destinations = destinations or {}
        self._parameters = parameters or {}
        self._nodes: Mapping[str, Any] = manifest["nodes"]
        self._sources: Mapping[str, Any] = manifest["sources"]
        self._parents: Mapping[str, list[str]] = manifest["parent_map"]

    @cached_property
    def models(self) -> dict[str, Mapping[str, Any]]:
        """Unique id -> model or seed: what a build makes."""
        return {i: n for i, n in self._nodes.items() if n["resource_type"] in ("model", "seed", "snapshot")}

    @cached_property
    def built(self) -> dict[str, Mapping[str, Any]]:
        """The models that become a table or a view; ephemeral ones are text within others."""
        return {i: n for i, n in self.models.items() if n["config"].get("materialized") != "ephemeral"}

    def sorted_models(self, unique_ids: Collection[str]) -> list[str]:
        """These models, each after all of them that are above it."""
        return sorted(unique_ids, key=lambda i: (self._depth(i), i))

    def models_above(self, unique_id: str) -> frozenset[str]:
        """The models and seeds that this one stands on."""
        return frozenset(i for i in self._above([unique_id]) if i in self.models and i != unique_id)

    def _depth(self, unique_id: str) -> int:
        """The longest way up to a node without parents."""
        if unique_id not in self._depths:
            above = [self._depth(p) for p in self._parents.get(unique_id, ())]
            self._depths[unique_id] = 1 + max(above, default=0)
        return self._depths[unique_id]

    @cached_property
    def _depths(self) -> dict[str, int]:
        return {}

    @property
    def descriptions(self) -> dict[tuple[str, str], dict[str, str]]:
        """(schema, table) -> column -> what the model's YAML says of it, on one line; the empty column is the model."""
        said = {
            (n["schema"], n["name"]): {"": n["description"], **{c: d["description"] for c, d in n["columns"].items()}}
            for n in self.built.values()
        }
        return {table: {c: " ".join(text.split()) for c, text in of.items()} for table, of in said.items()}

    @property
    def published(self) -> dict[tuple[str, str], str]:
        """(schema, table) of what readers see -> `all`, or `passed`: the rows of audiences that the gate lets pass.

        The layers that are published whole, and models with `meta.published`.
        """
        said = {
            (n["schema"], n["name"]): n["config"].get("meta", {}).get("published", "")
            or ("all" if n["schema"] in PUBLISHED_LAYERS else "")
            for n in self.built.values()
        }
        return {table: rows for table, rows in said.items() if rows}

    @property
    def personal(self) -> dict[tuple[str, str], frozenset[str]]:
        """(schema, table) -> the columns that the model's YAML tags as personal data (`meta.pii`)."""
        return {
            (n["schema"], n["name"]): frozenset(c for c, said in n["columns"].items() if _is_personal(said))
            for n in self.built.values()
        }

    @cached_property
    def tests(self) -> dict[str, Mapping[str, Any]]:
        """Unique id -> data test: what must have passed. dbt disables the tests of a disabled source's models."""
        return {i: n for i, n in self._nodes.items() if n["resource_type"] == "test" and n["config"]["enabled"]}

    @cached_property
    def audiences(self) -> dict[str, Mapping[str, Any]]:
        """Audience name -> its `meta.audience`, with the workspace's destinations and parameters."""
        declared = {
            node["name"].removeprefix("aud_"): node["config"]["meta"]["audience"]
            for node in sorted(self.models.values(), key=lambda n: str(n["name"]))
            if node["schema"] == "audiences" and "audience" in node["config"].get("meta", {})
        }
        for name, destinations in self._destinations.items():
            if name in declared:
                declared[name] = {**declared[name], "destinations": list(destinations)}
        for name, parameters in self._parameters.items():
            if name in declared and parameters:
                declared[name] = {
                    **declared[name],
                    "parameters": {**declared[name].get("parameters", {}), **parameters},
                }
        return declared

    @cached_property
    def exported(self) -> dict[str, Mapping[str, Any]]:
        """The audiences that some destination gets: only their rows can leave, so only they have a verdict."""
        return {name: meta for name, meta in self.audiences.items() if meta["destinations"]}

    @cached_property
    def stands_on(self) -> dict[str, frozenset[str]]:
        """Subject (an audience, or 'publication') -> the nodes that it stands on."""
        audience_ids = {i for i, n in self.models.items() if n["schema"] == "audiences"}
        eligibility = self._above((i for i, n in self.models.items() if n["schema"] == "eligibility"), audience_ids)
        published = self._above((i for i, n in self.models.items() if n["schema"] in PUBLISHED_LAYERS), audience_ids)
        return {
            **{self._nodes[i]["name"].removeprefix("aud_"): eligibility | self._above([i]) for i in audience_ids},
            PUBLICATION: published,
        }

    def subjects_of(self, nodes: Iterable[str]) -> tuple[str, ...]:
        """Who stands on any of these nodes; everybody, when nobody does."""
        asked = set(nodes)
        return tuple(sorted(s for s, below in self.stands_on.items() if asked & below)) or (EVERYTHING,)

    def subjects_of_test(self, unique_id: str) -> tuple[str, ...]:
        """Who stands on what this test reads; a test of one audience speaks for those who stand on that."""
        test = self.tests[unique_id]
        of = test.get("attached_node") or ""
        is_audience = self.models.get(of, {}).get("schema") == "audiences"
        return self.subjects_of([of] if is_audience else test["depends_on"]["nodes"])

    def subjects_of_raw(self, source: str, entity: str) -> tuple[str, ...]:
        """Who stands on this raw entity. One that no model reads holds the publication, which tells rows' fates."""
        asked = {i for i, n in self._sources.items() if n["identifier"] == f"{source}__{entity}"}
        return self.subjects_of(asked) if asked else (PUBLICATION,)

    def guards_contact(self, test: str) -> bool:
        """Whether a test reads what decides whom one may write to: consent, suppression, who is who, who was chosen.

        One that reads nothing guards everything.
        """
        read = set(self.tests[test]["depends_on"]["nodes"])
        who = {i for i, n in self.models.items() if n["schema"] in DECIDING_LAYERS}
        return not read or bool(read & (self._consent | who))

    def tells_consent(self, source: str, entity: str) -> bool:
        """Whether this raw entity may hold a consent, a withdrawal or a STOP."""
        asked = {i for i, n in self._sources.items() if n["identifier"] == f"{source}__{entity}"}
        return bool(asked & self._consent)

    @cached_property
    def _consent(self) -> frozenset[str]:
        """What consent and suppression stand on: not who is who, nor the tables that audiences choose from."""
        elsewhere = {
            i
            for i, n in self.models.items()
            if n["schema"] in ("audiences", "identity", "marts") or n["config"].get("meta", {}).get("kind") == "touched"
        }
        return self._above((i for i, n in self.models.items() if n["schema"] == "eligibility"), elsewhere)

    def _above(self, nodes: Iterable[str], not_through: Iterable[str] = ()) -> frozenset[str]:
        """The nodes and all their ancestors, never entering `not_through`."""
        closed = set(not_through)
        found: set[str] = set()
        waiting = [n for n in nodes if n not in closed]
        while waiting:
            node = waiting.pop()
            if node in found:
                continue
            found.add(node)
            waiting.extend(p for p in self._parents.get(node, ()) if p not in closed)
        return frozenset(found)


def _is_personal(column: Mapping[str, Any]) -> bool:
    return bool(column.get("meta", {}).get("pii") or column.get("config", {}).get("meta", {}).get("pii"))
