#!/usr/bin/python3
"""The tidy test: what a compiler does not check and a reviewer should not have to.

Fails on:   includes that src/LAYERS does not allow, calls that are banned outside the adapters, files without a
            header comment, headers nobody includes, documents nobody links, broken links between documents,
            words that promise something for later, addresses of package registries, paths of one machine.
Reports:    sizes. It never fails on a size (docs/STYLE.md).
Finding:    `file:line: what is wrong; what to do instead`

    tests/tidy.py               the tree; ends with 1 when there is a finding
    tests/tidy.py --self-test   each rule, shown on a small tree that breaks it and on one that does not
    tests/tidy.py --sizes       the size report in full
"""
import argparse
import collections
import dataclasses
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]


# ------------------------------------------------------------------------------------------- the rules' data

@dataclasses.dataclass(frozen=True)
class Ban:
    """A call that the World makes unnecessary, and the folders that implement the World."""
    pattern: str
    name: str
    advice: str
    allowed: tuple[str, ...]
    in_tests: bool = False  # *_test.cc may use it


ADAPTERS = ("app", "keys", "mail", "net", "os", "shelf", "spool", "store")
CLOCK = "take `Instant now` or use world.clock"
RANDOM = "take the value or use world.entropy"
FILES = "take the bytes, or go through a port (shelf, site_source, store)"
BANS = (
    Ban(r"\bsystem_clock::now\b", "system_clock::now", CLOCK, ("os",)),
    Ban(r"\b(?:gettimeofday|clock_gettime|std::time|time)\s*\(\s*(?:NULL|nullptr|0|CLOCK_REALTIME)\b", "reading the clock", CLOCK, ("os",)),
    Ban(r"\brandom_device\b", "random_device", RANDOM, ("os",)),
    Ban(r"\b(?:s?rand|getrandom|getentropy|arc4random|randombytes_\w+)\s*\(", "drawing random numbers", RANDOM, ("os", "keys")),
    Ban(r"\b(?:secure_)?getenv\s*\(", "getenv", "configuration is a value built in app", ("os", "app"), in_tests=True),
    Ban(r"(?<![\w.>])(?:::)?socket\s*\(", "socket()", "the network is behind ports/mail and ports/fetch",
        ("app", "http", "net", "os")),
    Ban(r"\bf(?:d|re)?open\s*\(|\bstd::(?:basic_)?[io]?fstream\b", "opening files", FILES, ADAPTERS, in_tests=True),
    Ban(r"\bstd::filesystem\b", "std::filesystem", FILES, ADAPTERS, in_tests=True),
    Ban(r"\bstd::(?:async|thread|jthread)\b", "starting threads", "run on a lane; threads are started in app, front's and desk's listeners",
        ("app", "desk", "front", "http", "net", "os", "store"), in_tests=True),
)

# (path, name of the ban): why it may stay. An entry that no longer matches anything is itself a finding.
EXCEPTIONS: dict[tuple[str, str], str] = {}

# Written in pieces, so that this file does not find itself.
WORDS = (
    (re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b"), "a promise for later; do it, or open an issue and say what holds today"),
    (re.compile(r"\bfor" r" now\b", re.I), "a promise for later; say what holds today"),
    (re.compile(r"registry\." r"npmjs|npmjs\." r"(?:org|com)|pypi\." r"org|deb\." r"debian\.org|proxy\." r"golang"),
     "the address of a package registry; machines configure their own"),
    (re.compile(r"(?<![\w.~-])/" r"work/|(?<![\w.~-])/" r"root/|/bash_" r"jobs"), "a path of one machine; use a path relative to the repository"),
)
WORD_FILES = {".cc", ".h", ".py", ".js", ".mjs", ".sh", ".md", ".toml", ".sql", ".cmake", ".txt", ".json", ".css", ""}
# What other people wrote (a policy's own words, a recorded document) is not ours to reword.
WORD_FREE = ("examples/", "tests/golden/", "tests/fuzz/corpus/", "tests/browser/package-lock.json")
SHEBANGS = {".py": "#!/usr/bin/python3"}
DOC_ROOTS = ("README.md",)
DOCS_BESIDE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"')
LINK = re.compile(r"\]\(\s*<?([^)\s>]+)>?[^)]*\)")
LINES_MAX_AIM, LINES_SECOND_THOUGHT = 400, 800


@dataclasses.dataclass(frozen=True, order=True)
class Finding:
    file: str
    line: int
    text: str

    def __str__(self):
        return f"{self.file}:{self.line}: {self.text}"


class Tree:
    """The files of a working tree: what git knows and what is new and not ignored."""

    def __init__(self, root: pathlib.Path):
        self.root = root
        listing = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                                 capture_output=True, check=True).stdout.decode()
        self.files = sorted({name for name in listing.split("\0") if name and (root / name).is_file()})
        self._lines: dict[str, list[str]] = {}

    def lines(self, name: str) -> list[str]:
        if name not in self._lines:
            self._lines[name] = (self.root / name).read_text(encoding="utf-8", errors="replace").splitlines()
        return self._lines[name]

    def cpp(self) -> list[str]:
        return [name for name in self.files if name.startswith(("src/", "tests/")) and name.endswith((".h", ".cc"))]


