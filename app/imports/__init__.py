"""Imports: official files in, from any of their layouts, all or nothing, in flat memory.

A file is opened and bounded (`archives`, `encodings`), read as a table, JSON or XML (`tables`, `documents`), recognised
(`formats`), checked whole into a staging file (`staging`) and only then written by the rooms' own bulk verbs in batches that
each hold the write lock well under a second (`service`). What was wrong, mended or passed over goes into the report.
"""
