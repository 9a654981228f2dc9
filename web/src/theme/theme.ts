import { createTheme, type MantineColorsTuple } from "@mantine/core";

const iris: MantineColorsTuple = [
  "#f1efff",
  "#e0dbfd",
  "#c2b9fb",
  "#a597f8",
  "#8d7cf3",
  "#7665ec",
  "#6450df",
  "#5744cf",
  "#4838b0",
  "#392d8c",
];

const dark: MantineColorsTuple = [
  "#d9dce4",
  "#b6bbc8",
  "#8f95a6",
  "#666d7f",
  "#414756",
  "#323744",
  "#252933",
  "#1b1e25",
  "#15181e",
  "#0f1116",
];

export const theme = createTheme({
  colors: { iris, dark },
  primaryColor: "iris",
  primaryShade: { light: 7, dark: 6 },
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Consolas, monospace",
  fontSizes: { xs: "11px", sm: "12px", md: "13px", lg: "15px", xl: "18px" },
  lineHeights: { xs: "1.4", sm: "1.45", md: "1.5", lg: "1.5", xl: "1.4" },
  spacing: { xs: "4px", sm: "8px", md: "12px", lg: "16px", xl: "24px" },
  defaultRadius: "md",
  radius: { xs: "4px", sm: "6px", md: "8px", lg: "10px", xl: "14px" },
  headings: {
    fontWeight: "600",
    sizes: { h1: { fontSize: "20px" }, h2: { fontSize: "15px" }, h3: { fontSize: "13px" } },
  },
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: "compact-md" } },
    Tooltip: { defaultProps: { openDelay: 400, withArrow: true } },
    ActionIcon: { defaultProps: { variant: "subtle", color: "gray" } },
    // What is pressed in a window or a menu is not for the node on the canvas that opened it: React Flow heeds "nokey".
    Modal: {
      defaultProps: { centered: true, closeButtonProps: { "aria-label": "Close" } },
      classNames: { root: "nokey" },
    },
    Menu: { classNames: { dropdown: "nokey" } },
  },
});
