"""The API for publishers' own servers: what a CMS does with a site key."""
