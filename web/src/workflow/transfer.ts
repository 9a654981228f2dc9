import { api, body } from "@/api/client";
import { saveFile } from "@/lib/save";
import type { Workflow } from "./document";

/** Keeps a workflow as a new one; answers its id. */
export async function keepCopy(workflow: Workflow): Promise<string> {
  return (await body(api.POST("/api/workflows", { body: workflow }))).id;
}

/** How many keys stand in a workflow, by the server's own rules. */
export async function keysIn(workflow: Workflow): Promise<number> {
  return (await body(api.POST("/api/workflows/check", { body: workflow }))).keys;
}

/** Hands a workflow to the browser as a file. */
export function download(workflow: Workflow): void {
  const blob = new Blob([JSON.stringify(workflow, null, 2), "\n"], { type: "application/json" });
  saveFile(blob, `${fileName(workflow.name ?? "")}.workflow.json`);
}

export function fileName(title: string): string {
  const plain = title.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
  return plain.replaceAll(/^-+|-+$/g, "") || "workflow";
}

/** Keeps a picture in the store; answers its file name there. */
export async function upload(file: File): Promise<string> {
  const data = await base64(file);
  return (await body(api.POST("/api/images", { body: { filename: file.name, data } }))).filename;
}

/** By way of a data URL, because browsers make these from any size of file. */
function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve((reader.result as string).replace(/^[^,]*,/, ""));
    reader.onerror = () => reject(new Error(`${file.name} could not be read.`));
    reader.readAsDataURL(file);
  });
}
