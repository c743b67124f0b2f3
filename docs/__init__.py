"""The manual, and what writes it."""
