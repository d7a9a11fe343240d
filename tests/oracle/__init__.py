"""cpkit's forms held against ODK's own engine: the same workbook, the same answers, node by node.

`answers/` keeps what the engine says, so the ordinary suite needs no Node. `make oracle` asks the engine again.
"""
