import { Fragment } from "react";
import { Link } from "react-router";
import type { Picture } from "@/api/types";
import { facts } from "./facts";
import { MadeBy } from "./MadeBy";
import classes from "./Picture.module.css";

export function PictureFacts({ picture }: { picture: Picture }) {
  const { prompt, run_id, node_id, tool } = picture;
  return (
    <>
      <p className={classes.prompt}>{prompt}</p>
      <dl className={classes.facts}>
        {facts(picture).map(([name, text]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </Fragment>
        ))}
        {tool && (
          <>
            <dt>Tool</dt>
            <dd>{tool}</dd>
          </>
        )}
        {run_id && (
          <>
            <dt>Run</dt>
            <dd>
              <Link to={`/runs/${run_id}`}>See the run</Link>
            </dd>
          </>
        )}
        {node_id && (
          <>
            <dt>Node</dt>
            <dd>{node_id}</dd>
          </>
        )}
      </dl>
      <MadeBy picture={picture} />
    </>
  );
}
