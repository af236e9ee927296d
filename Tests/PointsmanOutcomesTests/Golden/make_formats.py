"""Rewrites outcomes from JSON Lines into every other format that Pointsman reads, each as its own tools write it.

    python3 make_formats.py SOURCE.jsonl ROWS FOLDER

The first ROWS prompts, each once, are taken, with dataset, category and id. Golden/formats was made of the first 6 rows of
Data/coding-assistants.jsonl; FormatRoundTripTests also runs this on real outcomes, where they are.
"""
import csv
import gzip
import json
import pathlib
import sys


def rows_of(path, count):
    rows, seen = [], set()
    for line in open(path, encoding="utf-8"):
        row = json.loads(line)
        outcomes = {
            model: {key: cell[key] for key in ("score", "cost") if cell.get(key) is not None}
            for model, cell in row["outcomes"].items() if cell and cell.get("score") is not None}
        if row["prompt"] in seen or not outcomes:
            continue
        seen.add(row["prompt"])
        kept = {key: row[key] for key in ("id", "prompt", "category", "dataset", "tags") if row.get(key)}
        rows.append({**kept, "outcomes": outcomes})
        if len(rows) == count:
            break
    return rows


def write_lines(path, values):
    path.write_text("".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values), encoding="utf-8")


def write_csv(path, header, records, **dialect):
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, **dialect)
        writer.writerow(header)
        writer.writerows(records)


def long_csv(rows, tags):
    for row in rows:
        for model, cell in row["outcomes"].items():
            yield [row.get("id"), row["prompt"], row.get("category"), row.get("dataset"), model, cell["score"],
                   cell.get("cost")] + [row.get("tags", {}).get(tag) for tag in tags]


def llmrouter(rows):
    """LLMRouter's routing data: https://github.com/ulab-uiuc/LLMRouter"""
    for row in rows:
        for model, cell in row["outcomes"].items():
            yield {"task_name": row.get("category"), "query": row["prompt"], "ground_truth": "42", "metric": "em_mc",
                   "choices": None, "model_name": model, "response": "an answer, \"quoted\"", "token_num": 17,
                   "performance": cell["score"], "cost": cell.get("cost")}


def wide_csv(rows, models):
    """RouterBench: the score under the model's name, cost and response beside it."""
    for row in rows:
        cells = [row["outcomes"].get(model, {}) for model in models]
        yield ([row.get("id"), row["prompt"], row.get("category")] + [cell.get("score") for cell in cells]
               + [f"the answer of {model}" for model in models] + [cell.get("cost") for cell in cells]
               + ["no_model_correct"])


SPELLINGS = {1: ["model_a", "A", "left"], -1: ["model_b", "b", "right"], 0: ["tie", "tie (bothbad)", "both_bad"]}


def battles(rows):
    """LMArena: the first two models of each prompt, the higher score winning, the winner in every spelling in turn."""
    for index, row in enumerate(rows):
        if len(row["outcomes"]) < 2:
            continue
        (a, cell_a), (b, cell_b) = list(row["outcomes"].items())[:2]
        sign = (cell_a["score"] > cell_b["score"]) - (cell_a["score"] < cell_b["score"])
        yield row, a, b, sign, SPELLINGS[sign][index % 3]


def arena_jsonl(rows):
    for index, (row, a, b, _, winner) in enumerate(battles(rows)):
        content = row["prompt"] if index % 2 else [{"type": "text", "text": row["prompt"]}]
        turns = [{"role": "user", "content": content}, {"role": "assistant", "content": "Yes."}]
        yield {"question_id": row["id"], "model_a": a, "model_b": b, "winner": winner, "conversation_a": turns,
               "conversation_b": turns, "turn": 1, "anony": True, "language": "English", "tstamp": 1682351591.1}


def arena_csv(rows):
    """The shape of the arena's Kaggle competition: a column a verdict, the prompt a JSON list of turns."""
    for row, a, b, sign, _ in battles(rows):
        yield [row["id"], a, b, json.dumps([row["prompt"]]), '["Yes."]', '["No."]', int(sign > 0), int(sign < 0),
               int(sign == 0)]


def canonical_battles(rows):
    for row, a, b, _, winner in battles(rows):
        verdict = {"tie (bothbad)": "both_bad", "A": "model_a", "left": "model_a", "b": "model_b", "right": "model_b"}
        yield {"id": row["id"], "prompt": row["prompt"],
               "battle": {"model_a": a, "model_b": b, "winner": verdict.get(winner, winner)}}


def main(source, count, folder):
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    rows = rows_of(source, int(count))
    models = sorted({model for row in rows for model in row["outcomes"]})
    write_lines(folder / "source.jsonl", rows)
    # No time stamp: the same rows give the same bytes.
    (folder / "source.jsonl.gz").write_bytes(gzip.compress((folder / "source.jsonl").read_bytes(), mtime=0))
    tags = sorted({tag for row in rows for tag in row.get("tags", {})})
    write_csv(
        folder / "long.csv",
        ["id", "prompt", "category", "dataset", "model", "score", "cost"] + [f"tags.{tag}" for tag in tags],
        long_csv(rows, tags))
    write_lines(folder / "llmrouter.jsonl", llmrouter(rows))
    write_csv(
        folder / "routerbench.csv",
        ["sample_id", "prompt", "eval_name"] + models + [f"{model}|model_response" for model in models]
        + [f"{model}|total_cost" for model in models] + ["oracle_model_to_route_to"],
        wide_csv(rows, models), lineterminator="\n")
    write_csv(
        folder / "routellm.csv", ["prompt"] + models,
        ([row["prompt"]] + [{None: None, 0: False, 1: True}.get(row["outcomes"].get(model, {}).get("score"))
                            for model in models] for row in rows))
    write_lines(folder / "arena.jsonl", arena_jsonl(rows))
    write_csv(
        folder / "arena.csv",
        ["id", "model_a", "model_b", "prompt", "response_a", "response_b", "winner_model_a", "winner_model_b",
         "winner_tie"], arena_csv(rows))
    write_lines(folder / "battles.jsonl", canonical_battles(rows))


if __name__ == "__main__":
    main(*sys.argv[1:])
