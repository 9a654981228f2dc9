"""The OpenAPI document on stdout, from which the canvas has its types: `python -m ai_node_builder.server.describe`."""

import json
import sys

from ai_node_builder.app.app import App
from ai_node_builder.app.settings import Settings

from .application import create_app


def main() -> None:
    json.dump(create_app(App(Settings.load())).openapi(), sys.stdout, indent=1)


if __name__ == "__main__":
    main()
