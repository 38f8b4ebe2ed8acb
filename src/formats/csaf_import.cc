// See csaf_import.h. A small reader keeps the JSON pointer of where it stands, so every refusal can
// be found.
#include "formats/csaf_import.h"

#include <algorithm>
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "formats/add_once.h"
#include "formats/csaf.h"

namespace tocsin::formats {
using namespace domain;
namespace {

// Refusals are collected as one Error; after the first, reading goes on without effect.
class Reader {
 public:
  Status status;

  void refuse(std::string const& pointer, std::string const& what) {
    if (status)
      status = fail(ErrorCode::invalid_input, (pointer.empty() ? "/" : pointer) + ": " + what);
  }
  json::value const* need(json::value const* in, std::string const& pointer, std::string_view key,
                          json::kind kind) {
    auto const* found = in ? member(*in, key) : nullptr;
    auto at = pointer + "/" + std::string(key);
    if (!in) return nullptr;
    if (!found) return refuse(at, "is required and missing"), nullptr;
    if (found->kind() != kind) return refuse(at, "is not " + std::string(kind_text(kind))), nullptr;
    return found;
  }
  std::string text(json::value const* in, std::string const& pointer, std::string_view key) {
    auto const* found = need(in, pointer, key, json::kind::string);
    if (!found) return {};
    std::string value(found->get_string());
    if (value.empty()) refuse(pointer + "/" + std::string(key), "is empty");
    return value;
  }
  std::string optional_text(json::value const& in, std::string const& pointer,
                            std::string_view key) {
    auto const* found = member(in, key);
    if (!found) return {};
    if (!found->is_string())
      return refuse(pointer + "/" + std::string(key), "is not a text"), std::string();
    return std::string(found->get_string());
  }
  Instant instant(json::value const* in, std::string const& pointer, std::string_view key) {
    auto value = text(in, pointer, key);
    if (value.empty()) return {};
    auto at = parse_rfc3339(value);
    if (!at)
      return refuse(pointer + "/" + std::string(key), "is not a date and time: " + value),
             Instant{};
    // The year becomes a folder of four digits; one far from ours is a typing error.
    auto year = utc_date(*at).year;
    if (year < 1990 || year > 2999)
      refuse(pointer + "/" + std::string(key), "is not of this age: " + value);
    return *at;
  }
  // Calls `use(item, pointer)` for each item of an optional list.
  void each(json::value const& in, std::string const& pointer, std::string_view key, auto&& use) {
    auto const* found = member(in, key);
    if (!found) return;
    auto at = pointer + "/" + std::string(key);
    if (!found->is_array()) return refuse(at, "is not a list");
    std::size_t index = 0;
    for (auto const& item : found->get_array()) use(item, at + "/" + std::to_string(index++));
  }
  bool is_object(json::value const& value, std::string const& pointer) {
    if (!value.is_object()) refuse(pointer, "is not an object");
    return value.is_object();
  }

 private:
  static std::string_view kind_text(json::kind kind) {
    return kind == json::kind::string  ? "a text"
           : kind == json::kind::array ? "a list"
                                       : "an object";
  }
};

// Product ids and what people call them.
struct Products {
  std::map<std::string, std::string, std::less<>> names;
  std::vector<std::string> shown;
  std::vector<std::string> vendors;

