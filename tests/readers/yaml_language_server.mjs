// Ask the YAML language server about a file: its diagnostics, then completions and hovers at "kind:line:column".

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [file, ...questions] = process.argv.slice(2);
const uri = pathToFileURL(file).href;
const server = spawn(process.execPath, ["node_modules/yaml-language-server/bin/yaml-language-server", "--stdio"]);
const waiting = new Map();
let number = 0;
let received = Buffer.alloc(0);
let report;
const diagnostics = new Promise((resolve) => (report = resolve));

function send(message) {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function request(method, params) {
  return new Promise((resolve) => {
    waiting.set(++number, resolve);
    send({ id: number, method, params });
  });
}

function receive(message) {
  if (message.method === "textDocument/publishDiagnostics") {
    report(message.params.diagnostics);
  } else if (message.method && message.id !== undefined) {
    const result = message.method === "workspace/configuration" ? message.params.items.map(() => ({})) : null;
    send({ id: message.id, result });
  } else if (waiting.has(message.id)) {
    waiting.get(message.id)(message.result ?? null);
  }
}

server.stdout.on("data", (data) => {
  received = Buffer.concat([received, data]);
  for (;;) {
    const end = received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/i.exec(received.subarray(0, end).toString())[1]);
    if (received.length < end + 4 + length) return;
    receive(JSON.parse(received.subarray(end + 4, end + 4 + length).toString()));
    received = received.subarray(end + 4 + length);
  }
});

async function answer(question) {
  const [kind, line, column] = question.split(":");
  const position = { line: line - 1, character: column - 1 };
  const result = await request(`textDocument/${kind}`, { textDocument: { uri }, position });
  return kind === "completion" ? result.items.map((item) => item.label) : result.contents.value;
}

const textDocument = { completion: {}, hover: { contentFormat: ["markdown"] } };
await request("initialize", { processId: process.pid, rootUri: null, capabilities: { textDocument } });
send({ method: "initialized", params: {} });
const settings = { yaml: { validate: true, completion: true, hover: true, schemaStore: { enable: false } } };
send({ method: "workspace/didChangeConfiguration", params: { settings } });
const text = readFileSync(file, "utf8");
send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
const problems = (await diagnostics).map(
  ({ range, message }) => `${range.start.line + 1}:${range.start.character + 1}: ${message}`,
);
const answers = [];
for (const question of questions) answers.push(await answer(question));
console.log(JSON.stringify({ problems, answers }));
server.kill();
