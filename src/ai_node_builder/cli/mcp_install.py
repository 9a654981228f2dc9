import click


@click.command()
def install() -> None: ...
