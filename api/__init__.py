"""HTTP: everything the world sends to Voxpop comes in here, and only here."""
