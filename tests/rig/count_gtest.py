#!/usr/bin/python3
"""Counts the test results of one build: the last line is "N passed, N failed, N skipped".

Reads the JUnit report of ctest (one entry a binary) and the JSON report of each gtest binary. A binary that
died before it wrote its report counts as one failure, so a crash is never silent.
Usage: count_gtest.py RESULTS_DIR
"""
import json
import pathlib
import sys
import xml.etree.ElementTree as ElementTree


def count(report: dict) -> tuple[int, list[str], int]:
    """Passed, the names of failed tests, skipped (by GTEST_SKIP or the DISABLED_ prefix)."""
    passed, failures, skipped = 0, [], 0
    for suite in report["testsuites"]:
        for test in suite["testsuite"]:
            if test["status"] == "NOTRUN":  # left out by the filter, or disabled
                skipped += test["name"].startswith("DISABLED_")
            elif test.get("failures"):
                failures.append(f"{suite['name']}.{test['name']}")
            elif test["result"] == "SKIPPED":
                skipped += 1
            else:
                passed += 1
    return passed, failures, skipped


def skip_reasons(log: pathlib.Path) -> list[str]:
    """What GTEST_SKIP said, which the JSON report leaves out: the line after "FILE:LINE: Skipped"."""
    if not log.exists():
        return []
    lines = log.read_text(errors="replace").splitlines()
    return [f"{line.removesuffix(': Skipped').split('/')[-1]} {then}"
            for line, then in zip(lines, lines[1:]) if line.endswith(": Skipped")]


def main() -> int:
    results = pathlib.Path(sys.argv[1])
    passed, failures, skipped = 0, [], 0
    for binary in ElementTree.parse(results / "ctest.xml").getroot().iter("testcase"):
        name, fine = binary.get("name"), binary.get("status") == "run"
        if name.endswith("_replay"):  # a fuzz corpus run through its target: no gtest, one verdict
            passed, failures = passed + fine, failures + ([] if fine else [name])
            continue
        try:
            one = count(json.loads((results / f"{name}.json").read_text()))
        except (OSError, ValueError):
            failures.append(f"{name} (ended without a report)")
            continue
        if not fine and not one[1]:
            failures.append(f"{name} (all its tests passed, yet it ended with an error)")
        passed, failures, skipped = passed + one[0], failures + one[1], skipped + one[2]
    for reason in skip_reasons(results / "ctest.log"):
        print(f"skipped: {reason}")
    for name in failures:
        print(f"failed: {name}")
    print(f"{passed} passed, {len(failures)} failed, {skipped} skipped")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
