"""A node of the home folder: it has settings as a language model has them, takes its time, and tells of it."""

import asyncio

from ai_node_builder import Context, Node, Output, SocketType, combo, secret, slider, textarea

WORDS = 40


class Ticker(Node):
    """Counts aloud"""

    type = "ticker"
    title = "Ticker"
    category = "AI"
    outputs = (Output("text", SocketType.TEXT, "What was counted"),)
    reusable = False

    prompt: str = textarea(description="What came before", socket=SocketType.TEXT)
    says: str = textarea(description="What it says")
    voice: str = combo("calm", options=("calm", "loud"), description="How it speaks")
    pace: float = slider(0.25, minimum=0, maximum=1, step=0.05, description="Seconds between two words")
    api_key: str = secret(description="None is needed")

    async def run(self, ctx: Context) -> dict[str, str]:
        for count in range(WORDS):
            await asyncio.sleep(self.pace)
            ctx.report.text(f"{count} ")
            ctx.report.progress(f"at {count}", count / WORDS)
        return {"text": f"counted to {WORDS}"}
