import { type Transform, useReactFlow, useStore, useStoreApi } from "@xyflow/react";
import { useDebouncedCallback } from "@mantine/hooks";
import { useCallback, useEffect } from "react";
import { create } from "zustand";

/** How a workflow is fitted to the view. */
export const FIT = { maxZoom: 1, padding: 0.12 };

/** Milliseconds in which nodes that grow together are waited for. */
const TOGETHER = 120;

/** Whether the view is where it was fitted to, or a person has moved it. */
const useView = create<{ moved: boolean }>(() => ({ moved: false }));

export const viewMoved = () => useView.setState({ moved: true });
export const viewFitted = () => useView.setState({ moved: false });

/** Fits the workflow to the view, and from then on keeps it there. */
export function useFit(): () => void {
  const { fitView } = useReactFlow();
  return useCallback(() => {
    viewFitted();
    void fitView({ ...FIT, duration: matchMedia("(prefers-reduced-motion)").matches ? 0 : 200 });
  }, [fitView]);
}

/** Looks whether a fitted workflow has grown out of view, as with a picture or a smaller window, and fits it again. */
export function useKeepFitted(): () => void {
  const fit = useFit();
  const flow = useStoreApi();
  const { getNodes, getNodesBounds } = useReactFlow();
  const room = useStore(({ width, height }) => `${width} ${height}`);
  const look = useDebouncedCallback(() => {
    const { transform, width, height } = flow.getState();
    const bounds = getNodesBounds(getNodes());
    if (!useView.getState().moved && !isWithin(bounds, transform, width, height)) fit();
  }, TOGETHER);
  useEffect(viewFitted, []);
  useEffect(look, [look, room]);
  return look;
}

type Rect = Readonly<Record<"x" | "y" | "width" | "height", number>>;

function isWithin(rect: Rect, [x, y, zoom]: Transform, width: number, height: number): boolean {
  const [left, top] = [rect.x * zoom + x, rect.y * zoom + y];
  const [right, bottom] = [left + rect.width * zoom, top + rect.height * zoom];
  return left >= 0 && top >= 0 && right <= width && bottom <= height;
}
