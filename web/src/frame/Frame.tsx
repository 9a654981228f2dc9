import { Outlet, ScrollRestoration } from "react-router";
import classes from "./Frame.module.css";
import { Header } from "./Header";
import { Rail } from "./Rail";

/** What stays while pages change: the header, the rail, and room for a page. */
export function Frame() {
  return (
    <div className={classes.frame}>
      <Header />
      <Rail />
      <main className={classes.page}>
        <Outlet />
      </main>
      <ScrollRestoration />
    </div>
  );
}
