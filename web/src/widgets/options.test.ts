import { describe, expect, it } from "vitest";
import type { ImageModel, WidgetSpec } from "@/api/types";
import { optionsOf } from "./options";

const FLARE: ImageModel = {
  name: "flare",
  provider: "openai",
  sizes: ["1024x1024", "1536x1024"],
  qualities: ["low", "high"],
  any_size: false,
  price_usd: { "1024x1024": { low: 0.01, high: 0.05 }, "1536x1024": { low: 0.02, high: null } },
  shutdown: null,
  successor: null,
  retired: false,
};
const OLD: ImageModel = {
  ...FLARE,
  name: "old",
  price_usd: { "1536x1024": { low: 0.4 } },
  shutdown: "2026-10-01",
  successor: "flare",
  retired: true,
};
const ENDING: ImageModel = { ...FLARE, name: "ending", shutdown: "2027-01-01" };
const widget = (source: string): WidgetSpec => ({
  name: "x",
  kind: "combo",
  default: "",
  description: "",
  options: ["auto"],
  source,
});
const notes = (source: string, model = "flare") =>
  optionsOf(widget(source), [FLARE, OLD, ENDING], { model, size: "1536x1024", quality: "low" }).map(
    ({ value, note }) => [value, note],
  );

describe("options", () => {
  it("tell what a picture costs", () => {
    expect(notes("image_sizes")).toEqual([
      ["1024x1024", "$0.010 each"],
      ["1536x1024", "$0.020 each"],
    ]);
  });

  it("say nothing of a price that is not known", () => {
    expect(notes("image_qualities")).toEqual([
      ["low", "$0.020 each"],
      ["high", ""],
    ]);
  });

  it("mark models that have ended or will", () => {
    expect(notes("image_models")).toEqual([
      ["flare", ""],
      ["old", "ended, flare draws"],
      ["ending", "until 2027-01-01"],
    ]);
  });

  it("of a model that has ended are those of its successor, which draws", () => {
    expect(notes("image_sizes", "old")).toEqual(notes("image_sizes", "flare"));
  });

  it("are the spec's own for a model that the table does not know", () => {
    expect(notes("image_sizes", "mine")).toEqual([["auto", ""]]);
    expect(notes("")).toEqual([["auto", ""]]);
  });
});
