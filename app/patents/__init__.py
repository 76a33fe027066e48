"""Patents: official records of applications and what their owners offer of them."""
