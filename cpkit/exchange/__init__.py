"""What comes in from other people's files: an officer's Excel list of children, as it is kept.

One step a module: `reading` (file to rows), `headings` (where the table begins), `columns` (which field a column holds,
by `words`), `legacy` (old fonts), `kinds` (which rows are children), `rows` (a row's answers, by `cells`, `dittos`,
`hamlets`), `listdate`, `lists` (the steps in order), `import_children` (checking and registering), `refused` (the
workbook of what did not go in). Nothing here asks or prints.
"""
