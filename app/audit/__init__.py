"""Audit: who did what, to what, in which role; an append-only chain written in the same transaction as the act."""
