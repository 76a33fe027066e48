"""Search, the heart: analysis of Japanese text, the query language, the index and its scoring, results with reasons.

It knows kinds and documents (`app.core.kinds`), never a room. Only the files `whoosh_*` know the engine.
"""
