import type { components } from "./schema";

type Schemas = components["schemas"];

export type NodeSpec = Schemas["NodeSpec"];
export type InputSpec = Schemas["InputSpec"];
export type OutputSpec = Schemas["OutputSpec"];
export type WidgetSpec = Schemas["WidgetSpec"];
export type SocketType = Schemas["SocketType"];
export type ImageModel = Schemas["ImageModelRow"];
export type SavedWorkflow = Schemas["SavedWorkflow"];
export type WorkflowSummary = Schemas["WorkflowSummary"];
export type RunSummary = Schemas["RunSummary"];
export type RunEstimate = Schemas["RunEstimate"];
export type RunDetails = Schemas["RunDetails"];
export type Picture = Schemas["Picture"];
export type PicturePage = Schemas["PicturePage"];
export type LostPicture = Schemas["LostPicture"];
export type LostPage = Schemas["LostPage"];
export type Costs = Schemas["Costs"];
export type Cap = Schemas["Cap"];
export type Secret = Schemas["Secret"];
export type McpTool = Schemas["McpTool"];
export type McpServer = Schemas["McpServer"];
export type Template = Schemas["TemplateCard"];

type EventKind = `run_${string}` | `node_${string}`;
type AnyEvent = {
  [Name in keyof Schemas]: Schemas[Name] extends { readonly kind: EventKind } ? Schemas[Name] : never;
}[keyof Schemas];

/** An event of a run. `at` is seconds since 1970, `seq` counts from 1. */
export type RunEvent = AnyEvent & { readonly seq: number; readonly at: number };
