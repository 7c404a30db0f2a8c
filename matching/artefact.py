"""What training freezes: weights, term frequencies, and which keys are too common, as files with a digest.

An artefact holds no value of any record: frequencies and keys are stored under 64-bit digests of values that at least
two records share. How it comes about is in training.py, what is done with it in scoring.py.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

VERSION = 2
WEIGHTS, FREQUENCIES, COMMON_KEYS = "weights.json", "frequencies.parquet", "common_keys.parquet"


@dataclass(frozen=True)
class Artefact:
    """Frozen weights.

    `settings` is Splink's model with trained probabilities; `rules` name the candidate rules in use; `columns` are the
    compared columns; `records` and `seed` say what it was trained on. `frequencies` has the columns (column, key,
    frequency), `common_keys` (key), each in order.
    """

    settings: dict[str, Any]
    rules: tuple[str, ...]
    columns: tuple[str, ...]
    records: int
    seed: int
    frequencies: pa.Table
    common_keys: pa.Table

    @property
    def rarest(self) -> float:
        """The frequency of a value that the training data held once or never."""
        return 1.0 / max(self.records, 1)

    @property
    def digest(self) -> str:
        """SHA-256 over all that scores depend on."""
        found = hashlib.sha256(self._weights().encode())
        for table in (self.frequencies, self.common_keys):
            for name in table.column_names:
                column = table.column(name)
                is_text = pa.types.is_string(column.type)
                found.update("\n".join(map(str, column.to_pylist())).encode() if is_text else column.to_numpy().data)
        return found.hexdigest()

    def save(self, folder: Path) -> None:
        """Write the artefact's three files into `folder`, which may exist."""
        folder.mkdir(parents=True, exist_ok=True)
        pq.write_table(self.frequencies, folder / FREQUENCIES)
        pq.write_table(self.common_keys, folder / COMMON_KEYS)
        text = json.loads(self._weights()) | {"digest": self.digest}
        (folder / WEIGHTS).write_text(json.dumps(text, indent=1, sort_keys=True) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Artefact:
        """Read an artefact. Raises ValueError when it is of another version or its files are not those written."""
        text = json.loads((folder / WEIGHTS).read_text(encoding="utf-8"))
        if text.get("version") != VERSION:
            raise ValueError(f"{folder / WEIGHTS} is version {text.get('version')}, not {VERSION}: train again")
        found = cls(
            settings=text["settings"],
            rules=tuple(text["rules"]),
            columns=tuple(text["columns"]),
            records=text["records"],
            seed=text["seed"],
            frequencies=pq.read_table(folder / FREQUENCIES),
            common_keys=pq.read_table(folder / COMMON_KEYS),
        )
        if found.digest != text["digest"]:
            raise ValueError(f"{folder}'s files are not those that training wrote: train again")
        return found

    def _weights(self) -> str:
        return json.dumps(
            {
                "version": VERSION,
                "settings": self.settings,
                "rules": self.rules,
                "columns": self.columns,
                "records": self.records,
                "seed": self.seed,
            },
            sort_keys=True,
        )
