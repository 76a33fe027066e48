"""Accounts: people, how they sign in, their sessions, and what they may ask about themselves."""
