"""The tools on offer, what a person decided about them, and how MCP spells them."""
