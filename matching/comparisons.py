"""What Splink compares: for each attribute, levels of agreement from equal to different, as SQL over two records.

Every condition says the same with left and right exchanged. Which of them a data set uses, and what each level weighs,
is decided by training.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

LEAST_FILLED = 0.01


@dataclass(frozen=True)
class Level:
    """A degree of agreement: its name, its condition, and the column whose frequent values weigh less, if any."""

    label: str
    condition: str
    frequency: str | None = None


@dataclass(frozen=True)
class Comparison:
    """An attribute, the column without which it is unknown, and its levels, best first; what is left is different.

    `unless` is a condition under which another comparison has already said what this one would say.
    """

    name: str
    column: str
    levels: tuple[Level, ...]
    unless: str | None = None

    def as_splink(self) -> dict[str, Any]:
        """The comparison in Splink's settings."""
        unknown = f'"{self.column}_l" is null or "{self.column}_r" is null'
        if self.unless:
            unknown += f" or coalesce({self.unless}, false)"
        levels: list[dict[str, Any]] = [
            {"sql_condition": unknown, "label_for_charts": "unknown", "is_null_level": True}
        ]
        for level in self.levels:
            splink: dict[str, Any] = {"sql_condition": level.condition, "label_for_charts": level.label}
            if level.frequency:
                splink |= {"tf_adjustment_column": level.frequency, "tf_adjustment_weight": 1.0}
            levels.append(splink)
        levels.append({"sql_condition": "ELSE", "label_for_charts": "different"})
        return {"output_column_name": self.name, "comparison_levels": levels}


def _equal(column: str, frequency: bool = True) -> Level:
    return Level("equal", f'"{column}_l" = "{column}_r"', column if frequency else None)


def _edited(column: str, edits: int, least: float = 0.7) -> str:
    """At most so many edits. The cheaper measure, asked first, tells apart what is plainly different.

    Counting edits takes some 30 times as long. One edit in n letters leaves a Jaro similarity of about 1 - 2/(3n).
    """
    return (
        f'jaro_winkler_similarity("{column}_l", "{column}_r") >= {least} '
        f'and damerau_levenshtein("{column}_l", "{column}_r") <= {edits}'
    )


def _near(column: str, edits: int, label: str = "typing error", least: float = 0.7) -> Level:
    return Level(label, _edited(column, edits, least))


def _alike(column: str, least: float, label: str) -> Level:
    return Level(label, f'jaro_winkler_similarity("{column}_l", "{column}_r") >= {least}')


def _typed_wrong(column: str, least: float = 0.8) -> Level:
    """One edit, in a word that is long enough for one edit to be an accident."""
    return Level(
        "typing error",
        f'({_edited(column, 1, least)} and least(len("{column}_l"), len("{column}_r")) >= 4) '
        f'or jaro_winkler_similarity("{column}_l", "{column}_r") >= 0.94',
    )


# Each name stands in the other's field, one of them perhaps mistyped. Counted once, as agreement of first names.
TRANSPOSED = (
    '("first_name_l" = "last_name_r" and jaro_winkler_similarity("last_name_l", "first_name_r") >= 0.85 '
    'or "first_name_r" = "last_name_l" and jaro_winkler_similarity("last_name_r", "first_name_l") >= 0.85)'
)


def _in_the_middle(column: str) -> Level:
    """The name stands among the other record's middle words."""
    return Level(
        "among the middle words",
        f'list_contains("middle_words_l", "{column}_r") or list_contains("middle_words_r", "{column}_l")',
    )


def _text(column: str, name: str | None = None) -> Comparison:
    """A place or occupation: equal, mistyped, or one part of the other."""
    return Comparison(
        name or column,
        column,
        (
            _equal(column),
            _typed_wrong(column, least=0.88),
            _alike(column, 0.88, "similar"),
            Level("one in the other", f'contains("{column}_l", "{column}_r") or contains("{column}_r", "{column}_l")'),
        ),
    )


FIRST_NAME = Comparison(
    "first_name",
    "first_name",
    (
        _equal("first_name"),
        Level("nickname", '"first_root_l" = "first_root_r"', None),
        Level("transposed", TRANSPOSED),
        _typed_wrong("first_name"),
        _alike("first_name", 0.88, "similar"),
        Level(
            "initial",
            'left("first_name_l", 1) = left("first_name_r", 1) and (len("first_name_l") = 1 or len("first_name_r") = 1 '
            'or starts_with("first_name_l", "first_name_r") or starts_with("first_name_r", "first_name_l"))',
        ),
        _in_the_middle("first_name"),
        _alike("first_name", 0.72, "somewhat similar"),
    ),
)

LAST_NAME = Comparison(
    "last_name",
    "last_name",
    (
        _equal("last_name"),
        _typed_wrong("last_name"),
        _alike("last_name", 0.88, "similar"),
        _in_the_middle("last_name"),
        _alike("last_name", 0.72, "somewhat similar"),
    ),
    unless=TRANSPOSED,
)

