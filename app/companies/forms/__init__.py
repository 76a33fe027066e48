"""Forms about companies, one file a matter."""
