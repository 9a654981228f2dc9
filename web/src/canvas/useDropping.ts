import { useReactFlow } from "@xyflow/react";
import { type DragEvent, useCallback, useEffect } from "react";
import { useNavigate } from "react-router";
import { parseWorkflow } from "@/workflow/clipboard";
import { addNode, setWidget } from "@/workflow/edits";
import { make } from "@/workflow/store";
import { keepCopy, upload } from "@/workflow/transfer";
import { pasteText, tell } from "./actions";
import { isFree } from "./useKeyboard";

type Point = Readonly<Record<"x" | "y", number>>;

/** Files that are dropped or pasted: a workflow opens as one of its own, a picture becomes an Image node. */
export function useDropping() {
  const { screenToFlowPosition } = useReactFlow();
  const open = useOpenFile();
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      if (!isFree(event) || !event.clipboardData) return;
      const { files } = event.clipboardData;
      const middle = screenToFlowPosition({ x: window.innerWidth / 2, y: window.innerHeight / 3 });
      if (files.length > 0) void open([...files], middle);
      else pasteText(event.clipboardData.getData("text/plain"));
    };
    window.addEventListener("paste", onPaste);
    return () => window.removeEventListener("paste", onPaste);
  }, [open, screenToFlowPosition]);
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
  if (!workflow) throw new Error(`${file.name} is no workflow file. Drop a *.workflow.json, or a picture.`);
  return workflow;
}

async function addPicture(file: File, at: Point): Promise<void> {
  const filename = await upload(file);
  make((workflow, catalogue) => {
    const spec = catalogue.get("image");
    if (!spec) throw new Error("The Image node is not installed.");
    const [added, id] = addNode(workflow, spec, at);
    return [setWidget(added, id, "file", filename), id];
  });
}
