import { Tooltip } from "@mantine/core";
import { useMemo } from "react";
import { useImageModels } from "@/api/queries";
import { dollars } from "@/lib/words";
import { type Estimate, estimate } from "@/run/estimate";
import { useEditor } from "@/workflow/store";
import classes from "./EditorPage.module.css";

/** What a run may cost, before it begins. */
export function EstimateLabel() {
  const document = useEditor((state) => state.document);
  const catalogue = useEditor((state) => state.catalogue);
  const models = useImageModels().data;
  const made = useMemo(() => models && estimate(document, catalogue, models), [document, catalogue, models]);
  if (!made) return null;
  const { text, why } = told(made);
  return (
    <Tooltip label={why} multiline maw={260}>
      <span className={classes.saved} tabIndex={0}>
        {text}
      </span>
    </Tooltip>
  );
}

function told({ dollars: sum, more }: Estimate): { text: string; why: string } {
  if (sum === 0 && !more) return { text: "free", why: "Nothing in this workflow costs money." };
  if (sum === 0) return { text: "est. unknown", why: "A language model bills by what it reads and says." };
  if (!more) return { text: `est. ${dollars(sum)}`, why: "The price of the pictures, by the price table." };
  const why =
    "The price of one picture for each node that draws. A tool that is called more often, and language models, add to it.";
  return { text: `est. ${dollars(sum)} +`, why };
}
