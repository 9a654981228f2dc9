"""`ainb serve`: the canvas and the HTTP API."""

import click


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Any other address needs AINB_TOKEN.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free port.")
@click.option("--no-open", is_flag=True, help="Do not open the browser.")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, no_open: bool) -> None:
    """Serve the web page and the HTTP API until Ctrl-C."""
    import logging

    from ai_node_builder.app.settings import Settings
    from ai_node_builder.server.serve import serve as serve_app

    from .logs import set_up

    set_up(logging.DEBUG if ctx.find_root().params.get("debug") else logging.INFO)
    serve_app(Settings.load(), host=host, port=port, open_browser=not no_open)
