"""The node types there are, where they come from, and their docs."""
