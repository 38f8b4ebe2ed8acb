// See csaf.h. The order of members is the schema's; the parts of a vulnerability are in
// csaf_vulnerability.cc.
#include "formats/csaf.h"

#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "formats/csaf_parts.h"
#include "formats/format.h"
#include "formats/version_table.h"

namespace tocsin::formats {
using namespace domain;
namespace {

json::object distribution(AdvisoryContent const& content) {
  json::object out;
  if (content.tlp == Tlp::amber_strict)
    out["text"] = "TLP:AMBER+STRICT: for the recipient's organisation only.";
  out["tlp"] =
      json::object{{"label", csaf_tlp_label(content.tlp)}, {"url", "https://www.first.org/tlp/"}};
  return out;
}

// A withdrawn advisory asks nothing of anybody.
std::string summary_of(AdvisoryRevision const& revision) {
  auto const& content = revision.content;
  if (revision.standing == Standing::withdrawn)
    return "This advisory is withdrawn: nothing needs to be done because of it.";
  std::string summary;
  for (auto const& vulnerability : content.vulnerabilities) {
    if (!summary.empty()) summary += "\n\n";
    if (content.vulnerabilities.size() > 1)
      summary += (vulnerability.cve.empty() ? vulnerability.title : vulnerability.cve) + ": ";
    summary += answer_text(vulnerability) + " " + action_text(vulnerability);
  }
  return summary;
}

json::array document_notes(AdvisoryRevision const& revision) {
  auto const& content = revision.content;
  json::array notes;
  if (revision.standing == Standing::withdrawn)
    notes.push_back(csaf_note("general", "Withdrawn",
                              "This advisory is withdrawn. " + revision.withdrawal_reason));
  auto summary = summary_of(revision);
  notes.push_back(csaf_note("summary", "Who is affected, and what to do", summary));
  if (!content.severity_reason.empty())
    notes.push_back(
        csaf_note("other", "Severity", label(content.severity) + ": " + content.severity_reason));
  for (auto const& note : content.notes) append_note(notes, note);
  if (!content.timeline.empty()) {
    std::string text;
    for (auto const& entry : content.timeline)
      text += (text.empty() ? "" : "\n") + to_people(entry.at) + ": " + entry.text;
    notes.push_back(csaf_note("other", "Timeline", text));
  }
  return notes;
}

json::object publisher_object(PublisherProfile const& publisher) {
  json::object out{{"category", publisher.category}};
  put_text(out, "contact_details", publisher.contact_details);
  put_text(out, "issuing_authority", publisher.issuing_authority);
  out["name"] = publisher.name;
  out["namespace"] = publisher.namespace_url;
  return out;
}

// The canonical URL comes first (CSAF 2.0 6.2.11 looks for it), then the page for people.
json::array document_references(AdvisoryRevision const& revision,
                                PublisherProfile const& publisher) {
  json::array out;
  auto canonical = publisher.base_url + csaf_path(revision.id.text, revision.initial_release());
  out.push_back(csaf_reference("self", "This advisory as CSAF 2.0", canonical));
  out.push_back(csaf_reference("self", "This advisory for people",
                               advisory_url(revision.id.text, publisher)));
  for (auto const& reference : revision.content.references) append_reference(out, reference);
  return out;
}

json::object tracking(AdvisoryRevision const& revision) {
  json::array history;
  for (auto const& entry : revision.history)
    history.push_back(
        json::object{{"date", to_rfc3339(entry.at)},
                     {"number", std::to_string(entry.number)},
                     {"summary", entry.summary.empty() ? "Revised." : entry.summary}});
  constexpr Name<TrackingStatus> kStatuses[] = {{TrackingStatus::draft, "draft"},
                                                {TrackingStatus::interim, "interim"},
                                                {TrackingStatus::final_, "final"}};
  return {{"current_release_date", to_rfc3339(revision.current_release())},
          {"generator", json::object{{"engine", json::object{{"name", "Tocsin"}}}}},
          {"id", revision.id.text},
          {"initial_release_date", to_rfc3339(revision.initial_release())},
          {"revision_history", std::move(history)},
          {"status", name_of(kStatuses, revision.status)},
          {"version", std::to_string(revision.number())}};
}

json::object document_object(AdvisoryRevision const& revision, PublisherProfile const& publisher) {
  auto const& content = revision.content;
  json::object out;
  json::array thanks;
  for (auto const& acknowledgment : content.acknowledgments)
    append_acknowledgment(thanks, acknowledgment);
  put_list(out, "acknowledgments", std::move(thanks));
  json::object severity;
  put_text(severity, "namespace", publisher.policy_url);
  severity["text"] = label(content.severity);
  out["aggregate_severity"] = std::move(severity);
  out["category"] = "csaf_security_advisory";
  out["csaf_version"] = "2.0";
  out["distribution"] = distribution(content);
  out["lang"] = content.language;
  out["notes"] = document_notes(revision);
  out["publisher"] = publisher_object(publisher);
  out["references"] = document_references(revision, publisher);
  out["title"] = (revision.standing == Standing::withdrawn ? "Withdrawn: " : "") + content.title;
  out["tracking"] = tracking(revision);
  return out;
}

}  // namespace

std::string_view csaf_tlp_label(Tlp tlp) {
  constexpr Name<Tlp> kLabels[] = {{Tlp::clear, "WHITE"},
                                   {Tlp::green, "GREEN"},
                                   {Tlp::amber, "AMBER"},
                                   {Tlp::amber_strict, "AMBER"},
                                   {Tlp::red, "RED"}};
  return name_of(kLabels, tlp);
}

std::string csaf_file_name(std::string_view tracking_id) {
  std::string out;
  bool gap = false;
  for (char c : lower_ascii(tracking_id)) {
    bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-';
    if (kept)
      out += c;
    else if (!gap)
      out += '_';
    gap = !kept;
  }
  return out + ".json";
}

std::string csaf_path(std::string_view tracking_id, Instant initial_release) {
  auto year = to_text(utc_date(initial_release)).substr(0, 4);
  return "/.well-known/csaf/white/" + year + "/" + csaf_file_name(tracking_id);
}

std::string hash_file(std::string_view hex, std::string_view file_name) {
  return std::string(hex) + "  " + std::string(file_name) + "\n";
}

std::string render_csaf(AdvisoryRevision const& revision, PublisherProfile const& publisher) {
  CsafProducts products(revision.content, publisher);
  json::array vulnerabilities;
  for (auto const& vulnerability : revision.content.vulnerabilities)
    vulnerabilities.push_back(csaf_vulnerability(vulnerability, revision));
  json::object out;
  out["document"] = document_object(revision, publisher);
  if (products.any()) out["product_tree"] = products.tree();
  put_list(out, "vulnerabilities", std::move(vulnerabilities));
  return write_json_indented(out);
}

}  // namespace tocsin::formats
