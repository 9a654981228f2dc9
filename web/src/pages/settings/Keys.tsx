import { Alert, Button, EmptyState, Skeleton } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { sentence } from "@/api/problem";
import { useSecrets } from "@/api/queries";
import { AddKey } from "@/widgets/AddKey";
import { KeyItem } from "./KeyItem";
import classes from "./Settings.module.css";

/** The keys by name. Their values never leave the server. */
export function Keys() {
  const { data, isPending, error } = useSecrets();
  const [adding, setAdding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      Add a key
    </Button>
  );
  const keys = data?.secrets ?? [];
  return (
    <>
      {error && <Alert color="red" title={sentence(error)} />}
      {isPending && <Skeleton height={120} radius="lg" />}
      {data && keys.length === 0 && (
        <EmptyState
          icon={<IconKey />}
          title="No keys yet"
          description="The demo models need none. To draw and talk with a real model, add the key of its provider."
        >
          <EmptyState.Actions>{add}</EmptyState.Actions>
        </EmptyState>
      )}
      {keys.length > 0 && (
        <>
          <div className={classes.intro}>
            <span>A key goes in and never comes out. Workflows and exports hold its name only.</span>
            {add}
          </div>
          <ul className={classes.list}>
            {keys.map((secret) => (
              <KeyItem key={secret.name} secret={secret} />
            ))}
          </ul>
        </>
      )}
      {adding && <AddKey onAdded={() => undefined} onClose={() => setAdding(false)} />}
    </>
  );
}
