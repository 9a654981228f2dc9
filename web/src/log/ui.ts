import { create } from "zustand";

/** Whether the log is open, and of which node it tells; null tells of all. */
export const useLog = create<{ open: boolean; node: string | null }>(() => ({ open: false, node: null }));

export const toggleLog = () => useLog.setState(({ open }) => ({ open: !open }));
export const showLog = (node: string | null) => useLog.setState({ open: true, node });
