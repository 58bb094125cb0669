"""Pages and scripts that are shown elsewhere: the demo article, and the elements that publishers embed."""
