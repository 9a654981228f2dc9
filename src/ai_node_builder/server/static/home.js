const byId = (id) => document.getElementById(id);
const last = ["run_finished", "run_failed", "run_cancelled", "run_interrupted"];

class TokenWanted extends Error {
  message = "This is not the right token.";
}

async function api(path, options = {}) {
  const token = sessionStorage.getItem("token");
  const headers = { ...options.headers, ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(path, { ...options, headers });
  if (response.status === 401) throw new TokenWanted();
  if (!response.ok) throw new Error((await response.json()).detail);
  return response;
}

const read = async (path) => (await api(path)).json();

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

async function showAll() {
  try {
    await Promise.all([showTools(), showNews()]);
    document.querySelector("main").hidden = false;
    byId("token").hidden = byId("failure").hidden = true;
  } catch (error) {
    fail(error);
  }
}

function fail(error) {
  const tokenWanted = error instanceof TokenWanted;
  byId("token").hidden = !tokenWanted;
  byId("failure").hidden = tokenWanted && !sessionStorage.getItem("token");
  byId("failure").textContent = error.message;
}

async function showTools() {
  const nodes = await read("/api/nodes");
  const tools = nodes.filter((node) => node.sockets.inputs.some((socket) => socket.name === "tool_call"));
  byId("tools").replaceChildren(...tools.map(toolRow));
}

function toolRow(tool) {
  const docs = element("a", { href: tool.docs, textContent: "docs", ariaLabel: `docs of ${tool.title}` });
  docs.onclick = (event) => openDocs(event, tool.docs);
  const top = element("div", { className: "top" }, element("strong", { textContent: tool.title }), docs);
  return element("li", {}, top, element("p", { textContent: tool.description }));
}

// A link cannot carry the token, so with one the page is fetched and shown from memory.
async function openDocs(event, path) {
  if (!sessionStorage.getItem("token")) return;
  event.preventDefault();
  const page = await api(path, { headers: { accept: "text/markdown" } });
  location.href = URL.createObjectURL(new Blob([await page.text()], { type: "text/plain; charset=utf-8" }));
}

async function showNews() {
  const [{ images }, { runs }] = await Promise.all([read("/api/images?limit=12"), read("/api/runs?limit=8")]);
  byId("pictures").replaceChildren(...images.map(pictureTile));
  byId("no-pictures").hidden = images.length > 0;
  byId("runs").replaceChildren(...runs.map(runRow));
  byId("no-runs").hidden = runs.length > 0;
}

const shownAt = (filename) => `/servable/${encodeURIComponent(filename)}`;

function pictureTile(image) {
  const address = shownAt(image.filename);
  const picture = element("img", { src: address, alt: image.prompt, loading: "lazy" });
  const cost = image.cost_usd === null ? "cost unknown" : `$${image.cost_usd.toFixed(3)}`;
  const facts = element("span", { className: "soft", textContent: `${image.model}, ${cost}` });
  const link = element("a", { href: address, title: image.prompt }, picture, element("span", { textContent: image.prompt }), facts);
  return element("li", {}, link);
}

function runRow(run) {
  const name = element("strong", { textContent: run.name || "Untitled" });
  const status = element("span", { className: run.status, textContent: run.status });
  const cost = run.cost_usd === null ? "" : `, $${run.cost_usd.toFixed(3)}`;
  const took = run.seconds === null ? "" : `, ${run.seconds.toFixed(1)} s${cost}`;
  const facts = element("p", { textContent: new Date(run.created_at).toLocaleString() + took });
  return element("li", {}, element("div", { className: "top" }, name, status), facts);
}

const workflow = (prompt) => ({
  version: 1,
  name: "An LLM that draws",
  nodes: [
    { id: "prompt", type: "text", widgets: { text: prompt }, position: { x: 0, y: 40 } },
    { id: "painter", type: "gpt_image_tool", widgets: { model: "demo/painter" }, position: { x: 0, y: 260 } },
    { id: "llm", type: "llm", widgets: { model: "demo/assistant" }, position: { x: 360, y: 40 } },
    { id: "answer", type: "display", position: { x: 720, y: 40 } },
  ],
  links: [
    { from: ["prompt", "text"], to: ["llm", "prompt"] },
    { from: ["painter", "output"], to: ["llm", "tools"] },
    { from: ["llm", "tool_calls"], to: ["painter", "tool_call"] },
    { from: ["llm", "response"], to: ["answer", "value"] },
  ],
});

async function tryIt(event) {
  event.preventDefault();
  const button = event.target.querySelector("button");
  button.disabled = true;
  byId("steps").replaceChildren();
  try {
    const body = JSON.stringify({ workflow: workflow(byId("prompt").value) });
    const headers = { "content-type": "application/json" };
    const { run_id } = await (await api("/api/runs", { method: "POST", headers, body })).json();
    for await (const one of events(run_id)) tell(one);
    await showNews();
  } catch (error) {
    fail(error);
  } finally {
    button.disabled = false;
  }
}

// Not EventSource, which cannot send the token. After a break it goes on behind the last event seen.
async function* events(runId) {
  for (let seen = 0, over = false; !over; ) {
    const response = await api(`/api/runs/${runId}/events?after=${seen}`);
    for await (const one of dataOf(response.body)) {
      seen = one.seq;
      over = last.includes(one.kind);
      yield one;
    }
  }
}

async function* dataOf(stream) {
  const reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    const lines = blocks.flatMap((block) => block.split("\n")).filter((line) => line.startsWith("data: "));
    for (const line of lines) yield JSON.parse(line.slice(6));
  }
}

function tell(one) {
  if (one.kind === "node_progress") step(`${one.node}: ${one.message}`);
  if (one.kind === "node_failed") step(`${one.node}: ${one.error.error}`, "failed");
  if (one.kind !== "node_finished") return;
  const result = one.outputs.output?.result;
  if (result?.filename) {
    const picture = element("img", { src: shownAt(result.filename), alt: result.prompt_used });
    byId("result").replaceChildren(picture);
  }
  if (one.node === "answer") step(withoutLinks(one.outputs.value), "answer");
}

// The picture stands beside the answer already.
const withoutLinks = (markdown) => markdown.replace(/!\[[^\]]*\]\([^)]*\)/g, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");

const step = (text, className = "") => byId("steps").append(element("li", { textContent: text, className }));

byId("try").onsubmit = tryIt;
byId("token").onsubmit = (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", byId("token-text").value);
  showAll();
};
showAll();
