"""What becomes of a tool call: the answer, its time, its cost, and what is left where the client goes away."""
