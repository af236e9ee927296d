"""What the provider remembers: a line a request, and counts."""

import collections
import json
import threading
from pathlib import Path


class Log:
    """Numbers requests and attempts, and writes what became of each. Safe for several threads."""

    def __init__(self, path=None, folder=None):
        self.lock = threading.Lock()
        self.ended = threading.Condition(self.lock)
        self.over = 0
        self.file = open(path, "a", encoding="utf-8") if path else None
        self.folder = Path(folder) if folder else None
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
        self.number = 0
        self.attempts = collections.Counter()
        self.delivered = collections.Counter()
        self.status, self.faults, self.models = collections.Counter(), collections.Counter(), {}

    def begin(self, path, body):
        """The number of a request, whose body is recorded."""
        with self.lock:
            self.number += 1
            number = self.number
        if self.folder:
            record = {"path": path, "body": body}
            (self.folder / f"{number:06}.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8", errors="replace")
        return number

    def attempt(self, key):
        """How often this model was asked this, this time included."""
        with self.lock:
            self.attempts[key] += 1
            return self.attempts[key]

    def end(self, line):
        """Writes the line of a request that is over."""
        with self.lock:
            self.over += 1
            self.ended.notify_all()
            self.status[str(line["status"])] += 1
            self.faults[line["fault"] or "none"] += 1
            counts = self.models.setdefault(line["model"] or "none", collections.Counter())
            counts["requests"] += 1
            if line["delivered"]:
                counts["delivered"] += 1
                self.delivered[line["model"], line["prompt"], line["sample"]] += 1
            for name in ["input_tokens", "output_tokens"]:
                counts[name] += line[name] or 0
            if self.file:
                self.file.write(json.dumps(line) + "\n")
                self.file.flush()

    def counts(self):
        """The counts of all requests that are over. `delivered_again` counts answers beyond the first to the same model and prompt.

        A client may have an answer before its line is written, so this waits, at most a second, until no request is under way.
        """
        with self.lock:
            self.ended.wait_for(lambda: self.over == self.number, timeout=1)
            return {
                "requests": self.over,
                "begun": self.number,
                "delivered": sum(self.delivered.values()),
                "delivered_again": sum(count - 1 for count in self.delivered.values()),
                "by_status": dict(sorted(self.status.items())),
                "by_fault": dict(sorted(self.faults.items())),
                "by_model": {name: dict(counts) for name, counts in sorted(self.models.items())},
            }
