import { useSearchParams } from "react-router";

/** The picture that shows large, by its file name. It stands in the address, so that it can be linked to. */
export function useShown(): [string | null, (filename: string | null) => void] {
  const [params, setParams] = useSearchParams();
  const show = (filename: string | null) =>
    setParams((before) => {
      if (filename) before.set("picture", filename);
      else before.delete("picture");
      return before;
    });
  return [params.get("picture"), show];
}
