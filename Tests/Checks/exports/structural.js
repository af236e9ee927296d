// The structural block's 72 numbers for router.js: the definitions of Sources/Pointsman/Features/Structural.
"use strict";
const is = (pattern) => {
  const table = Array.from({ length: 256 }, (_, byte) => pattern.test(String.fromCharCode(byte)));
  return (byte) => table[byte];
};
const isSpace = is(/[\t-\r ]/), isLetter = is(/[A-Za-z]/), isCapital = is(/[A-Z]/), isDigit = is(/[0-9]/);
const isWordByte = is(/[\w\x80-\xff]/), isSymbol = is(/[=()[\]{}<>;_#&|]/);
const f32 = Math.fround, smooth = (x) => f32(Math.log1p(x));
const share = (part, whole, more) => f32(f32(part) / f32(f32(whole) + more));

// The features of the last turn, bytes of UTF-8, of `turns` in all, `earlier` bytes of the conversation aside.
// `cues` has the words of each kind, as the exported JSON lists them.
function structural(bytes, turns, earlier, cues) {
  const n = Object.fromEntries(("acronyms amounts backquotes blanks bullets calls capitalised code depth digits dollars escapes "
    + "fences files firstLine fractions frames joints keys largest lines notation numbers open options patch powers questions "
    + "sentences singleLetters slashes tags words").split(" ").map((name) => [name, 0]));
  const cue = Object.fromEntries(Object.keys(cues).map((name) => [name, 0])), kinds = new Map();
  for (const [name, words] of Object.entries(cues))
    for (const word of words.split(" ")) kinds.set(word, (kinds.get(word) ?? new Set()).add(name));
  const seen = new Set(), text = bytes.toString("latin1");
  let opensLine = true, opensSentence = true, expected = 0, candidate = 0, stem = bytes.length;

  // A line feed beyond either end.
  const at = (k) => bytes[k] ?? 10, char = (k) => text[k] ?? "\n";
  const holds = (mark, k) => text.startsWith(mark, k) && k >= 0;
  const matches = (pattern, k) => ((pattern.lastIndex = k), pattern.exec(text));

  for (let start = 0, end; start < bytes.length; start = end + 1) {
    end = text.indexOf("\n", start);
    if (end < 0) end = bytes.length;
    let first = start, last = end - 1, columns = 0, symbols = 0;
    for (; first < end && isSpace(at(first)); first++) columns += char(first) === "\t" ? 4 : 1;
    if (first === end) continue;
    while (isSpace(at(last))) last--;
    for (let k = start; k < end; k++) if (isSymbol(at(k))) symbols++;
    if (++n.lines === 1) n.firstLine = last + 1 - first;
    let evidence = (5 * symbols) / (last + 9 - first) + (0.5 * columns) / (columns + 4);
    if (";{}".includes(char(last))) evidence += 1;
    if (")]:".includes(char(last))) evidence += 0.3;
    n.code += evidence / (1 + evidence);
    if (matches(/([-+*] [^\t-\r ]|\xe2\x80\xa2|\d{1,3}[.)] )/y, first)) n.bullets++;
    else if (matches(/(\+\+\+|-\+\+|[+-]-- |[-+][\t\v\f A-Za-z]|@@|diff --git)/y, first)) n.patch++;
    else if (matches(/(File "|at [\w.\x80-\xff]{1,120}\()/y, first)) n.frames++;
  }

  // What a sequence beyond ASCII counts as.
  function kindOf(k) {
    const [lead, second, third] = [at(k), at(k + 1), at(k + 2)];
    if (lead === 0xc2) return [0xb0, 0xb1, 0xb2, 0xb3, 0xb9, 0xac].includes(second) ? "mathematics" : "other";
    if (lead === 0xc3 && (second === 0x97 || second === 0xb7)) return "mathematics";
    if (lead === 0xe2 && second === 0x80) return third === 0x99 ? "apostrophe" : "other";
    if (lead === 0xe2) return [[0x81, 0x82], [0x86, 0x8b], [0x9f, 0xab]].some(([a, b]) => a <= second && second <= b) ? "mathematics" : "other";
    if (lead === 0xe3 && second === 0x80) return third === 0x82 ? "sentence end" : "other";
    if (lead === 0xef && second === 0xbc) return third === 0x9f ? "question mark" : third === 0x81 ? "sentence end" : "other";
    if (lead >= 0xe3 && lead <= 0xe9) return "ideograph";
    return (lead >= 0xc3 && lead <= 0xed) ? "letter" : "other";
  }
  const sequenceEnd = (k) => Math.min(bytes.length, k + (at(k) < 0xc0 ? 1 : at(k) < 0xe0 ? 2 : at(k) < 0xf0 ? 3 : 4));

  function readWord(start) {
    let end = start, word = "", letters = 0, capitals = 0, humps = 0, ideographs = 0, wasLowercase = false;
    while (end < bytes.length && ideographs < 2) {
      const byte = at(end), kind = byte < 0x80 ? "" : kindOf(end);
      if (isLetter(byte)) {
        if (isCapital(byte)) { capitals++; if (wasLowercase) humps++; }
        wasLowercase = !isCapital(byte);
        word += char(end++).toLowerCase();
        letters++;
      } else if (char(end) === "'" && isLetter(at(end + 1)) && letters > 0) end++;
      else if (kind === "apostrophe" && isLetter(at(end + 3))) end += 3;
      else if (kind === "letter" || kind === "ideograph") {
        if (kind === "ideograph") ideographs++;
        word += text.slice(end, (end = sequenceEnd(end)));
        letters++;
      } else break;
    }
    const found = new Set(kinds.get(word));
    n.words++;
    n.joints += humps;
    seen.add(bucket(word));
    if (letters === 1 && word.length === 1) {
      if (word !== "a" && word !== "i") n.singleLetters++;
      readOption(start, word.charCodeAt(0) - 97);
      if (holds("++", end) || holds("#", end)) cue.language++;
    } else if (capitals === letters) { if (capitals > 1) n.acronyms++; }
    else if (isCapital(at(start)) && !opensSentence) n.capitalised++;
    if (char(end) === "(" || char(end) === "[") n.calls++;
    if (isWordByte(at(start - 2))) {
      if (char(start - 1) === ".") n[found.has("fileExtension") ? "files" : "joints"]++;
      if (char(start - 1) === "/") n.slashes++;
      if (char(start - 1) === "_") n.joints++;
    }
    if (humps > 0 && (holds("Error", end - 5) || holds("Exception", end - 9))) found.add("errors");
    for (const name of found) cue[name]++;
    opensLine = opensSentence = false;
    return end;
  }

  // A. or A) or (a), each following the last.
  function readOption(start, letter) {
    const isClosed = char(start + 1) === ")" && (isSpace(at(start - 1)) || char(start - 1) === "(");
    const isPointed = opensLine && (char(start + 1) === "." || char(start + 1) === ":");
    if (letter > 9 || !(isClosed || isPointed) || (letter !== 0 && letter !== expected)) return;
    expected = letter + 1;
    if (letter === 0) candidate = start;
    else if (letter === 1) { if (n.options === 0) stem = candidate; n.options += 2; }
    else n.options++;
  }

  function readNumber(start) {
    const number = matches(/(?:\d|,(?=\d{3}(?!\d)))+/y, start)[0], before = at(start - 1);
    let end = start + number.length;
    opensLine = opensSentence = false;
    if (isLetter(before) || before === 0x5f) return end;
    let mantissa = 0;
    for (const digit of number) if (digit !== ",") mantissa = Math.min(1e300, mantissa * 10 + Number(digit));
    n.numbers++;
    end += matches(/(\.\d+)?/y, end)[0].length;
    if (matches(/\/\d/y, end)) n.fractions++;
    let digits = Math.log10(1 + mantissa);
    const power = matches(/(?:\^\{?|\*\*|[eE](?=\d))(\d{0,3})/y, end);
    if (power) {
      n.powers++;
      digits = Math.max(digits, Math.max(1, Number(power[1])) * Math.log10(Math.max(1, mantissa)));
      end += power[0].length;
    }
    if (char(start - 1) === "$" || char(end) === "%") n.amounts++;
    n.largest = Math.max(n.largest, digits);
    n.digits += digits;
    return end;
  }

  function readMark(start) {
    const mark = char(start), next = at(start + 1), kind = at(start) < 0x80 ? "" : kindOf(start);
    let end = start + 1;
    if (mark === "\n") opensLine = opensSentence = true;
    if (isSpace(at(start))) return end;
    if ("([{".includes(mark)) { n.depth = Math.max(n.depth, ++n.open); return end; }
    opensLine = false;
    if (kind === "mathematics") n.notation++;
    if (kind === "sentence end" || kind === "question mark") n.sentences++;
    if (mark === "?" || kind === "question mark") n.questions++;
    if (".!?".includes(mark) && isSpace(next)) { n.sentences++; opensSentence = true; }
    if (")]}".includes(mark) && n.open > 0) n.open--;
    if (mark === ":" && char(end) === ":" && isWordByte(at(start + 2))) n.joints++;
    if ((mark === '"' || mark === "'") && char(end) === ":") n.keys++;
    if (mark === "\\") n[isLetter(next) && isLetter(at(start + 2)) ? "notation" : "escapes"]++;
    if (mark === "$" && !isDigit(next)) n.dollars++;
    if (mark === "<" && (isLetter(next) || char(end) === "/" || char(end) === "!")) n.tags++;
    if (kind) return sequenceEnd(start);
    if (mark !== "`" && mark !== "_") return end;
    while (end < bytes.length && char(end) === mark) end++;
    if (mark === "`") n[end - start >= 3 ? "fences" : "backquotes"]++;
    else if (!isWordByte(at(start - 1)) && !isWordByte(at(end))) n.blanks++;
    return end;
  }

  for (let k = 0; k < bytes.length; ) {
    const kind = at(k) < 0x80 ? "" : kindOf(k);
    if (isLetter(at(k)) || kind === "letter" || kind === "ideograph") k = readWord(k);
    else k = isDigit(at(k)) ? readNumber(k) : readMark(k);
  }

  const count = (pattern) => text.match(pattern)?.length ?? 0, total = bytes.length - count(/[\x80-\xbf\r]/g);
  const distinct = -16384 * Math.log((16384 - Math.min(seen.size, 16383)) / 16384);
  const counts = (names) => names.split(" ").map((name) => smooth(n[name] ?? cue[name]));
  return [
    smooth(total), ...counts("words lines"), smooth(n.words / (n.sentences + 1)), smooth(n.firstLine / 40),
    f32(smooth(distinct) / f32(smooth(n.words) + 1)), ...[n.capitalised, n.acronyms, cue.article].map((part) => share(part, n.words, 5)),
    ...counts("firstPerson"),
    ...[/\d/g, /[A-Z]/g, /[\t\n\v\f ]/g, /[\xc0-\xff]/g, /,/g, /[()]/g, /[=+*<>^%&|~]/g].map((pattern) => share(count(pattern), total, 20)),
    share(n.numbers, n.numbers + n.words, 5), smooth(n.largest), smooth(n.digits / (n.numbers + 1)),
    ...counts("amounts fractions powers notation dollars"), share(n.singleLetters, n.words, 5),
    ...counts("options"), smooth(stem / 40), ...counts("bullets questions blanks example fences backquotes"),
    f32(n.code / (n.lines + 1)), ...counts("depth joints calls"), smooth(n.files + 0.5 * n.slashes),
    ...counts("tags keys escapes patch frames errors explain design debug test security refactor tradeoff generate function "
      + "constraint vague negation factQuestion howWhy conditional quantity truth mathematics algorithm arithmetic "
      + "python language shell database framework"),
    smooth(turns), smooth(earlier),
  ];
}

// Which of 16,384 bits a word sets: FNV-1a, 64 bits, times the golden ratio.
function bucket(word) {
  let hash = 0xcbf29ce484222325n;
  for (let k = 0; k < word.length; k++) hash = BigInt.asUintN(64, (hash ^ BigInt(word.charCodeAt(k))) * 0x100000001b3n);
  return Number(BigInt.asUintN(64, hash * 0x9e3779b97f4a7c15n) >> 50n);
}

module.exports = { structural };
