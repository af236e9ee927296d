// Reads a router of the lexical block alone, exported as JSON, and routes: node lexical.js ROUTER.json PROMPTS.jsonl
const f32 = Math.fround; // Sums over a long prompt round as they do in Pointsman, to Float32.
// MurmurHash3_x86_32 by Austin Appleby (public domain), seed 0.
function murmur(bytes) {
  let hash = 0;
  for (let k = 0; k < bytes.length; k += 4) {
    let block = 0;
    for (let n = 0; n < 4; n++) block |= (bytes[k + n] ?? 0) << (8 * n);
    block = Math.imul(block, 0xcc9e2d51);
    hash ^= Math.imul((block << 15) | (block >>> 17), 0x1b873593);
    if (k + 4 <= bytes.length) hash = (Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64) | 0;
  }
  hash = Math.imul(hash ^ bytes.length ^ ((hash ^ bytes.length) >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
// Words and marks alone and in pairs; then runs of 3 to 5 characters between spaces, those spaces included.
const space = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
function ngrams(text) {
  const lowered = text.toLowerCase(), runs = [];
  const words = lowered.match(new RegExp(`[\\p{L}\\p{N}_]+|[^\\p{L}\\p{N}_${space}]`, "gu")) ?? [];
  for (const chunk of lowered.match(new RegExp(`[^${space}]+`, "gu")) ?? []) {
    const characters = [" ", ...chunk, " "];
    for (let size = 3; size <= Math.min(5, characters.length); size++)
      for (let k = 0; k + size <= characters.length; k++) runs.push(characters.slice(k, k + size).join(""));
  }
  return [words.flatMap((word, k) => (k + 1 < words.length ? [word, `${word} ${words[k + 1]}`] : [word])), runs];
}
// What each family of n-grams adds to the logits: Σ x w / ‖x‖, x = (1 + ln count) · idf; a row is idf and M weights.
function addLexical(text, { rows, scales, bits }, logits) {
  ngrams(text).forEach((grams, family) => {
    const counts = new Map(), size = 2 ** bits, sums = logits.map(() => 0);
    let squares = 0;
    for (const gram of grams) {
      const bucket = family * size + (Math.abs(murmur(Buffer.from(gram))) % size);
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
    for (const [bucket, count] of counts) {
      const row = bucket * scales.length, x = f32(f32(f32(1 + f32(Math.log(count))) * rows[row]) * scales[0]);
      squares = f32(squares + f32(x * x));
      for (let m = 0; m < sums.length; m++) sums[m] = f32(sums[m] + f32(x * rows[row + 1 + m]));
    }
    if (squares > 0) sums.forEach((sum, m) => (logits[m] += (sum * scales[1 + m]) / Math.sqrt(squares)));
  });
}
// Of a conversation the turns from the last one that is a request of its own.
function lastTurns(turns, { references, fillers }) {
  const isAlone = (turn) => {
    const bytes = Buffer.byteLength(turn.replace(/[\t-\r ]/g, "")), listed = (list, word) => list.split(" ").includes(word);
    if (bytes >= 28 || bytes < 12) return bytes >= 28;
    const words = turn.replace(/[A-Z]/g, (letter) => letter.toLowerCase()).match(/[a-z0-9\u0080-\u{10ffff}]+/gu) ?? [];
    return !words.some((word) => listed(references, word)) && words.filter((word) => !listed(fillers, word)).length >= 2;
  };
  return turns.slice(Math.max(0, turns.findLastIndex(isAlone)));
}
const numbers = { U8: Uint8Array, I16: Int16Array, F32: Float32Array };
const tensor = ({ type, data }) => new numbers[type](Uint8Array.from(Buffer.from(data, "base64")).buffer);
const sigmoid = (logit, { slope, intercept }) => 1 / (1 + Math.exp(-(slope * logit + intercept)));
module.exports = { addLexical, lastTurns, tensor, sigmoid };
if (require.main === module) {
  const fs = require("fs"), { manifest, tensors, requests } = JSON.parse(fs.readFileSync(process.argv[2]));
  const block = { rows: tensor(tensors["lexical.rows"]), scales: tensor(tensors["lexical.scales"]), bits: manifest.blocks[0].bits_per_family };
  for (const line of fs.readFileSync(process.argv[3], "utf8").trimEnd().split("\n")) {
    const { prompt, messages = [{ role: "user", content: prompt }] } = JSON.parse(line);
    const logits = Array.from(tensor(tensors.intercepts)), said = messages.filter((turn) => turn.role === "user");
    addLexical(lastTurns(said.map((turn) => turn.content), requests).join("\n\n"), block, logits);
    const p = logits.map((logit, m) => sigmoid(logit, manifest.models[m].calibration));
    console.log(JSON.stringify({ model: manifest.models[p.indexOf(Math.max(...p))].name, probabilities: p }));
  }
}
