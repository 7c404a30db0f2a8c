"""Which test shows what each fault of a delivery comes to: none may be without one, and none of these may vanish.

The numbers are those of the table of faults that the project began with: bytes and structure 1 to 18, values 19 to 37,
deliveries and process 38 to 50, audience and privacy 51 to 60.
"""

from __future__ import annotations

import pytest

from workspaces.settings import REPOSITORY

PLAIN = "tests/unit/ingestion/test_plain_text.py"
SPLIT = "tests/unit/ingestion/test_delimited.py"
COLUMNS = "tests/unit/ingestion/test_columns.py"
DELIVERIES = "tests/unit/ingestion/test_deliveries.py"
CONTRACT = "tests/unit/ingestion/test_contract_check.py"
PARSING = "tests/unit/staging/parsing_cases.py"
FATES = "dbt_project/models/staging/web_shop/_web_shop__unit_tests.yml"
FACTS = "dbt_project/models/intermediate/_intermediate_unit_tests.yml"
IDENTITY = "dbt_project/models/identity/_identity_unit_tests.yml"
MACHINE = "tests/unit/orchestration/test_faults_of_the_machine.py"
FULL_DISK = "tests/integration/gate/test_full_disk.py"
KILLS = "tests/integration/gate/test_kills.py"
VERDICT = "tests/unit/audit/test_verdict.py"
WITHDRAW = "tests/unit/export/test_withdraw.py"
HISTORY = "tests/unit/audit/test_audience_history.py"
CONSENT = "dbt_project/models/eligibility/_eligibility_unit_tests.yml"
ERASED = "tests/unit/ingestion/test_erased_rows.py"
TRUTH = "tests/end_to_end/test_truth.py"

