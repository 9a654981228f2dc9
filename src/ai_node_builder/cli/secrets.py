"""`ainb secrets`: the keys. A key is read from a prompt or from stdin, never from the command line."""

import click

from .images import ListsByDefault


@click.group(cls=ListsByDefault)
def secrets() -> None:
    """Keys: list them, store one, say where it may go, try it."""


@secrets.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def list_(as_json: bool) -> None:
    """The keys by name: what each is for, and where it comes from. Never the keys themselves."""
    from .keeping import list_secrets

    list_secrets(as_json=as_json)


@secrets.command("set")
@click.argument("name")
@click.option("--provider", default="", help="Whose key it is, as litellm names it; known for the usual names.")
@click.option("--host", "hosts", multiple=True, metavar="HOST", help="Where it may go; the provider's if left out.")
def set_(name: str, provider: str, hosts: tuple[str, ...]) -> None:
    """Store a key, which is asked for, or read from stdin.

    \b
    ainb secrets set OPENAI_API_KEY
    ainb secrets set MY_SERVER --host llm.example.com < key.txt
    """
    from .keeping import set_secret

    set_secret(name, provider, hosts)


@secrets.command()
@click.argument("name")
@click.option("--host", "hosts", multiple=True, required=True, metavar="HOST", help="Where it may go besides.")
def allow(name: str, hosts: tuple[str, ...]) -> None:
    """Let a key go to more hosts; also one that comes from the environment."""
    from .keeping import allow_hosts

    allow_hosts(name, hosts)


@secrets.command()
@click.argument("name")
def rm(name: str) -> None:
    """Forget a stored key and its hosts."""
    from .keeping import remove_secret

    remove_secret(name)


@secrets.command()
@click.argument("name")
@click.pass_context
def test(ctx: click.Context, name: str) -> None:
    """Ask the provider, at no cost, whether it accepts the key. Exit status 1 where it does not say so."""
    from .keeping import test_secret

    ctx.exit(0 if test_secret(name) else 1)
