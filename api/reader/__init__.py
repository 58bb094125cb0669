"""The reader API: what the page of an article asks, and what its readers say."""