  void full_name(Reader& reader, json::value const& product, std::string const& pointer) {
    if (!reader.is_object(product, pointer)) return;
    auto name = reader.text(&product, pointer, "name");
    auto id = reader.text(&product, pointer, "product_id");
    if (id.empty()) return;
    // CSAF 2.0 6.1.2: a product id is defined once.
    if (!names.emplace(id, name).second)
      reader.refuse(pointer + "/product_id", "is defined twice: " + id);
    if (names.size() > advisory_products_max * 10)
      reader.refuse(pointer, "there are too many products");
  }
  void branches(Reader& reader, json::value const& in, std::string const& pointer, int depth) {
    if (depth > 30) return reader.refuse(pointer, "is nested too deeply");
    reader.each(in, pointer, "branches", [&](json::value const& branch, std::string const& at) {
      if (!reader.is_object(branch, at)) return;
      auto category = reader.text(&branch, at, "category");
      auto name = reader.text(&branch, at, "name");
      if (category == "vendor") add_once(vendors, name);
      if (category == "product_name") add_once(shown, name);
      if (auto const* product = member(branch, "product"))
        full_name(reader, *product, at + "/product");
      branches(reader, branch, at, depth + 1);
    });
  }
  void read(Reader& reader, json::value const& tree) {
    std::string at = "/product_tree";
    if (!reader.is_object(tree, at)) return;
    branches(reader, tree, at, 0);
    reader.each(tree, at, "full_product_names",
                [&](json::value const& product, std::string const& pointer) {
                  full_name(reader, product, pointer);
                });
    reader.each(tree, at, "relationships",
                [&](json::value const& relation, std::string const& pointer) {
                  if (!reader.is_object(relation, pointer)) return;
                  auto const* product =
                      reader.need(&relation, pointer, "full_product_name", json::kind::object);
                  if (product) full_name(reader, *product, pointer + "/full_product_name");
                });
    if (shown.empty())
      for (auto const& [id, name] : names) add_once(shown, name);
  }
  // CSAF 2.0 6.1.1: an id that is used is defined.
  std::string name_of(Reader& reader, json::value const& id, std::string const& pointer) const {
    if (!id.is_string()) return reader.refuse(pointer, "is not a product id"), std::string();
    auto found = names.find(std::string_view(id.get_string()));
    if (found == names.end())
      return reader.refuse(pointer, "names a product that is not defined"), std::string();
    return found->second;
  }
};

std::vector<ArchivedNote> notes_of(Reader& reader, json::value const& in,
                                   std::string const& pointer) {
  std::vector<ArchivedNote> out;
  reader.each(in, pointer, "notes", [&](json::value const& note, std::string const& at) {
    if (!reader.is_object(note, at)) return;
    out.push_back({reader.text(&note, at, "category"), reader.optional_text(note, at, "title"),
                   reader.text(&note, at, "text")});
  });
  return out;
}

std::vector<ArchivedReference> references_of(Reader& reader, json::value const& in,
                                             std::string const& pointer) {
  std::vector<ArchivedReference> out;
  reader.each(in, pointer, "references", [&](json::value const& reference, std::string const& at) {
    if (!reader.is_object(reference, at)) return;
    auto category = reader.optional_text(reference, at, "category");
    out.push_back({category.empty() ? "external" : category, reader.text(&reference, at, "summary"),
                   reader.text(&reference, at, "url")});
  });
  return out;
}

std::vector<std::string> acknowledgments_of(Reader& reader, json::value const& in,
                                            std::string const& pointer) {
  std::vector<std::string> out;
  reader.each(
      in, pointer, "acknowledgments", [&](json::value const& thanks, std::string const& at) {
        if (!reader.is_object(thanks, at)) return;
        std::vector<std::string> names;
        reader.each(thanks, at, "names", [&](json::value const& name, std::string const& where) {
          if (name.is_string())
            names.emplace_back(name.get_string());
          else
            reader.refuse(where, "is not a text");
        });
        auto line = join(names, ", ");
        auto organization = reader.optional_text(thanks, at, "organization");
        if (!organization.empty()) line += line.empty() ? organization : " (" + organization + ")";
        auto summary = reader.optional_text(thanks, at, "summary");
        if (!summary.empty()) line += line.empty() ? summary : ": " + summary;
        add_once(out, line);
      });
  return out;
}

std::vector<ArchivedScore> scores_of(Reader& reader, json::value const& in,
                                     std::string const& pointer) {
  std::vector<ArchivedScore> out;
  reader.each(in, pointer, "scores", [&](json::value const& score, std::string const& at) {
    if (!reader.is_object(score, at)) return;
    for (auto const* key : {"cvss_v3", "cvss_v2"}) {
      auto const* cvss = member(score, key);
      if (!cvss) continue;
      auto where = at + "/" + key;
      if (!reader.is_object(*cvss, where)) return;
      ArchivedScore one{.version = reader.text(cvss, where, "version"),
                        .vector = reader.text(cvss, where, "vectorString")};
      auto const* base = member(*cvss, "baseScore");
      if (!base || !base->is_number())
        return reader.refuse(where + "/baseScore", "is not a number");
      one.base_score = write_json(*base);
      one.severity = lower_ascii(string_at(*cvss, "baseSeverity"));
      if (std::ranges::find(out, one) == out.end()) out.push_back(std::move(one));
    }
  });
  return out;
}

std::vector<ArchivedProductStatus> statuses_of(Reader& reader, Products const& products,
                                               json::value const& in, std::string const& pointer) {
  // The order in which people want to read them; CSAF 2.0 3.2.3.9 names these eight.
  constexpr std::string_view kGroups[] = {
      "known_affected", "first_affected", "last_affected",      "first_fixed",
      "fixed",          "recommended",    "known_not_affected", "under_investigation"};
  std::vector<ArchivedProductStatus> out;
  auto const* status = member(in, "product_status");
  auto at = pointer + "/product_status";
  if (!status || !reader.is_object(*status, at)) return out;
  for (auto const& pair : status->get_object())
    if (std::ranges::find(kGroups, std::string_view(pair.key())) == std::end(kGroups))
      reader.refuse(at + "/" + std::string(pair.key()), "is not a product status of CSAF 2.0");
  for (auto group : kGroups)
    reader.each(*status, at, group, [&](json::value const& id, std::string const& where) {
      ArchivedProductStatus row{std::string(group), products.name_of(reader, id, where)};
      out.push_back(std::move(row));
    });
  return out;
}

ArchivedVulnerability vulnerability_of(Reader& reader, Products const& products,
                                       json::value const& in, std::string const& at) {
  ArchivedVulnerability out;
  if (!reader.is_object(in, at)) return out;
  out.cve = reader.optional_text(in, at, "cve");
  out.title = reader.optional_text(in, at, "title");
  if (auto const* cwe = member(in, "cwe"); cwe && reader.is_object(*cwe, at + "/cwe")) {
    out.cwe = reader.text(cwe, at + "/cwe", "id");
    out.cwe_name = reader.text(cwe, at + "/cwe", "name");
  }
  out.scores = scores_of(reader, in, at);
  out.notes = notes_of(reader, in, at);
  out.statuses = statuses_of(reader, products, in, at);
  out.references = references_of(reader, in, at);
  reader.each(in, at, "remediations",
              [&](json::value const& remediation, std::string const& where) {
                if (!reader.is_object(remediation, where)) return;
                ArchivedRemediation one{.category = reader.text(&remediation, where, "category"),
                                        .details = reader.text(&remediation, where, "details"),
                                        .url = reader.optional_text(remediation, where, "url")};
                reader.each(remediation, where, "product_ids",
                            [&](json::value const& id, std::string const& place) {
                              add_once(one.products, products.name_of(reader, id, place));
                            });
                out.remediations.push_back(std::move(one));
              });
  return out;
}

constexpr std::string_view kSeverities[] = {"none", "low", "medium", "high", "critical"};

int severity_rank(std::string_view word) {
  auto found = std::ranges::find(kSeverities, word);
  return found == std::end(kSeverities) ? -1 : static_cast<int>(found - std::begin(kSeverities));
}

void read_severity(Reader& reader, json::value const& document, ArchivedAdvisory& out) {
  if (auto const* aggregate = member(document, "aggregate_severity")) {
    out.severity_text = reader.text(aggregate, "/document/aggregate_severity", "text");
    auto word = lower_ascii(out.severity_text);
    if (severity_rank(word) >= 0) out.severity = word;
    if (word == "important") out.severity = "high";
    if (word == "moderate") out.severity = "medium";
  }
  if (!out.severity.empty()) return;
  int highest = -1;
  for (auto const& vulnerability : out.vulnerabilities)
    for (auto const& score : vulnerability.scores)
      highest = std::max(highest, severity_rank(score.severity));
  if (highest >= 0) out.severity = kSeverities[highest];
}

// The id becomes an address and a file name of ours: letters, digits and - _ . + : only, and no
// slash.
void check_id(Reader& reader, std::string const& id) {
  if (id.empty()) return;
  std::string const at = "/document/tracking/id";
  if (id.size() > 128) return reader.refuse(at, "is longer than 128 bytes");
  bool letters = false;
  for (char c : id) {
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    letters |= plain;
    if (!plain && c != '-' && c != '_' && c != '.' && c != '+' && c != ':')
      return reader.refuse(
          at,
          "'" + id + "' cannot be an address: only letters, digits and - _ . + : can stand in it");
  }
  if (!letters || id.front() == '.') reader.refuse(at, "'" + id + "' cannot be an address");
}

void read_tracking(Reader& reader, json::value const* document, ArchivedAdvisory& out) {
  std::string const at = "/document/tracking";
  auto const* tracking = reader.need(document, "/document", "tracking", json::kind::object);
  out.id = reader.text(tracking, at, "id");
  check_id(reader, out.id);
  out.initial_release_date = reader.instant(tracking, at, "initial_release_date");
  out.current_release_date = reader.instant(tracking, at, "current_release_date");
  out.tracking_status = reader.text(tracking, at, "status");
  out.tracking_version = reader.text(tracking, at, "version");
  if (out.tracking_status == "draft")
    reader.refuse(at + "/status", "is draft: only published documents are taken over");
  if (!reader.need(tracking, at, "revision_history", json::kind::array)) return;
  reader.each(*tracking, at, "revision_history",
              [&](json::value const& entry, std::string const& where) {
                if (!reader.is_object(entry, where)) return;
                out.history.push_back({reader.text(&entry, where, "number"),
                                       reader.instant(&entry, where, "date"),
                                       reader.text(&entry, where, "summary")});
              });
  // Newest last, whatever the order in the document.
  std::ranges::stable_sort(out.history, {}, &ArchivedRevision::at);
}

void read_document(Reader& reader, json::value const* document, ArchivedAdvisory& out) {
  std::string const at = "/document";
  out.title = reader.text(document, at, "title");
  out.category = reader.text(document, at, "category");
  auto version = reader.text(document, at, "csaf_version");
  if (!version.empty() && version != "2.0")
    reader.refuse(at + "/csaf_version", "is " + version + ", not 2.0");
  auto const* publisher = reader.need(document, at, "publisher", json::kind::object);
  out.publisher_name = reader.text(publisher, at + "/publisher", "name");
  out.publisher_namespace = reader.text(publisher, at + "/publisher", "namespace");
  reader.text(publisher, at + "/publisher", "category");
  read_tracking(reader, document, out);
  if (!document) return;
  out.language = reader.optional_text(*document, at, "lang");
  if (auto const* distribution = member(*document, "distribution"))
    if (auto const* tlp = member(*distribution, "tlp"))
      out.tlp = reader.text(tlp, at + "/distribution/tlp", "label");
  if (!out.tlp.empty() && out.tlp != "WHITE")
    reader.refuse(at + "/distribution/tlp/label",
                  "is " + out.tlp + ": only TLP:WHITE can be published");
  out.notes = notes_of(reader, *document, at);
  out.references = references_of(reader, *document, at);
  out.acknowledgments = acknowledgments_of(reader, *document, at);
}

}  // namespace

Result<ArchivedAdvisory> import_csaf(std::string_view bytes) {
  auto parsed = TRY(parse_json(bytes));
  ArchivedAdvisory out;
  Reader reader;
  if (!reader.is_object(parsed, "")) return std::unexpected(reader.status.error());
  auto const* document = reader.need(&parsed, "", "document", json::kind::object);
  read_document(reader, document, out);
  Products products;
  if (auto const* tree = member(parsed, "product_tree")) products.read(reader, *tree);
  out.products = products.shown;
  out.vendors = products.vendors;
  reader.each(
      parsed, "", "vulnerabilities", [&](json::value const& vulnerability, std::string const& at) {
        if (out.vulnerabilities.size() >= advisory_vulnerabilities_max)
          return reader.refuse(at, "there are too many vulnerabilities");
        out.vulnerabilities.push_back(vulnerability_of(reader, products, vulnerability, at));
        add_once(out.cves, out.vulnerabilities.back().cve);
        for (auto const& line : acknowledgments_of(reader, vulnerability, at))
          add_once(out.acknowledgments, line);
      });
  if (document) read_severity(reader, *document, out);
  CHECKED(std::move(reader.status));
  out.csaf_path = csaf_path(out.id, out.initial_release_date);
  out.original = std::string(bytes);
  return out;
}

std::vector<ImportConflict> import_conflicts(std::vector<ImportCandidate> const& candidates,
                                             std::set<std::string> const& taken) {
  std::vector<ImportConflict> out;
  // Ids that differ only in what a file name or an address cannot tell apart are the same place.
  std::map<std::string, std::string> taken_names;
  for (auto const& id : taken) taken_names.emplace(csaf_file_name(id), id);
  std::map<std::string, ImportCandidate const*> seen;
  for (auto const& candidate : candidates) {
    auto const& id = candidate.advisory.id;
    auto name = csaf_file_name(id);
    if (auto found = taken_names.find(name); found != taken_names.end())
      out.push_back({candidate.source, found->second == id
                                           ? "an advisory with the id " + id + " is already here"
                                           : "the id " + id + " has the file name of " +
                                                 found->second + ", which is already here"});
    auto [place, is_new] = seen.emplace(name, &candidate);
    if (is_new) continue;
    auto const& other = *place->second;
    out.push_back(
        {candidate.source, other.advisory.id == id
                               ? "the tracking id " + id + " is also that of " + other.source
                               : "the id " + id + " has the file name of " + other.advisory.id +
                                     " in " + other.source});
  }
  return out;
}

}  // namespace tocsin::formats
