import { useStore } from "@xyflow/react";
import { createContext } from "react";

/** From this many nodes on, what is out of sight is not drawn, and from far away only what can be told apart. */
export const MANY = 80;
/** Below this zoom nobody can read a node's settings, and drawing them all is what takes the time. */
const READABLE = 0.4;

/** Whether the workflow is seen from far away: nodes are signs then, and wires are lines. */
export const Far = createContext(false);

export function useFar(nodes: number): boolean {
  const small = useStore(({ transform: [, , zoom] }) => zoom < READABLE);
  return small && nodes > MANY;
}
