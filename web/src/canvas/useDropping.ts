import { useReactFlow } from "@xyflow/react";
import { type DragEvent, useCallback } from "react";
import { useNavigate } from "react-router";
import { parseWorkflow } from "@/workflow/clipboard";
import { addNode, setWidget } from "@/workflow/edits";
import { freePlace, type Point } from "@/workflow/places";
import { make } from "@/workflow/store";
import { keepCopy, upload } from "@/workflow/transfer";
import { tell } from "./actions";

/** Files that are dropped: a workflow opens as one of its own, a picture becomes an Image node. */
export function useDropping() {
  const { screenToFlowPosition } = useReactFlow();
  const open = useOpenFile();
  return {
    onDragOver: (event: DragEvent) => event.preventDefault(),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      void open([...event.dataTransfer.files], screenToFlowPosition({ x: event.clientX, y: event.clientY }));
    },
  };
}

/** Takes in files that a person gives. */
export function useOpenFile(): (files: readonly File[], at: Point) => Promise<void> {
  const navigate = useNavigate();
  return useCallback(
    async (files, at) => {
      try {
        for (const file of files) {
          if (file.type.startsWith("image/")) await addPicture(file, at);
          else await navigate(`/workflows/${await keepCopy(await workflowIn(file))}`);
        }
      } catch (error) {
        tell(error);
      }
    },
    [navigate],
  );
}

async function workflowIn(file: File) {
  const workflow = parseWorkflow(await file.text());
  if (!workflow)
    throw new Error(`There is no workflow in ${file.name}. Drop a *.workflow.json, or a picture.`);
  return workflow;
}

async function addPicture(file: File, at: Point): Promise<void> {
  const filename = await upload(file);
  make((workflow, catalogue) => {
    const spec = catalogue.get("image");
    if (!spec) throw new Error("The Image node is not installed.");
    const [added, id] = addNode(workflow, spec, freePlace(workflow, at));
    return [setWidget(added, id, "file", filename), id];
  });
}
