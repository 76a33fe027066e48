"""What is done to accounts, one file a matter."""
