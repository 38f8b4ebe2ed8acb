// `/policies`, `/policies/{slug}` and `/disclosure`: what the organisation promises, with the
// numbers of its rules.
#include "base/text.h"
#include "markup/markdown.h"
#include "site/pages.h"

namespace tocsin::site {

using namespace markup;

namespace {

constexpr std::string_view kDisclosure = "disclosure";

std::string path_of(Policy const& policy) {
  return policy.slug == kDisclosure ? "/disclosure" : "/policies/" + policy.slug;
}

bool has_expired(Policy const& policy, Instant as_of) {
  return policy.expires && *policy.expires <= as_of;
}

domain::Rules const& rules_of(Site const& site, Policy const& policy) {
  auto found = site.rules_by_name.find(policy.rules);
  return found == site.rules_by_name.end() ? site.rules_of_site() : found->second;
}

Html expiry(Strings const& strings, Policy const& policy, Instant as_of) {
  if (!policy.expires) return {};
  auto past = has_expired(policy, as_of);
  return el("span", {attr_when(past, cls("expired"))},
            strings.html(past ? Key::policy_expired : Key::policy_expires,
                         {instant_mark(*policy.expires)}));
}

Html policy_meta(Context const& context, Policy const& policy) {
  auto const& strings = context.strings;
  return el("p", {cls("meta")}, local_link("/policies", strings(Key::nav_policies)),
            when(!policy.version.empty(),
                 [&] { return el("span", strings(Key::policy_version, {policy.version})); }),
            when_some(policy.effective,
                      [&](CivilDate day) {
                        return el("span", strings.html(Key::policy_effective, {day_mark(day)}));
                      }),
            expiry(strings, policy, context.at.as_of),
            el("span", strings.html(Key::policy_reviewed, {day_mark(policy.care.last_reviewed)})),
            el("span", strings(Key::policy_owner, {policy.care.owner})));
}

Html policy_body(Context const& context, Policy const& policy) {
  auto const& strings = context.strings;
  // The page has an h1 of its own: a text that begins with ## keeps its levels, one with # moves
  // down.
  auto own_h1 = policy.body.starts_with("# ") || policy.body.find("\n# ") != policy.body.npos;
  auto rendered = render_markdown(policy.body, {.trust = Trust::site,
                                                .images = Images::local,
                                                .heading_ids = HeadingIds::yes,
                                                .heading_offset = own_h1 ? 1 : 0});
  auto contents = Html();
  // A table of contents pays only on long pages.
  if (rendered && rendered->headings.size() >= 5)
    contents = el("details", {cls("contents")}, el("summary", strings(Key::policy_contents)),
                  el("ul", each(rendered->headings, [](Heading const& one) {
                       return el("li", el("a", {href(Url::local("#" + one.id))}, one.text));
                     })));
  auto stem = path_of(policy);
  return fragment(
      policy_meta(context, policy), el("h1", policy.title),
      when(has_expired(policy, context.at.as_of),
           [&] {
             return el("p", {cls("banner warn"), attr("role", "note")},
                       strings.html(Key::policy_expired_banner, {instant_mark(*policy.expires)}));
           }),
      when(!policy.summary.empty(), [&] { return el("p", {cls("lead")}, policy.summary); }),
      contents, el("div", {cls("prose")}, rendered ? rendered->html : prose(policy.body)),
      el("section", {cls("box"), attr("aria-labelledby", "promise")},
         el("h2", {id("promise")}, strings(Key::policy_promises)),
         promise_table(strings, rules_of(context.site, policy)),
         el("p", {cls("quiet")}, strings(Key::policy_promises_note))),
      twins_line(strings, {{"JSON", stem + ".json"},
                           {"Markdown", stem + ".md"},
                           {strings(Key::twin_text), stem + ".txt"}}));
}

// The page for an organisation that wrote no disclosure policy yet: the rules speak for themselves.
Html disclosure_from_rules(Context const& context) {
  auto const& strings = context.strings;
  return fragment(
      el("h1", strings(Key::disclosure_title)),
      el("p", {cls("lead")}, strings(Key::disclosure_lead, {context.site.organisation})),
      promise_table(strings, context.site.rules_of_site()),
      el("p", {cls("acts")},
         el("a", {cls("button"), href(Url::local("/report"))}, strings(Key::nav_report))));
}

std::string disclosure_markdown(Context const& context) {
  auto const& strings = context.strings;
  std::string out = "# " + strings(Key::disclosure_title) + "\n\n" +
                    strings(Key::disclosure_lead, {context.site.organisation}) + "\n\n";
  for (auto const& row : promise_rows(strings, context.site.rules_of_site()))
    out += "- " + row.title + ": " + row.amount + "\n";
  return out;
}

}  // namespace

void add_policies(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  auto list = el("ul", {cls("list plain-list"), attr("role", "list")},
                 each(site.policies, [&](Policy const& one) {
                   return el("li",
                             el("span", {cls("what")}, local_link(path_of(one), one.title),
                                el("small", one.summary)),
                             el("small", expiry(strings, one, at.as_of)));
                 }));
  auto main =
      fragment(el("h1", strings(Key::policies_title)),
               el("p", {cls("lead")}, strings(Key::policies_lead, {site.organisation})),
               site.policies.empty() ? el("p", {cls("empty")}, strings(Key::policies_empty)) : list,
               el("p", {cls("after")}, local_link("/disclosure", strings(Key::disclosure_title)),
                  " · ", local_link("/response-times", strings(Key::foot_response_times))));
  auto head = PageHead{.title = strings(Key::policies_title),
                       .description = strings(Key::policies_lead, {site.organisation}),
                       .section = Section::policies,
                       .canonical = "/policies"};
  out.push_back(html_page(site, strings, "/policies", head, main, site.changed));
  for (auto const& policy : site.policies) {
    auto one = PageHead{.title = policy.title,
                        .description = policy.summary,
                        .section = Section::policies,
                        .canonical = path_of(policy)};
    out.push_back(
        html_page(site, strings, path_of(policy), one, policy_body(context, policy), site.changed));
  }
  if (site.policy(kDisclosure)) return;
  auto one = PageHead{.title = strings(Key::disclosure_title),
                      .section = Section::policies,
                      .canonical = "/disclosure"};
  out.push_back(
      html_page(site, strings, "/disclosure", one, disclosure_from_rules(context), site.changed));
}

void add_policy_twins(Context const& context, Pages& out) {
  auto const& [site, strings, records, at] = context;
  json::array all;
  std::string markdown = "# " + strings(Key::policies_title) + "\n\n";
  for (auto const& policy : site.policies) {
    auto stem = path_of(policy);
    json::object value{{"policy", policy.slug},
                       {"title", policy.title},
                       {"url", absolute(site, stem)},
                       {"summary", policy.summary}};
    if (!policy.version.empty()) value["version"] = policy.version;
    if (policy.effective) value["effective"] = to_text(*policy.effective);
    if (policy.expires) value["expires"] = to_rfc3339_seconds(*policy.expires);
    value["last_reviewed"] = to_text(policy.care.last_reviewed);
    value["owner"] = policy.care.owner;
    all.push_back(value);
    value["text"] = policy.body;
    json::object promises;
    for (auto const& [key, amount] : rules_of(site, policy).promises()) promises[key] = amount;
    value["promises"] = std::move(promises);
    add_json_twin(out, stem, value, site.changed);
    auto expires =
        policy.expires ? "Expires: " + to_rfc3339_seconds(*policy.expires) + "\n\n" : std::string();
    add_text_twins(out, stem, "# " + policy.title + "\n\n" + expires + policy.body, site.changed);
    markdown += "- [" + policy.title + "](" + absolute(site, stem) + "): " + policy.summary + "\n";
  }
  add_json_twin(out, "/policies", json::object{{"policies", std::move(all)}}, site.changed);
  add_text_twins(out, "/policies", markdown, site.changed);
  if (site.policy(kDisclosure)) {
    out.push_back(redirect_page("/policies/disclosure", "", 308, "/disclosure"));
    return;
  }
  json::object promises;
  for (auto const& [key, amount] : site.rules_of_site().promises()) promises[key] = amount;
  add_json_twin(out, "/disclosure", json::object{{"promises", std::move(promises)}}, site.changed);
  add_text_twins(out, "/disclosure", disclosure_markdown(context), site.changed);
}

}  // namespace tocsin::site
