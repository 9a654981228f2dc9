import { Text, TextInput } from "@mantine/core";
import { useWired } from "@/canvas/useWired";
import { setTitle } from "@/workflow/edits";
import { edit } from "@/workflow/store";
import { Field } from "@/widgets/Field";
import classes from "./SidePanel.module.css";
import { useSelectedNode } from "./useSelectedNode";

/** Every setting of the selected node, with what it means. */
export function NodeTab() {
  const node = useSelectedNode();
  const wired = useWired(node?.item.id ?? "");
  if (!node) return <Text className={classes.empty}>Select a node to see all its settings.</Text>;
  const { item, spec } = node;
  return (
    <>
      <TextInput
        label="Name"
        value={item.title ?? ""}
        placeholder={spec?.title ?? item.type}
        onChange={({ currentTarget }) =>
          edit((workflow) => setTitle(workflow, item.id, currentTarget.value), `${item.id} title`)
        }
      />
      <p className={classes.hint}>
        {spec?.description} Its id is {item.id}.
      </p>
      <div className={classes.fields}>
        {spec?.widgets.map((widget) => (
          <div key={widget.name}>
            {wired.has(widget.name) ? (
              <Text>{widget.name} comes from the wire.</Text>
            ) : (
              <Field item={item} spec={spec} widget={widget} place="panel" />
            )}
            <p className={classes.hint}>{widget.description}</p>
          </div>
        ))}
      </div>
    </>
  );
}
