"""What every request must be before any handler sees it, whatever it asks for."""
