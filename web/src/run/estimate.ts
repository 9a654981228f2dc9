import type { ImageModel } from "@/api/types";
import { type Catalogue, widgetValue } from "@/workflow/catalogue";
import { linksOf, type NodeItem, nodesOf, type Workflow } from "@/workflow/document";

/** What a run may cost. `dollars` is what is known beforehand; `more` says that there is something to add to it. */
export interface Estimate {
  readonly dollars: number;
  readonly more: boolean;
}

/**
 * The price of one picture for each node that draws, and nothing for what the demo models do. A tool may be called
 * more than once, and what a language model costs depends on what it says: then there is `more`.
 */
export function estimate(workflow: Workflow, catalogue: Catalogue, models: readonly ImageModel[]): Estimate {
  let dollars = 0;
  let more = false;
  for (const item of nodesOf(workflow).filter(({ type }) => catalogue.get(type)?.paid)) {
    const model = setting(item, catalogue, "model");
    if (model.startsWith("demo/")) continue;
    const price = priceOf(item, catalogue, models, model);
    dollars += price ?? 0;
    more ||= price === null || isTool(workflow, item);
  }
  return { dollars, more };
}

function priceOf(
  item: NodeItem,
  catalogue: Catalogue,
  models: readonly ImageModel[],
  name: string,
): number | null {
  const row = models.find((model) => model.name === name);
  const drawing = row?.retired ? models.find((model) => model.name === row.successor) : row;
  return drawing?.price_usd[setting(item, catalogue, "size")]?.[setting(item, catalogue, "quality")] ?? null;
}

function setting(item: NodeItem, catalogue: Catalogue, name: string): string {
  const spec = catalogue.get(item.type);
  const value = spec && widgetValue(item, spec, name);
  return typeof value === "string" ? value : "";
}

function isTool(workflow: Workflow, { id }: NodeItem): boolean {
  return linksOf(workflow).some(({ to }) => to[0] === id && to[1] === "tool_call");
}
