"""Learning: what is usual for a role, and every source of opinions that is asked about a wish."""
