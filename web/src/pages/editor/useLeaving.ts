import { useEffect } from "react";
import { saveNow, useSaving } from "@/workflow/saving";

/** Nothing is lost on leaving: the page saves what is not saved, and asks where it cannot. */
export function useLeaving(): void {
  useEffect(() => {
    const onUnload = (event: BeforeUnloadEvent) => {
      if (useSaving.getState().state === "saved") return;
      void saveNow();
      event.preventDefault();
    };
    window.addEventListener("beforeunload", onUnload);
    return () => {
      window.removeEventListener("beforeunload", onUnload);
      void saveNow();
    };
  }, []);
}
