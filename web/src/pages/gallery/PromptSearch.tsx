import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import classes from "./Gallery.module.css";

interface Props {
  text: string;
  onSearch: (text: string) => void;
  autoFocus?: boolean;
}

export function PromptSearch({ text, onSearch, autoFocus = false }: Props) {
  const [typed, setTyped] = useState(text);
  const search = useDebouncedCallback(onSearch, 250);
  return (
    <TextInput
      className={classes.search}
      type="search"
      aria-label="Search the prompts"
      placeholder="Search the prompts"
      leftSection={<IconSearch size={15} />}
      maxLength={1000}
      value={typed}
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined} // what a window gives the focus to
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value);
        search(currentTarget.value);
      }}
    />
  );
}
