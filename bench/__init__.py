"""How fast Voxpop is here, beside a bare handler on the same server, alternating in one run."""
