"""The register: children, their dated memberships and residence, duplicates and merging them, search.

Holds the rules of a child's record and nothing of how it is asked, read from Excel or shown. A record is a document of
the store's table "children"; `records.py` has the same as structs for fast reading.
"""
