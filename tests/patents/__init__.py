"""Tests of the patents room."""
