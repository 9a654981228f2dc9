import { create } from "zustand";

const KEY = "ainb-token";

/** The server's token (`AINB_TOKEN`): kept until the tab is closed, and asked for when the server wants another. */
export const useToken = create<{ token: string; wanted: boolean }>(() => ({
  token: sessionStorage.getItem(KEY) ?? "",
  wanted: false,
}));

export function enterToken(token: string): void {
  sessionStorage.setItem(KEY, token);
  useToken.setState({ token, wanted: false });
}

export function askForToken(): void {
  useToken.setState({ wanted: true });
}
