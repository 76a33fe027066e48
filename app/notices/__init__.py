"""Notices: what people are told, in the inbox and by mail, as each of them chose; and the log of what was sent."""
