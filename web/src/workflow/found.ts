import type { NodeSpec } from "@/api/types";

/** The nodes that the words are about, those whose title begins with them first. */
export function found(specs: readonly NodeSpec[], words: string): NodeSpec[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const fitting = specs.filter((spec) => {
    const said = `${spec.title} ${spec.type} ${spec.category} ${spec.description}`.toLowerCase();
    return wanted.every((word) => said.includes(word));
  });
  const first = wanted[0] ?? "";
  const rank = ({ title }: NodeSpec) => {
    const at = first ? title.toLowerCase().indexOf(first) : 0;
    return at < 0 ? Infinity : at;
  };
  return fitting.toSorted((one, other) => (rank(one) === rank(other) ? 0 : rank(one) - rank(other)));
}
