"""`python -m tests.benchmarks.text FILE`: what the guesses from words are worth, on labelled texts.

FILE is a CSV with the columns text and category; the category stands for a touchpoint, for the same
matter, and for a theme. Every split is made by the seed that is printed.
"""

from __future__ import annotations

import csv
import math
import random
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bot.text import duplicates
from bot.text.signs import stems_of
from bot.text.themes import Heard, groups_of, themes
from bot.text.touchpoint import TouchpointFacts, TouchpointGuesser

SEEDS = (7, 8, 9)
EXAMPLES = 20
ASKED = 2_000
Row = tuple[str, str]
Guesser = Callable[[str], Sequence[str]]


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [(row["text"], row["category"]) for row in csv.DictReader(lines)]


def split(rows: Sequence[Row], seed: int) -> tuple[list[Row], list[Row]]:
    """EXAMPLES of each category to learn from, in an order that mixes them; ASKED of the rest."""
    chance = random.Random(seed)
    mixed = chance.sample(list(rows), len(rows))
    seen: Counter[str] = Counter()
    learned: list[Row] = []
    rest: list[Row] = []
    for row in mixed:
        (learned if seen[row[1]] < EXAMPLES else rest).append(row)
        seen[row[1]] += 1
    return learned, rest[:ASKED]


def by_keywords(learned: Sequence[Row]) -> Guesser:
    """The category's own words as keywords: what stands in a catalogue on the first day."""
    words = {name: set(stems_of(name.replace("_", " "))) for _, name in learned}

    def guess(text: str) -> list[str]:
        said = set(stems_of(text))
        shared = {name: len(said & stems) / len(stems) for name, stems in words.items()}
        best = sorted(shared, key=lambda name: (-shared[name], name))[:3]
        return [name for name in best if shared[name]]

    return guess


def by_neighbours(learned: Sequence[Row]) -> Guesser:
    """The categories of the nearest texts by tf-idf cosine."""
    often = Counter(stem for text, _ in learned for stem in set(stems_of(text)))

    def vector(text: str) -> dict[str, float]:
        known = [stem for stem in stems_of(text) if stem in often]
        counts = {stem: math.log(len(learned) / often[stem]) for stem in known}
        length = math.sqrt(sum(weight**2 for weight in counts.values())) or 1.0
        return {stem: weight / length for stem, weight in counts.items()}

    posts: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for at, (text, _) in enumerate(learned):
        for stem, weight in vector(text).items():
            posts[stem].append((at, weight))

    def guess(text: str) -> list[str]:
        alike: defaultdict[int, float] = defaultdict(float)
        for stem, weight in vector(text).items():
            for at, other in posts[stem]:
                alike[at] += weight * other
        nearest = sorted(alike, key=lambda at: (-alike[at], at))
        return list(dict.fromkeys(learned[at][1] for at in nearest))[:3]

    return guess


def by_earshot(learned: Sequence[Row]) -> Guesser:
    """What runs: a catalogue with the categories' words as names, and the examples as past."""
    names = sorted({name for _, name in learned})
    facts = [
        TouchpointFacts(at, name.replace("_", " ").rstrip("?")) for at, name in enumerate(names)
    ]
    guesser = TouchpointGuesser(facts)
    for text, name in learned:
        guesser.learn(text, names.index(name))
    return lambda text: [names[guess.touchpoint_id] for guess in guesser.guess(text)]


def guesses(rows: Sequence[Row]) -> Iterator[str]:
    yield f"touchpoint, after {EXAMPLES} examples each        first   in three   ms a guess"
    for name, method in (
        ("keywords", by_keywords),
        ("tf-idf + nearest neighbours", by_neighbours),
        ("earshot", by_earshot),
    ):
        first, three, took = [], [], []
        for seed in SEEDS:
            learned, asked = split(rows, seed)
            guess = method(learned)
            begun = time.perf_counter()
            answers = [guess(text) for text, _ in asked]
            took.append((time.perf_counter() - begun) / len(asked) * 1000)
            pairs = list(zip(answers, asked, strict=True))
            first.append(sum(name in given[:1] for given, (_, name) in pairs) / len(asked))
            three.append(sum(name in given for given, (_, name) in pairs) / len(asked))
        yield f"  {name:36} {_share(first)}   {_share(three)}   {statistics.mean(took):.2f}"


