"""`python -m ai_node_builder` is `ainb`."""

from .cli import main

main()
