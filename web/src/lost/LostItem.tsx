import { Button, Group } from "@mantine/core";
import { useState } from "react";
import type { LostPicture } from "@/api/types";
import { ago, dollars } from "@/lib/words";
import classes from "./Lost.module.css";
import { useSettling } from "./useLost";
import { WriteOffDialog } from "./WriteOffDialog";

export function LostItem({ picture }: { picture: LostPicture }) {
  const { buyAgain, writeOff } = useSettling(picture);
  const [asking, setAsking] = useState(false);
  const { prompt, created_at, model, size, quality, held_usd, error } = picture;
  return (
    <li className={classes.item}>
      <div className={classes.what}>
        <div className={classes.prompt} title={prompt}>
          {prompt}
        </div>
        <div className={classes.facts}>
          {[ago(new Date(created_at)), model, size, quality, `${dollars(held_usd)} held`].join(" · ")}
        </div>
        {error && <div className={classes.facts}>{error}</div>}
      </div>
      <Group gap="sm">
        <Button loading={buyAgain.isPending} onClick={() => buyAgain.mutate()}>
          Buy again
        </Button>
        <Button variant="default" disabled={buyAgain.isPending} onClick={() => setAsking(true)}>
          Write off
        </Button>
      </Group>
      {asking && (
        <WriteOffDialog
          picture={picture}
          pending={writeOff.isPending}
          onWriteOff={(cost) => writeOff.mutate(cost, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}
