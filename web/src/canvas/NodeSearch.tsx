import { TextInput } from "@mantine/core";
import { useClickOutside } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useState } from "react";
import type { NodeSpec } from "@/api/types";
import { addNode } from "@/workflow/edits";
import { freePlace } from "@/workflow/places";
import { make, useEditor } from "@/workflow/store";
import { fittingSocket, withLink } from "@/workflow/wiring";
import { found } from "@/workflow/found";
import { categoryColour, CategoryIcon } from "./category";
import classes from "./NodeSearch.module.css";
import { closeSearch, type Search, useCanvasUi } from "./ui";

const WIDTH = 320;
const HEIGHT = 380;

/** Search and add, at the place where it was asked for. */
export function NodeSearch() {
  const search = useCanvasUi((state) => state.search);
  return search && <Panel search={search} />;
}

function Panel({ search }: { search: Search }) {
  const { document, catalogue } = useEditor.getState();
  const [words, setWords] = useState("");
  const [place, setPlace] = useState(0);
  const box = useClickOutside(closeSearch);
  const { loose } = search;
  const fits = [...catalogue.values()].filter(
    (spec) => !loose || fittingSocket(document, catalogue, loose, spec),
  );
  const specs = found(fits, words);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowDown: () => setPlace(Math.min(place + 1, specs.length - 1)),
    ArrowUp: () => setPlace(Math.max(place - 1, 0)),
    Enter: () => specs[place] && add(specs[place], search),
    Escape: closeSearch,
    Tab: closeSearch,
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <div
      ref={box}
      className={classes.panel}
      style={within(search.screen)}
      role="dialog"
      aria-label="Add a node"
      onKeyDown={onKeyDown}
    >
      <TextInput
        autoFocus
        value={words}
        onChange={({ currentTarget }) => {
          setWords(currentTarget.value);
          setPlace(0);
        }}
        placeholder={loose ? `Nodes that fit ${loose.end[1]}` : "Add a node"}
        leftSection={<IconSearch size={16} />}
        aria-label="Search nodes"
        aria-controls="found-nodes"
        aria-activedescendant={specs[place] && `found-${specs[place].type}`}
      />
      <ul id="found-nodes" role="listbox" aria-label="Nodes" tabIndex={0} className={classes.list}>
        {specs.map((spec, at) => (
          <Choice
            key={spec.type}
            spec={spec}
            active={at === place}
            onPoint={() => setPlace(at)}
            onChoose={() => add(spec, search)}
          />
        ))}
      </ul>
      {specs.length === 0 && (
        <p className={classes.none}>No node {words ? "is called that" : "fits this wire"}.</p>
      )}
    </div>
  );
}

interface ChoiceProps {
  spec: NodeSpec;
  active: boolean;
  onPoint: () => void;
  onChoose: () => void;
}

function Choice({ spec, active, onPoint, onChoose }: ChoiceProps) {
  return (
    // The keys are those of the search field, which keeps the focus.
    <li
      id={`found-${spec.type}`}
      role="option"
      aria-selected={active}
      className={classes.choice}
      onPointerMove={onPoint}
      onClick={onChoose}
    >
      <CategoryIcon category={spec.category} color={categoryColour(spec.category)} />
      <span>
        <b>{spec.title}</b>
        <small>{spec.description}</small>
      </span>
    </li>
  );
}

/** Adds a node, and the wire that led here. */
function add(spec: NodeSpec, { at, loose }: Search): void {
  make((workflow, catalogue) => {
    const [added, id] = addNode(workflow, spec, freePlace(workflow, at));
    const socket = loose && fittingSocket(workflow, catalogue, loose, spec);
    if (!socket) return [added, id];
    const link =
      loose.side === "output"
        ? { from: loose.end, to: [id, socket] as [string, string] }
        : { from: [id, socket] as [string, string], to: loose.end };
    return [withLink(added, catalogue, link), id];
  });
  closeSearch();
}

/** On the screen, wherever it was asked for. */
function within({ x, y }: Search["screen"]) {
  return {
    left: Math.min(x, window.innerWidth - WIDTH - 8),
    top: Math.min(y, window.innerHeight - HEIGHT - 8),
  };
}
