"""Everything particular to Vietnamese writing: text, names, dates, numbers, old font encodings, personal numbers.

Knows nothing of children, forms or the store, and needs no other package of ours.
"""

from cpkit.vietnamese.dates import (
    BadDate,
    PartialDate,
    read_date,
    read_moment,
    read_partial_date,
    show_date,
    show_moment,
    show_partial,
    years_between,
)
from cpkit.vietnamese.legacy import decode_tcvn3, decode_vni, guess_legacy, legacy_of_font
from cpkit.vietnamese.numbers import BadNumber, read_number, show_money, show_number, show_percent
from cpkit.vietnamese.personal_number import BadPersonalNumber, personal_number_warnings, read_personal_number
from cpkit.vietnamese.text import capitalise_name, collation_key, fold, loose_fold, name_key, nfc

__all__ = [
    "BadDate",
    "BadNumber",
    "BadPersonalNumber",
    "PartialDate",
    "capitalise_name",
    "collation_key",
    "decode_tcvn3",
    "decode_vni",
    "fold",
    "guess_legacy",
    "legacy_of_font",
    "loose_fold",
    "name_key",
    "nfc",
    "personal_number_warnings",
    "read_date",
    "read_moment",
    "read_number",
    "read_partial_date",
    "read_personal_number",
    "show_date",
    "show_moment",
    "show_money",
    "show_number",
    "show_partial",
    "show_percent",
    "years_between",
]
