"""The demo assistant's one story, told about anything."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scene:
    """A paragraph, and the prompt of its picture."""

    text: str
    prompt: str


def scenes(topic: str) -> tuple[Scene, ...]:
    """Three scenes about `topic`."""
    return (
        Scene(
            f"Once, at sunrise, this story of {topic} began among quiet mountains. Nobody knew how far the way was.",
            f"{topic}, at sunrise in the mountains",
        ),
        Scene(
            "By noon clouds had come up over the sea, and the wind asked whether it was not better to turn back. "
            "It was not.",
            f"{topic}, by the sea under storm clouds",
        ),
        Scene(
            "When night fell over the forest the sky was full of stars, and what had seemed far away was home.",
            f"{topic}, in a forest under a starry night sky",
        ),
    )
