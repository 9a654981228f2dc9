import { useQuery } from "@tanstack/react-query";
import { api, body } from "@/api/client";
import classes from "./Settings.module.css";

export function About() {
  const health = useQuery({
    queryKey: ["health"],
    queryFn: () => body(api.GET("/healthz")),
    staleTime: Infinity,
  });
  return (
    <div className={classes.card}>
      <div className={classes.name}>AI Node Builder {health.data?.version}</div>
      <p className={classes.hint}>
        Build workflows of nodes, and give language models tools that draw, look up and work out.
      </p>
      <ul className={classes.links}>
        <li>
          <a href="/openapi.json" target="_blank" rel="noreferrer">
            Every route of this server, as an OpenAPI document
          </a>
        </li>
      </ul>
    </div>
  );
}
