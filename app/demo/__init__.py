"""Demo data: the register's real facts of Ibaraki, and clearly fictional firms with all that a profile can hold."""
