// `/advisories/{id}` and its history: the answer first, then the reasons, then the copies for
// machines.
//
// Spec:       site-map section 4, in its order.
#include <algorithm>

#include "base/digest.h"
#include "base/text.h"
#include "formats/csaf.h"
#include "formats/format.h"
#include "formats/scores.h"
#include "formats/version_table.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;
using domain::AdvisoryRevision;
using domain::BranchImpact;
using domain::ProductImpact;
using domain::Vulnerability;

namespace {

std::string tlp_label(domain::Tlp tlp) {
  switch (tlp) {
    case domain::Tlp::clear:
      return "TLP:CLEAR";
    case domain::Tlp::green:
      return "TLP:GREEN";
    case domain::Tlp::amber:
      return "TLP:AMBER";
    case domain::Tlp::amber_strict:
      return "TLP:AMBER+STRICT";
    case domain::Tlp::red:
      return "TLP:RED";
  }
  return {};
}

std::string state_word(Strings const& strings, AdvisoryRevision const& revision) {
  if (revision.standing == domain::Standing::withdrawn) return strings(Key::state_withdrawn);
  switch (revision.status) {
    case domain::TrackingStatus::draft:
      return strings(Key::state_draft);
    case domain::TrackingStatus::interim:
      return strings(Key::state_interim);
    case domain::TrackingStatus::final_:
      return strings(Key::state_final);
  }
  return {};
}

Html meta(Site const& site, Strings const& strings, AdvisoryRevision const& revision) {
  auto const& content = revision.content;
  std::vector<Html> products;
  for (auto const& vulnerability : content.vulnerabilities)
    for (auto const& impact : vulnerability.impacts) {
      auto shown = site.product(impact.product)
                       ? local_link(product_path(impact.product), impact.product_name)
                       : el("span", impact.product_name);
      if (std::ranges::find(products, shown) == products.end()) products.push_back(shown);
    }
  return el("p", {cls("meta")}, severity_mark(strings, content.severity), products,
            el("span", {cls("id")}, revision.id.text));
}

Html dates(Strings const& strings, AdvisoryRevision const& revision) {
  return el(
      "p", {cls("meta")},
      each(formats::cves_of(revision.content),
           [](std::string const& cve) { return el("span", {cls("id")}, cve); }),
      el("span", strings.html(Key::advisory_published, {instant_mark(revision.initial_release())})),
      when(revision.number() > 1,
           [&] {
             return el("span", strings.html(Key::advisory_changed,
                                            {instant_mark(revision.current_release())}));
           }),
      el("span", tlp_label(revision.content.tlp)), el("span", state_word(strings, revision)));
}

Html history_link(Strings const& strings, AdvisoryRevision const& revision) {
  return local_link(formats::advisory_path(revision.id.text) + "/history",
                    strings(Key::advisory_history));
}

// A withdrawal stands above the answer, because it is the answer; a correction below it.
Html withdrawal_banner(Strings const& strings, AdvisoryRevision const& revision) {
  if (revision.standing != domain::Standing::withdrawn) return {};
  return el("div", {cls("banner warn"), attr("role", "note")},
            el("p",
               el("strong",
                  strings.html(Key::banner_withdrawn, {instant_mark(revision.current_release())})),
               " ", revision.withdrawal_reason, " ", history_link(strings, revision)));
}

Html correction_banner(Strings const& strings, AdvisoryRevision const& revision) {
  if (revision.number() == 1 || revision.standing == domain::Standing::withdrawn) return {};
  auto const& last = revision.history.back();
  return el("div", {cls("banner"), attr("role", "note")},
            el("p", el("strong", strings.html(Key::banner_corrected, {instant_mark(last.at)})), " ",
               last.summary, " ", history_link(strings, revision)));
}

// Of one vulnerability among several the parts are one level deeper.
enum class Depth { alone, among_others };
Html heading(Depth depth, std::string const& title) {
  return depth == Depth::alone ? el("h2", title) : el("h3", title);
}

// What several vulnerabilities have in common is said once.
struct Answer {
  std::vector<std::string> names;
  std::string affected;
  std::string action;
  bool exploited = false;
};
std::vector<Answer> answers_of(domain::AdvisoryContent const& content) {
  std::vector<Answer> out;
  for (auto const& one : content.vulnerabilities) {
    auto answer = Answer{.names = {one.cve.empty() ? one.title : one.cve},
                         .affected = formats::answer_text(one),
                         .action = formats::action_text(one),
                         .exploited = one.known_exploitation == domain::KnownExploitation::yes};
    auto same = std::ranges::find_if(out, [&](Answer const& other) {
      return other.affected == answer.affected && other.action == answer.action &&
             other.exploited == answer.exploited;
    });
    if (same == out.end())
      out.push_back(std::move(answer));
    else
      same->names.push_back(answer.names.front());
  }
  return out;
}

Html answer_text(Strings const& strings, Answer const& one, Depth depth) {
  return fragment(
      when(depth == Depth::among_others,
           [&] { return el("p", {cls("answer-name")}, tocsin::join(one.names, ", ")); }),
      when(one.exploited, [&] { return el("p", {cls("loud")}, strings(Key::advisory_exploited)); }),
      el("p", {cls("affected")}, one.affected),
      el("p", el("strong", strings(Key::advisory_do_this)), " ", one.action));
}

Html answer_box(Strings const& strings, AdvisoryRevision const& revision) {
  auto const& content = revision.content;
  auto answers = answers_of(content);
  auto depth = answers.size() > 1 ? Depth::among_others : Depth::alone;
  auto texts = each(answers, [&](Answer const& one) { return answer_text(strings, one, depth); });
  if (answers.empty()) texts = el("p", strings(Key::advisory_no_vulnerability));
  // What a withdrawn advisory said must not read like advice.
  if (revision.standing == domain::Standing::withdrawn)
    return el("details", {cls("answer none"), content_lang(strings, content.language)},
              el("summary", strings(Key::advisory_withdrawn_said)), texts);
  return el(
      "section",
      {cls("answer " + std::string(formats::to_word(content.severity))),
       attr("aria-label", strings(Key::advisory_answer)), content_lang(strings, content.language)},
      texts);
}

Html score_fact(Strings const& strings, std::optional<formats::Score> const& score) {
  if (!score) return {};
  auto number = json::value(score->base_score);
  auto word = lower_ascii(score->severity);
  for (auto one : {domain::Severity::none, domain::Severity::low, domain::Severity::medium,
                   domain::Severity::high, domain::Severity::critical})
    if (formats::to_word(one) == word) word = lower_ascii(severity_word(strings, one));
  return fragment(write_json(number), " ",
                  el("details", {cls("vector")}, el("summary", word), el("code", score->vector)));
}

Html severity_facts(Strings const& strings, Depth depth, AdvisoryRevision const& revision,
                    Vulnerability const& one) {
  std::vector<Html> weaknesses;
  for (auto const& cwe : one.cwes) {
    auto name = formats::cwe_name(cwe);
    weaknesses.push_back(fragment(link("https://cwe.mitre.org/data/definitions/" +
                                           std::string(cwe.substr(cwe.find('-') + 1)) + ".html",
                                       text(cwe)),
                                  when(!name.empty(), [&] {
                                    return fragment(
                                        " ", el("small", {content_lang(strings, words::kEnglish)}, name));
                                  })));
  }
  auto key = one.known_exploitation == domain::KnownExploitation::yes  ? Key::exploitation_yes
             : one.known_exploitation == domain::KnownExploitation::no ? Key::exploitation_no
                                                                       : Key::exploitation_unknown;
  // The vendor's word is that of the whole advisory: of several vulnerabilities it stands above
  // them.
  auto alone = depth == Depth::alone;
  return facts({{strings(Key::fact_severity),
                 alone ? severity_mark(strings, revision.content.severity) : Html()},
                {strings(Key::fact_why), alone ? text(revision.content.severity_reason) : Html()},
                {strings(Key::fact_exploitation), text(strings(key))},
                {"CVSS 4.0", score_fact(strings, formats::cvss40_score(one.cvss40))},
                {"CVSS 3.1", score_fact(strings, formats::cvss31_score(one.cvss31))},
                {strings(Key::fact_weakness), join(weaknesses, el("br"))}});
}

bool is_past(domain::BranchStatus status) {
  return status == domain::BranchStatus::end_of_life_affected ||
         status == domain::BranchStatus::end_of_life_not_assessed;
}

// "9f1c2ab" of a commit address, else the word "change".
std::string fix_label(Strings const& strings, std::string const& url) {
  auto last = url.substr(url.rfind('/') + 1);
  auto hex = last.size() >= 7 && last.find_first_not_of("0123456789abcdef") == last.npos;
  return hex ? last.substr(0, 7) : strings(Key::version_fix_link);
}

Html branch_row(Strings const& strings, ProductImpact const& product, BranchImpact const& branch) {
  auto cell = [&](Key label, Html const& value) {
    return el("td", {attr("data-label", strings(label))},
              el("span", value.empty() ? text("–") : value));
  };
  auto fixed = formats::fixed_version(product, branch);
  auto reason = formats::reason_text(branch.reason);
  return el(
      "tr", {attr_when(is_past(branch.status), cls("past"))},
      el("th", {attr("scope", "row"), attr("data-label", strings(Key::version_branch))},
         el("span", branch.branch)),
      cell(Key::version_from, text(branch.affected_from)),
      cell(Key::version_fixed, fixed.empty() ? Html() : el("strong", fixed)),
      cell(Key::version_released, branch.released ? day_mark(*branch.released) : Html()),
      cell(Key::version_fix, branch.fix_url.empty()
                                 ? Html()
                                 : link(branch.fix_url, text(fix_label(strings, branch.fix_url)))),
      cell(
          Key::version_status,
          fragment(el("span",
                      {cls("branch-status " +
                           std::string(formats::is_affected(branch.status) && fixed.empty() ? "open"
                                                                                            : ""))},
                      formats::status_text(branch.status)),
                   when(!reason.empty(), [&] { return fragment(", ", reason); }),
                   when(!branch.note.empty(),
                        [&] { return fragment(" ", el("small", branch.note)); }))));
}

Html version_table(Strings const& strings, ProductImpact const& product) {
  constexpr Key kColumns[] = {Key::version_branch,   Key::version_from, Key::version_fixed,
                              Key::version_released, Key::version_fix,  Key::version_status};
  return el("div", {cls("scroll")},
            el("table", {cls("stack versions")}, el("caption", product.product_name),
               el("thead", el("tr", each(kColumns,
                                         [&](Key key) {
                                           return el("th", {attr("scope", "col")}, strings(key));
                                         }))),
               el("tbody", each(product.branches, [&](BranchImpact const& one) {
                    return branch_row(strings, product, one);
                  }))));
}

Html remedies(Strings const& strings, Depth depth, Vulnerability const& one) {
  if (one.remediations.empty()) return {};
  return fragment(heading(depth, strings(Key::advisory_workaround)),
                  each(one.remediations, [&](domain::Remediation const& remedy) {
                    return el("div", {cls("prose")}, prose(remedy.details),
                              when(!remedy.url.empty(), [&] {
                                return el("p", link(remedy.url, text(strings(Key::advisory_more))));
                              }));
                  }));
}

Html part(Strings const& strings, Depth depth, Key title, std::string const& markdown) {
  return trim(markdown).empty()
             ? Html()
             : fragment(heading(depth, strings(title)), el("div", {cls("prose")}, prose(markdown)));
}

Html references(Strings const& strings, Depth depth, std::vector<domain::Reference> const& all) {
  if (all.empty()) return {};
  return fragment(heading(depth, strings(Key::advisory_references)),
                  el("ul", each(all, [](domain::Reference const& one) {
                       return el("li",
                                 link(one.url, text(one.summary.empty() ? one.url : one.summary)));
                     })));
}

Html vulnerability_part(Strings const& strings, AdvisoryRevision const& revision,
                        Vulnerability const& one) {
  auto const& content = revision.content;
  auto many = content.vulnerabilities.size() > 1;
  auto depth = many ? Depth::among_others : Depth::alone;
  auto title = many ? (one.cve.empty() ? one.title : one.cve + ": " + one.title)
                    : strings(Key::advisory_versions);
  auto anchor = one.cve.empty() ? std::string(many ? "" : "versions") : lower_ascii(one.cve);
  return el(
      "section", {content_lang(strings, content.language)},
      el("h2", {attr_when(!anchor.empty(), id(anchor))}, title),
      when(many, [&] { return severity_facts(strings, depth, revision, one); }),
      each(one.impacts,
           [&](ProductImpact const& impact) { return version_table(strings, impact); }),
      remedies(strings, depth, one), part(strings, depth, Key::advisory_detection, one.detection),
      part(strings, depth, Key::advisory_description, one.description),
      part(strings, depth, Key::advisory_impact, one.impact),
      each(one.notes,
           [&](domain::Note const& note) {
             return fragment(when(!note.title.empty(), [&] { return heading(depth, note.title); }),
                             el("div", {cls("prose")}, prose(note.text)));
           }),
      references(strings, depth, one.references));
}

Html story(Strings const& strings, AdvisoryRevision const& revision) {
  auto const& content = revision.content;
  auto credits = formats::credits_of(content);
  auto timeline = content.timeline;
  std::ranges::stable_sort(timeline, {}, &domain::TimelineEntry::at);
  return fragment(
      each(content.notes,
           [](domain::Note const& note) {
             return fragment(when(!note.title.empty(), [&] { return el("h2", note.title); }),
                             el("div", {cls("prose")}, prose(note.text)));
           }),
      when(!timeline.empty(),
           [&] {
             return fragment(el("h2", strings(Key::advisory_timeline)),
                             el("ol", {cls("timeline"), attr("role", "list")},
                                each(timeline, [](domain::TimelineEntry const& one) {
                                  return el("li", instant_mark(one.at), el("span", one.text));
                                })));
           }),
      when(!credits.empty(),
           [&] {
             return fragment(
                 el("h2", strings(Key::advisory_credit)),
                 el("ul", each(credits, [](std::string const& one) { return el("li", one); })));
           }),
      references(strings, Depth::alone, content.references));
}

Html copies(Site const& site, Strings const& strings, AdvisoryRevision const& revision) {
  std::vector<Html> rows;
  for (auto const& format : formats::kFormats) {
    if (format.word.starts_with("csaf-"))
      continue;  // the hash files stand beside the document they belong to
    for (auto const& document : format.render(revision, site.publisher)) {
      auto file = document.path.substr(document.path.rfind('/') + 1);
      auto hashes = format.word != "csaf"
                        ? Html()
                        : fragment(" ", el("small", local_link(document.path + ".sha256", "sha256"),
                                           " ", local_link(document.path + ".sha512", "sha512")));
      rows.push_back(el("tr", el("th", {attr("scope", "row")}, format.name),
                        el("td", local_link(document.path, file), hashes),
                        el("td", {cls("hash")}, el("code", sha256_hex(document.bytes)))));
    }
  }
  return el(
      "section", {attr("aria-labelledby", "copies")},
      el("h2", {id("copies")}, strings(Key::advisory_copies)),
      el("div", {cls("scroll")},
         el("table", {cls("copies")}, el("caption", {cls("unseen")}, strings(Key::advisory_copies)),
            el("thead", el("tr", el("th", {attr("scope", "col")}, strings(Key::copies_format)),
                           el("th", {attr("scope", "col")}, strings(Key::copies_file)),
                           el("th", {attr("scope", "col")}, "SHA-256"))),
            el("tbody", rows))));
}

Html revision_rows(Strings const& strings, AdvisoryRevision const& revision) {
  auto newest_first = revision.history;
  std::ranges::reverse(newest_first);
  return el("ol", {cls("timeline"), attr("role", "list"), flag("reversed")},
            each(newest_first, [&](domain::RevisionEntry const& one) {
              return el("li", instant_mark(one.at),
                        el("span", {content_lang(strings, revision.content.language)},
                           el("strong", one.number), " ", one.summary));
            }));
}

Html ending(Site const& site, Strings const& strings, AdvisoryRevision const& revision) {
  auto path = formats::advisory_path(revision.id.text);
  auto cite = site.publisher.name + ". " + revision.content.title + ". " + revision.id.text + ", " +
              strings(Key::cite_revision, {std::to_string(revision.number())}) + ", " +
              to_text(utc_date(revision.current_release())) + ". " + absolute(site, path);
  return fragment(el("h2", strings(Key::advisory_revisions)), revision_rows(strings, revision),
                  el("p", local_link(path + "/history", strings(Key::advisory_history))),
                  el("h2", strings(Key::advisory_cite)), el("p", {cls("cite")}, cite),
                  el("p", {cls("acts")},
                     el("a", {cls("button plain"), href(Url::local("/subscribe"))},
                        strings(Key::advisory_follow))));
}

}  // namespace

