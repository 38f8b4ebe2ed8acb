// The page of an advisory that was published elsewhere or before, and taken over as it was.
//
// Invariants: its texts are plain text of somebody else: paragraphs, escaped, no markup. Long lists
// are folded, never cut.
#include <algorithm>
#include <map>

#include "base/digest.h"
#include "base/names.h"
#include "base/text.h"
#include "formats/csaf_provider.h"
#include "formats/format.h"
#include "formats/version_table.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;
using domain::ArchivedAdvisory;
using domain::ArchivedVulnerability;

namespace {

constexpr std::size_t unfolded_products = 12;

std::optional<domain::Severity> severity_of(std::string_view word) {
  for (auto one : {domain::Severity::none, domain::Severity::low, domain::Severity::medium,
                   domain::Severity::high, domain::Severity::critical})
    if (formats::to_word(one) == word) return one;
  return std::nullopt;
}

Html severity_of_archived(Strings const& strings, ArchivedAdvisory const& archived) {
  if (auto severity = severity_of(archived.severity)) return severity_mark(strings, *severity);
  return el(
      "span", {cls("severity unrated")},
      archived.severity_text.empty() ? strings(Key::severity_unrated) : archived.severity_text);
}

struct StatusGroup {
  std::string_view word;  // CSAF 2.0 3.2.3.9
  Key key;
};
constexpr StatusGroup kGroups[] = {{"known_affected", Key::group_known_affected},
                                   {"first_affected", Key::group_first_affected},
                                   {"last_affected", Key::group_last_affected},
                                   {"under_investigation", Key::group_under_investigation},
                                   {"first_fixed", Key::group_first_fixed},
                                   {"fixed", Key::group_fixed},
                                   {"recommended", Key::group_recommended},
                                   {"known_not_affected", Key::group_not_affected}};

Html folded_list(Strings const& strings, std::vector<std::string> const& all) {
  auto item = [](std::string const& one) { return el("li", one); };
  if (all.size() <= unfolded_products) return el("ul", {cls("tight")}, each(all, item));
  auto first = std::vector<std::string>(
      all.begin(), all.begin() + static_cast<std::ptrdiff_t>(unfolded_products));
  auto rest = std::vector<std::string>(all.begin() + static_cast<std::ptrdiff_t>(unfolded_products),
                                       all.end());
  return fragment(
      el("ul", {cls("tight")}, each(first, item)),
      el("details",
         el("summary", strings(Key::archived_more_products, {std::to_string(rest.size())})),
         el("ul", {cls("tight")}, each(rest, item))));
}

Html statuses(Strings const& strings, ArchivedVulnerability const& one) {
  return each(kGroups, [&](StatusGroup const& group) {
    std::vector<std::string> products;
    for (auto const& status : one.statuses)
      if (status.status == group.word) products.push_back(status.product);
    return products.empty()
               ? Html()
               : fragment(el("h3", strings(group.key)), folded_list(strings, products));
  });
}

Html scores(ArchivedVulnerability const& one) {
  std::vector<Fact> all;
  for (auto const& score : one.scores)
    all.push_back({"CVSS " + score.version,
                   fragment(score.base_score, " ",
                            el("details", {cls("vector")}, el("summary", score.severity),
                               el("code", score.vector)))});
  if (!one.cwe.empty()) all.push_back({"CWE", fragment(one.cwe, " ", el("small", one.cwe_name))});
  return all.empty() ? Html() : facts(all);
}

// Notes that follow each other under one title are read as one.
Html notes(std::vector<domain::ArchivedNote> const& all) {
  HtmlWriter out;
  std::string title;
  for (auto const& note : all) {
    if (!note.title.empty() && note.title != title) out.open("h3").text(note.title).close("h3");
    title = note.title;
    out.add(plain_paragraphs(note.text));
  }
  return out.finish();
}

// What the fault is stands before the vulnerabilities; advice to everybody and the lawyers' words
// come last, folded.
enum class NotePart { account, rest };
std::vector<domain::ArchivedNote> notes_of(ArchivedAdvisory const& archived, NotePart part) {
  std::vector<domain::ArchivedNote> out;
  for (auto const& note : archived.notes) {
    auto account =
        note.category == "summary" || note.category == "description" || note.category == "details";
    if (account == (part == NotePart::account)) out.push_back(note);
  }
  return out;
}

Html references(std::vector<domain::ArchivedReference> const& all) {
  return el("ul", each(all, [](domain::ArchivedReference const& one) {
              return el("li", link(one.url, text(one.summary.empty() ? one.url : one.summary)));
            }));
}

Html remediations(Strings const& strings, ArchivedVulnerability const& one) {
  if (one.remediations.empty()) return {};
  return fragment(
      el("h3", strings(Key::advisory_do)),
      each(one.remediations, [&](domain::ArchivedRemediation const& remedy) {
        return fragment(
            plain_paragraphs(remedy.details),
            when(!remedy.url.empty(), [&] { return el("p", link(remedy.url, text(remedy.url))); }),
            when(!remedy.products.empty(), [&] {
              return el("details", el("summary", strings(Key::archived_for_products)),
                        folded_list(strings, remedy.products));
            }));
      }));
}

Html vulnerability_part(Strings const& strings, ArchivedVulnerability const& one) {
  auto title = one.cve.empty()     ? one.title
               : one.title.empty() ? one.cve
                                   : one.cve + ": " + one.title;
  return el("section",
            el("h2", {attr_when(!one.cve.empty(), id(lower_ascii(one.cve)))},
               title.empty() ? strings(Key::archived_vulnerability) : title),
            scores(one), statuses(strings, one), remediations(strings, one), notes(one.notes),
            when(!one.references.empty(), [&] {
              return fragment(el("h3", strings(Key::advisory_references)),
                              references(one.references));
            }));
}

// What the short answer can say of a document that is not ours: who is affected by its own product
// list, and what it advises.
Html answer(Strings const& strings, ArchivedAdvisory const& archived) {
  auto severity = severity_of(archived.severity).value_or(domain::Severity::none);
  auto shown = archived.products;
  auto more = shown.size() > 5 ? shown.size() - 5 : 0;
  if (more) shown.resize(5);
  auto names =
      tocsin::join(shown, ", ") + (more ? strings(Key::list_and_more, {std::to_string(more)}) : "");
  std::string advice;
  for (auto const& one : archived.vulnerabilities)
    for (auto const& remedy : one.remediations)
      if (advice.empty() && (remedy.category == "vendor_fix" || remedy.category == "mitigation"))
        advice = remedy.details;
  return el("section",
            {cls("answer " + std::string(formats::to_word(severity))),
             attr("aria-label", strings(Key::advisory_answer))},
            el("p", {cls("affected")}, el("strong", strings(Key::archived_concerns)), " ",
               names.empty() ? strings(Key::archived_no_product) : names),
            when(!advice.empty(), [&] {
              return el("p", el("strong", strings(Key::advisory_do_this)), " ",
                        std::string(clip_utf8(trim(advice), 480)), advice.size() > 480 ? " …" : "");
            }));
}

Html copies(Strings const& strings, ArchivedAdvisory const& archived) {
  auto file = archived.csaf_path.substr(archived.csaf_path.rfind('/') + 1);
  return fragment(
      el("h2", strings(Key::advisory_copies)),
      el("div", {cls("scroll")},
         el("table", {cls("copies")}, el("caption", {cls("unseen")}, strings(Key::advisory_copies)),
            el("tbody", el("tr", el("th", {attr("scope", "row")}, strings(Key::archived_original)),
                           el("td", local_link(archived.csaf_path, file), " ",
                              el("small", local_link(archived.csaf_path + ".sha256", "sha256"), " ",
                                 local_link(archived.csaf_path + ".sha512", "sha512"))),
                           el("td", {cls("hash")}, el("code", sha256_hex(archived.original))))))));
}

}  // namespace

