"""The domain of Voxpop: what a ballot is and how every number follows from the sheets. Knows no HTTP."""
