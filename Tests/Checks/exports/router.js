// Reads a router exported as JSON, and routes. The format is described in Sources/PointsmanExport/Router+JSON.swift.
//   node router.js ROUTER.json PROMPTS.jsonl     a line of probabilities for each {"prompt" or "messages": …, "tags": …}
// Kinds and neighbours are refused; a vector that the router reads is to be given with the prompt (`vectors.external`).
"use strict";
const { addLexical, lastTurns, sigmoid, tensor } = require("./lexical.js");
const { structural } = require("./structural.js");

class Router {
  constructor(file) {
    this.manifest = file.manifest;
    this.models = file.manifest.models.map((m) => m.name);
    this.boilerplate = file.boilerplate;
    this.requests = file.requests;
    this.cues = file.cues;
    this.tensors = Object.fromEntries(Object.entries(file.tensors).map(([name, stored]) => [name, tensor(stored)]));
    if (this.tensors["semantic.vocabulary"]) {
      const lines = new TextDecoder().decode(this.tensors["semantic.vocabulary"]).split("\n").slice(0, -1);
      this.pieces = new Map(lines.map((line, k) => [line, k]));
      this.longest = Math.max(...lines.map((line) => line.length));
      this.scalars = file.scalars;
      // Weights of 24 bits, the lower eight apart.
      const low = this.tensors["semantic.low_bytes"];
      this.weights = Int32Array.from(this.tensors["semantic.rows"], (upper, k) => upper * 256 + (low ? low[k] : 0));
    }
  }

  // Of a prompt, a string, or of a conversation, an array of {role, content}.
  probabilities(prompt, { tags = {}, vectors = {} } = {}) {
    const turns = typeof prompt === "string" ? [{ role: "user", content: prompt }] : prompt;
    const said = this.said(turns), text = within(lastTurns(said, this.requests).join("\n\n")).toString(), logits = Array.from(this.tensors.intercepts);
    for (const block of this.manifest.blocks) {
      if (block.kind === "lexical") addLexical(text, this.lexical(block), logits);
      else if (block.kind === "structural") this.addVector(this.structural(turns, said.at(-1)), block.kind, logits);
      else if (block.kind === "semantic") this.addSemantic(text, logits);
      else if (["kinds", "category", "neighbours"].includes(block.kind)) throw new Error(`the block ${block.kind} is not read here`);
      else if (block.kind !== "context") this.addVector(vectors[block.kind], block.kind, logits);
    }
    const p = logits.map((z, m) => calibrated(this.manifest.models[m].calibration, z));
    for (const block of this.manifest.blocks) if (block.kind === "context") this.correct(p, block.tags, tags);
    const sum = p.reduce((a, b) => a + b, 0);
    return this.manifest.target === "winner" ? p.map((x) => (sum > 0 ? x / sum : 1 / p.length)) : p;
  }

  // The model of the highest probability, of several the first.
  route(prompt, known) {
    const p = this.probabilities(prompt, known);
    return this.models[p.indexOf(Math.max(...p))];
  }

  // The user's turns without what agents put there, those that then say something; else the turns as they are.
  said(turns) {
    const users = turns.filter((turn) => turn.role === "user").map((turn) => turn.content);
    if (users.length === 0) return [turns.at(-1).content];
    const said = users.map((text) => this.stripped(text)).filter((text) => /[^\p{White_Space}]/u.test(text));
    return said.length > 0 ? said : users;
  }

  stripped(text) {
    let kept = "", isFenced = false, isFound = false;
    for (let line = 0, end; line < text.length; line = end) {
      end = isFenced ? undefined : this.blockEnd(text, line);
      if (end !== undefined) { isFound = true; continue; }
      end = text.indexOf("\n", line) + 1 || text.length;
      if (text.startsWith("```", line)) isFenced = !isFenced;
      kept += text.slice(line, end);
    }
    return isFound ? kept.replace(/^[\t-\r ]+|[\t-\r ]+$/g, "") : text;
  }

  // Where the line after a block begins that an opening mark starts there.
  blockEnd(text, line) {
    for (const [opening, closing] of this.boilerplate) {
      const close = text.startsWith(opening, line) ? text.indexOf(closing, line + opening.length) : -1;
      if (close < 0) continue;
      if (closing === "") return text.length;
      const rest = /[\t\v\f\r ]*(\n|$)?/y;
      rest.lastIndex = close + closing.length;
      return rest.exec(text)[1] === undefined ? close + closing.length : rest.lastIndex;
    }
  }

  structural(turns, last) {
    const bytes = turns.reduce((sum, turn) => sum + Buffer.byteLength(turn.content), 0);
    return structural(within(last), turns.length, bytes - Buffer.byteLength(last), this.cues);
  }

  lexical(block) {
    return { rows: this.tensors["lexical.rows"], scales: this.tensors["lexical.scales"], bits: block.bits_per_family };
  }