Html archived_main(Site const&, Strings const& strings, ArchivedAdvisory const& archived) {
  auto publisher = archived.publisher_namespace.empty()
                       ? text(archived.publisher_name)
                       : link(archived.publisher_namespace, text(archived.publisher_name));
  auto different = !archived.language.empty() && !archived.language.starts_with(strings.language());
  auto content_lang = attr_when(different, lang(archived.language));
  auto revisions = archived.history;
  std::ranges::reverse(revisions);
  return fragment(
      el("p", {cls("meta")}, severity_of_archived(strings, archived),
         el("span", {cls("id")}, archived.id),
         each(archived.vendors, [](std::string const& one) { return el("span", one); }),
         el("span",
            strings.html(Key::advisory_published, {instant_mark(archived.initial_release_date)})),
         when(archived.current_release_date != archived.initial_release_date,
              [&] {
                return el("span", strings.html(Key::advisory_changed,
                                               {instant_mark(archived.current_release_date)}));
              }),
         when(!archived.tlp.empty(),
              [&] {
                return el("span",
                          "TLP:", archived.tlp == "WHITE" ? std::string("CLEAR") : archived.tlp);
              }),
         when(!archived.tracking_status.empty(),
              [&] { return el("span", archived.tracking_status); })),
      el("h1", {content_lang}, archived.title),
      el("div", {cls("banner"), attr("role", "note")},
         el("p", strings.html(Key::banner_archived, {publisher}))),
      el("div", {content_lang}, answer(strings, archived),
         notes(notes_of(archived, NotePart::account)),
         each(archived.vulnerabilities,
              [&](ArchivedVulnerability const& one) { return vulnerability_part(strings, one); }),
         when(!notes_of(archived, NotePart::rest).empty(),
              [&] {
                return el("details", el("summary", strings(Key::archived_notes)),
                          notes(notes_of(archived, NotePart::rest)));
              }),
         when(!archived.acknowledgments.empty(),
              [&] {
                return fragment(el("h2", strings(Key::advisory_credit)),
                                el("ul", each(archived.acknowledgments, [](std::string const& one) {
                                     return el("li", one);
                                   })));
              }),
         when(!archived.references.empty(),
              [&] {
                return fragment(el("h2", strings(Key::advisory_references)),
                                references(archived.references));
              })),
      copies(strings, archived), when(!revisions.empty(), [&] {
        return fragment(el("h2", strings(Key::advisory_revisions)),
                        el("ol", {cls("timeline"), attr("role", "list"), flag("reversed")},
                           each(revisions, [](domain::ArchivedRevision const& one) {
                             return el("li", instant_mark(one.at),
                                       el("span", el("strong", one.number), " ", one.summary));
                           })));
      }));
}

std::vector<Page> pages_of(Site const& site, ArchivedAdvisory const& archived) {
  auto path = formats::advisory_path(archived.id);
  Pages out;
  for (auto const& language : site.languages) {
    auto strings = Strings(language);
    auto head = PageHead{.title = archived.id + ": " + archived.title,
                         .section = Section::advisories,
                         .canonical = path,
                         .alternates = {{"application/json", archived.csaf_path, "CSAF 2.0"}}};
    out.push_back(html_page(site, strings, path, head, archived_main(site, strings, archived),
                            archived.current_release_date));
  }
  for (auto& document : formats::archived_documents(archived))
    out.push_back(data_page(document.path, document.media_type, std::move(document.bytes),
                            archived.current_release_date));
  return out;
}

}  // namespace tocsin::site
