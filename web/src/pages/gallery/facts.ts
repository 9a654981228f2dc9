import type { Picture } from "@/api/types";
import { dollars, fileSize } from "@/lib/words";

const WHEN = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeStyle: "short" });

/** What is known of how a picture was made, as rows of a name and a text. */
export function facts(picture: Picture): [name: string, text: string][] {
  const { model, model_asked, size, quality, width, height, bytes, cost_usd, created_at } = picture;
  return [
    ["Model", model === model_asked ? model : `${model}, in place of ${model_asked}`],
    ["Size", size === `${width}x${height}` ? size : `${size}, came as ${width}x${height}`],
    ["Quality", quality],
    ["Cost", dollars(cost_usd)],
    ["Made", WHEN.format(new Date(created_at))],
    ["File", fileSize(bytes)],
  ];
}
