"""Open data: every public thing as JSON, CSV, a dictionary, an OpenAPI document and a site map.

The room walks the register of kinds and the search service; it knows no other room's models. Only what a public page shows
is ever here: visibility is part of each kind's own query.
"""
