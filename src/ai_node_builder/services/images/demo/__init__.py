"""The demo painter: an offline picture maker that is plainly labelled as no AI.

It stands in where no image model can be called: to try the product without a key, and in tests.
"""

from .painter import paint

__all__ = ["paint"]
