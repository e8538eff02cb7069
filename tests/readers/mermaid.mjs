// Print the diagrams that Mermaid reads from files, one line of JSON for each file.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

// Mermaid's parser encodes entities with special characters, which its renderer decodes.
function displayedRows(text) {
  const decoded = (text ?? "").replaceAll("ﬂ°°", "&#").replaceAll("ﬂ°", "&").replaceAll("¶ß", ";");
  return decoded.split(/<br ?\/?>/).map((row) => {
    const holder = window.document.createElement("textarea");
    holder.innerHTML = row;
    return holder.value;
  });
}

for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf-8");
  await mermaid.parse(text);
  const { db, type } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const frames = db.getSubGraphs().map((frame) => ({ name: frame.id, rows: displayedRows(frame.title), inside: frame.nodes }));
  const names = new Set(frames.map((frame) => frame.name)); // a line to a frame makes a vertex that is not drawn
  const vertices = [...db.getVertices().values()].filter((vertex) => !names.has(vertex.id));
  const boxes = vertices.map((box) => ({ name: box.id, rows: displayedRows(box.text), shape: box.type }));
  const lines = db.getEdges().map((line) => ({
    source: line.start,
    target: line.end,
    rows: displayedRows(line.text),
    dashed: line.stroke === "dotted",
  }));
  console.log(JSON.stringify({ type, boxes, lines, frames }));
}
