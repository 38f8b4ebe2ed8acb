// From the fields of a form to advisory content. See advisory_form.h.
#include <algorithm>

#include "base/text.h"
#include "desk/advisory_form.h"

namespace tocsin::desk {
namespace {

using namespace domain;

// The fields below one name: "v0.b1." and then the last word.
struct Part {
  http::Form const& form;
  std::string prefix;
  std::string line(std::string_view name) const { return std::string(trim(clean_text(form.first(prefix + std::string(name))))); }
  std::string text(std::string_view name) const {
    return std::string(trim(clean_text(form.first(prefix + std::string(name)))));
  }
  bool has(std::string_view name) const { return form.has(prefix + std::string(name)); }
  Part below(std::string_view name, std::size_t index) const {
    return {form, prefix + std::string(name) + std::to_string(index) + "."};
  }
  template <class E>
  E word(std::string_view name, E otherwise) const {
    return from_word<E>(line(name)).value_or(otherwise);
  }
};

std::vector<std::string> words(std::string const& typed, char separator) {
  std::vector<std::string> out;
  for (auto part : split(typed, separator))
    if (!trim(part).empty()) out.emplace_back(trim(part));
  return out;
}

std::vector<std::string> weaknesses(std::string const& typed) {
  auto out = words(replace_all(typed, " ", ","), ',');
  for (auto& one : out)
    if (one.find_first_not_of("0123456789") == one.npos) one = "CWE-" + one;
  return out;
}

Result<BranchImpact> read_branch(Part const& part, BranchImpact out) {
  out.branch = part.line("branch");
  out.affected_from = part.line("affected_from");
  out.last_affected = part.line("last_affected");
  out.fixed_in = part.line("fixed_in");
  out.fix_url = part.line("fix_url");
  out.note = part.line("note");
  out.status = part.word("status", out.status);
  out.reason = part.word("reason", out.reason);
  out.released.reset();
  if (auto const typed = part.line("released"); !typed.empty()) {
    auto day = parse_date(typed);
    if (!day)
      return fail(ErrorCode::invalid_input, "branch " + out.branch + ": '" + typed + "' is not a day; write it like 2026-03-05");
    out.released = *day;
  }
  // The one fact is enough: who names a fixed version says that it is fixed.
  if (!out.fixed_in.empty()) {
    out.status = BranchStatus::fixed;
    out.last_affected.clear();
  }
  if (out.status != BranchStatus::not_affected) out.reason = NotAffectedReason::none;
  return out;
}

bool is_empty(BranchImpact const& branch) {
  return branch.branch.empty() && branch.fixed_in.empty() && branch.affected_from.empty() && branch.last_affected.empty();
}

template <class T>
T at_or_new(std::vector<T> const& all, std::size_t index) {
  return index < all.size() ? all[index] : T{};
}

Result<ProductImpact> read_product(Part const& part, ProductImpact const& before) {
  auto out = before;
  out.branches.clear();
  for (std::size_t i = 0; part.below("b", i).has("branch"); ++i) {
    auto branch = TRY(read_branch(part.below("b", i), at_or_new(before.branches, i)));
    if (!is_empty(branch)) out.branches.push_back(std::move(branch));
  }
  return out;
}

std::vector<Remediation> read_remediations(Part const& part, std::vector<Remediation> const& before) {
  std::vector<Remediation> out;
  for (std::size_t i = 0; part.below("r", i).has("details"); ++i) {
    auto const row = part.below("r", i);
    auto one = at_or_new(before, i);
    one.category = row.word("category", one.category);
    one.details = row.text("details");
    one.url = row.line("url");
    if (!one.details.empty() || !one.url.empty()) out.push_back(std::move(one));
  }
  return out;
}

Result<Vulnerability> read_vulnerability(Part const& part, Vulnerability const& before, site::Site const& site) {
  auto out = before;
  out.cve = part.line("cve");
  out.title = part.line("title");
  out.cwes = weaknesses(part.line("cwes"));
  out.cvss31 = part.line("cvss31");
  out.cvss40 = part.line("cvss40");
  out.known_exploitation = part.word("known_exploitation", before.known_exploitation);
  out.conditions = part.line("conditions");
  out.description = part.text("description");
  out.impact = part.text("impact");
  out.detection = part.text("detection");
  out.impacts.clear();
  for (std::size_t i = 0; i < before.impacts.size(); ++i) {
    auto const row = part.below("p", i);
    if (row.line("remove") == "yes") continue;
    out.impacts.push_back(TRY(read_product(row, before.impacts[i])));
  }
  if (auto const* product = site.product(part.line("add_product")))
    if (std::ranges::none_of(out.impacts, [&](auto const& one) { return one.product == product->slug; }))
      out.impacts.push_back(impact_of(*product));
  out.remediations = read_remediations(part, before.remediations);
  return out;
}

std::vector<Reference> read_references(Part const& all, std::vector<Reference> const& before) {
  std::vector<Reference> out;
  for (std::size_t i = 0; all.below("ref", i).has("url"); ++i) {
    auto one = at_or_new(before, i);
    one.summary = all.below("ref", i).line("summary");
    one.url = all.below("ref", i).line("url");
    if (!one.url.empty() || !one.summary.empty()) out.push_back(std::move(one));
  }
  return out;
}

std::vector<Acknowledgment> read_acknowledgments(Part const& all, std::vector<Acknowledgment> const& before) {
  std::vector<Acknowledgment> out;
  for (std::size_t i = 0; all.below("ack", i).has("names"); ++i) {
    auto const row = all.below("ack", i);
    auto one = at_or_new(before, i);
    one.names = words(row.line("names"), ',');
    one.organization = row.line("organization");
    one.summary = row.line("summary");
    one.urls = words(row.line("urls"), ' ');
    if (!one.names.empty() || !one.organization.empty()) out.push_back(std::move(one));
  }
  return out;
}

std::vector<Note> read_notes(Part const& all, std::vector<Note> const& before) {
  std::vector<Note> out;
  for (std::size_t i = 0; all.below("note", i).has("text"); ++i) {
    auto const row = all.below("note", i);
    auto one = at_or_new(before, i);
    one.category = row.word("category", one.category);
    one.title = row.line("title");
    one.text = row.text("text");
    if (!one.text.empty()) out.push_back(std::move(one));
  }
  return out;
}

// The form shows minutes: an entry whose minute stayed keeps its seconds.
Result<std::vector<TimelineEntry>> read_timeline(Part const& all, std::vector<TimelineEntry> const& before) {
  std::vector<TimelineEntry> out;
  for (std::size_t i = 0; all.below("time", i).has("text"); ++i) {
    auto const row = all.below("time", i);
    auto one = at_or_new(before, i);
    auto const typed_at = row.line("at");
    auto const is_new = i >= before.size();
    one.text = row.line("text");
    if (one.text.empty()) continue;
    if (is_new || typed_at != utc_field(one.at)) {
      auto at = parse_utc_field(typed_at);
      if (!at) return fail(at.error().code, "the date of '" + one.text + "' in the timeline: " + at.error().message);
      one.at = *at;
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace

ProductImpact impact_of(site::Product const& product) {
  ProductImpact out{.product = product.slug, .product_name = product.name, .vendor_name = product.vendor, .purl = product.purl,
                    .cpe = product.cpe, .repository = product.repository, .hosted_only = product.hosted};
  for (auto const& line : product.lines)
    out.branches.push_back({.branch = line.line,
                            .status = line.status == site::SupportStatus::end_of_life ? BranchStatus::end_of_life_not_assessed
                                                                                      : BranchStatus::under_investigation});
  return out;
}

Result<AdvisoryContent> read_advisory_form(http::Form const& form, AdvisoryContent const& before, site::Site const& site) {
  Part const all{form, ""};
  auto out = before;
  out.title = all.line("title");
  out.severity = all.word("severity", before.severity);
  out.severity_reason = all.line("severity_reason");
  out.vulnerabilities.clear();
  for (std::size_t i = 0; i < before.vulnerabilities.size() || all.below("v", i).has("description"); ++i) {
    auto const part = all.below("v", i);
    if (part.line("remove") == "yes") continue;
    out.vulnerabilities.push_back(TRY(read_vulnerability(part, at_or_new(before.vulnerabilities, i), site)));
  }
  out.references = read_references(all, before.references);
  out.acknowledgments = read_acknowledgments(all, before.acknowledgments);
  out.notes = read_notes(all, before.notes);
  out.timeline = TRY(read_timeline(all, before.timeline));
  if (all.line("do") == "add-vulnerability") {
    // It begins with the products of the first one: they are the same more often than not.
    Vulnerability next;
    if (!out.vulnerabilities.empty()) next.impacts = out.vulnerabilities.front().impacts;
    for (auto& product : next.impacts)
      for (auto& branch : product.branches) {
        branch.fixed_in.clear();
        branch.affected_from.clear();
        branch.last_affected.clear();
        branch.released.reset();
        branch.fix_url.clear();
        branch.note.clear();
        if (branch.status == BranchStatus::fixed) branch.status = BranchStatus::under_investigation;
      }
    out.vulnerabilities.push_back(std::move(next));
  }
  return out;
}

}  // namespace tocsin::desk
