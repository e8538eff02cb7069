// Says what Mermaid reads in texts: a line of JSON for each file that is named.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");

// Between its parser and its drawing, Mermaid keeps the numbers of characters in marks of its own.
function meant(text) {
  const marked = (text ?? "").replaceAll("ﬂ°°", "&#").replaceAll("ﬂ°", "&").replaceAll("¶ß", ";");
  return marked.split(/<br ?\/?>/).map((row) => {
    const holder = window.document.createElement("textarea");
    holder.innerHTML = row;
    return holder.value;
  });
}

for (const path of process.argv.slice(2)) {
  const text = readFileSync(path, "utf-8");
  await mermaid.parse(text);
  const { db, type } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const frames = db.getSubGraphs().map((frame) => ({ name: frame.id, rows: meant(frame.title), inside: frame.nodes }));
  const names = new Set(frames.map((frame) => frame.name)); // a line to a frame makes a vertex that is not drawn
  const vertices = [...db.getVertices().values()].filter((vertex) => !names.has(vertex.id));
  const boxes = vertices.map((box) => ({ name: box.id, rows: meant(box.text), shape: box.type }));
  const lines = db.getEdges().map((line) => ({
    source: line.start,
    target: line.end,
    rows: meant(line.text),
    dashed: line.stroke === "dotted",
  }));
  console.log(JSON.stringify({ type, boxes, lines, frames }));
}