def folder_of(name: str) -> str | None:
    """The folder of src/ a file belongs to."""
    parts = name.split("/")
    return parts[1] if parts[0] == "src" and len(parts) > 2 else None


STRIP = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)


def code_lines(lines: list[str]) -> list[str]:
    """The lines with comments and literals blanked, so that text about a call is not a call."""
    def blank(found):
        return re.sub(r"[^\n]", " ", found.group())
    return STRIP.sub(blank, "\n".join(lines)).split("\n")


# ------------------------------------------------------------------------------------------- the rules

def layers(tree: Tree) -> dict[str, set[str]]:
    table = {}
    for line in tree.lines("src/LAYERS") if "src/LAYERS" in tree.files else []:
        if line.strip() and not line.startswith("#"):
            folder, _, allowed = line.partition(":")
            table[folder.strip()] = set(allowed.split())
    return table


def check_layers(tree: Tree):
    """Each include names a file that exists, in a folder that src/LAYERS allows."""
    table = layers(tree)
    for name in tree.cpp():
        folder = folder_of(name)
        if folder is None:
            continue
        if folder not in table:
            yield Finding(name, 1, f"folder {folder}/ is not in src/LAYERS; add its line there")
            continue
        for number, line in enumerate(tree.lines(name), 1):
            found = INCLUDE.match(line)
            if not found:
                continue
            wanted = found[1].split("/")[0]
            if f"src/{found[1]}" not in tree.files:
                yield Finding(name, number, f'"{found[1]}" is no file below src/; includes are written from there')
            elif wanted != folder and wanted not in table[folder] and "*" not in table[folder]:
                yield Finding(name, number, f"{folder}/ may not include {wanted}/")


def check_bans(tree: Tree):
    """Time, randomness, files and the network come in through the World."""
    used = set()
    for name in tree.cpp():
        folder = folder_of(name)
        if folder is None:
            continue
        is_test = name.endswith("_test.cc") or name.rsplit("/", 1)[1].startswith("test_")
        for number, line in enumerate(code_lines(tree.lines(name)), 1):
            for ban in BANS:
                if folder in ban.allowed or (is_test and ban.in_tests) or not re.search(ban.pattern, line):
                    continue
                if (name, ban.name) in EXCEPTIONS:
                    used.add((name, ban.name))
                else:
                    yield Finding(name, number, f"{ban.name} is banned here; {ban.advice}")
    for path, ban_name in EXCEPTIONS.keys() - used:
        if path in tree.files:
            yield Finding("tests/tidy.py", 1, f"the exception for {path} ({ban_name}) is no longer needed; remove it")


def check_header_comments(tree: Tree):
    """Each C++ file says what it is in its first lines; each program of ours says how it is started."""
    for name in tree.cpp():
        first = [line for line in tree.lines(name)[:3] if not line.startswith("// SPDX")]
        # A .cc whose header is the manual page says so: "// See decide.h." names the file beside it.
        see = re.match(r"// See (\S+\.h)\.", first[0]) if first and name.endswith(".cc") else None
        if see and f"{name.rsplit('/', 1)[0]}/{see[1]}" in tree.files:
            continue
        if not first or not re.match(r"//\s*\S.{15,}", first[0]):
            yield Finding(name, 1, "no header comment; say what it is and which spec it implements")
    for name in tree.files:
        if not name.startswith("tests/") or (tree.root / name).stat().st_mode & 0o100 == 0:
            continue
        first = tree.lines(name)[0] if tree.lines(name) else ""
        if first.startswith("#!") and "python" in first and first != SHEBANGS[".py"]:
            yield Finding(name, 1, f"start with {SHEBANGS['.py']}: the packages it needs are those of Debian's Python")


def check_included(tree: Tree):
    """A header that no other file includes is dead."""
    included_by = collections.defaultdict(set)
    for name in tree.cpp():
        for line in tree.lines(name):
            if found := INCLUDE.match(line):
                included_by[f"src/{found[1]}"].add(name)
    for name in tree.cpp():
        if name.startswith("src/") and name.endswith(".h") and not included_by[name] - {name}:
            yield Finding(name, 1, "nobody includes this file; include it or delete it")


