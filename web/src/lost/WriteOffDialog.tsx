import { Button, Group, NumberInput, Stack } from "@mantine/core";
import { useState } from "react";
import type { LostPicture } from "@/api/types";
import { Dialog } from "@/lib/Dialog";

interface Props {
  picture: LostPicture;
  pending: boolean;
  /** Given what it cost in dollars; null books all that was held. */
  onWriteOff: (cost: number | null) => void;
  onClose: () => void;
}

export function WriteOffDialog({ picture, pending, onWriteOff, onClose }: Props) {
  const [cost, setCost] = useState<string | number>(picture.held_usd);
  return (
    <Dialog onClose={onClose} title="What did it cost?">
      <form action={() => onWriteOff(cost === "" ? null : Number(cost))}>
        <Stack>
          <NumberInput
            label="Cost in dollars"
            description="As the provider’s usage page says; 0 if it does not know of this picture."
            value={cost}
            onChange={setCost}
            min={0}
            max={1e6}
            step={0.01}
            decimalScale={6}
            prefix="$"
            data-autofocus
          />
          <Group justify="end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={pending}>
              Write off
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
