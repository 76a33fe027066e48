"""Offices: the bodies that act (prefecture, municipalities, chambers, banks, universities, fund operators), and their staff."""
