/** A run that began, or goes on, in a tab of this browser. */
interface Begun {
  readonly workflowId: string;
  readonly runId: string;
}

const channel = typeof window === "undefined" ? null : new BroadcastChannel("ai-node-builder-runs");

/** Lets other tabs that show the workflow show the run as well. */
export function tellOtherTabs(begun: Begun): void {
  channel?.postMessage(begun);
}

export function onRunElsewhere(act: (begun: Begun) => void): void {
  channel?.addEventListener("message", ({ data }: MessageEvent<Begun>) => act(data));
}
