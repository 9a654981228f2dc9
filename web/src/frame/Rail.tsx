import { Tooltip } from "@mantine/core";
import { NavLink } from "react-router";
import { PAGES } from "@/pages";
import classes from "./Frame.module.css";

export function Rail() {
  return (
    <nav className={classes.rail} aria-label="Pages">
      {PAGES.map(
        ({ path, rail }) =>
          rail && (
            <Tooltip key={path} label={rail.label} position="right">
              <NavLink
                to={rail.to ?? path}
                end={path === "/"}
                className={classes.link}
                aria-label={rail.label}
              >
                <rail.icon size={22} stroke={1.6} />
              </NavLink>
            </Tooltip>
          ),
      )}
    </nav>
  );
}
