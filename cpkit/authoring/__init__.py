"""For who writes a plugin: `making` writes a working one to begin with, `reviewing` looks one through.

A plugin is looked through without running any of it: its code is only parsed (`code`), its data files are read as cpkit
would read them (`data`), its packaging is compared with what lies in the folder (`packaging`).
"""
