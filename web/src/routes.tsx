import { createBrowserRouter } from "react-router";
import { Frame } from "./frame/Frame";
import { PageError } from "./frame/PageError";
import { PAGES } from "./pages";

export const router = createBrowserRouter([
  {
    element: <Frame />,
    errorElement: <PageError />,
    hydrateFallbackElement: <></>,
    children: PAGES.map(({ path, load }) => ({ path, lazy: load, errorElement: <PageError /> })),
  },
]);
