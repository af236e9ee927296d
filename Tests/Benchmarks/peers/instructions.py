"""Instructions a byte that routing takes, by length of the text: counted by valgrind, so the same on a busy machine.

    Tests/Benchmarks/peers/run instructions --router FILE.router --prompts DATA.jsonl

Runs `pointsman-benchmark routing` with one round and with three: what two more rounds take is routing alone. Needs
valgrind, and a release build.
"""
import argparse
import json
import pathlib
import re
import subprocess
import tempfile

PROGRAM = pathlib.Path(__file__).resolve().parents[3] / ".build/release/pointsman-benchmark"


def measure(a, length, rounds):
    """Instructions of the whole program, and the bytes of a round."""
    with tempfile.NamedTemporaryFile() as profile:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={profile.name}", PROGRAM, "routing", "--json",
             "--router", a.router, "--prompts", a.prompts, "--lengths", str(length), "--rounds", str(rounds)],
            capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return int(re.search(r"Collected : (\d+)", done.stderr)[1]), json.loads(done.stdout)["timings"][0]["bytes"]


def main(a):
    print("| bytes | instructions a byte |\n|---|---|")
    for length in a.lengths:
        (least, size), (most, _) = measure(a, length, 1), measure(a, length, 3)
        print(f"| {length or 'as they are'} | {(most - least) / (2 * size):.0f} |", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--router", required=True)
    parser.add_argument("--prompts", required=True)
    parser.add_argument("--lengths", type=int, nargs="+", default=[0, 50, 1_000, 10_000, 100_000])
    main(parser.parse_args())
