// The sheet beside a case: clocks with their derivations, what is known, who can read it and who has.
#include <algorithm>
#include <set>

#include "desk/case_parts.h"
#include "vocab/cvss.h"
#include "vocab/email.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

namespace {

Html clock_of(Visit const& visit, domain::Deadline const& deadline) {
  auto const& t = visit.strings;
  return el("div", {cls("clock")},
            el("span", deadline.title,
               when(deadline.bound == domain::BoundParty::reporter, [&] { return el("small", {cls("quiet")}, t(K::clock_theirs)); })),
            due_mark(t, deadline, visit.now),
            when(!deadline.sentence.empty(), [&] { return el("small", deadline.sentence); }));
}

Html fact(std::string const& label, Html const& value) {
  return el("div", el("dt", label), el("dd", value));
}

std::string scored(std::string const& vector) {
  if (vector.empty()) return {};
  auto parsed = vocab::parse_cvss(vector);
  if (!parsed) return vector;
  auto const score = vocab::cvss_score(*parsed);
  return score.text() + " (" + std::string(name_of(vocab::kSeverities, score.severity())) + ")";
}

// Everybody whom authorize() lets open this case: leads, members, and the guests added to it.
std::vector<std::string> can_read(CaseView const& view) {
  std::vector<std::string> out;
  for (auto const& one : view.staff)
    if (one.active && domain::authorize(domain::staff_actor(one), view.c,
                                        {domain::Object::case_, domain::Action::read, domain::Level::detail}))
      out.push_back(one.name);
  return out;
}

std::string joined(std::vector<std::string> const& names) {
  std::string out;
  for (auto const& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

Html known_facts(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  return each(view.c.facts.facts, [&](domain::CaseFact const& one) {
    if (one.bit == domain::CaseBit::vendor_aware) return Html();
    return fact(t.named("bit_", domain::word_of(one.bit)), time_mark(one.at));
  });
}

std::string reporter_address(Strings const& t, domain::Person const& person) {
  if (person.email.empty()) return t(K::sheet_anonymous);
  return vocab::parse_email(person.email) ? person.email : t(K::sheet_no_address, {person.email});
}

Html reporter_facts(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  if (visit.actor.role == domain::Role::guest) return {};
  auto const& person = view.reporter;
  if (person.erased) return fact(t(K::sheet_reporter), text(t(K::sheet_erased)));
  return fragment(fact(t(K::sheet_reporter), text(reporter_address(t, person))),
                  fact(t(K::sheet_credit), text(person.credit.empty() ? t(K::sheet_no_credit) : person.credit)));
}

}  // namespace

Html case_sheet(Visit const& visit, CaseView const& view) {
  auto const& t = visit.strings;
  auto const& c = view.c;
  auto const& known = c.classification;
  auto sheet = fragment(
      fact(t(K::sheet_state), text(t.named("state_", domain::word_of(c.report_state)))),
      fact(t(K::sheet_severity), fragment(severity_mark(t, known.severity),
                                          when(!known.severity_reason.empty(), [&] { return el("small", known.severity_reason); }))),
      when(!known.cvss31.empty(), [&] { return fact("CVSS 3.1", fragment(scored(known.cvss31), el("small", {cls("mono")}, known.cvss31))); }),
      when(!known.cvss40.empty(), [&] { return fact("CVSS 4.0", fragment(scored(known.cvss40), el("small", {cls("mono")}, known.cvss40))); }),
      when(!known.cwes.empty(), [&] { return fact("CWE", text(joined(known.cwes))); }),
      fact(t(K::sheet_path), c.path ? fragment(t.named("path_", domain::word_of(c.path->path)), el("small", c.path->reason))
                                    : text(t(K::sheet_undecided))),
      when(c.embargo.state != domain::EmbargoState::none,
           [&] {
             return fact(t(K::sheet_embargo), fragment(t.named("embargo_", domain::word_of(c.embargo.state)),
                                                       when_some(c.embargo.until, [&](Instant at) { return fragment(", ", time_mark(at)); })));
           }),
      when(!c.cve.empty(), [&] { return fact("CVE", text(c.cve)); }),
      when_some(c.advisory, [&](domain::AdvisoryId const& id) {
        return fact(t(K::sheet_advisory), visit.actor.role == domain::Role::guest ? text(id.text)
                                                                                  : local_link("/console/advisories/" + id.text, id.text));
      }),
      known_facts(visit, view), reporter_facts(visit, view),
      fact(t(K::sheet_assignee), text(c.assignee ? view.name_of(*c.assignee) : t(K::sheet_nobody))),
      fact(t(K::sheet_rules), text(view.rules->title)));
  auto clocks = each(view.deadlines, [&](domain::Deadline const& one) {
    return one.state == domain::DeadlineState::not_started ? Html() : clock_of(visit, one);
  });
  auto const readers = can_read(view);
  std::set<std::string> seen;
  auto reads = each(view.readers, [&](ports::ReadLogEntry const& entry) {
    // One line a person: when they last looked.
    if (!seen.insert(entry.reader.text).second) return Html();
    Instant last = entry.at;
    for (auto const& other : view.readers)
      if (other.reader == entry.reader) last = std::max(last, other.at);
    return el("li", view.name_of(entry.reader), " ", time_mark(last));
  });
  return el("aside", {attr("aria-label", t(K::sheet_label))}, el("h2", t(K::sheet_clocks)), clocks,
            el("h2", t(K::sheet_title)), el("dl", {cls("facts")}, sheet), el("h2", t(K::sheet_readers)),
            el("p", t(K::sheet_can_read, {std::to_string(readers.size()), joined(readers)})),
            el("details", el("summary", t(K::sheet_have_read)), el("ul", {cls("bare")}, reads)));
}

}  // namespace tocsin::desk
