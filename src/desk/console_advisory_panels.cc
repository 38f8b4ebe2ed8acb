// Beside the editor: what is missing, what readers will see, which documents there are, and what publishing sets off.
#include "desk/advisory_page.h"
#include "domain/case.h"
#include "domain/subscription.h"
#include "formats/format.h"
#include "formats/version_table.h"
#include "handling/drafting.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

std::string advisory_console_path(domain::AdvisoryId const& id, std::string_view rest) {
  auto path = "/console/advisories/" + id.text;
  if (!rest.empty()) path += "/" + std::string(rest);
  return path;
}

domain::AdvisoryRevision next_revision(Visit const& visit, domain::Advisory const& advisory) {
  assert(advisory.draft);
  return domain::revision_of(advisory, *advisory.draft, advisory.draft->publish_minute.value_or(floor_minute(visit.now)));
}

domain::AdvisoryRevision shown_revision(Visit const& visit, domain::Advisory const& advisory) {
  return advisory.draft ? next_revision(visit, advisory) : advisory.revisions.back();
}

Result<Html> gaps_panel(Visit const& visit, domain::Advisory const& advisory) {
  auto const& t = visit.strings;
  auto gaps = domain::publication_gaps(advisory.draft->content);
  for (auto& gap : TRY(handling::credit_gaps(visit.world(), advisory))) gaps.push_back(std::move(gap));
  if (gaps.empty()) return el("p", {cls("answer done"), id("gaps")}, t(K::no_gaps));
  return el("section", {cls("answer medium"), id("gaps"), attr("aria-label", t(K::gaps_title))}, el("h2", t(K::gaps_title)),
            el("ul", each(gaps, [](std::string const& gap) { return el("li", gap); })));
}

Html preview_panel(Visit const& visit, domain::Advisory const& advisory, domain::AdvisoryContent const& content) {
  auto const& t = visit.strings;
  auto about = each(content.vulnerabilities, [&](domain::Vulnerability const& one) {
    return fragment(el("p", formats::answer_text(one)), el("p", el("strong", formats::action_text(one))));
  });
  return el("section", {cls("reader-view"), id("reader-view")}, el("h2", t(K::preview_title)),
            el("div", {cls("answer " + std::string(domain::word_of(content.severity)))},
               el("p", severity_mark(t, content.severity), " ", el("strong", content.title)), about),
            el("p", el("a", {href(Url::local(advisory_console_path(advisory.id, "preview"))), attr("target", "_blank"), rel("noopener")}, t(K::preview_link))));
}

Html documents_panel(Visit const& visit, domain::Advisory const& advisory) {
  auto const& t = visit.strings;
  auto const revision = shown_revision(visit, advisory);
  auto const base = advisory_console_path(advisory.id, "documents/");
  auto item = [&](std::string const& word, std::string const& name, std::string const& path) {
    return el("li", el("a", {href(Url::local(base + word)), attr("target", "_blank"), rel("noopener")}, name), " ",
              el("small", {cls("mono")}, path));
  };
  auto rows = each(formats::kFormats, [&](formats::Format const& format) {
    auto const documents = format.render(revision, visit.settings().site.publisher);
    if (documents.empty()) return el("li", {cls("quiet")}, t(K::document_none, {format.name}));
    return item(std::string(format.word), std::string(format.name), documents.front().path);
  });
  return el("section", {cls("documents")}, el("h2", t(K::documents_title)),
            el("ul", {cls("bare")}, rows, item("mail", t(K::document_mail), "")));
}

namespace {

// Who would get the notice now; asked in steps, because there may be many.
Result<std::size_t> subscribers_of(Visit const& visit, domain::Advisory const& advisory, domain::AdvisoryContent const& content) {
  constexpr std::size_t kStep = 500;
  auto reach = domain::reach_of(advisory, static_cast<int>(advisory.revisions.size()));
  reach.add(content);
  auto tx = TRY(visit.world().store.read());
  std::size_t count = 0;
  std::string after;
  while (true) {
    auto const some = TRY(tx->confirmed_subscriptions(after, kStep));
    for (auto const& one : some) count += domain::concerns(one, reach.products, reach.severity) ? 1U : 0U;
    if (some.size() < kStep) return count;
    after = some.back().id.text;
  }
}

}  // namespace

Result<Html> consequences_panel(Visit const& visit, domain::Advisory const& advisory) {
  auto const& t = visit.strings;
  auto const revision = next_revision(visit, advisory);
  auto const& publisher = visit.settings().site.publisher;
  auto const subscribers = TRY(subscribers_of(visit, advisory, revision.content));
  std::vector<Html> items;
  items.push_back(t.html(K::will_publish, {el("code", formats::advisory_url(revision.id.text, publisher)), text(std::to_string(revision.number()))}));
  items.push_back(text(t(K::will_documents, {std::to_string(formats::documents_of(revision, publisher).size())})));
  items.push_back(text(t(K::will_lists)));
  for (auto const& cve : formats::cves_of(revision.content)) items.push_back(text(t(K::will_cve, {cve})));
  items.push_back(text(t(K::will_subscribers, {std::to_string(subscribers)})));
  if (advisory.case_id) {
    auto tx = TRY(visit.world().store.read());
    auto const c = TRY(tx->load_case(*advisory.case_id));
    items.push_back(text(t(K::will_reporter)));
    if (domain::in_force(c.embargo.state) && c.embargo.until)
      items.push_back(text(t(K::will_not_before, {to_people(*c.embargo.until)})));
  }
  items.push_back(text(t(K::will_not_undo)));
  return el("section", {cls("consequences")}, el("h2", t(K::will_title)),
            el("ul", each(items, [](Html const& one) { return el("li", one); })));
}

}  // namespace tocsin::desk
