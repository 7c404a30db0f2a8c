"""Which columns of a delivery are landed: mapped by name, drift reported, personal surprises left out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingestion.refusal import Refusal
from workspaces.configuration import Entity

RESERVED = ("_load_seq", "_line", "_delivered_at")
# English and Indonesian words that a column of personal data is called by; whole words between separators.
PERSONAL_WORDS = frozenset(
    {
        *("name", "nama", "email", "mail", "surel", "phone", "telp", "telepon", "hp", "handphone", "mobile"),
        *("whatsapp", "wa", "address", "alamat", "birth", "birthday", "lahir", "dob", "nik", "ktp", "npwp"),
        *("passport", "paspor", "gender", "kelamin", "religion", "agama"),
    }
)


@dataclass(frozen=True)
class ColumnPlan:
    """`kept`: (0-based position in the delivery, landed name), declared columns first, then kept unknown ones."""

    width: int
    kept: tuple[tuple[int, str], ...]
    warnings: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Landed names in order."""
        return tuple(name for _, name in self.kept)


def plan_columns(header: Sequence[str], entity: Entity, line: int | None = None) -> ColumnPlan:
    """Decide by the declaration alone. Raises Refusal with the column's name; `line` is the header's."""
    names = [name.strip() or f"column_{position + 1}" for position, name in enumerate(header)]
    _refuse_repetition(names, line)
    names = _by_declared_names(names, entity)
    missing = [name for name in entity.required if name not in names]
    if missing and len(names) == 1 and len(entity.required) > 1 and entity.format == "csv":
        raise Refusal(
            f"the header is one column, {_short(names[0])}, where {len(entity.required)} are required; "
            f"the declared delimiter is {entity.delimiter!r}",
            "Declare the delimiter that the file uses.",
            line,
        )
    if missing:
        raise Refusal(
            f"required {_columns(missing)} missing; the header has {', '.join(map(_short, names))}",
            "Deliver the column, or declare it optional if the source may leave it out.",
            line,
        )
    declared = [(names.index(name), name) for name in entity.columns if name in names]
    known = {*entity.columns, *entity.left_out}
    unknown = [(position, name) for position, name in enumerate(names) if name not in known]
    kept, warnings = _unknown_columns(unknown, entity, line)
    return ColumnPlan(len(names), (*declared, *kept), warnings)


def _by_declared_names(names: list[str], entity: Entity) -> list[str]:
    """Each header by the declared column that it is another name of. One's own name, in any letters, comes first."""
    for others in ({name: (name,) for name in entity.aliases}, entity.aliases):
        declared = {word.lower(): name for name, told in others.items() if name not in names for word in told}
        named = [declared.get(name.lower(), name) for name in names]
        names = [new if named.count(new) == 1 else old for new, old in zip(named, names, strict=True)]
    return names


def looks_personal(column: str) -> bool:
    """Whether a column's name has a word that personal data is called by."""
    words = re.split(r"[^a-z]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower())
    return not PERSONAL_WORDS.isdisjoint(words)


def _unknown_columns(
    unknown: list[tuple[int, str]], entity: Entity, line: int | None
) -> tuple[list[tuple[int, str]], tuple[str, ...]]:
    if unknown and "refuse" in (entity.unknown_columns, entity.drift.new):
        names = [name for _, name in unknown]
        raise Refusal(
            f"undeclared {_columns(names)} present",
            "Declare it as required or optional, or set unknown_columns to keep or drop.",
            line,
        )
    kept, warnings = [], []
    for position, name in unknown:
        if entity.unknown_columns == "drop":
            warnings.append(f"undeclared column {_short(name)} was dropped")
        elif looks_personal(name):
            warnings.append(
                f"undeclared column {_short(name)} was dropped: it looks personal and no purpose is declared"
            )
        else:
            warnings.append(f"undeclared column {_short(name)} was kept")
            kept.append((position, name))
    return kept, tuple(warnings)


def _refuse_repetition(names: list[str], line: int | None) -> None:
    # DuckDB and Spark compare column names without regard to case.
    seen: dict[str, str] = {}
    for name in names:
        if name.lower() in seen:
            raise Refusal(
                f"column {_short(name)} appears twice in the header", "Name each column once in the export.", line
            )
        seen[name.lower()] = name
    if reserved := [name for name in names if name.lower() in RESERVED]:
        raise Refusal(
            f"{_columns(reserved)} present, which the loader itself writes", "Rename the column in the export.", line
        )


def _columns(names: list[str]) -> str:
    listed = ", ".join(map(_short, names))
    return f"column {listed} is" if len(names) == 1 else f"columns {listed} are"


def _short(name: str) -> str:
    return repr(name if len(name) <= 80 else name[:77] + "...")
