"""Printing: the official forms as Word documents, from templates that a ward may change in Word.

The answers come from a form's own description; the words that change with the law (agencies, legal bases) are dated
data of the plugins; the layout is a .docx template. Nothing here asks, and nothing is written but the finished bytes.
"""

from cpkit.printing.agencies import Letterhead
from cpkit.printing.document import Printed, print_form, shipped_template

__all__ = ["Letterhead", "Printed", "print_form", "shipped_template"]
