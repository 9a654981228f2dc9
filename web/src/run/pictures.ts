/** A picture of the store. Width and height in pixels, 0 where they are not told. */
export interface ShownPicture {
  readonly filename: string;
  readonly width: number;
  readonly height: number;
}

const URL_IN_TEXT = /\/servable\/([\w.-]+\.(?:png|jpe?g|webp|gif))/gi;

/** The pictures in a value, at any depth: objects that name a file, and addresses in texts. Each once. */
export function picturesIn(value: unknown): ShownPicture[] {
  const found = new Map<string, ShownPicture>();
  collect(value, found);
  return [...found.values()];
}

function collect(value: unknown, found: Map<string, ShownPicture>): void {
  if (typeof value === "string") {
    for (const [, filename = ""] of value.matchAll(URL_IN_TEXT))
      add({ filename, width: 0, height: 0 }, found);
  } else if (typeof value === "object" && value !== null) {
    if ("filename" in value && "servable_url" in value) add(named(value), found);
    for (const child of Object.values(value)) collect(child, found);
  }
}

function named(value: { filename: unknown; width?: unknown; height?: unknown }): ShownPicture {
  return {
    filename: String(value.filename),
    width: Number(value.width ?? 0),
    height: Number(value.height ?? 0),
  };
}

function add(picture: ShownPicture, found: Map<string, ShownPicture>): void {
  const known = found.get(picture.filename);
  if (!known?.width) found.set(picture.filename, picture);
}