MIDDLE_WORDS = Comparison(
    "middle_words",
    "middle_words",
    (
        Level("equal", '"middle_words_l" = "middle_words_r"'),
        Level("several shared", 'len(list_intersect("middle_words_l", "middle_words_r")) >= 2'),
        Level("one shared", 'len(list_intersect("middle_words_l", "middle_words_r")) = 1'),
        Level("initial", 'left("middle_words_l"[1], 1) = left("middle_words_r"[1], 1)'),
    ),
)

BIRTH = Comparison(
    "birth",
    "birth",
    (
        _equal("birth"),
        Level(
            "day and month exchanged",
            'left("birth_l", 4) = left("birth_r", 4) and substr("birth_l", 5, 2) = substr("birth_r", 7, 2) '
            'and substr("birth_l", 7, 2) = substr("birth_r", 5, 2)',
        ),
        _near("birth", 1, "one digit", least=0.88),
        Level(
            "two of year, month and day",
            '("birth_year_l" = "birth_year_r")::integer + (substr("birth_l", 5, 2) = substr("birth_r", 5, 2))::integer '
            '+ (substr("birth_l", 7, 2) = substr("birth_r", 7, 2))::integer >= 2',
        ),
        Level("within 45 days", 'abs("birth_number_l" - "birth_number_r") <= 45'),
        _near("birth", 2, "two digits", least=0.8),
        Level("within 400 days", 'abs("birth_number_l" - "birth_number_r") <= 400'),
        Level("year", '"birth_year_l" = "birth_year_r"'),
    ),
)

BIRTH_YEAR = Comparison("birth_year", "birth_year", (_equal("birth_year"), _near("birth_year", 1, "one digit")))

GENDER = Comparison("gender", "gender", (_equal("gender", frequency=False),))

# Namesakes are told apart by the number behind their name: addresses that differ in it are no spellings of one.
SAME_DIGITS = '"email_digits_l" = "email_digits_r"'

EMAIL = Comparison(
    "email",
    "email",
    (
        _equal("email"),
        Level("typing error", f"{SAME_DIGITS} and {_edited('email', 2, least=0.85)}"),
        Level("same before the @", '"email_user_l" = "email_user_r"', "email_user"),
        Level("similar", f'{SAME_DIGITS} and jaro_winkler_similarity("email_l", "email_r") >= 0.92'),
        Level(
            "similar before the @", f'{SAME_DIGITS} and jaro_winkler_similarity("email_user_l", "email_user_r") >= 0.88'
        ),
    ),
)

PHONE = Comparison(
    "phone",
    "phone",
    (_equal("phone"), Level("typing error", _edited("phone", 1, least=0.9) + ' and len("phone_l") >= 7')),
)

NATIONAL_ID = Comparison(
    "national_id",
    "national_id",
    (_equal("national_id"), _near("national_id", 1), _near("national_id", 2, "two digits")),
)

HOUSE = Comparison("house", "house", (_equal("house"), _near("house", 1)))

STREET = Comparison(
    "street",
    "street",
    (
        _equal("street"),
        Level(
            "same words",
            'list_has_all("street_words_l", "street_words_r") or list_has_all("street_words_r", "street_words_l")',
        ),
        _near("street", 2),
        _alike("street", 0.88, "similar"),
        Level("a rare word shared", 'len(list_intersect("street_words_l", "street_words_r")) >= 2'),
    ),
)

POSTCODE = Comparison(
    "postcode",
    "postcode",
    (_equal("postcode"), _near("postcode", 1), Level("same area", 'left("postcode_l", 3) = left("postcode_r", 3)')),
)

REGION = Comparison("region", "region", (_equal("region"), _near("region", 1)))

COMPARISONS = (
    FIRST_NAME,
    LAST_NAME,
    MIDDLE_WORDS,
    BIRTH,
    BIRTH_YEAR,
    GENDER,
    EMAIL,
    PHONE,
    NATIONAL_ID,
    HOUSE,
    STREET,
    _text("locality"),
    _text("city"),
    REGION,
    POSTCODE,
    _text("birth_place"),
    _text("occupation"),
    _text("other_1"),
    _text("other_2"),
    _text("other_3"),
)


def chosen(filled: dict[str, float], distinct: dict[str, int]) -> list[Comparison]:
    """The comparisons that a data set has something for.

    `filled` is each column's share of records with a value, `distinct` its number of different values. The birth year
    alone is compared only where no whole birth dates are.
    """
    kept = [c for c in COMPARISONS if filled.get(c.column, 0.0) >= LEAST_FILLED and distinct.get(c.column, 0) > 1]
    if any(c is BIRTH for c in kept):
        kept = [c for c in kept if c is not BIRTH_YEAR]
    return kept


def frequency_columns(comparisons: Collection[Comparison]) -> list[str]:
    """The columns whose values' frequencies weigh in, each once, in order."""
    return list(dict.fromkeys(level.frequency for c in comparisons for level in c.levels if level.frequency))
