import { ActionIcon, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { IconMoon, IconSun } from "@tabler/icons-react";
import { type ReactNode } from "react";
import { createPortal } from "react-dom";
import { Link } from "react-router";
import { create } from "zustand";
import classes from "./Frame.module.css";

const useSlot = create<{ element: HTMLElement | null }>(() => ({ element: null }));
const setSlot = (element: HTMLElement | null) => useSlot.setState({ element });

export function Header() {
  return (
    <header className={classes.header}>
      <Link to="/" className={classes.brand}>
        <img src="/favicon.svg" alt="" width={22} height={22} />
        AI Node Builder
      </Link>
      <div className={classes.slot} ref={setSlot} />
      <ThemeButton />
    </header>
  );
}

/** Puts what a page has to say into the header, as long as the page shows. */
export function HeaderContent({ children }: { children: ReactNode }) {
  const slot = useSlot((state) => state.element);
  return slot && createPortal(children, slot);
}

function ThemeButton() {
  const { setColorScheme } = useMantineColorScheme();
  const dark = useComputedColorScheme("light") === "dark";
  const label = dark ? "Light theme" : "Dark theme";
  return (
    <Tooltip label={label}>
      <ActionIcon size={32} aria-label={label} onClick={() => setColorScheme(dark ? "light" : "dark")}>
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  );
}
