"""Forms: one description of what a person enters, for every door it can come through.

Here live the model in XLSForm's vocabulary, the loading of forms kept as text, checking with all problems at once,
ODK's expressions, and the doors: prompts, command-line options, Excel and JSON. What a form is *for* (a child, a case)
is known to the packages that use it, never here.
"""

from cpkit.forms.checking import Checked, check
from cpkit.forms.loading import forms, load
from cpkit.forms.model import Choice, Field, Form

__all__ = ["Checked", "Choice", "Field", "Form", "check", "forms", "load"]
