"""Holds what the provider served against the ledger, the files and the budget, and names whatever disagrees."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ai_node_builder.services.images.entry import OPEN, Entry
from ai_node_builder.services.money import NANO

from .books import Books
from .child import Told


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must never be: `kind` is what is counted, `what` tells where."""

    kind: str
    what: str


KINDS = ("double payment", "lost picture", "torn file", "books off", "lost run")


def audit(
    before: Books, after: Books, served: Sequence[str], told: Sequence[Told], price: int, cap: float | None
) -> list[Finding]:
    """Everything wrong once a restart has settled what a dead process left.

    `before` is the disk as the process left it, `after` as the restart left it. `served` holds the prompt of every
    request that reached the provider, each of which may have cost `price` (nano-dollars); `told` is what askers
    heard; `cap` is the day's, in dollars.
    """
    return [
        *_double_payments(after, served),
        *_lost(before, after, told),
        *_torn(after),
        *_books_off(after, served, price, cap),
    ]


def run_findings(name: str, books: Books, told: Iterable[Told], price: int, cap: float | None) -> Iterator[Finding]:
    """A run that was let go on to its end has finished, unless the outcome of one of its pictures is unknown or the
    cap had no room for one."""
    ends = [one.code for one in told if one.prompt == name]
    unknown = any(row.state == "unknown" and row.run_id for row in books.rows)
    capped = cap is not None and _spent(books) + price > round(cap * NANO)
    if "finished" not in ends and not unknown and not capped:
        yield Finding("lost run", f"{name} ended as {ends}")


def _double_payments(after: Books, served: Sequence[str]) -> Iterator[Finding]:
    """A key is never sent twice; and of a wish without a key, one picture at most waits for its asker."""
    requests = Counter(served)
    for row in after.rows:
        if row.key != row.id and requests[row.prompt] > 1:
            yield Finding("double payment", f"{requests[row.prompt]} requests for the key {row.key}")
    waiting = Counter(row.fingerprint for row in after.rows if row.key == row.id and _waits(row))
    for fingerprint, count in waiting.items():
        if count > 1:
            yield Finding("double payment", f"{count} pictures wait for who wished {fingerprint}")


def _waits(row: Entry) -> bool:
    return row.state in ("stored", "unknown") and row.delivered_at is None


def _lost(before: Books, after: Books, told: Iterable[Told]) -> Iterator[Finding]:
    """What had arrived is there after the restart, and so is everything an asker was told of."""
    kept = {row.id: row for row in after.rows if row.state == "stored"}
    for id, hash in before.arrived.items():
        if id not in kept or kept[id].sha256 != hash:
            yield Finding("lost picture", f"the answer to {id} had arrived")
    for one in told:
        if one.filename and after.files.get(one.filename) != one.sha256:
            yield Finding("lost picture", f"{one.filename} was handed to its asker")


def _torn(after: Books) -> Iterator[Finding]:
    """Each file is that of a row, byte for byte; each stored row has its file."""
    stored = {row.filename: row.sha256 for row in after.rows if row.state == "stored" and not row.deleted_at}
    for name in stored.keys() | after.files.keys():
        if stored.get(name) != after.files.get(name or ""):
            yield Finding("torn file", f"{name}: the ledger and the folder disagree")


def _books_off(after: Books, served: Sequence[str], price: int, cap: float | None) -> Iterator[Finding]:
    """Every request is on the books with its money, nothing is left open, and the cap held."""
    sent = Counter(row.prompt for row in after.rows if row.id in after.sent)
    for prompt, requests in Counter(served).items():
        if requests > sent[prompt]:
            yield Finding("books off", f"{requests} requests for {prompt!r}, {sent[prompt]} on the books")
    for row in after.rows:
        if row.state in OPEN:
            yield Finding("books off", f"{row.id} is still {row.state} after a restart")
    spent = _spent(after)
    if spent < price * len(served):
        yield Finding("books off", f"{spent} on the books for {len(served)} requests at {price}")
    if cap is not None and spent > round(cap * NANO):
        yield Finding("books off", f"{spent} spent or held over a cap of {cap} dollars")


def _spent(books: Books) -> int:
    """Nano-dollars spent or held."""
    return sum((row.cost or 0) + row.held for row in books.rows)