def doc_links(tree: Tree, name: str):
    """(line, target file) of each relative link of a document."""
    fenced = False
    for number, line in enumerate(tree.lines(name), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if fenced:
            continue
        for found in LINK.finditer(re.sub(r"`[^`]*`", "", line)):
            target = found[1].partition("#")[0]
            if target and not re.match(r"[a-z]+:", target) and not target.startswith("/"):
                path, root = ((tree.root / name).parent / target).resolve(), tree.root.resolve()
                yield number, path.relative_to(root).as_posix() if path.is_relative_to(root) else target


def check_docs(tree: Tree):
    """Each document is reached from README.md, and no link between documents is broken."""
    documents = [name for name in tree.files if name.endswith(".md") and (name.startswith("docs/") or name in DOCS_BESIDE)]
    links = {name: list(doc_links(tree, name)) for name in documents}
    for name in documents:
        for number, target in links[name]:
            if not (tree.root / target).exists():
                yield Finding(name, number, f"the link to {target} is broken")
    if "README.md" not in documents:
        yield Finding("README.md", 1, "there is no README.md, from which every document is reached")
        return
    reached, waiting = set(), list(DOC_ROOTS)
    while waiting:
        name = waiting.pop()
        if name in reached or name not in links:
            continue
        reached.add(name)
        waiting += [target for _, target in links[name]]
        # A link to a folder of documents reaches each of them: the folder's listing is its index.
        for _, target in links[name]:
            waiting += [other for other in documents if other.startswith(target.rstrip("/") + "/")]
    for name in documents:
        if name not in reached:
            yield Finding(name, 1, "no document that README.md leads to links here; link it or delete it")


def check_words(tree: Tree):
    """Words that a reader would believe, or that only mean something on one machine."""
    for name in tree.files:
        if pathlib.PurePath(name).suffix not in WORD_FILES or name.startswith(WORD_FREE):
            continue
        for number, line in enumerate(tree.lines(name), 1):
            for pattern, advice in WORDS:
                if found := pattern.search(line):
                    yield Finding(name, number, f"'{found.group()}' is {advice}")


RULES = (check_layers, check_bans, check_header_comments, check_included, check_docs, check_words)


def findings_of(tree: Tree) -> list[Finding]:
    return sorted({finding for rule in RULES for finding in rule(tree)})


# ---------------------------------------------------------------------------------------------- sizes

def report_sizes(tree: Tree, full: bool) -> None:
    sizes = sorted((len(tree.lines(name)), name) for name in tree.files
                   if name.startswith("src/") and name.endswith((".h", ".cc")) and not name.endswith("_test.cc"))
    if not sizes:
        return
    counts = [lines for lines, _ in sizes]
    print(f"sizes: {len(sizes)} files, {sum(counts)} lines; median {int(statistics.median(counts))}, "
          f"nine in ten below {counts[int(len(counts) * 0.9)] + 1 if len(counts) > 9 else counts[-1] + 1}, "
          f"longest {sizes[-1][0]} ({sizes[-1][1]})")
    floor = 0 if full else LINES_SECOND_THOUGHT
    for lines, name in reversed(sizes):
        if lines > floor:
            note = "worth a second thought" if lines > LINES_SECOND_THOUGHT else "long" if lines > LINES_MAX_AIM else ""
            print(f"  {lines:6} {name} {note}".rstrip())


# ------------------------------------------------------------------------------------------ self-test

GOOD = {
    "src/LAYERS": "# who includes whom\nbase:\nos: base\ndomain: base\n",
    "src/base/text.h": "// Text that knows nothing of our subject.\n#pragma once\n",
    "src/base/text.cc": '// Text that knows nothing of our subject.\n#include "base/text.h"\n',
    "src/domain/case.cc": '// What the vendor works on.\n#include "base/text.h"\n// never getenv("X") here\nauto s = "std::filesystem";\n',
    "src/domain/case_test.cc": '// Tests of the case.\n#include "base/text.h"\nauto s = std::getenv("TOCSIN_SUITES");\n',
    "src/os/clock.cc": '// The real clock of the machine.\n#include "base/text.h"\nauto n = std::chrono::system_clock::now();\n',
    "README.md": "[one](docs/ONE.md) and [outside](https://example.org/) and [why](docs/adr/)\n",
    "docs/ONE.md": "[home](../README.md#top)\n",
    "docs/adr/0001-x.md": "# Why\n",
    "tests/journeys/one": "#!/usr/bin/python3\n",
}
BAD = (  # (file, its text, the finding that must appear)
    ("src/base/up.cc", '// Text that knows too much.\n#include "domain/case.h"\n', "src/base/up.cc:2: \"domain/case.h\" is no file"),
    ("src/base/text.cc", '// Text that knows too much.\n#include "os/clock.h"\n', "src/base/text.cc:2: base/ may not include os/"),
    ("src/attic/old.cc", "// A folder that nobody declared.\n", "src/attic/old.cc:1: folder attic/ is not in src/LAYERS"),
    ("src/domain/now.cc", "// Asks the system for the time.\n\nauto n = system_clock::now();\n", "src/domain/now.cc:3: system_clock::now is banned here"),
    ("src/domain/now_test.cc", "// Asks the system for the time.\nauto n = system_clock::now();\n", "src/domain/now_test.cc:2: system_clock::now"),
    ("src/domain/t.cc", "// Asks the system for the time.\nauto n = time(nullptr);\n", "src/domain/t.cc:2: reading the clock"),
    ("src/domain/r.cc", "// Draws from the system.\nstd::random_device d;\n", "src/domain/r.cc:2: random_device"),
    ("src/domain/r2.cc", "// Draws from the system.\nauto x = rand();\n", "src/domain/r2.cc:2: drawing random numbers"),
    ("src/domain/e.cc", '// Asks the environment.\nauto x = getenv("HOME");\n', "src/domain/e.cc:2: getenv"),
    ("src/domain/s.cc", "// Opens the network by hand.\nauto x = ::socket(1, 2, 3);\n", "src/domain/s.cc:2: socket()"),
    ("src/domain/f.cc", '// Opens a file by hand.\nauto x = fopen("a", "r");\n', "src/domain/f.cc:2: opening files"),
    ("src/domain/f2.cc", "// Opens a file by hand.\nstd::ifstream x;\n", "src/domain/f2.cc:2: opening files"),
    ("src/domain/fs.cc", "// Walks a folder by hand.\nnamespace fs = std::filesystem;\n", "src/domain/fs.cc:2: std::filesystem"),
    ("src/domain/th.cc", "// Starts a thread by hand.\nstd::jthread x;\n", "src/domain/th.cc:2: starting threads"),
    ("src/domain/bare2.cc", "// See nowhere.h.\nint x;\n", "src/domain/bare2.cc:1: no header comment"),
    ("src/domain/bare.cc", "int x;\n", "src/domain/bare.cc:1: no header comment"),
    ("src/os/clock.h", "// A header that is included nowhere.\n#pragma once\n", "src/os/clock.h:1: nobody includes this file"),
    ("docs/LOST.md", "# Lost\n", "docs/LOST.md:1: no document that README.md leads to links here"),
    ("docs/ONE.md", "text\n[gone](GONE.md)\n", "docs/ONE.md:2: the link to docs/GONE.md is broken"),
    ("README.md", None, "README.md:1: there is no README.md"),
    ("src/base/later.cc", "// Text that is not finished.\n// TO" "DO: finish\n", "src/base/later.cc:2: 'TO" "DO' is"),
    ("docs/ONE.md", "This holds for" " now.\n", "docs/ONE.md:1: 'for" " now' is"),
    ("dev", "curl https://regis" "try.npm" "js.org/\n", "dev:1: 'regis" "try.npm" "js' is"),
    ("dev", "cd /" "work/main\n", "dev:1: '/" "work/' is"),
    ("tests/journeys/one", "#!/usr/bin/env python3\n", "tests/journeys/one:1: start with #!/usr/bin/python3"),
)


def small_tree(folder: pathlib.Path, files: dict[str, str | None]) -> Tree:
    for name, text in files.items():
        if text is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o755 if name.startswith("tests/journeys/") else 0o644)
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    return Tree(folder)


