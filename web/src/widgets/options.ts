import type { ImageModel, WidgetSpec } from "@/api/types";
import { dollars } from "@/lib/words";

/** A choice of a combo. `note` says what it costs, or that it has ended. */
export interface Option {
  readonly value: string;
  readonly note: string;
  readonly retired: boolean;
}

interface Chosen {
  readonly model: string;
  readonly size: string;
  readonly quality: string;
}

/** What a combo offers: what its spec lists, or what the chosen image model does, with the price of a picture. */
export function optionsOf(widget: WidgetSpec, models: readonly ImageModel[], chosen: Chosen): Option[] {
  const model = drawing(models, chosen.model);
  switch (widget.source) {
    case "image_models":
      return models.map((one) => ({ value: one.name, note: told(one), retired: one.retired }));
    case "image_sizes":
      return (model?.sizes ?? widget.options ?? []).map((size) =>
        priced(size, model?.price_usd[size]?.[chosen.quality]),
      );
    case "image_qualities":
      return (model?.qualities ?? widget.options ?? []).map((quality) =>
        priced(quality, model?.price_usd[chosen.size]?.[quality]),
      );
    default:
      return (widget.options ?? []).map((value) => ({ value, note: "", retired: false }));
  }
}

/** The model that draws for a name: one that has ended gives way to its successor, as on the server. */
function drawing(models: readonly ImageModel[], name: string): ImageModel | undefined {
  const model = models.find((one) => one.name === name);
  if (!model?.retired || !model.successor) return model;
  const others = models.filter((one) => one !== model);
  return drawing(others, model.successor) ?? model;
}

function told({ retired, shutdown, successor }: ImageModel): string {
  if (retired) return successor ? `ended, ${successor} draws` : "ended";
  return shutdown ? `until ${shutdown}` : "";
}

function priced(value: string, price: number | null | undefined): Option {
  return { value, note: price === undefined || price === null ? "" : each(price), retired: false };
}

function each(price: number): string {
  return price === 0 ? "free" : `${dollars(price)} each`;
}
