import { notifications } from "@mantine/notifications";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import { sentence } from "@/api/problem";
import { KEYS } from "@/api/queries";
import type { LostPage, LostPicture } from "@/api/types";

const LOST = [...KEYS.images, "lost"] as const;

/** Requests for pictures whose outcome is not known, newest first, as many as are settled in one go. */
export function useLost(): readonly LostPicture[] {
  const page = useQuery({ queryKey: LOST, queryFn: lostPage });
  return page.data?.images ?? [];
}

async function lostPage(): Promise<LostPage> {
  const query = { state: "unknown" as const, limit: 100 };
  // The route answers one shape for each state.
  return (await body(api.GET("/api/images", { params: { query } }))) as LostPage;
}

/** What a person decides about one of them. */
export function useSettling({ id }: LostPicture) {
  const client = useQueryClient();
  const params = { path: { id } };
  const onSettled = async () => {
    await client.invalidateQueries({ queryKey: KEYS.costs });
    await client.invalidateQueries({ queryKey: KEYS.runs });
    await client.invalidateQueries({ queryKey: KEYS.images });
  };
  const buyAgain = useMutation({
    mutationFn: () => body(api.POST("/api/images/{id}/buy-again", { params, body: {} })),
    onSuccess: () => notifications.show({ message: "The picture is bought and in the gallery." }),
    onError: tell("It was not bought"),
    onSettled,
  });
  const writeOff = useMutation({
    mutationFn: (cost_usd: number | null) =>
      body(api.POST("/api/images/{id}/write-off", { params, body: { cost_usd } })),
    onSuccess: () => notifications.show({ message: "It is written off. Nothing is held for it any more." }),
    onError: tell("It was not written off"),
    onSettled,
  });
  return { buyAgain, writeOff };
}

function tell(title: string) {
  return (error: unknown) => notifications.show({ color: "red", title, message: sentence(error) });
}
