import { servable } from "@/api/client";
import type { Picture } from "@/api/types";
import { facts } from "./facts";
import classes from "./Picture.module.css";
import { Dialog } from "@/lib/Dialog";

/** Two pictures side by side; what differs in how they were made stands out. */
export function CompareDialog({ pictures, onClose }: { pictures: [Picture, Picture]; onClose: () => void }) {
  const rows = pictures.map(facts);
  return (
    <Dialog onClose={onClose} fullScreen title="Compare two pictures">
      <div className={classes.pair}>
        {pictures.map((picture, side) => (
          <figure key={picture.filename}>
            <img src={servable(picture.filename)} alt={picture.prompt} />
            <figcaption>
              <p className={classes.prompt}>{picture.prompt}</p>
              <dl className={classes.facts}>
                {rows[side]?.map(([name, text], row) => (
                  <div key={name} style={{ display: "contents" }}>
                    <dt>{name}</dt>
                    <dd data-differs={text !== rows[1 - side]?.[row]?.[1] || undefined}>{text}</dd>
                  </div>
                ))}
              </dl>
            </figcaption>
          </figure>
        ))}
      </div>
    </Dialog>
  );
}
