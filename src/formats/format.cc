// See format.h: the render functions that the table names, and the hash that approvals are bound
// to.
#include "formats/format.h"

#include "base/digest.h"
#include "formats/advisory_json.h"
#include "formats/csaf.h"
#include "formats/cve_record.h"
#include "formats/markdown_text.h"

namespace tocsin::formats {
using namespace domain;
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr std::string_view kMarkdown = "text/markdown; charset=utf-8";

std::vector<Document> one(std::string path, std::string_view media_type, std::string bytes) {
  std::vector<Document> out;
  out.push_back({std::move(path), std::string(media_type), std::move(bytes)});
  return out;
}

void append_sized(std::string& to, std::string_view part) {
  to += std::to_string(part.size());
  to += ':';
  to += part;
}

}  // namespace

std::vector<Document> csaf_documents(AdvisoryRevision const& revision,
                                     PublisherProfile const& publisher) {
  return one(csaf_path(revision.id.text, revision.initial_release()), kJson,
             render_csaf(revision, publisher));
}

std::vector<Document> csaf_sha256_documents(AdvisoryRevision const& revision,
                                            PublisherProfile const& publisher) {
  return one(
      csaf_path(revision.id.text, revision.initial_release()) + ".sha256", kText,
      hash_file(sha256_hex(render_csaf(revision, publisher)), csaf_file_name(revision.id.text)));
}

std::vector<Document> csaf_sha512_documents(AdvisoryRevision const& revision,
                                            PublisherProfile const& publisher) {
  return one(
      csaf_path(revision.id.text, revision.initial_release()) + ".sha512", kText,
      hash_file(sha512_hex(render_csaf(revision, publisher)), csaf_file_name(revision.id.text)));
}

std::vector<Document> cve_documents(AdvisoryRevision const& revision,
                                    PublisherProfile const& publisher) {
  std::vector<Document> out;
  // A record names its CNA; who is none publishes none.
  if (publisher.cna_org_id.empty()) return out;
  for (auto const& vulnerability : revision.content.vulnerabilities)
    if (!vulnerability.cve.empty())
      out.push_back({cve_record_path(vulnerability.cve), std::string(kJson),
                     render_cve_record(revision, vulnerability, publisher)});
  return out;
}

std::vector<Document> json_documents(AdvisoryRevision const& revision,
                                     PublisherProfile const& publisher) {
  return one(advisory_path(revision.id.text) + ".json", kJson,
             render_advisory_json(revision, publisher));
}

std::vector<Document> markdown_documents(AdvisoryRevision const& revision,
                                         PublisherProfile const& publisher) {
  return one(advisory_path(revision.id.text) + ".md", kMarkdown,
             render_markdown(revision, publisher));
}

std::vector<Document> text_documents(AdvisoryRevision const& revision,
                                     PublisherProfile const& publisher) {
  return one(advisory_path(revision.id.text) + ".txt", kText, render_text(revision, publisher));
}

std::vector<Document> documents_of(AdvisoryRevision const& revision,
                                   PublisherProfile const& publisher) {
  std::vector<Document> out;
  for (auto const& format : kFormats)
    for (auto& document : format.render(revision, publisher)) out.push_back(std::move(document));
  return out;
}

std::string documents_hash(AdvisoryRevision const& revision, PublisherProfile const& publisher) {
  std::string all;
  for (auto const& document : documents_of(revision, publisher)) {
    append_sized(all, document.path);
    append_sized(all, document.media_type);
    append_sized(all, document.bytes);
  }
  return sha256_hex(all);
}

std::string advisory_path(std::string_view id) { return "/advisories/" + std::string(id); }

std::string advisory_url(std::string_view id, PublisherProfile const& publisher) {
  return publisher.base_url + advisory_path(id);
}

std::string cve_record_path(std::string_view cve) {
  return "/cve-records/" + std::string(cve) + ".json";
}

}  // namespace tocsin::formats
