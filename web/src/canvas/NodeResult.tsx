import { Progress } from "@mantine/core";
import type { NodeSpec } from "@/api/types";
import { picturesIn } from "@/run/pictures";
import type { NodeRun } from "@/run/state";
import { widgetValue } from "@/workflow/catalogue";
import type { NodeItem } from "@/workflow/document";
import classes from "./NodeCard.module.css";
import { CallChips } from "./CallChips";
import { PictureView } from "./PictureView";
import { ResultText } from "./ResultText";

interface Props {
  item: NodeItem;
  spec: NodeSpec;
  run: NodeRun;
}

/** What comes out while the node works and when it is done. Nothing where nothing came out that one can look at. */
export function NodeResult({ item, spec, run }: Props) {
  const running = run.phase === "running";
  const text = run.text || shownValue(spec, run.outputs);
  const pictures = draws(spec) ? picturesOf(run) : [];
  if (!running && !text && pictures.length === 0) return null;
  return (
    <div className={classes.result}>
      {running && <Working item={item} spec={spec} run={run} />}
      {pictures.length > 0 && (
        <div className={classes.pictures} data-many={pictures.length > 1 || undefined}>
          {pictures.map((picture) => (
            <PictureView key={picture.filename} picture={picture} />
          ))}
        </div>
      )}
      {text && <ResultText text={text} pictures={isOutput(spec)} />}
    </div>
  );
}

function Working({ item, spec, run }: Props) {
  const making = draws(spec) && (!isTool(spec) || Object.keys(run.calls).length > 0);
  return (
    <>
      <CallChips calls={run.calls} />
      {run.message && <p className={classes.message}>{run.message}</p>}
      {run.fraction !== null && <Progress size={3} value={run.fraction * 100} aria-label="Progress" />}
      {making && <div className={classes.making} style={{ aspectRatio: ratioOf(item, spec) }} />}
    </>
  );
}

/** Those of all calls, and those that it sends on. */
function picturesOf({ called, outputs }: NodeRun) {
  return picturesIn([Object.values(called).map(({ result }) => result), outputs]);
}

/** Whether it has a picture's size among its settings. */
export function draws(spec: NodeSpec): boolean {
  return spec.widgets.some(({ source }) => source === "image_sizes");
}

function isTool(spec: NodeSpec): boolean {
  return spec.sockets.inputs.some(({ name }) => name === "tool_call");
}

/** Whether a workflow ends there. */
function isOutput(spec: NodeSpec): boolean {
  return spec.category === "Output";
}

/** The proportions that the picture will have, by the size that is set. */
function ratioOf(item: NodeItem, spec: NodeSpec): string {
  const size = spec.widgets.find(({ source }) => source === "image_sizes");
  const [width, height] = size ? String(widgetValue(item, spec, size.name)).split("x") : [];
  return width && height ? `${width} / ${height}` : "1";
}

/** A node at which a workflow ends shows what arrived. */
function shownValue(spec: NodeSpec, outputs: NodeRun["outputs"]): string {
  if (!isOutput(spec) || !outputs) return "";
  const [value] = Object.values(outputs);
  return typeof value === "string" ? value : `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}
