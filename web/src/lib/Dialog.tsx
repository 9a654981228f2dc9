import { Modal, type ModalProps } from "@mantine/core";
import { useEffect } from "react";

/** A window over the page, there as long as it is drawn. Once it is gone, the focus is where it was before. */
export function Dialog(props: Omit<ModalProps, "opened">) {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return <Modal opened {...props} />;
}
