"""A ward's form as a workbook in XLSForm, the common language of ODK and Kobo: in, out, and the submissions back in.

pyxform reads the workbook; what is made of it is the one model of `cpkit.forms`. Everything wrong is a sentence with
sheet and row. Nothing here asks anybody or knows the command line.

In: `workbook` (rows of text), `outline` with `types`, `expressions`, `remedies`, `suspicions` (what can be said before
pyxform reads it), `reading` with `labels`, `files`, `leftovers`, `messages` (pyxform's words in Vietnamese), `saving`
(answers taken over into the register), `counting` (tables and indicators), `adding`. Out: `writing`. Back in from
phones: `submissions`.
"""
