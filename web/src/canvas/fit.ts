/** How a workflow is fitted to the view. */
export const FIT = { maxZoom: 1, padding: 0.12 };
