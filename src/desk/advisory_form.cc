// From advisory content to the fields of its form. See advisory_form.h.
#include "desk/advisory_form.h"
#include "vocab/cvss.h"

namespace tocsin::desk {

using namespace markup;
using namespace domain;
using K = Key;

namespace {

std::string joined(std::vector<std::string> const& all, std::string_view separator) {
  std::string out;
  for (auto const& one : all) out += (out.empty() ? "" : std::string(separator)) + one;
  return out;
}

std::string score_hint(Strings const& t, std::string const& vector, Key otherwise) {
  if (vector.empty()) return t(otherwise);
  auto const parsed = vocab::parse_cvss(vector);
  if (!parsed) return parsed.error().message;
  auto const score = vocab::cvss_score(*parsed);
  return t(K::hint_score, {score.text(), name_of(vocab::kSeverities, score.severity())});
}

// A control without a label of its own: the column head and the row's name say what it is.
Html cell_input(std::string const& name, std::string const& value, std::string const& label, std::string_view type = "text") {
  return el("input", {attr("type", type), attr("name", name), attr_when(!value.empty(), attr("value", value)),
                      attr("aria-label", label), attr("autocomplete", "off")});
}

Html cell_select(std::string const& name, std::string const& label, std::vector<Option> const& options, std::string_view chosen) {
  return el("select", {attr("name", name), attr("aria-label", label)}, each(options, [&](Option const& option) {
              return el("option", {attr("value", option.value), flag_when(option.value == chosen, "selected")}, option.label);
            }));
}

Html branch_row(Strings const& t, std::string const& prefix, BranchImpact const& branch, bool spare) {
  auto const row = spare ? t(K::spare_row) : branch.branch;
  auto label = [&](Key key) { return row + ": " + t(key); };
  auto cell = [&](Key key, Html const& inside) { return el("td", {attr("data-label", t(key))}, inside); };
  auto more = el("details", el("summary", t(K::column_more)),
                 line_field({.label = t(K::column_last_affected), .name = prefix + "last_affected", .value = branch.last_affected}),
                 line_field({.label = t(K::column_fix_url), .name = prefix + "fix_url", .value = branch.fix_url}),
                 select_field({.label = t(K::column_not_affected_reason), .name = prefix + "reason", .value = std::string(word_of(branch.reason))},
                              options_of<NotAffectedReason>(t, "reason_")),
                 line_field({.label = t(K::column_note), .name = prefix + "note", .value = branch.note}));
  return el("tr", cell(K::column_branch, cell_input(prefix + "branch", branch.branch, label(K::column_branch))),
            cell(K::column_fixed_in, cell_input(prefix + "fixed_in", branch.fixed_in, label(K::column_fixed_in))),
            cell(K::column_released, cell_input(prefix + "released", branch.released ? to_text(*branch.released) : "", label(K::column_released), "date")),
            cell(K::column_affected_from, cell_input(prefix + "affected_from", branch.affected_from, label(K::column_affected_from))),
            cell(K::column_status, cell_select(prefix + "status", label(K::column_status), options_of<BranchStatus>(t, "branch_"), word_of(branch.status))),
            el("td", more));
}

Html product_table(Visit const& visit, std::string const& prefix, ProductImpact const& product, bool removable) {
  auto const& t = visit.strings;
  HtmlWriter rows;
  std::size_t index = 0;
  for (auto const& branch : product.branches)
    rows.add(branch_row(t, prefix + "b" + std::to_string(index++) + ".", branch, false));
  rows.add(branch_row(t, prefix + "b" + std::to_string(index) + ".", {}, true));
  constexpr Key kHeads[] = {K::column_branch, K::column_fixed_in, K::column_released, K::column_affected_from, K::column_status};
  return el("section", {cls("versions")}, el("h4", product.product_name, when(product.hosted_only, [&] { return fragment(" ", el("small", t(K::hosted))); })),
            el("p", {cls("quiet")}, t(product.hosted_only ? K::hint_versions_hosted : K::hint_versions)),
            el("div", {cls("scroll")},
               el("table", {cls("stack edit")},
                  el("thead", el("tr", each(kHeads, [&](Key key) { return el("th", {attr("scope", "col")}, t(key)); }),
                                 el("th", {attr("scope", "col")}, el("span", {cls("unseen")}, t(K::column_more))))),
                  el("tbody", rows.finish()))),
            when(removable, [&] {
              return el("label", {cls("check")}, el("input", {attr("type", "checkbox"), attr("name", prefix + "remove"), attr("value", "yes")}),
                        " ", t(K::remove_product, {product.product_name}));
            }));
}

Html remediation_row(Visit const& visit, std::string const& prefix, Remediation const& one) {
  auto const& t = visit.strings;
  return el("div", {cls("row-group")},
            select_field({.label = t(K::label_category), .name = prefix + "category", .value = std::string(word_of(one.category))},
                         options_of<RemediationCategory>(t, "remediation_")),
            area_field({.label = t(K::label_remediation), .name = prefix + "details", .value = one.details, .hint = t(K::hint_markdown)}, 3),
            line_field({.label = t(K::label_url), .name = prefix + "url", .value = one.url}));
}

Html vulnerability_fields(Visit const& visit, std::string const& prefix, Vulnerability const& one, std::size_t count) {
  auto const& t = visit.strings;
  auto name = [&](char const* word) { return prefix + word; };
  HtmlWriter tables;
  for (std::size_t i = 0; i < one.impacts.size(); ++i)
    tables.add(product_table(visit, prefix + "p" + std::to_string(i) + ".", one.impacts[i], one.impacts.size() > 1));
  std::vector<Option> others{{"", t(K::no_other_product)}};
  for (auto const& product : visit.settings().site.products) {
    auto known = false;
    for (auto const& impact : one.impacts) known = known || impact.product == product.slug;
    if (!known) others.push_back({product.slug, product.name});
  }
  HtmlWriter remediations;
  for (std::size_t i = 0; i < one.remediations.size(); ++i)
    remediations.add(remediation_row(visit, prefix + "r" + std::to_string(i) + ".", one.remediations[i]));
  auto const spare = remediation_row(visit, prefix + "r" + std::to_string(one.remediations.size()) + ".", {});
  return el("fieldset", {cls("vulnerability")},
            el("legend", one.cve.empty() ? t(K::vulnerability) : one.cve),
            area_field({.label = t(K::label_description), .name = name("description"), .value = one.description, .hint = t(K::hint_description)}, 5),
            line_field({.label = t(K::label_conditions), .name = name("conditions"), .value = one.conditions, .hint = t(K::hint_conditions)}),
            tables.finish(),
            when(others.size() > 1, [&] { return select_field({.label = t(K::label_add_product), .name = name("add_product")}, others); }),
            area_field({.label = t(K::label_impact), .name = name("impact"), .value = one.impact, .hint = t(K::hint_markdown)}, 3),
            el("div", {cls("grid")},
               line_field({.label = t(K::label_cve), .name = name("cve"), .value = one.cve, .hint = t(K::hint_cve)}),
               line_field({.label = t(K::label_cwes), .name = name("cwes"), .value = joined(one.cwes, ", "), .hint = t(K::hint_cwes)}),
               line_field({.label = t(K::label_cvss31), .name = name("cvss31"), .value = one.cvss31, .hint = score_hint(t, one.cvss31, K::hint_cvss31)}),
               line_field({.label = t(K::label_cvss40), .name = name("cvss40"), .value = one.cvss40, .hint = score_hint(t, one.cvss40, K::hint_cvss40)}),
               select_field({.label = t(K::label_exploitation), .name = name("known_exploitation"), .value = std::string(word_of(one.known_exploitation))},
                            options_of<KnownExploitation>(t, "exploitation_")),
               line_field({.label = t(K::label_vulnerability_title), .name = name("title"), .value = one.title, .hint = t(K::hint_vulnerability_title)})),
            el("details", {flag_when(!one.remediations.empty(), "open")},
               el("summary", t(K::remediations)), remediations.finish(), spare),
            el("details", el("summary", t(K::detection)),
               area_field({.label = t(K::label_detection), .name = name("detection"), .value = one.detection, .hint = t(K::hint_markdown)}, 3)),
            when(count > 1, [&] {
              return el("label", {cls("check")}, el("input", {attr("type", "checkbox"), attr("name", name("remove")), attr("value", "yes")}),
                        " ", t(K::remove_vulnerability));
            }));
}

}  // namespace

Html advisory_fields(Visit const& visit, AdvisoryContent const& content) {
  auto const& t = visit.strings;
  HtmlWriter vulnerabilities, references, credits, notes, timeline;
  for (std::size_t i = 0; i < content.vulnerabilities.size(); ++i)
    vulnerabilities.add(vulnerability_fields(visit, "v" + std::to_string(i) + ".", content.vulnerabilities[i], content.vulnerabilities.size()));
  for (std::size_t i = 0; i <= content.references.size(); ++i) {
    auto const one = i < content.references.size() ? content.references[i] : Reference{};
    auto const prefix = "ref" + std::to_string(i) + ".";
    references.add(el("div", {cls("row-group")}, line_field({.label = t(K::label_reference), .name = prefix + "summary", .value = one.summary}),
                      line_field({.label = t(K::label_url), .name = prefix + "url", .value = one.url})));
  }
  for (std::size_t i = 0; i <= content.acknowledgments.size(); ++i) {
    auto const one = i < content.acknowledgments.size() ? content.acknowledgments[i] : Acknowledgment{};
    auto const prefix = "ack" + std::to_string(i) + ".";
    credits.add(el("div", {cls("row-group")}, line_field({.label = t(K::label_names), .name = prefix + "names", .value = joined(one.names, ", "), .hint = t(K::hint_names)}),
                   line_field({.label = t(K::label_organization), .name = prefix + "organization", .value = one.organization}),
                   line_field({.label = t(K::label_what), .name = prefix + "summary", .value = one.summary}),
                   line_field({.label = t(K::label_url), .name = prefix + "urls", .value = joined(one.urls, " ")})));
  }
  for (std::size_t i = 0; i <= content.notes.size(); ++i) {
    auto const one = i < content.notes.size() ? content.notes[i] : Note{};
    auto const prefix = "note" + std::to_string(i) + ".";
    notes.add(el("div", {cls("row-group")},
                 select_field({.label = t(K::label_category), .name = prefix + "category", .value = std::string(word_of(one.category))},
                              options_of<NoteCategory>(t, "note_")),
                 line_field({.label = t(K::label_note_title), .name = prefix + "title", .value = one.title}),
                 area_field({.label = t(K::label_note_text), .name = prefix + "text", .value = one.text, .hint = t(K::hint_markdown)}, 3)));
  }
  for (std::size_t i = 0; i <= content.timeline.size(); ++i) {
    auto const prefix = "time" + std::to_string(i) + ".";
    auto const spare = i == content.timeline.size();
    timeline.add(el("div", {cls("row-group")},
                    instant_field({.label = t(K::label_timeline_at), .name = prefix + "at",
                                   .value = spare ? "" : utc_field(content.timeline[i].at), .hint = t(K::hint_utc)}),
                    line_field({.label = t(K::label_timeline_text), .name = prefix + "text",
                                .value = spare ? "" : content.timeline[i].text})));
  }
  auto words = options_of<Severity>(t, "severity_");
  words.front().label = t(K::not_rated);
  return fragment(line_field({.label = t(K::label_advisory_title), .name = "title", .value = content.title, .needed = Needed::yes}),
                  el("div", {cls("grid")},
                     select_field({.label = t(K::label_severity), .name = "severity", .value = std::string(word_of(content.severity))}, words),
                     line_field({.label = t(K::label_severity_reason), .name = "severity_reason", .value = content.severity_reason})),
                  vulnerabilities.finish(),
                  el("details", {cls("more")}, el("summary", t(K::references)), references.finish()),
                  el("details", {cls("more")}, el("summary", t(K::acknowledgments)), credits.finish()),
                  el("details", {cls("more")}, el("summary", t(K::notes)), notes.finish()),
                  el("details", {cls("more")}, el("summary", t(K::public_timeline)), el("p", {cls("quiet")}, t(K::hint_timeline)),
                     timeline.finish()));
}

}  // namespace tocsin::desk
