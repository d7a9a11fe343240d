// Asks ODK's own engine what a form answers: one JSON request a line in, one JSON reply a line out.
//
//   {"xform": "<h:html…", "now": "2025-11-15T10:00:00+07:00", "language": "English (en)",
//    "attachments": {"ban.csv": "name,label\n…"},
//    "actions": [{"rows": "/data/con", "count": 2}, {"set": "/data/con[1]/ten", "value": "Mai"}]}
//   {"language": …, "nodes": {"/data/con[1]/ten": {"value": "Mai", "relevant": true, …}}}   or   {"error": "…"}

import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { JSDOM } from 'jsdom';

const { window } = new JSDOM('', { url: 'http://localhost/' });
globalThis.__dirname = import.meta.dirname;
globalThis.require = createRequire(import.meta.url);
for (const name of Object.getOwnPropertyNames(window)) {
  if (!(name in globalThis)) globalThis[name] = window[name];
}
globalThis.document = window.document;

const write = process.stdout.write.bind(process.stdout);
process.stdout.write = () => true; // the engine's own notes are no replies
for (const name of ['log', 'info', 'debug']) console[name] = () => {};

const Clock = globalThis.Date;
let stopped = Clock.now();
globalThis.Date = class extends Clock {
  constructor(...given) { super(...(given.length ? given : [stopped])); }
  static now() { return stopped; }
};

const { loadForm } = await import('@getodk/xforms-engine');

function attachment(files) {
  return async (url) => {
    const name = decodeURIComponent(url.href.split('/').at(-1));
    if (!(name in files)) throw new Error(`no attachment ${url.href}`);
    return new Response(files[name], { status: 200, headers: { 'content-type': name.endsWith('.csv') ? 'text/csv' : 'text/xml' } });
  };
}

function* walk(node) {
  for (const child of node.currentState.children ?? []) {
    yield child;
    yield* walk(child);
  }
}

function find(root, reference, repeat) {
  for (const node of walk(root)) {
    const range = node.nodeType.startsWith('repeat-range');
    if (node.currentState.reference === reference && range === repeat) return node;
  }
  throw new Error(`no node ${reference}`);
}

const words = (text) => text.split(' ').filter(Boolean);

function put(node, value) {
  if (node.nodeType === 'select') node.selectValues(words(value));
  else if (node.nodeType === 'rank') node.setValues(words(value));
  else if (node.nodeType === 'trigger') node.setValue(value !== '');
  else node.setValue(value);
}

function rows(range, count) {
  const given = range.currentState.children.length;
  if (count > given) range.addInstances(given - 1, count - given);
  if (count < given) range.removeInstances(count, given - count);
}

function act(root, action) {
  if ('set' in action) put(find(root, action.set, false), action.value);
  else rows(find(root, action.rows, true), action.count);
}

function shown(node) {
  const { currentState: state, validationState: validation } = node;
  const says = { type: node.nodeType, relevant: state.relevant, required: state.required, readonly: state.readonly };
  if (state.label) says.label = state.label.asString;
  if (state.hint) says.hint = state.hint.asString;
  if (state.children) return says;
  says.value = state.instanceValue;
  says.constraint = validation.constraint.valid;
  says.given = validation.required.valid;
  if (validation.violation?.message) says.message = validation.violation.message.asString;
  if (state.valueOptions) says.choices = state.valueOptions.map((item) => [item.value, item.label.asString]);
  return says;
}

function state(root) {
  const nodes = {};
  for (const node of walk(root)) {
    const reference = node.currentState.reference;
    if (node.nodeType.startsWith('repeat-range')) nodes[`${reference}[]`] = { ...shown(node), rows: node.currentState.children.length };
    else nodes[reference] = shown(node);
  }
  return nodes;
}

async function reply(request) {
  stopped = new Clock(request.now).getTime();
  const loaded = await loadForm(request.xform, { fetchFormAttachment: attachment(request.attachments ?? {}) });
  if (loaded.status === 'failure') throw loaded.error;
  const { root } = loaded.createInstance();
  const chosen = root.languages.find((one) => one.language === request.language);
  if (chosen) root.setLanguage(chosen);
  for (const action of request.actions ?? []) act(root, action);
  return { nodes: state(root) };
}

for await (const line of createInterface({ input: process.stdin })) {
  let told;
  try {
    told = await reply(JSON.parse(line));
  } catch (error) {
    told = { error: String(error?.message ?? error) };
  }
  write(`${JSON.stringify(told)}\n`);
}
process.exit(0);