SHOWN_BY: dict[int, tuple[tuple[str, str], ...]] = {
    1: ((PLAIN, "test_utf_16_is_decoded_when_declared"), (PLAIN, "test_utf_16_is_refused_when_not_declared")),
    2: ((PLAIN, "test_windows_1252_is_refused_when_not_declared"), (PLAIN, "test_utf_8_is_never_read_as_windows_1252")),
    3: ((PLAIN, "test_a_byte_order_mark_is_stripped"),),
    4: ((SPLIT, "test_a_wrong_delimiter_is_refused"), (SPLIT, "test_tabs")),
    5: ((SPLIT, "test_line_ends_and_quotes_inside_quotes_are_one_record"),),
    6: ((SPLIT, "test_an_unclosed_quote_is_refused_with_its_line"),),
    7: ((COLUMNS, "test_a_repeated_name_is_refused"),),
    8: ((COLUMNS, "test_a_missing_required_column_is_refused"), (COLUMNS, "test_a_missing_optional_column_is_null")),
    9: ((COLUMNS, "test_columns_in_another_order_are_mapped_by_name"),),
    10: (
        (COLUMNS, "test_an_unknown_column_is_dropped_and_reported"),
        (COLUMNS, "test_an_unknown_personal_column_is_never_kept"),
        ("tests/unit/ingestion/test_drift.py", "test_a_new_column"),
    ),
    11: ((SPLIT, "test_a_line_that_cannot_be_split_is_kept_beside_the_rows"),),
    12: ((PLAIN, "test_an_empty_file_is_refused"),),
    13: ((SPLIT, "test_a_header_alone_is_an_empty_load_with_a_warning"),),
    14: ((PLAIN, "test_corrupt_gzip_is_refused"), (PLAIN, "test_truncated_gzip_is_refused")),
    15: ((SPLIT, "a NUL byte"),),
    16: ((SPLIT, "test_a_line_of_fifty_megabytes_is_kept_in_bounded_pieces"),),
    17: ((PLAIN, "test_a_gzip_bomb_is_refused_before_it_is_written_out"),),
    18: (
        (DELIVERIES, "test_odd_names_are_landed_and_shown_safely"),
        (DELIVERIES, "test_a_pattern_may_not_leave_the_inbox"),
    ),
    19: (
        (CONTRACT, "test_rows_above_the_share_refuse_the_load_whole"),
        ("tests/unit/staging/test_contracts.py", "test_reasons_of_the_contract_join_those_of_the_model"),
    ),
    20: ((PARSING, '"45292": "2024-01-01"'), (PARSING, '("45292",)')),
    21: ((PARSING, '"03/04/2026": "2026-04-03"'), (PARSING, '"06/25/2026"')),
    22: ((PARSING, '"1.250.000,50": "1250000.50"'), (PARSING, '"1.250": "1250.00"')),
    23: ((PARSING, '"Rp 1.250.000,-": "1250000.00"'), (PARSING, '"USD 5.000"')),
    24: (
        (FACTS, "a_rate_holds_from_its_day_until_it_is_too_old"),
        ("tests/end_to_end/test_sales_log.py", "test_a_rate_that_comes_late_converts_what_waited_for_it"),
    ),
    25: ((FACTS, "a_return_counts_for_its_purchase"), (TRUTH, "test_orders_and_returns_are_counted")),
    26: ((FATES, "rows_equal_in_everything_stand_once"),),
    27: ((FATES, "an_older_version_that_comes_late_is_superseded_and_moves_first_seen"),),
    28: ((TRUTH, "test_every_planted_fault_is_found_as_often_as_it_was_planted"),),
    29: ((PARSING, '"2026-06-30 17:00:00": "2026-07-01"'),),
    30: (("tests/laws/test_a_killed_build_is_mended.py", "test_a_hard_order_and_a_build_killed_half_way"),),
    31: (
        (SPLIT, "test_emoji_and_long_names_are_kept"),
        ("tests/unit/export/test_normalise.py", "test_traps"),
    ),
    32: ((PARSING, "Jose"), ("tests/unit/export/test_normalise.py", "test_both_spellings_of_a_letter_have_one_hash")),
    33: (("tests/unit/export/test_normalise.py", "test_quotes"),),
    34: ((IDENTITY, "phone: 8.1E+10"), (IDENTITY, "identifiers_are_judged_once")),
    35: (("tests/laws/test_identity_laws.py", "test_a_placeholder_or_shared_value_never_merges"),),
    36: ((IDENTITY, "identifiers_are_judged_once"),),
    37: ((FACTS, "people_are_called_by_their_names"),),
    38: (
        (DELIVERIES, "test_the_same_content_of_the_same_time_is_a_no_op_under_any_name"),
        (DELIVERIES, "test_known_content_of_another_time_is_a_reassertion"),
    ),
    39: ((DELIVERIES, "test_the_same_name_with_new_content_is_a_new_load"),),
    40: (
        (DELIVERIES, "test_a_delivery_is_stable_when_it_keeps_its_size_and_has_an_age"),
        ("tests/unit/ingestion/test_landing.py", "test_a_file_that_changes_while_it_is_read_is_not_landed"),
        ("tests/unit/ingestion/test_fetching.py", "test_a_file_that_is_still_written_is_waited_for"),
    ),
    41: (("tests/laws/test_a_killed_build_is_mended.py", "test_a_hard_order_and_a_build_killed_half_way"),),
    42: (
        ("tests/integration/ingestion/test_landing_kills.py", "test_files_are_landed_after_a_kill_as_without"),
        ("tests/laws/test_a_killed_build_is_mended.py", "test_a_hard_order_and_a_build_killed_half_way"),
        ("tests/end_to_end/test_killed_between_stages.py", "test_a_run_killed_in_each_stage_ends_as_a_clean_one"),
        (KILLS, "test_publication"),
    ),
    43: ((KILLS, "test_export"), ("tests/unit/export/test_write.py", "test_debris_of_a_killed_run_is_removed")),
    44: (
        (FULL_DISK, "test_landing"),
        (FULL_DISK, "test_building_and_checkpointing"),
        (FULL_DISK, "test_exporting"),
        (MACHINE, "test_what_engines_say_of_the_machine_is_understood"),
    ),
    45: ((MACHINE, "test_a_read_only_folder_is_told_before_work_begins"),),
    46: (
        (
            "tests/unit/orchestration/test_writer_lock.py",
            "test_another_process_is_named_and_waited_for_no_longer_than_asked",
        ),
    ),
    47: (
        (MACHINE, "test_a_file_that_another_program_holds_is_waited_for_then_its_holder_is_named"),
        (MACHINE, "test_a_file_that_is_let_go_in_time_is_taken"),
    ),
    48: (
        (
            "tests/integration/orchestration/test_schedule.py",
            "test_days_without_a_scheduler_end_in_one_run_for_the_last_of_them",
        ),
        ("tests/unit/orchestration/alerts/test_alerts.py", "test_a_silence_of_days_is_told_by_the_one_run_after_it"),
    ),
    49: (
        ("tests/end_to_end/test_one_fault.py", "test_a_fault_holds_everything_that_stands_on_it_and_nothing_else"),
        (
            "tests/unit/orchestration/test_dbt_checks.py",
            "test_each_status_of_dbt_has_its_own_and_an_unknown_one_is_an_error",
        ),
        ("tests/unit/orchestration/test_dbt_checks.py", "test_a_failed_test_holds_whatever_stands_on_what_it_reads"),
        (VERDICT, "test_one_check_decides"),
        ("tests/unit/export/test_gate.py", "test_the_file_is_held_and_the_last_one_untouched"),
        (
            "tests/integration/orchestration/test_definitions.py",
            "test_dbts_tests_do_not_end_the_step_that_builds",
        ),
    ),
    50: (
        (VERDICT, "test_a_missing_check_holds_whom_it_was_expected_for"),
        ("tests/unit/audit/test_expectations.py", "test_a_check_that_raises_is_an_error_and_the_others_go_on"),
    ),
    51: (
        (WITHDRAW, "test_who_withdraws_between_build_and_export_is_not_in_the_file"),
        ("tests/unit/orchestration/test_waiting.py", "test_a_delivery_waits"),
        ("tests/end_to_end/test_killed_between_stages.py", "_an_export_by_itself_waits_for_the_withdrawal"),
    ),
    52: ((WITHDRAW, "test_the_person_goes_and_the_others_stay"), (KILLS, "test_withdrawal")),
    53: ((WITHDRAW, "test_when_nobody_is_left_only_the_removal_stands"), (KILLS, "test_withdrawal")),
    54: (
        (ERASED, "test_of_every_format_the_others_are_landed_and_keep_their_lines"),
        (ERASED, "test_what_was_landed_before_the_erasure_does_not_come_again"),
        ("tests/unit/orchestration/test_raw_assets.py", "test_a_run_stops_who_was_erased_and_tells_how_many"),
    ),
    55: (
        (CONSENT, "suppressions_come_from_the_list_the_answers_and_stop"),
        (
            "tests/unit/audiences/test_suppressed_forms.py",
            "test_every_form_of_a_suppressed_address_is_suppressed",
        ),
    ),
    56: ((CONSENT, "consent_folds_by_time_of_occurrence"),),
    57: (
        (HISTORY, "test_an_audience_that_loses_most_of_its_people_is_held"),
        (HISTORY, "test_an_audience_that_doubles_is_held"),
    ),
    58: (("tests/unit/export/test_gate.py", "test_an_audience_that_becomes_empty_keeps_its_last_file"),),
    59: (("tests/unit/export/test_write.py", "test_too_few_for_the_platform_warns"),),
    60: (("tests/unit/audit/planted_faults.py", '"segments.value_segments_differ"'),),
}


def test_no_fault_is_left_out() -> None:
    assert sorted(SHOWN_BY) == list(range(1, 61))


@pytest.mark.parametrize("fault", sorted(SHOWN_BY))
def test_its_test_is_there(fault: int) -> None:
    """A test by its name, a case by the text that it holds."""
    for file, what in SHOWN_BY[fault]:
        text = (REPOSITORY / file).read_text(encoding="utf-8")
        found = f"def {what}(" if what.startswith("test_") else what
        assert found in text, (file, what)
