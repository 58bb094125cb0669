"""The studio: pages for moderators, written by the server."""
