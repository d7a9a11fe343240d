"""Reports: periods, indicators, tables and their writers.

A report is a pure function of the store, the period and the plan. Every table of the store is streamed once; what is
counted (`Indicator`) and laid out (`TableSpec`) comes from plugins and from `tables.py`; the writers only lay out what
the report holds. Nothing here prints, asks, or writes to the store.

What a plugin brings to the hook `indicators()` is an `Indicator` (`cpkit.reports.indicators`), to `report_tables()` a
`TableSpec` (`cpkit.reports.folds`) or the path of a table as data (`cpkit.reports.declared`), to `plans()` a .toml file
read by `cpkit.reports.plans`.
"""
