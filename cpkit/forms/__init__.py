"""Forms: one description of what a person enters, for every door it can come through.

Here live the model in XLSForm's vocabulary, the loading of forms kept as text, checking with all problems at once,
ODK's expressions, and the doors: prompts, command-line options, Excel and JSON. What a form is *for* (a child, a case)
is known to the packages that use it, never here.

Where to look:
* what a form is: `model`, `choices`; where it comes from: `loading`, `ward` (the ward's own), `added` (questions of
  plugins), `copies` (versions kept in the store); whether it is sound: `examining`, `cycles`, `bounds`;
* one answer: `reading`, `unknown`, `patterns`; all of them: `checking`; while they are being given: `standing`, with
  `order` and `following` (only what depends on an answer is done anew), `defaults`, `triggers`;
* expressions: `xpath` (the language), `instance` (the tree they are asked about), `functions`, `values`, `filters`;
* the doors: `prompts` with `terminal`, `rows`, `guidance`; `options`; `answers` (JSON); `sheet` with `sheet_names`,
  `sheet_reading`, `headings`;
* what is kept: `entries` with `entries_columns` and `entries_file`, `records`, `drafts`; what is shown: `showing`,
  `layout`.
"""

from cpkit.forms.checking import Checked, check
from cpkit.forms.loading import forms, load
from cpkit.forms.model import Choice, Field, Form

__all__ = ["Checked", "Choice", "Field", "Form", "check", "forms", "load"]
