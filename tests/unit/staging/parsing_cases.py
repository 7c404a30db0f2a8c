"""Parsing macros, texts that each must read and texts that it must refuse. The workspace is in Jakarta."""

from __future__ import annotations

from dataclasses import dataclass

DOTS = '{"decimal": ".", "thousands": ""}'
COMMAS = '{"decimal": ",", "thousands": "."}'
ISO = '{"format": "csv", "date_format": "%Y-%m-%d", "timestamp_format": "iso"}'
DAY_FIRST = '{"format": "csv", "date_format": "%d/%m/%Y", "timestamp_format": "%d/%m/%Y %H:%M"}'
WITH_OFFSET = '{"format": "csv", "timestamp_format": "%d/%m/%Y %H:%M %z"}'
SERIAL = '{"format": "csv", "date_format": "excel_serial", "timestamp_format": "excel_serial"}'
SHEET = '{"format": "excel", "date_format": "%d/%m/%Y", "timestamp_format": "%d/%m/%Y %H:%M"}'


@dataclass(frozen=True)
class Case:
    """A macro call over the column `delivered`, and what it makes of texts; a refused one becomes null."""

    call: str
    read: dict[str, str]
    refused: tuple[str, ...] = ()


CASES = [
    Case(
        f'to_decimal("delivered", {DOTS})',
        {"1250000.50": "1250000.50", "-3": "-3.00", "+7": "7.00", "0.10": "0.10", "5.5000": "5.50"},
        ("1,250", "1e5", "1_000", "12a", "", "1.005", ".5", "5.", "--1", "NaN", "inf", "99999999999999999.00", "1 000"),
    ),
    Case(
        f'to_decimal("delivered", {COMMAS})',
        {
            "1.250.000,50": "1250000.50",
            "1.250": "1250.00",
            "1250,5": "1250.50",
            "-12": "-12.00",
            "1250000": "1250000.00",
        },
        ("1.25", "1250.00", "1.2500", "12.34,5", "1,250,000", ",5", "1.250.00"),
    ),
    Case(f'to_decimal("delivered", {DOTS}, 3)', {"0.125": "0.125", "2": "2.000"}, ("0.1255",)),
    Case(f'to_integer("delivered", {DOTS})', {"12": "12", "-1": "-1"}, ("12.0", "1.5", "x", "99999999999")),
    Case(
        f'to_amount("delivered", {COMMAS})',
        {
            "Rp 1.250.000,-": "1250000.00",
            "Rp1.250.000": "1250000.00",
            "Rp. 5.000,50": "5000.50",
            "IDR 5.000": "5000.00",
            "-Rp 2.500,-": "-2500.00",
            "Rp\u00a07.500,-": "7500.00",
            "12.500": "12500.00",
        },
        ("USD 5.000", "$5", "Rp", "Rp 1.25", "Rp 1.250.000,--", "lima ribu", "5.000 Rp"),
    ),
    Case(
        f'to_date("delivered", {DAY_FIRST})',
        {"03/04/2026": "2026-04-03", "1/2/2026": "2026-02-01", "29/02/2024": "2024-02-29"},
        ("06/25/2026", "31/02/2026", "29/02/2026", "2026-04-03", "1/2/26", "45292", "03/04/2026 10:00", "3 April"),
    ),
    Case(f'to_date("delivered", {ISO})', {"2026-04-03": "2026-04-03"}, ("03/04/2026", "2026-13-01", "20260403")),
    Case(f'to_date("delivered", {SHEET})', {"03/04/2026": "2026-04-03", "2026-04-03": "2026-04-03"}, ("45292",)),
    Case(
        f'to_date("delivered", {SERIAL})',
        {"45292": "2024-01-01", "45351": "2024-02-29", "61": "1900-03-01", "45292.99": "2024-01-01"},
        ("60", "0", "-5", "2024-01-01", "01/02/2024", "45.292", "1e5", "999999", "4529 2", ""),
    ),
    Case(
        f'to_timestamp_utc("delivered", {SERIAL})',
        {"45292.5": "2024-01-01 05:00:00", "45292": "2023-12-31 17:00:00", "45292.000011574": "2023-12-31 17:00:01"},
        ("60.5", "2024-01-01 10:00"),
    ),
    Case(
        f'to_timestamp_utc("delivered", {ISO})',
        {
            "2026-06-30T23:30:00+07:00": "2026-06-30 16:30:00",
            "2026-06-30T23:30:00Z": "2026-06-30 23:30:00",
            "2026-06-30 23:30:00.25-0500": "2026-07-01 04:30:00.25",
            "2026-06-30 23:30:00+07": "2026-06-30 16:30:00",
            "2026-06-30 23:30": "2026-06-30 16:30:00",
            "2026-01-01T06:59:59": "2025-12-31 23:59:59",
        },
        (
            "2026-06-30",
            "2026-02-30T10:00:00+07:00",
            "30/06/2026 23:30",
            "2026-06-30T25:00:00Z",
            "1751300000",
            "kemarin",
        ),
    ),
    Case(
        f'to_timestamp_utc("delivered", {DAY_FIRST})',
        {"30/06/2026 23:30": "2026-06-30 16:30:00"},
        ("2026-06-30 23:30", "06/30/2026 23:30", "30/06/26 23:30", "30/06/2026"),
    ),
    Case(
        f'to_timestamp_utc("delivered", {WITH_OFFSET})', {"30/06/2026 23:30 +0900": "2026-06-30 14:30:00"}, ("30/06",)
    ),
    Case(
        f'to_timestamp_utc("delivered", {SHEET})',
        {"30/06/2026 23:30": "2026-06-30 16:30:00", "2026-06-30 23:30:00": "2026-06-30 16:30:00"},
        ("45292.5",),
    ),
    Case(
        'contract_reasons({"decimal": ",", "thousands": ".", "types": {"delivered": "number"}})',
        {
            "1.250,5": "[]",
            "-3": "[]",
            " 7 ": "[]",
            "": "[]",
            "1.25": "['delivered: not a number']",
            "lima": "['delivered: not a number']",
        },
    ),
    Case(
        'contract_reasons({"decimal": ".", "types": {"delivered": "integer"}})',
        {"12": "[]", "12.0": "['delivered: not a whole number']", "99999999999": "['delivered: not a whole number']"},
    ),
    Case(
        'contract_reasons({"decimal": ",", "thousands": ".", "types": {"delivered": "amount"}})',
        {"Rp 1.250.000,-": "[]", "12.500": "[]", "$5": "['delivered: not an amount']"},
    ),
    Case(
        'contract_reasons({"format": "csv", "date_format": "%d/%m/%Y", "types": {"delivered": "date"}})',
        {"03/04/2026": "[]", "31/02/2026": "['delivered: not a date']", "1/2/26": "['delivered: not a date']"},
    ),
    Case(
        'contract_reasons({"format": "excel", "date_format": "excel_serial", "types": {"delivered": "date"}})',
        {"45292": "[]", "2026-04-03": "[]", "60": "['delivered: not a date']", "April": "['delivered: not a date']"},
    ),
    Case(
        'contract_reasons({"format": "csv", "timestamp_format": "iso", "types": {"delivered": "timestamp"}})',
        {
            "2026-06-30T23:30:00+07:00": "[]",
            "2026-06-30 23:30": "[]",
            "2026-06-30": "['delivered: not a time']",
            "2026-02-30T10:00:00Z": "['delivered: not a time']",
            "kemarin": "['delivered: not a time']",
        },
    ),
    Case(
        'contract_reasons({"allowed": {"delivered": ["paid", "it\'s"]}})',
        {"paid": "[]", "it's": "[]", "": "[]", "Paid": "['delivered: not a known value']"},
    ),
    Case(
        'contract_reasons({"format": "json_lines", "decimal": ".", "needed": ["id"],'
        ' "types": {"total": "number", "paid.on": "date"}, "date_format": "%Y-%m-%d",'
        ' "allowed": {"state": ["paid", "it\'s"], "paid.by": ["qris"]}})',
        {
            '{"id": 1, "total": 12.5, "state": "paid", "paid": {"on": "2026-06-30", "by": "qris"}}': "[]",
            '{"id": "a", "total": "12.5", "state": "it\'s"}': "[]",
            '{"id": 1, "total": null, "state": "", "paid": null}': "[]",
            '{"id": 1, "total": "dua"}': "['total: not a number']",
            '{"id": 1, "total": {"amount": 12.5}}': "['total: not a number']",
            '{"id": 1, "state": "Paid", "paid": {"on": "30/06/2026", "by": "tunai"}}': (
                "['paid.on: not a date', 'state: not a known value', 'paid.by: not a known value']"
            ),
            '{"total": 12.5}': "['id: missing']",
            '{"id": " "}': "['id: missing']",
            '{"id": 1': "['line: not a JSON object']",
            "[1]": "['line: not a JSON object']",
        },
    ),
    Case(
        'business_date("cast(delivered as timestamp)")',
        {"2026-06-30 16:59:59": "2026-06-30", "2026-06-30 17:00:00": "2026-07-01"},
    ),
    Case(
        'blank_to_null("delivered")',
        {"  a b\t": "a b", "\u00a0x\r\n": "x", "-": "-"},
        ("", "  ", "\t\n", "\u00a0"),
    ),
    Case('to_text("delivered")', {"Jose\u0301": "Jos\u00e9", "\U0001f600 Sari": "\U0001f600 Sari"}),
    Case('to_gender("delivered")', {"P": "female", "Laki-laki": "male", "F": "female", "l": "male"}, ("x", "Budi")),
    Case('to_boolean("delivered", ["ya"], ["tidak"])', {"Ya": "true", "TIDAK": "false"}, ("mungkin", "y", "1")),
    Case(
        'answer_or_null("delivered")', {"-1": "-1", "Ana": "Ana", "n": "n"}, ("-", "--", "N/A", "tidak ada", "x", ".")
    ),
    Case(
        'is_opt_out("delivered")',
        {"STOP": "true", " Stop! ": "true", "berhenti": "true", "please don't stop": "false", "": "false"},
    ),
    Case('contact_kind("delivered")', {"a@b.example": "email", "0812": "phone"}),
    Case('contact_key("delivered")', {"A@B.Example": "d3ce9fe2208376bd39cf85fb"}),
]
