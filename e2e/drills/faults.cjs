// Loaded into every process of the product under drill (NODE_OPTIONS=--require). It names each step that leaves the process,
// a commit or a call, writes the name down, and ends the process with SIGKILL right before or right after the step that is armed.
// The product's own code knows nothing of it.
const { appendFileSync, existsSync, readFileSync, unlinkSync } = require("node:fs");
const path = require("node:path");

const folder = process.env.DRILL_DIR;
const role = path.basename(process.argv[1] ?? "", ".js");
if (folder && ["web", "worker"].includes(role)) {
  watchDatabase();
  watchCalls();
  bendClock();
}

/** Notes the step; ends the process when it is the armed one. */
function reach(step, when) {
  const name = `${role}: ${step}`;
  if (when === "before") appendFileSync(path.join(folder, "steps"), `${name}\n`);
  const file = path.join(folder, "armed.json");
  if (!existsSync(file)) return;
  let armed;
  try {
    armed = JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return; // Being written, or another process has just used it up.
  }
  if (armed.step !== name || armed.when !== when) return;
  try {
    unlinkSync(file);
  } catch {
    return;
  }
  appendFileSync(path.join(folder, "fired"), `${when} ${name}\n`);
  process.kill(process.pid, "SIGKILL");
}

/** A transaction is named by what it writes; a statement of its own counts as a transaction. */
function watchDatabase() {
  const { Client } = require("pg");
  const query = Client.prototype.query;
  const writes = new WeakMap();
  Client.prototype.query = function (config, ...rest) {
    const text = typeof config === "string" ? config : (config?.text ?? "");
    const verb = /^\s*(\w+)/.exec(text)?.[1]?.toLowerCase();
    if (verb === "begin") writes.set(this, new Set());
    if (verb === "rollback") writes.delete(this);
    const open = writes.get(this);
    for (const name of written(text)) open?.add(name);
    const names = verb === "commit" ? [...(open ?? [])] : open ? [] : written(text);
    if (verb === "commit") writes.delete(this);
    if (names.length === 0) return query.call(this, config, ...rest);
    const step = `commit ${names.sort().join(", ")}`;
    reach(step, "before");
    const callback = rest.at(-1);
    if (typeof callback === "function") {
      rest[rest.length - 1] = (...given) => {
        reach(step, "after");
        callback(...given);
      };
    }
    const result = query.call(this, config, ...rest);
    if (typeof result?.then === "function") {
      return result.then((value) => {
        reach(step, "after");
        return value;
      });
    }
    return result;
  };
}

// Not the "update" of "for update of" and "for update skip locked".
const TABLES =
  /(?<!for )\b(?:insert into|update|delete from)\s+((?:jobs|lookup)\.)?([a-z_]+)|\b((?:jobs|lookup)\.[a-z_]+)\s*\(|\b(graphile_worker\.[a-z_]+)\s*\(/gi;
const READS = /^lookup\./;

function written(text) {
  const names = new Set();
  for (const [, schema = "", table, call, job] of text.matchAll(TABLES)) {
    const name = call ?? job ?? `${schema}${table}`;
    if (name !== "set" && !READS.test(name)) names.add(name);
  }
  return [...names];
}

/** Calls to the outside: the platforms and the file store through undici, the push server through node's own client. */
function watchCalls() {
  const { Agent } = require("undici");
  const dispatch = Agent.prototype.dispatch;
  Agent.prototype.dispatch = function (options, handler) {
    const step = callStep(options.method, options.path);
    reach(step, "before");
    const wrapped = Object.create(handler);
    wrapped.onResponseEnd = (...given) => {
      reach(step, "after");
      return handler.onResponseEnd?.(...given);
    };
    return dispatch.call(this, options, wrapped);
  };
  const http = require("node:http");
  const request = http.request;
  http.request = (...given) => {
    const options = given.find((value) => value && typeof value === "object" && "path" in value) ?? {};
    const step = callStep(options.method ?? "GET", options.path ?? "");
    reach(step, "before");
    return request(...given).on("response", (response) => response.on("end", () => reach(step, "after")));
  };
}

const callStep = (method, path) =>
  `call ${method} ${String(path)
    .split("?")[0]
    .replace(/bot[^/]+/, "bot")
    .replace(/\d{5,}|parley-[\w-]+/g, "0")}`;

/** The machine's clock is off by what the drill says, and may jump while the process runs. */
function bendClock() {
  const file = path.join(folder, "clock");
  const RealDate = Date;
  const now = () => RealDate.now() + (existsSync(file) ? Number(readFileSync(file, "utf8")) : 0);
  global.Date = new Proxy(RealDate, {
    construct: (target, given, newTarget) => Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
  });
}
