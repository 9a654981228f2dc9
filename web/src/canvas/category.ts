import {
  IconArrowDownRight,
  IconBraces,
  IconEye,
  type Icon,
  type IconProps,
  IconPhoto,
  IconPuzzle,
  IconSparkles,
  IconTool,
} from "@tabler/icons-react";
import { createElement } from "react";

const ICONS: Readonly<Record<string, Icon>> = {
  Input: IconArrowDownRight,
  AI: IconSparkles,
  Images: IconPhoto,
  Tools: IconTool,
  Output: IconEye,
  Data: IconBraces,
};

export function CategoryIcon({ category, ...props }: { category: string | undefined } & IconProps) {
  return createElement(ICONS[category ?? ""] ?? IconPuzzle, { size: 16, stroke: 1.8, ...props });
}

/** The category's colour; one that the theme does not know has that of "Other". */
export function categoryColour(category: string | undefined): string {
  return `var(--category-${category?.replaceAll(/\W/g, "") ?? "Other"}, var(--category-Other))`;
}
