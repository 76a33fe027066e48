"""The ground: words that every room uses. Nothing here knows a room or a request."""
