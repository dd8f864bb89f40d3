"""What every store in SQL shares: the statements are named here, and each engine has its own text of them."""
