"""`python -m ai_node_builder.testing`: the fake OpenAI server, to try things without paying."""

import time
from contextlib import suppress

import click

from .server import FakeOpenAI


@click.command()
@click.option("--port", default=8899, show_default=True, help="0 takes a free port.")
@click.option("--image-bytes", default=0, show_default=True, help="Weight of each PNG; 0 for small ones.")
def main(port: int, image_bytes: int) -> None:
    """Serve a fake OpenAI API on 127.0.0.1 until Ctrl-C."""
    try:
        with FakeOpenAI(port=port, image_bytes=image_bytes) as fake:
            click.echo(_welcome(fake.base_url), err=True)
            with suppress(KeyboardInterrupt):
                _sleep_forever()
    except OSError as error:
        raise click.ClickException(f"{error}. Choose another port with --port.") from error


def _welcome(base_url: str) -> str:
    root = base_url.removesuffix("/v1")
    return (
        f"Fake OpenAI at {base_url}\n\n"
        "Point your program at it:\n"
        f"  export OPENAI_BASE_URL={base_url} OPENAI_API_KEY=sk-test\n"
        "Make the next image request fail:\n"
        f'  curl {root}/_control/fault -d \'{{"name": "rate_limit"}}\'\n\n'
        "Ctrl-C stops it."
    )


def _sleep_forever() -> None:
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    main()
