import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import { useMemo } from "react";
import { api, body } from "@/api/client";
import { KEYS } from "@/api/queries";
import type { Picture, PicturePage } from "@/api/types";
import type { Filters } from "./filters";

const GALLERY = [...KEYS.images, "gallery"] as const;
const PAGE = 100;

/** The pictures that fit, newest first, as far as they were scrolled to. */
export function useGallery(filters: Filters) {
  const query = useInfiniteQuery({
    queryKey: [...GALLERY, filters],
    queryFn: ({ pageParam, signal }) => page(filters, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
    // What was scrolled to stays as long as the page shows; whoever comes back sees the newest.
    staleTime: Infinity,
    gcTime: 0,
  });
  const pages = query.data?.pages;
  const pictures = useMemo(() => pages?.flatMap(({ images }) => images) ?? [], [pages]);
  return { ...query, pictures };
}

async function page(filters: Filters, before: string | null, signal: AbortSignal): Promise<PicturePage> {
  const { favourite, ...others } = filters;
  const query = { ...others, ...(favourite && { favourite: true }), ...(before && { before }), limit: PAGE };
  // The route answers one shape for each state.
  return (await body(api.GET("/api/images", { params: { query }, signal }))) as PicturePage;
}

/** Changes a picture in the store, and then wherever it shows. */
export function useFavourite() {
  const change = useChange();
  return useMutation({
    mutationFn: ({ filename, favourite }: Pick<Picture, "filename" | "favourite">) =>
      body(api.PATCH("/api/images/{filename}", { params: { path: { filename } }, body: { favourite } })),
    onSuccess: (picture) => change(picture.filename, () => [picture]),
  });
}

export function useDelete() {
  const change = useChange();
  return useMutation({
    mutationFn: (filename: string) =>
      api.DELETE("/api/images/{filename}", { params: { path: { filename } } }),
    onSuccess: (_, filename) => change(filename, () => []),
  });
}

/** Puts other pictures, or none, in the place of one. */
function useChange() {
  const client = useQueryClient();
  return (filename: string, become: () => Picture[]) => {
    client.setQueriesData<InfiniteData<PicturePage>>({ queryKey: GALLERY }, (data) => {
      const changed = (images: readonly Picture[]) =>
        images.flatMap((picture) => (picture.filename === filename ? become() : [picture]));
      return data && { ...data, pages: data.pages.map((one) => ({ ...one, images: changed(one.images) })) };
    });
  };
}
