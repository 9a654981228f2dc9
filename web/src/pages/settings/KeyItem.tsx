import { Badge, Button, Group } from "@mantine/core";
import { IconCheck, IconInfoCircle, IconX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, body } from "@/api/client";
import { sentence } from "@/api/problem";
import type { Secret } from "@/api/types";
import { AddKey } from "@/widgets/AddKey";
import { ForgetDialog } from "./ForgetDialog";
import classes from "./Settings.module.css";

const SOURCES: Readonly<Record<Secret["source"], { word: string; colour: string }>> = {
  stored: { word: "stored here", colour: "green" },
  environment: { word: "from the environment", colour: "blue" },
  nowhere: { word: "no value", colour: "yellow" },
};

export function KeyItem({ secret: { name, source, hosts } }: { secret: Secret }) {
  const [open, setOpen] = useState<"replace" | "forget" | null>(null);
  const close = () => setOpen(null);
  const test = useTest(name);
  return (
    <li className={classes.item}>
      <div className={classes.what}>
        <div className={classes.name}>
          {name}
          <Badge variant="light" color={SOURCES[source].colour} tt="none" autoContrast>
            {SOURCES[source].word}
          </Badge>
        </div>
        <div className={classes.hint}>
          {hosts.length > 0 ? `Goes to ${hosts.join(", ")} only.` : "Goes to its provider only."}
          {source === "environment" && " It is set where the server runs, and wins over a stored one."}
        </div>
      </div>
      <Group gap="sm">
        {source !== "nowhere" && (
          <Button
            variant="default"
            loading={test.isPending}
            aria-label={`Test ${name}`}
            onClick={() => test.mutate()}
          >
            Test
          </Button>
        )}
        {source !== "environment" && (
          <>
            <Button variant="default" aria-label={`Replace ${name}`} onClick={() => setOpen("replace")}>
              Replace
            </Button>
            <Button
              variant="subtle"
              color="red"
              aria-label={`Forget ${name}`}
              onClick={() => setOpen("forget")}
            >
              Forget
            </Button>
          </>
        )}
      </Group>
      {test.data && <Said {...test.data} />}
      {test.error && <Said accepted={false} message={sentence(test.error)} />}
      {open === "replace" && <AddKey replaces={name} hosts={hosts} onAdded={test.reset} onClose={close} />}
      {open === "forget" && <ForgetDialog name={name} onClose={close} />}
    </li>
  );
}

function useTest(name: string) {
  return useMutation({
    mutationFn: () => body(api.POST("/api/secrets/{name}/test", { params: { path: { name } } })),
  });
}

function Said({ accepted, message }: { accepted: boolean | null; message: string }) {
  const Icon = accepted === null ? IconInfoCircle : accepted ? IconCheck : IconX;
  return (
    <div className={classes.said} data-accepted={accepted ?? undefined} role="status">
      <Icon size={16} /> {message}
    </div>
  );
}
