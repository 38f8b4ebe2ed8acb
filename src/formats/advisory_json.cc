// See advisory_json.h.
#include "formats/advisory_json.h"

#include "base/text.h"
#include "formats/csaf.h"
#include "formats/csaf_parts.h"
#include "formats/format.h"
#include "formats/scores.h"
#include "formats/version_table.h"

namespace tocsin::formats {
using namespace domain;
namespace {

json::array strings(std::vector<std::string> const& texts) {
  json::array out;
  for (auto const& text : texts) out.push_back(json::string(text));
  return out;
}

json::object branch_json(ProductImpact const& product, BranchImpact const& branch) {
  json::object out{{"branch", branch.branch}, {"status", status_text(branch.status)}};
  out["range"] = range_text(product, branch);
  put_text(out, "vers", vers_of(product, range_of(product, branch)));
  put_text(out, "affected_from", range_of(product, branch).from);
  put_text(out, "last_affected", range_of(product, branch).last);
  put_text(out, "fixed_in", fixed_version(product, branch));
  if (branch.released) out["released"] = to_text(*branch.released);
  put_text(out, "fix_url", branch.fix_url);
  put_text(out, "reason", std::string(reason_text(branch.reason)));
  put_text(out, "note", branch.note);
  return out;
}

json::object product_json(ProductImpact const& product) {
  json::object out{{"product", product.product}, {"name", product.product_name}};
  put_text(out, "vendor", product.vendor_name);
  put_text(out, "purl", product.purl);
  put_text(out, "cpe", product.cpe);
  out["hosted_only"] = product.hosted_only;
  json::array branches;
  for (auto const& branch : product.branches) branches.push_back(branch_json(product, branch));
  out["versions"] = std::move(branches);
  return out;
}

json::array references_json(std::vector<Reference> const& references) {
  json::array out;
  for (auto const& reference : references)
    out.push_back(json::object{{"title", reference.summary}, {"url", reference.url}});
  return out;
}

json::array scores_json(Vulnerability const& vulnerability) {
  json::array out;
  for (auto const& score : {cvss31_score(vulnerability.cvss31), cvss40_score(vulnerability.cvss40)})
    if (score) out.push_back(score_object(*score));
  return out;
}

json::object vulnerability_json(Vulnerability const& vulnerability) {
  json::object out;
  put_text(out, "cve", vulnerability.cve);
  put_text(out, "title", vulnerability.title);
  out["affected"] = answer_text(vulnerability);
  out["action"] = action_text(vulnerability);
  json::array products;
  for (auto const& product : vulnerability.impacts) products.push_back(product_json(product));
  out["products"] = std::move(products);
  put_text(out, "conditions", vulnerability.conditions);
  json::array remediations;
  for (auto const& remediation : vulnerability.remediations) {
    json::object one{{"category", wire_word(remediation.category)},
                     {"details", remediation.details}};
    put_text(one, "url", remediation.url);
    if (!remediation.products.empty()) one["products"] = strings(remediation.products);
    remediations.push_back(std::move(one));
  }
  put_list(out, "remediations", std::move(remediations));
  put_text(out, "detection", vulnerability.detection);
  put_text(out, "description", vulnerability.description);
  put_text(out, "impact", vulnerability.impact);
  out["known_exploitation"] = to_word(vulnerability.known_exploitation);
  put_list(out, "scores", scores_json(vulnerability));
  json::array weaknesses;
  for (auto const& cwe : vulnerability.cwes)
    weaknesses.push_back(json::object{{"id", cwe}, {"name", cwe_name(cwe)}});
  put_list(out, "weaknesses", std::move(weaknesses));
  put_list(out, "references", references_json(vulnerability.references));
  return out;
}

json::array history_json(AdvisoryRevision const& revision) {
  json::array out;
  for (auto const& entry : revision.history)
    out.push_back(json::object{
        {"number", entry.number}, {"date", to_rfc3339(entry.at)}, {"reason", entry.summary}});
  return out;
}

json::object links_json(AdvisoryRevision const& revision, PublisherProfile const& publisher) {
  auto page = advisory_url(revision.id.text, publisher);
  json::object out{{"page", page}, {"markdown", page + ".md"}, {"text", page + ".txt"}};
  out["csaf"] = publisher.base_url + csaf_path(revision.id.text, revision.initial_release());
  json::array records;
  if (!publisher.cna_org_id.empty())
    for (auto const& cve : cves_of(revision.content))
      records.push_back(json::string(publisher.base_url + cve_record_path(cve)));
  put_list(out, "cve_records", std::move(records));
  return out;
}

}  // namespace

json::object advisory_summary_json(AdvisoryRevision const& revision,
                                   PublisherProfile const& publisher) {
  auto const& content = revision.content;
  json::object out{{"id", revision.id.text}, {"title", content.title}};
  out["state"] = revision.standing == Standing::withdrawn ? "withdrawn" : "in force";
  if (revision.standing == Standing::withdrawn)
    out["withdrawal_reason"] = revision.withdrawal_reason;
  out["severity"] = to_word(content.severity);
  out["published"] = to_rfc3339(revision.initial_release());
  out["updated"] = to_rfc3339(revision.current_release());
  out["revision"] = revision.number();
  out["cves"] = strings(cves_of(content));
  json::array products;
  for (auto const& slug : products_of(content)) products.push_back(json::string(slug));
  out["products"] = std::move(products);
  out["fixed_versions"] = strings(fixed_versions(content));
  out["url"] = advisory_url(revision.id.text, publisher);
  return out;
}

std::string render_advisory_json(AdvisoryRevision const& revision,
                                 PublisherProfile const& publisher) {
  auto const& content = revision.content;
  auto out = advisory_summary_json(revision, publisher);
  put_text(out, "severity_reason", content.severity_reason);
  out["tlp"] = tlp_label(content.tlp);
  out["language"] = content.language;
  out["publisher"] = publisher.name;
  json::array vulnerabilities;
  for (auto const& vulnerability : content.vulnerabilities)
    vulnerabilities.push_back(vulnerability_json(vulnerability));
  out["vulnerabilities"] = std::move(vulnerabilities);
  json::array notes;
  for (auto const& note : content.notes)
    notes.push_back(json::object{{"title", note.title}, {"text", note.text}});
  put_list(out, "notes", std::move(notes));
  put_list(out, "references", references_json(content.references));
  put_list(out, "credits", strings(credits_of(content)));
  json::array timeline;
  for (auto const& entry : content.timeline)
    timeline.push_back(json::object{{"date", to_rfc3339(entry.at)}, {"text", entry.text}});
  put_list(out, "timeline", std::move(timeline));
  out["revisions"] = history_json(revision);
  out["links"] = links_json(revision, publisher);
  return write_json_indented(out);
}

}  // namespace tocsin::formats
