"""Papers: PDFs that rooms declare and the worker makes, kept by their hash, and lists for spreadsheets."""
