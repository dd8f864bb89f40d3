"""The store without a file: for tests, and as the plain reading of what every store must do."""
