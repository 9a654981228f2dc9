import { Kbd, Modal } from "@mantine/core";
import classes from "./HelpSheet.module.css";
import { type Shortcut, SHORTCUTS } from "./shortcuts";
import { toggleHelp, useCanvasUi } from "./ui";

const SECTIONS = [...new Set(SHORTCUTS.map(({ section }) => section))];
const MAC = navigator.userAgent.includes("Mac OS");

export function HelpSheet() {
  const open = useCanvasUi((state) => state.help);
  return (
    <Modal opened={open} onClose={toggleHelp} title="Keys" size={720}>
      <div className={classes.sheet}>
        {SECTIONS.map((section) => (
          <section key={section}>
            <h3>{section}</h3>
            <dl>
              {SHORTCUTS.filter((one) => one.section === section).map((one) => (
                <Row key={one.says} shortcut={one} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

function Row({ shortcut: { keys, says } }: { shortcut: Shortcut }) {
  return (
    <div className={classes.row}>
      <dt>{says}</dt>
      <dd>
        {keys.map((key) => (
          <Kbd key={key}>{spelled(key)}</Kbd>
        ))}
      </dd>
    </div>
  );
}

/** A shortcut as keyboards write it: Ctrl+Shift+Z. */
function spelled(key: string): string {
  const named = key.replace("mod", MAC ? "⌘" : "Ctrl").replace("escape", "Esc");
  return named.replaceAll(
    /(^|\+)([a-z])/g,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
