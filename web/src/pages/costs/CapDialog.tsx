import { Alert, Button, Group, Modal, NumberInput, Stack, Text } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import { sentence } from "@/api/problem";
import { KEYS } from "@/api/queries";
import type { Cap } from "@/api/types";
import { ceiling, WORDS, type CapName } from "./cap-names";
import classes from "./Costs.module.css";

interface Props {
  name: CapName;
  cap: Cap;
  onClose: () => void;
}

/** Always there, so that the focus goes back to where it came from once it closes. */
export function CapDialog({ opened, ...props }: Props & { opened: boolean }) {
  return (
    <Modal opened={opened} onClose={props.onClose} title={`Cap of ${WORDS[props.name].of}`}>
      <CapForm {...props} />
    </Modal>
  );
}

function CapForm({ name, cap, onClose }: Props) {
  const [amount, setAmount] = useState<string | number>(cap.stored_usd ?? "");
  const save = useSetCap(name, onClose);
  return (
    <form action={() => save.mutate(Number(amount))}>
      <Stack>
        <NumberInput
          label="Most to spend, in dollars"
          description={`${WORDS[name].does} It holds at once.`}
          value={amount}
          onChange={setAmount}
          min={0}
          max={1e6}
          step={name === "call" ? 0.01 : 1}
          decimalScale={6}
          prefix="$"
          required
          withAsterisk={false}
          data-autofocus
        />
        {cap.setting_usd !== null && (
          <Text className={classes.hint}>A higher one changes nothing: {ceiling(name, cap)}</Text>
        )}
        {save.error && <Alert color="red" title={sentence(save.error)} />}
        <Group>
          {cap.stored_usd !== null && (
            <Button
              variant="subtle"
              color="red"
              loading={save.isPending && save.variables === null}
              onClick={() => save.mutate(null)}
            >
              Remove the cap
            </Button>
          )}
          <Group ml="auto">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending && save.variables !== null}>
              Save
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  );
}

function useSetCap(name: CapName, onSaved: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (cap_usd: number | null) =>
      api.PUT("/api/caps/{name}", { params: { path: { name } }, body: { cap_usd } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: KEYS.costs });
      onSaved();
    },
  });
}
