// What agents write around a request, and its effect on the decision: the share of the user's bytes that is taken out, and the
// probability of the first model for the turns as they are and for what is left; `run` beside it calls this.
//   node measure.js ROUTER.json SESSIONS.jsonl
"use strict";
const fs = require("fs");
const path = require("path");
const { Router } = require(path.join(__dirname, "../../Checks/exports/router.js"));

const file = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
const router = new Router(file);
const unaware = new Router({ ...file, boilerplate: [] });
const lines = fs.readFileSync(process.argv[3], "utf8").split("\n").filter((line) => line !== "");
const sessions = lines.map((line) => JSON.parse(line));

const bytes = (texts) => texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const agents = new Map();
for (const { agent, request, messages } of sessions) {
  const users = messages.filter((turn) => turn.role === "user").map((turn) => turn.content);
  const row = agents.get(agent) ?? { sessions: 0, all: 0, left: 0, asItIs: 0, stripped: 0, moved: 0, same: 0 };
  agents.set(agent, row);
  const [alone, raw, read] = [
    router.probabilities([{ role: "user", content: request }]), unaware.probabilities(messages), router.probabilities(messages),
  ].map((p) => p[0]);
  row.sessions += 1;
  row.all += bytes(users);
  row.left += bytes(router.said(messages));
  row.asItIs += Math.abs(raw - alone);
  row.stripped += Math.abs(read - alone);
  row.moved += (raw > 0.5) !== (alone > 0.5);
  row.same += (read > 0.5) === (alone > 0.5);
}
console.log("| agent | sessions | bytes of the user's turns | taken out | decisions moved by the blocks | mean change of P | moved without them | mean change of P |");
console.log("|---|---|---|---|---|---|---|---|");
for (const [agent, row] of [...agents].sort()) {
  const share = Math.round((100 * (row.all - row.left)) / row.all);
  const mean = (sum) => (sum / row.sessions).toFixed(3);
  console.log(`| ${agent} | ${row.sessions} | ${row.all} | ${share} % | ${row.moved} | ${mean(row.asItIs)} | ${row.sessions - row.same} | ${mean(row.stripped)} |`);
}
