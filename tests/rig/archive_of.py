"""Archives of any size for the measurements: generated CSAF 2.0 documents that `tocsin import csaf` takes."""
import json
import pathlib


def document(number: int) -> dict:
    """One advisory of a maker who does not exist; dates spread over years so that folders and archives fill."""
    year, day = 2000 + number % 26, f"{number // 26 % 12 + 1:02}-{number % 28 + 1:02}"
    date, name = f"{year}-{day}T10:00:00Z", f"EXAMPLE-{year}-{number:05}"
    return {"document": {"category": "csaf_security_advisory", "csaf_version": "2.0", "title": f"Example Archiver reads too much, {number}",
                         "distribution": {"tlp": {"label": "WHITE"}}, "lang": "en",
                         "notes": [{"category": "summary", "text": f"An archive makes the reader read outside of its bounds ({number})."}],
                         "publisher": {"category": "vendor", "name": "Example Maker", "namespace": "https://example.org"},
                         "tracking": {"id": name, "status": "final", "version": "1", "initial_release_date": date, "current_release_date": date,
                                      "revision_history": [{"date": date, "number": "1", "summary": "Initial publication"}]}},
            "product_tree": {"branches": [{"category": "vendor", "name": "Example Maker", "branches": [{"category": "product_name", "name": "Archiver", "branches": [
                {"category": "product_version", "name": f"1.{number % 50}", "product": {"product_id": "P1", "name": f"Archiver 1.{number % 50}"}}]}]}]},
            "vulnerabilities": [{"cve": f"CVE-{year}-{10000 + number}", "notes": [{"category": "description", "text": "Reads outside of its bounds."}],
                                 "product_status": {"known_affected": ["P1"]},
                                 "scores": [{"products": ["P1"], "cvss_v3": {"version": "3.1", "vectorString": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
                                                                               "baseScore": 7.5, "baseSeverity": "HIGH"}}],
                                 "remediations": [{"category": "vendor_fix", "details": "Upgrade.", "product_ids": ["P1"]}]}]}


def write(folder: pathlib.Path, count: int) -> pathlib.Path:
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        one = document(number)
        (folder / f"{one['document']['tracking']['id'].lower()}.json").write_text(json.dumps(one))
    return folder
