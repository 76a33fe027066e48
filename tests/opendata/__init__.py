"""Tests of the room `opendata`."""