def self_test() -> int:
    wrong = []
    with tempfile.TemporaryDirectory() as top:
        clean = findings_of(small_tree(pathlib.Path(top) / "good", GOOD))
        wrong += [f"a clean tree has the finding {finding}" for finding in clean]
        for number, (name, text, wanted) in enumerate(BAD):
            bad = {**GOOD, "src/os/clock.h": "// The clock.\n", "src/os/user.cc": '// Uses the clock here.\n#include "os/clock.h"\n'}
            if name == "src/os/clock.h":
                bad = dict(GOOD)
            found = findings_of(small_tree(pathlib.Path(top) / str(number), {**bad, name: text}))
            if not any(str(finding).startswith(wanted) for finding in found):
                wrong.append(f"{name}: wanted '{wanted}', found {[str(finding) for finding in found]}")
    for line in wrong:
        print(f"self-test: {line}")
    print(f"tidy self-test: {len(BAD)} broken trees, {len(wrong)} wrong answers")
    return 1 if wrong else 0


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--self-test", action="store_true")
    options.add_argument("--sizes", action="store_true")
    given = options.parse_args()
    if given.self_test:
        return self_test()
    tree = Tree(ROOT)
    findings = findings_of(tree)
    for finding in findings:
        print(finding)
    report_sizes(tree, given.sizes)
    print(f"tidy: {len(tree.files)} files, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
