import { Tooltip } from "@mantine/core";
import { useCaps } from "@/api/queries";
import type { RunEstimate } from "@/api/types";
import { dollars } from "@/lib/words";
import { overCap } from "@/run/over-cap";
import { useEstimate } from "@/run/useEstimate";
import classes from "./EditorPage.module.css";

/** What a run may cost, before it begins, and whether a cap may stop it. */
export function EstimateLabel() {
  const estimate = useEstimate();
  const caps = useCaps();
  if (!estimate) return null;
  const { text, why } = told(estimate);
  const over = caps && overCap(estimate, caps);
  return (
    <Tooltip label={over ? `${over} What does not fit is refused. ${why}` : why} multiline maw={280}>
      <span className={classes.saved} data-state={over && "over"} tabIndex={0}>
        {over ? `${text}, over a cap` : text}
      </span>
    </Tooltip>
  );
}

function told({ cost_usd, known_usd }: RunEstimate): { text: string; why: string } {
  if (cost_usd === 0) return { text: "free", why: "Nothing in this workflow costs money." };
  if (cost_usd !== null)
    return {
      text: `est. at most ${dollars(cost_usd)}`,
      why: "By the price table. Unchanged nodes cost nothing.",
    };
  if (known_usd === 0)
    return { text: "est. unknown", why: "What a language model costs depends on what it reads and says." };
  const why =
    "The price of one picture for each node that draws. Language models, and tools that are called more than once, add to it.";
  return { text: `est. ${dollars(known_usd)} or more`, why };
}
