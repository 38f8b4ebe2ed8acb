// See parts.h. Nothing here knows which page it stands on.
#include "site/parts.h"

#include <algorithm>

#include "base/text.h"
#include "formats/format.h"
#include "formats/version_table.h"
#include "markup/markdown.h"

namespace tocsin::site {

using namespace markup;

Html link(std::string_view address, Html const& child) {
  auto url = Url::any(address);
  if (!url) return child;
  if (!url->str().starts_with("http")) return el("a", {href(*url)}, child);
  return el("a", {href(*url), rel("noopener"), cls("out")}, child);
}

Html local_link(std::string const& path, std::string_view label) {
  return el("a", {href(Url::local(path))}, label);
}

Html prose(std::string_view markdown) {
  return markdown_or_plain(markdown, {.trust = Trust::site});
}

Html plain_paragraphs(std::string_view text) {
  HtmlWriter out;
  std::string paragraph;
  auto flush = [&] {
    if (trim(paragraph).empty()) return paragraph.clear();
    out.open("p", {cls("plain")}).text(trim(paragraph)).close("p");
    paragraph.clear();
  };
  auto cleaned = clean_text(text);
  for (auto line : lines_of(cleaned)) {
    if (trim(line).empty())
      flush();
    else
      paragraph += std::string(line) + "\n";
  }
  flush();
  return out.finish();
}

Html instant_mark(Instant at) {
  return el("time", {attr("datetime", to_rfc3339_seconds(at))}, to_people(at));
}
Html day_mark(CivilDate day) { return el("time", {attr("datetime", to_text(day))}, to_text(day)); }
Html day_mark(Instant at) { return day_mark(utc_date(at)); }

Attr content_lang(Strings const& strings, std::string_view language) {
  return attr_when(!language.empty() && language != strings.language(), lang(language));
}

std::string severity_word(Strings const& strings, domain::Severity severity) {
  switch (severity) {
    case domain::Severity::critical:
      return strings(Key::severity_critical);
    case domain::Severity::high:
      return strings(Key::severity_high);
    case domain::Severity::medium:
      return strings(Key::severity_medium);
    case domain::Severity::low:
      return strings(Key::severity_low);
    case domain::Severity::none:
      return strings(Key::severity_none);
  }
  return {};
}

Html severity_mark(Strings const& strings, domain::Severity severity) {
  return el("span", {cls("severity " + std::string(formats::to_word(severity)))},
            severity_word(strings, severity));
}

Html severity_mark(Strings const& strings, AdvisorySummary const& summary) {
  if (summary.severity_known) return severity_mark(strings, summary.severity);
  return el("span", {cls("severity unrated")}, strings(Key::severity_unrated));
}

Html support_mark(Strings const& strings, SupportStatus status) {
  auto key = status == SupportStatus::supported       ? Key::support_supported
             : status == SupportStatus::security_only ? Key::support_security_only
                                                      : Key::support_end_of_life;
  return el("span", {cls("support " + std::string(name_of(kSupportStatuses, status)))},
            strings(key));
}

// The first few, because a line of a list is read at a glance.
static std::string some_versions(Strings const& strings, std::vector<std::string> const& all) {
  constexpr std::size_t shown_count = 4;
  if (all.size() <= shown_count + 1) return tocsin::join(all, ", ");
  auto shown = std::vector<std::string>(all.begin(), all.begin() + shown_count);
  return tocsin::join(shown, ", ") +
         strings(Key::list_and_more, {std::to_string(all.size() - shown_count)});
}

Html advisory_list(Context const& context, std::vector<AdvisorySummary const*> const& shown) {
  auto const& strings = context.strings;
  return el(
      "ol", {cls("list"), attr("role", "list")}, each(shown, [&](AdvisorySummary const* one) {
        auto withdrawn = one->standing == domain::Standing::withdrawn;
        auto details = std::vector<std::string>{one->id};
        for (auto const& name : one->product_names)
          if (details.size() < 4) details.push_back(name);
        auto fixed = one->fixed_in.empty() || withdrawn
                         ? Html()
                         : el("span", {cls("fixed")},
                              strings(Key::list_fixed_in, {some_versions(strings, one->fixed_in)}));
        return el(
            "li", {attr_when(withdrawn, cls("past"))}, severity_mark(strings, *one),
            el("span", {cls("what")},
               el("a", {href(Url::local(advisory_address(*one)))}, one->title),
               el("small",
                  withdrawn ? el("strong", {cls("tag")}, strings(Key::withdrawn_tag)) : Html(),
                  withdrawn ? " " : "", join(details, " · "), fixed)),
            day_mark(one->published));
      }));
}

Html facts(std::vector<Fact> const& all) {
  return el("dl", {cls("facts")}, each(all, [](Fact const& one) {
              return one.value.empty() ? Html()
                                       : el("div", el("dt", one.label), el("dd", one.value));
            }));
}

Html twins_line(Strings const& strings, std::vector<Twin> const& twins) {
  std::vector<Html> links;
  for (auto const& twin : twins) links.push_back(local_link(twin.path, twin.label));
  return el("p", {cls("twins")}, strings(Key::twins), " ", join(links, " · "));
}

std::string amount_of_time(Strings const& strings, int amount, domain::ClockUnit unit) {
  struct Words {
    domain::ClockUnit unit;
    Key one, many;
  };
  constexpr Words kWords[] = {
      {domain::ClockUnit::hours, Key::time_hour, Key::time_hours},
      {domain::ClockUnit::days, Key::time_day, Key::time_days},
      {domain::ClockUnit::working_days, Key::time_working_day, Key::time_working_days},
      {domain::ClockUnit::working_weeks, Key::time_working_week, Key::time_working_weeks},
      {domain::ClockUnit::months, Key::time_month, Key::time_months}};
  for (auto const& row : kWords)
    if (row.unit == unit)
      return strings(amount == 1 ? row.one : row.many, {std::to_string(amount)});
  return {};
}

std::vector<PromiseRow> promise_rows(Strings const& strings, domain::Rules const& rules) {
  std::vector<PromiseRow> out;
  for (auto const& clock : rules.clocks)
    if (!clock.promise.empty() && clock.bound == domain::BoundParty::vendor &&
        clock.name != "disclosure_ceiling")
      out.push_back({clock.title, amount_of_time(strings, clock.amount, clock.unit), clock.source});
  if (rules.disclosure.straightforward_days)
    out.push_back({strings(Key::promise_straightforward),
                   strings(Key::promise_about,
                           {amount_of_time(strings, *rules.disclosure.straightforward_days,
                                           domain::ClockUnit::days)}),
                   rules.disclosure.source});
  out.push_back(
      {strings(Key::promise_ceiling),
       strings(Key::promise_at_most,
               {amount_of_time(strings, rules.disclosure.ceiling_days, domain::ClockUnit::days)}),
       rules.disclosure.source});
  return out;
}

Html promise_table(Strings const& strings, domain::Rules const& rules) {
  return el("table", {cls("promises")},
            el("caption", {cls("unseen")}, strings(Key::promise_caption)),
            el("tbody", each(promise_rows(strings, rules), [&](PromiseRow const& row) {
                 return el("tr", el("th", {attr("scope", "row")}, row.title), el("td", row.amount));
               })));
}

std::string answer_promise(Strings const& strings, domain::Rules const& rules) {
  for (auto const& clock : rules.clocks)
    if (clock.promise == "acknowledge") return amount_of_time(strings, clock.amount, clock.unit);
  return {};
}

std::string product_path(std::string_view slug) { return "/p/" + std::string(slug) + "/"; }
std::string advisory_address(AdvisorySummary const& summary) {
  return formats::advisory_path(summary.id);
}
std::string absolute(Site const& site, std::string_view path) {
  return site.publisher.base_url + std::string(path);
}

Instant newest_update(RecordsView const& records, Instant otherwise) {
  auto newest = otherwise;
  for (std::size_t index = 0; index < records.size(); ++index)
    newest = std::max(newest, records[index].updated);
  return newest;
}

Instant newest_update_of(RecordsView const& records, std::string_view product, Instant otherwise) {
  auto newest = otherwise;
  for (std::size_t index = 0; index < records.size(); ++index)
    if (std::ranges::find(records[index].products, product) != records[index].products.end())
      newest = std::max(newest, records[index].updated);
  return newest;
}

void add_text_twins(Pages& out, std::string const& stem, std::string const& markdown,
                    Instant last_modified) {
  out.push_back(data_page(stem + ".md", kMarkdownType, markdown, last_modified));
  out.push_back(data_page(stem + ".txt", kTextType, markdown_to_text(markdown), last_modified));
}

void add_json_twin(Pages& out, std::string const& stem, json::value const& value,
                   Instant last_modified) {
  out.push_back(data_page(stem + ".json", kJsonType, write_json_indented(value), last_modified));
}

}  // namespace tocsin::site
