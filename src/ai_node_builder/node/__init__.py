"""What a node is: its fields, its context, and the tool protocol."""
