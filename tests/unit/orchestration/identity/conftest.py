"""A publication of a few invented people, as far as explaining them reads it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from workspaces.paths import WorkspacePaths

STAYED, MERGED, SPOUSE, LOST = (f"c{digit * 24}" for digit in "1234")

TABLES = f"""
create schema marts;
create table marts.dim_customers as from (values
    ('{STAYED}', true, false, 'Siti Rahma', 'siti@surel.example', '+6281234567801', date '1990-05-17', 'female',
     'Malang', 'Jawa Timur', 'ID', '65111', 'guru', 'event', timestamp '2024-01-02 03:00:00'),
    ('{SPOUSE}', false, false, 'Budi Rahma', null, '+6281234567899', null, null, null, null, 'ID', null, null, null,
     timestamp '2025-01-02 03:00:00')
) as people(customer_id, is_customer, is_pseudo, full_name, email, phone, birth_date, gender, city, province, country,
    postal_code, occupation, acquisition_source, first_seen_at);
create table marts.dim_customer_ids as from (values
    ('{STAYED}', '{STAYED}', 'web_shop:C1', 1), ('{MERGED}', '{STAYED}', 'pos:081234567801', 1),
    ('{SPOUSE}', '{SPOUSE}', 'web_shop:C2', 1), ('{LOST}', null, 'web_shop:C9', 1)
) as ids(customer_id, present_customer_id, anchor_record_id, first_build_seq);
create table marts.dim_identity_records as from (values
    ('web_shop:C1', '{STAYED}', true, 'web_shop', 'C1', timestamp '2024-01-02 03:00:00',
     timestamp '2026-01-02 03:00:00', 'Siti Rahma', date '1990-05-17', 'female', 'Malang', false, false),
    ('pos:081234567801', '{STAYED}', false, 'pos', '081234567801', timestamp '2024-02-02 03:00:00', null,
     'SITI R', null, null, null, false, false),
    ('sign_ups:siti@surel.example', '{STAYED}', false, 'sign_ups', 'siti@surel.example',
     timestamp '2025-02-02 03:00:00', null, 'Siti Rahma', date '1990-07-15', null, null, false, true),
    ('web_shop:C2', '{SPOUSE}', true, 'web_shop', 'C2', timestamp '2025-01-02 03:00:00', null, 'Budi Rahma', null, null,
     null, false, false)
) as records(record_id, customer_id, is_anchor, source, source_key, first_seen_at, updated_at, full_name, birth_date,
    gender, place, is_pseudo, is_deleted);
create table marts.fct_identity_links as from (values
    ('web_shop:C1', '{STAYED}', 'web_shop', 'email', 1, 'siti@surel.example', true, 2, ''),
    ('sign_ups:siti@surel.example', '{STAYED}', 'sign_ups', 'email', 1, 'siti@surel.example', true, 2, ''),
    ('web_shop:C1', '{STAYED}', 'web_shop', 'phone', 1, '+6281234567801', true, 2, ''),
    ('pos:081234567801', '{STAYED}', 'pos', 'phone', 1, '+6281234567801', true, 2, ''),
    ('web_shop:C1', '{STAYED}', 'web_shop', 'phone', 2, '+62341551234', false, 9, 'phone: shared by more'),
    ('web_shop:C2', '{SPOUSE}', 'web_shop', 'phone', 1, '+62341551234', false, 9, 'phone: shared by more'),
    ('web_shop:C2', '{SPOUSE}', 'web_shop', 'phone', 2, '+6281234567899', true, 1, '')
) as links(record_id, customer_id, source, kind, ordinal, value, can_link, record_count, reason);
create table marts.fct_identity_matches as from (values
    ('pos:081234567801', 'web_shop:C1', '{STAYED}', '{STAYED}', 14, true, 'birth equal +11.1'),
    ('web_shop:C1', 'web_shop:C2', '{STAYED}', '{SPOUSE}', 3, false, 'last_name equal +5.0')
) as matches(left_id, right_id, left_customer_id, right_customer_id, match_weight, is_link, evidence);
create table marts.fct_identity_reviews as from (values
    ('r000000000001', '{STAYED}', '{SPOUSE}', 'web_shop:C1', 'web_shop:C2', 'weight', 3),
    ('r000000000002', '{STAYED}', '{LOST}', 'pos:081234567801', 'web_shop:C9', 'names', 10)
) as reviews(review_id, customer_id, other_customer_id, left_id, right_id, reason, match_weight);
create table marts.fct_identity_decisions as from (values
    ('never_link', 'email:siti@surel.example', 'web_shop:C7', 'Rina', 'sisters', date '2026-06-01'),
    ('never_link', 'web_shop:C7', 'web_shop:C8', 'Rina', 'others', date '2026-06-01')
) as decisions(decision, left_id, right_id, decided_by, reason, decided_on);
create table marts.dim_customer_attributes as from (values
    ('{STAYED}', 'birth_date', 'web_shop', 'web_shop:C1', 'newest', date '2026-01-02', 2),
    ('{STAYED}', 'phone', 'pos', 'pos:081234567801', 'newest', date '2024-02-02', 1)
) as attributes(customer_id, attribute, source, record_id, rule, confirmed_date, value_count);
create table marts.fct_customer_id_changes as from (values
    ('{MERGED}', '{MERGED}', '{STAYED}', 'merged', date '2026-06-30', 2)
) as changes(customer_id, former_present_customer_id, present_customer_id, kind, as_of, build_seq);
"""


@pytest.fixture
def published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> WorkspacePaths:
    """The sample shop's folder with such a publication in it, for the command line too."""
    monkeypatch.setenv("LANGGANAN_HOME", str(tmp_path))
    monkeypatch.setenv("LANGGANAN_WORKSPACE", "sample_shop")
    paths = WorkspacePaths(tmp_path / "sample_shop")
    paths.create()
    with duckdb.connect(str(paths.answers)) as connection:
        connection.execute(TABLES)
    return paths