  addSemantic(text, logits) {
    const rows = this.weights, scales = this.tensors["semantic.scales"], M = logits.length;
    const pieces = this.words(text).flatMap((word) => this.split(word)), sums = logits.map(() => 0);
    for (const piece of pieces) for (let m = 0; m < M; m++) sums[m] += rows[piece * M + m];
    if (pieces.length > 0) sums.forEach((sum, m) => (logits[m] += (sum / 256 * scales[m]) / pieces.length ** 0.75));
  }

  // Words as the reference's normaliser and pre-tokeniser leave them.
  words(text) {
    const { starts, kinds, deltas } = this.scalars, words = [""];
    for (const character of text) {
      const scalar = character.codePointAt(0);
      // Hangul syllables and two vowel signs come apart.
      if ((scalar >= 0xac00 && scalar <= 0xd7a3) || scalar === 0x9cb || scalar === 0xbcb) {
        words[words.length - 1] += character.normalize("NFD");
        continue;
      }
      let low = 0, high = starts.length;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (starts[middle] <= scalar) low = middle; else high = middle;
      }
      const replacement = String.fromCodePoint(scalar + deltas[low]);
      if (kinds[low] === 3) words[words.length - 1] += replacement;
      else if (kinds[low] === 2) words.push(replacement, "");
      else if (kinds[low] === 1) words.push("");
    }
    return words.filter((word) => word !== "");
  }

  // The longest piece that starts a word, then the longest that continues it, and so on; else [UNK], piece 0.
  split(word) {
    const characters = [...word], pieces = [];
    if (characters.length > 100) return [0];
    for (let start = 0; start < characters.length; ) {
      let end = Math.min(characters.length, start + this.longest), piece;
      for (; end > start && piece === undefined; end--)
        piece = this.pieces.get((start > 0 ? "##" : "") + characters.slice(start, end).join(""));
      if (piece === undefined) return [0];
      pieces.push(piece);
      start = end + 1;
    }
    return pieces;
  }

  addVector(values, kind, logits) {
    const means = this.tensors[`${kind}.means`], inverse = this.tensors[`${kind}.inverse_deviations`];
    if (values?.length !== means.length) throw new Error(`the router needs ${means.length} numbers in vectors.${kind}`);
    values.forEach((value, j) => {
      const z = (value - means[j]) * inverse[j], scaled = z / Math.sqrt(1 + (z * z) / 36);
      logits.forEach((_, m) => (logits[m] += scaled * this.tensors[`${kind}.weights`][j * logits.length + m]));
    });
  }

  correct(p, known, tags) {
    const M = p.length, [slopes, intercepts, weights] = ["slopes", "intercepts", "weights"].map((n) => this.tensors[`context.${n}`]);
    [...new Set(known.map(([key]) => key))].forEach((key, k) => {
      const t = known.findIndex(([name, value]) => name === key && tags[key] === value);
      for (let m = 0; t >= 0 && m < M; m++) {
        const q = Math.min(1 - 1e-9, Math.max(1e-9, p[m])), shift = intercepts[k * M + m] + weights[t * M + m];
        if (slopes[k * M + m] !== 1 || shift !== 0) p[m] = 1 / (1 + Math.exp(-(slopes[k * M + m] * Math.log(q / (1 - q)) + shift)));
      }
    });
  }
}

// The bytes of a text, and of more than 65,536 the first half of that and the last.
function within(text) {
  const bytes = Buffer.from(text), half = 32768;
  if (bytes.length <= 2 * half) return bytes;
  let end = half, start = bytes.length - half;
  while (end > 0 && (bytes[end - 1] & 0xc0) === 0x80) end--;
  if (end > 0 && bytes[end - 1] >= 0xc0) end--;
  while ((bytes[start] & 0xc0) === 0x80) start++;
  return Buffer.concat([bytes.subarray(0, end), Buffer.from("\n"), bytes.subarray(start)]);
}

function calibrated(calibration, logit) {
  if (calibration.kind === "platt") return sigmoid(logit, calibration);
  const { logits, probabilities } = calibration, k = logits.findIndex((point) => point >= logit);
  if (k <= 0) return k < 0 ? probabilities.at(-1) : probabilities[0];
  return probabilities[k - 1] + ((logit - logits[k - 1]) / (logits[k] - logits[k - 1])) * (probabilities[k] - probabilities[k - 1]);
}

module.exports = { Router };
if (require.main === module) {
  const fs = require("fs"), [, , path, prompts] = process.argv;
  const router = new Router(JSON.parse(fs.readFileSync(path)));
  for (const line of fs.readFileSync(prompts, "utf8").split("\n").filter((line) => line !== "")) {
    const row = JSON.parse(line), p = router.probabilities(row.messages ?? row.prompt, row);
    console.log(JSON.stringify({ model: router.models[p.indexOf(Math.max(...p))], probabilities: p }));
  }
}