Html advisory_main(Site const& site, Strings const& strings, AdvisoryRevision const& revision) {
  auto const& content = revision.content;
  return fragment(
      meta(site, strings, revision),
      el("h1", {content_lang(strings, content.language)}, content.title), dates(strings, revision),
      withdrawal_banner(strings, revision), answer_box(strings, revision),
      correction_banner(strings, revision),
      either(
          content.vulnerabilities.size() == 1,
          [&] {
            return severity_facts(strings, Depth::alone, revision, content.vulnerabilities.front());
          },
          [&] {
            return facts({{strings(Key::fact_severity), severity_mark(strings, content.severity)},
                          {strings(Key::fact_why), text(content.severity_reason)}});
          }),
      each(content.vulnerabilities,
           [&](Vulnerability const& one) { return vulnerability_part(strings, revision, one); }),
      story(strings, revision), copies(site, strings, revision), ending(site, strings, revision));
}

std::vector<Page> pages_of(Site const& site, domain::PublishedRevision const& published) {
  auto const& revision = published.revision();
  auto path = formats::advisory_path(revision.id.text);
  auto changed = revision.current_release();
  Pages out;
  for (auto const& language : site.languages) {
    auto strings = Strings(language);
    auto head = PageHead{.title = revision.id.text + ": " + revision.content.title,
                         .section = Section::advisories,
                         .canonical = path};
    for (auto const& one : revision.content.vulnerabilities) {
      if (head.description.empty()) head.description = formats::answer_text(one);
    }
    head.alternates = {
        {"application/json", formats::csaf_path(revision.id.text, revision.initial_release()),
         "CSAF 2.0"},
        {"text/markdown", path + ".md", "Markdown"}};
    out.push_back(
        html_page(site, strings, path, head, advisory_main(site, strings, revision), changed));
    auto history_head = PageHead{.title = strings(Key::history_title, {revision.id.text}),
                                 .section = Section::advisories,
                                 .canonical = path + "/history"};
    auto history =
        fragment(el("p", {cls("meta")}, local_link(path, revision.id.text)),
                 el("h1", strings(Key::history_title, {revision.id.text})),
                 el("p", {cls("lead")}, revision.content.title), revision_rows(strings, revision),
                 el("p", {cls("quiet")}, strings(Key::history_note)));
    out.push_back(html_page(site, strings, path + "/history", history_head, history, changed));
  }
  for (auto& document : formats::documents_of(revision, site.publisher))
    out.push_back(
        data_page(document.path, document.media_type, std::move(document.bytes), changed));
  return out;
}

std::string preview_html(Site const& site, AdvisoryRevision const& revision) {
  auto strings = Strings(site.languages.front());
  auto head =
      PageHead{.title = revision.id.text, .section = Section::advisories, .indexing = Indexing::no};
  return html_document(site, strings, head, advisory_main(site, strings, revision));
}

}  // namespace tocsin::site
