// The Markdown twin and the plain text of an advisory. See markdown_text.h.
#include "formats/markdown_text.h"

#include <algorithm>

#include "base/text.h"
#include "formats/csaf.h"
#include "formats/format.h"
#include "formats/scores.h"
#include "formats/version_table.h"
#include "markup/markdown.h"

namespace tocsin::formats {
using namespace domain;
namespace {

void paragraph(std::string& out, std::string_view text) {
  if (trim(text).empty()) return;
  out += std::string(trim(text)) + "\n\n";
}

void section(std::string& out, std::string_view heading, std::string_view text) {
  if (trim(text).empty()) return;
  out += "### " + std::string(heading) + "\n\n";
  paragraph(out, text);
}

// One row a branch of each product, the same columns as the page.
std::string version_table(Vulnerability const& vulnerability) {
  std::string out =
      "| Product | Versions | Fixed in | Released | Status |\n| --- | --- | --- | --- | --- |\n";
  bool any = false;
  for (auto const& product : vulnerability.impacts)
    for (auto const& branch : product.branches) {
      any = true;
      auto status = std::string(status_text(branch.status));
      if (branch.reason != NotAffectedReason::none)
        status += ": " + std::string(reason_text(branch.reason));
      if (!branch.note.empty()) status += ". " + branch.note;
      out += "| " + markdown_inline(product.product_name) + " | " +
             markdown_inline(range_text(product, branch)) + " | " +
             markdown_inline(fixed_version(product, branch)) + " | " +
             (branch.released ? to_text(*branch.released) : std::string()) + " | " +
             markdown_inline(status) + " |\n";
    }
  return any ? out + "\n" : std::string();
}

std::string bullet(std::string const& text) { return "- " + text + "\n"; }

std::string scores_and_weaknesses(Vulnerability const& vulnerability) {
  std::string out;
  if (auto score = cvss40_score(vulnerability.cvss40))
    out += bullet("CVSS 4.0: " + score->text);
  else if (!vulnerability.cvss40.empty())
    out += bullet("CVSS 4.0: " + vulnerability.cvss40);
  if (auto score = cvss31_score(vulnerability.cvss31)) out += bullet("CVSS 3.1: " + score->text);
  out += bullet("Known exploitation: " + std::string(to_word(vulnerability.known_exploitation)));
  for (auto const& cwe : vulnerability.cwes)
    out += bullet(markdown_inline(cwe + " " + cwe_name(cwe)));
  return out;
}

std::string remedies(Vulnerability const& vulnerability) {
  std::string out;
  for (auto const& remediation : vulnerability.remediations) {
    paragraph(out, remediation.details);
    if (!remediation.url.empty()) paragraph(out, "<" + remediation.url + ">");
  }
  return out;
}

std::string references(std::vector<Reference> const& references) {
  std::string out;
  for (auto const& reference : references)
    out += bullet(markdown_inline(reference.summary) + ": <" + reference.url + ">");
  return out;
}

std::string fixes(Vulnerability const& vulnerability) {
  std::string out;
  for (auto const& product : vulnerability.impacts)
    for (auto const& branch : product.branches)
      if (!branch.fix_url.empty())
        out += bullet("Fix for " + markdown_inline(product.product_name + " " + branch.branch) +
                      ": <" + branch.fix_url + ">");
  return out;
}

void append_vulnerability(std::string& out, Vulnerability const& vulnerability,
                          std::string const& heading) {
  if (!heading.empty()) out += "## " + heading + "\n\n";
  paragraph(out, "**" + markdown_inline(answer_text(vulnerability)) + "** " +
                     markdown_inline(action_text(vulnerability)));
  out += version_table(vulnerability);
  section(out, "Workarounds and mitigations", remedies(vulnerability));
  section(out, "How to detect exploitation", vulnerability.detection);
  section(out, "Description", vulnerability.description);
  section(out, "Impact", vulnerability.impact);
  section(out, "Scores and root cause", scores_and_weaknesses(vulnerability));
  for (auto const& threat : vulnerability.threats) section(out, "Threat", threat.details);
  for (auto const& note : vulnerability.notes)
    section(out, note.title.empty() ? "Note" : markdown_inline(note.title), note.text);
  section(out, "References", fixes(vulnerability) + references(vulnerability.references));
}

std::string heading_of(AdvisoryContent const& content, Vulnerability const& vulnerability) {
  if (content.vulnerabilities.size() == 1 && vulnerability.title.empty())
    return markdown_inline(vulnerability.cve);
  auto heading = vulnerability.cve;
  if (!vulnerability.title.empty()) heading += (heading.empty() ? "" : ": ") + vulnerability.title;
  return markdown_inline(heading.empty() ? "Vulnerability" : heading);
}

std::string head(AdvisoryRevision const& revision) {
  auto const& content = revision.content;
  std::string out;
  out += bullet("Id: " + revision.id.text);
  auto cves = cves_of(content);
  if (!cves.empty()) out += bullet("CVE: " + join(cves, ", "));
  auto severity = "Severity: **" + label(content.severity) + "**";
  if (!content.severity_reason.empty())
    severity += " (" + markdown_inline(content.severity_reason) + ")";
  out += bullet(severity);
  out += bullet("Published: " + to_people(revision.initial_release()));
  out += bullet("Last change: " + to_people(revision.current_release()) + ", revision " +
                std::to_string(revision.number()));
  out += bullet(revision.standing == Standing::withdrawn ? "State: withdrawn" : "State: in force");
  out += bullet(std::string(tlp_label(content.tlp)));
  return out + "\n";
}

std::string machine_copies(AdvisoryRevision const& revision, PublisherProfile const& publisher) {
  auto page = advisory_url(revision.id.text, publisher);
  std::string out;
  out += bullet("Page: <" + page + ">");
  out += bullet("CSAF 2.0: <" + publisher.base_url +
                csaf_path(revision.id.text, revision.initial_release()) + ">");
  if (!publisher.cna_org_id.empty())
    for (auto const& cve : cves_of(revision.content))
      out += bullet("CVE record: <" + publisher.base_url + cve_record_path(cve) + ">");
  out += bullet("JSON: <" + page + ".json>");
  return out;
}

}  // namespace

std::string markdown_inline(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\\' || c == '`' || c == '*' || c == '_' || c == '[' || c == ']' || c == '<' ||
        c == '|' || c == '#')
      out += '\\';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out;
}

std::string render_markdown(AdvisoryRevision const& revision, PublisherProfile const& publisher) {
  auto const& content = revision.content;
  std::string out = "# " + markdown_inline(content.title) + "\n\n";
  if (revision.standing == Standing::withdrawn)
    paragraph(out, "**Withdrawn.** " + markdown_inline(revision.withdrawal_reason));
  out += head(revision);
  for (auto const& vulnerability : content.vulnerabilities)
    append_vulnerability(out, vulnerability, heading_of(content, vulnerability));
  for (auto const& note : content.notes) {
    out +=
        "## " + (note.title.empty() ? std::string("Note") : markdown_inline(note.title)) + "\n\n";
    paragraph(out, note.text);
  }
  std::string timeline, credits, history;
  for (auto const& entry : content.timeline)
    timeline += bullet(to_people(entry.at) + ": " + markdown_inline(entry.text));
  for (auto const& line : credits_of(content)) credits += bullet(markdown_inline(line));
  for (auto const& entry : revision.history)
    history += bullet(std::to_string(entry.number) + ", " + to_people(entry.at) + ": " +
                      markdown_inline(entry.summary));
  auto list = [&](std::string_view heading, std::string const& items) {
    if (!items.empty()) out += "## " + std::string(heading) + "\n\n" + items + "\n";
  };
  list("Timeline", timeline);
  list("Credits", credits);
  list("References", references(content.references));
  list("Revisions", history);
  list("Machine copies", machine_copies(revision, publisher));
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

std::string render_text(AdvisoryRevision const& revision, PublisherProfile const& publisher) {
  // The Markdown is ours and larger than one text of an author, so it has a limit of its own.
  return markup::markdown_to_text(render_markdown(revision, publisher),
                                  {.width = 78, .bytes_max = document_bytes_max});
}

}  // namespace tocsin::formats
