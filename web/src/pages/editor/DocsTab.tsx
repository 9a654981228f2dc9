import { Alert, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { send } from "@/api/client";
import { sentence } from "@/api/problem";
import type { NodeSpec } from "@/api/types";
import classes from "./SidePanel.module.css";
import { useSelectedNode } from "./useSelectedNode";

const Markdown = lazy(() => import("@/lib/Markdown"));

/** The docs page of the selected node. */
export function DocsTab() {
  const spec = useSelectedNode()?.spec;
  return spec ? <Page spec={spec} /> : <Text className={classes.empty}>Select a node to read its page.</Text>;
}

function Page({ spec }: { spec: NodeSpec }) {
  const page = useQuery({
    queryKey: ["docs", spec.type],
    queryFn: async () =>
      (await send(new Request(spec.docs, { headers: { accept: "text/markdown" } }))).text(),
    staleTime: Infinity,
  });
  if (page.error) return <Alert color="red" title={sentence(page.error)} />;
  if (page.isPending) return <Loader size="sm" />;
  return (
    <Suspense fallback={<Loader size="sm" />}>
      <Markdown text={page.data} />
    </Suspense>
  );
}