def same_matters(rows: Sequence[Row]) -> Iterator[str]:
    """Each text among 200 others at random; right is a candidate of the same category."""
    found: list[tuple[float, bool]] = []
    there, took = 0, 0.0
    for seed in SEEDS:
        chance = random.Random(seed)
        for _ in range(500):
            (text, name), *others = chance.sample(list(rows), 201)
            begun = time.perf_counter()
            best = duplicates.ranked(text, [(at, words) for at, (words, _) in enumerate(others)])
            took += time.perf_counter() - begun
            there += any(other == name for _, other in others)
            if best:
                found.append((best[0][1], others[best[0][0]][1] == name))
    yield f"same matter among 200                    precision   recall   ({there} to be found)"
    for threshold in (0.5, 0.6, duplicates.THRESHOLD, 0.7, 0.8):
        right = [good for likeness, good in found if likeness >= threshold]
        precision, recall = sum(right) / len(right), sum(right) / there
        marked = "  <- asked about" if threshold == duplicates.THRESHOLD else ""
        yield (
            f"  likeness from {threshold:.2f}                     {_share([precision])}"
            f"   {_share([recall])}{marked}"
        )
    yield f"  {took / 500 / len(SEEDS) * 1000:.1f} ms a text"


def weekly_themes(rows: Sequence[Row]) -> Iterator[str]:
    """Texts of five weeks, 2,000 and all; V-measure (Rosenberg and Hirschberg 2007) against
    categories."""
    for count in (2_000, len(rows)):
        yield f"themes of {count:6,} texts{'V':>19}      homogeneity   completeness   themes"
        yield from _themes_of(rows, count)


def _themes_of(rows: Sequence[Row], count: int) -> Iterator[str]:
    for seed in SEEDS:
        chance = random.Random(seed)
        picked = chance.sample(list(rows), count)
        heard = [Heard(str(at), text, chance.randrange(5)) for at, (text, _) in enumerate(picked)]
        begun = time.perf_counter()
        found = themes(heard)
        took = time.perf_counter() - begun
        groups = groups_of(heard)
        v, pure, whole = v_measure([name for _, name in picked], groups)
        yield (
            f"  seed {seed}                                 {v:.3f}  {pure:.3f}         {whole:.3f}"
            f"          {len(found)} in {took:.1f} s"
        )


def v_measure(truth: Sequence[str], groups: Sequence[int]) -> tuple[float, float, float]:
    """V, homogeneity and completeness, each 0 to 1."""
    both, classes, found = Counter(zip(truth, groups, strict=True)), Counter(truth), Counter(groups)
    total = len(truth)

    def entropy(counts: Counter[str] | Counter[int]) -> float:
        return -sum(count / total * math.log(count / total) for count in counts.values())

    of_class = -sum(n / total * math.log(n / found[group]) for (_, group), n in both.items())
    of_group = -sum(n / total * math.log(n / classes[name]) for (name, _), n in both.items())
    pure = 1 - of_class / entropy(classes) if entropy(classes) else 1.0
    whole = 1 - of_group / entropy(found) if entropy(found) else 1.0
    return (2 * pure * whole / (pure + whole) if pure + whole else 0.0), pure, whole


def _share(found: Sequence[float]) -> str:
    return f"{100 * statistics.mean(found):5.1f} %"


def main() -> None:
    rows = read(Path(sys.argv[1]))
    print(f"{len(rows)} texts, {len({name for _, name in rows})} categories; seeds {SEEDS}")
    for part in (guesses, same_matters, weekly_themes):
        for line in part(rows):
            print(line, flush=True)


if __name__ == "__main__":
    main()
