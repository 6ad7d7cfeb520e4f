"""Sets what `cargo bench --bench updates` and the peers print side by side, as Markdown.

    table.py fazil jax torch        # files with what each printed; the first is fazil's

Reads tables of this form, and ignores every other line:

    W1 f32            µs  least µs      more columns
    a name         41.20     40.10      ...

Columns are two spaces or more apart. A name that ends in "; f(input)" or "; input" says what its
input neurons send; fazil's send f(input). Prints the medians: the first column in µs.
"""

import pathlib
import platform
import re
import sys

TITLE = re.compile(r"(W\d+) (f\d+)\s")
SENDS = ("f(input)", "input")


def cells(line):
    """A line's columns."""
    return re.split(r"\s{2,}", line.strip())


def read(text, default):
    """{(who, what input neurons send): {(workload, precision): median}}, in order."""
    rows, title, column = {}, None, None
    for line in text.splitlines():
        header = TITLE.match(line)
        if header and "µs" in line:
            columns = cells(line)
            title = header.groups()
            column = next(k for k, name in enumerate(columns) if "µs" in name)
            continue
        found = cells(line)
        try:
            median = float(found[column])
        except (TypeError, IndexError, ValueError):  # No table, too few columns, no number.
            title = column = None  # The end of a table.
            continue
        who, _, sends = found[0].rpartition("; ")
        key = (who, sends) if sends in SENDS and who else (found[0], default)
        rows.setdefault(key, {})[title] = median
    return rows


def processor():
    """The name of this machine's processor."""
    known = pathlib.Path("/proc/cpuinfo")
    for line in known.read_text().splitlines() if known.exists() else []:
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()


def main(paths):
    fazil, *peers = (pathlib.Path(path).read_text() for path in paths)
    rows = {(f"fazil: {who}", sends): times for (who, sends), times in read(fazil, "f(input)").items()}
    if not rows:
        sys.exit("no table in what fazil's bench printed")
    for peer in peers:
        rows.update(read(peer, "?"))
    titles = sorted({title for times in rows.values() for title in times})
    versions = [peer.splitlines()[0] for peer in peers if peer.strip()]
    print(f"Median µs of one update of all weights, one core of {processor()}; {', '.join(versions)}.")
    print("`f(input)`: input neurons send f of their input, 784 logistics an example more; `input`: they")
    print("send it as it is.\n")
    print("| | sends | " + " | ".join(" ".join(title) for title in titles) + " |")
    print("|---|---|" + "---|" * len(titles))
    for (who, sends), times in rows.items():
        numbers = [f"{times[t]:.1f}" if t in times else "-" for t in titles]
        print(f"| {who} | {sends} | " + " | ".join(numbers) + " |")


if __name__ == "__main__":
    main(sys.argv[1:])
