"""The desk: where moderators write widgets, publish them, and see what became of them."""
