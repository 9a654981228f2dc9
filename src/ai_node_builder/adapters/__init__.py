"""Tool nodes for other people's agents, each kit in a module of its own. None of the kits is needed to install this."""
