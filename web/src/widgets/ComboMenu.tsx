import { Combobox, useCombobox } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import classes from "./Field.module.css";
import type { Option } from "./options";

interface Props {
  options: readonly Option[];
  /** Whether what is typed may be chosen though it is not on the list. */
  free: boolean;
  value: string;
  target: ReactNode;
  /** What to say where there is nothing to choose. */
  empty?: ReactNode;
  onChoose: (value: string) => void;
  onClose: () => void;
}

const SEARCHABLE = 6;

/** The open list of a combo. */
export default function ComboMenu({ options, free, value, target, empty, onChoose, onClose }: Props) {
  const [search, setSearch] = useState("");
  const store = useCombobox({
    onDropdownOpen: () => store.updateSelectedOptionIndex("active", { scrollIntoView: true }),
    onDropdownClose: onClose,
  });
  const searchable = free || options.length > SEARCHABLE;
  const wanted = search.trim().toLowerCase();
  const found = options.filter((option) => option.value.toLowerCase().includes(wanted));
  const own = free && wanted !== "" && !options.some((option) => option.value === search.trim());
  useEffect(() => {
    store.openDropdown();
    if (!searchable) store.focusTarget();
  }, []); // eslint-disable-line react-hooks/exhaustive-deps -- once, when it appears
  useEffect(() => {
    if (wanted) store.selectFirstOption();
  }, [wanted]); // eslint-disable-line react-hooks/exhaustive-deps -- what Enter takes, once the list shows it
  const choose = (chosen: string) => {
    onChoose(chosen);
    onClose();
  };
  return (
    <Combobox store={store} onOptionSubmit={choose} width={310} position="bottom-start" withinPortal>
      <Combobox.Target targetType="button">{target as React.ReactElement}</Combobox.Target>
      <Combobox.Dropdown>
        {searchable && (
          <Combobox.Search
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            placeholder={free ? "Search, or type a name" : "Search"}
            autoFocus
          />
        )}
        <Combobox.Options mah={280} style={{ overflowY: "auto" }}>
          {found.map((option) => (
            <Combobox.Option
              key={option.value}
              value={option.value}
              active={option.value === value}
              className={classes.option}
            >
              <span className={classes.value} data-retired={option.retired || undefined}>
                {option.value}
              </span>
              <span className={classes.note}>{option.note}</span>
              {option.value === value && <IconCheck size={14} />}
            </Combobox.Option>
          ))}
          {own && <Combobox.Option value={search.trim()}>Use “{search.trim()}”</Combobox.Option>}
          {found.length === 0 && !own && (
            <Combobox.Empty>{options.length === 0 && empty ? empty : "Nothing fits"}</Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
