import type { Picture } from "@/api/types";
import { ConfirmDialog } from "@/lib/ConfirmDialog";
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
    <ConfirmDialog
      title="Delete this picture?"
      action="Delete for good"
      pending={isPending}
      error={error}
      onConfirm={remove}
      onClose={onClose}
    >
      The file is removed for good, and its link stops working. What it cost stays in the books.
    </ConfirmDialog>
  );
}
