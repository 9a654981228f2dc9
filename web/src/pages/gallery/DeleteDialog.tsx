import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { sentence } from "@/api/problem";
import type { Picture } from "@/api/types";
import { useDelete } from "./useGallery";

interface Props {
  picture: Picture;
  onDeleted: () => void;
  onClose: () => void;
}

export function DeleteDialog({ picture, onDeleted, onClose }: Props) {
  const { mutate, isPending, error } = useDelete();
  const remove = () =>
    mutate(picture.filename, {
      onSuccess: () => {
        onClose();
        onDeleted();
      },
    });
  return (
    <Modal opened onClose={onClose} title="Delete this picture?">
      <Stack>
        {error && <Alert color="red" title={sentence(error)} />}
        <Text>
          The file is removed for good, and its link stops working. What it cost stays in the books.
        </Text>
        <Group justify="end">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" loading={isPending} onClick={remove}>
            Delete for good
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
