"""What the fact finder knows about the world: small, by hand, and only used to type and to tell apart."""
