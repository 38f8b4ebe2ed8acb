// The advisory: how drafts become revisions, what must hold, and what an author is told is missing.
#include "domain/advisory.h"

#include <gtest/gtest.h>

#include <functional>

namespace tocsin::domain {
namespace {

Instant minute(int n) { return {std::int64_t(n) * 60'000}; }

AdvisoryContent content() {
  AdvisoryContent out{.title = "Title", .severity = Severity::high};
  out.vulnerabilities.push_back(
      {.cve = "CVE-1900-0001",
       .description = "What happens.",
       .impacts = {
           {.product = "acme",
            .product_name = "Acme",
            .branches = {{.branch = "1", .fixed_in = "1.2", .status = BranchStatus::fixed}}}}});
  return out;
}

void publish(Advisory& advisory, Draft const& draft, int at) {
  advisory.revisions.push_back(revision_of(advisory, draft, minute(at)));
  advisory.publications.push_back({.revision = advisory.revisions.back().number()});
  advisory.products = products_of(draft.content);
}

Advisory published_twice() {
  Advisory advisory{.id = {"ACME-2026-00000"}};
  publish(advisory, {.kind = DraftKind::first, .content = content()}, 10);
  publish(advisory,
          {.kind = DraftKind::correction, .content = content(), .reason = "A range was wrong."},
          20);
  return advisory;
}

TEST(Advisory, RevisionsGrowAndTheFirstDateStands) {
  auto advisory = published_twice();
  EXPECT_TRUE(invariants_hold(advisory));
  auto const& second = advisory.revisions[1];
  EXPECT_EQ(second.number(), 2);
  EXPECT_EQ(second.initial_release(), minute(10));
  EXPECT_EQ(second.current_release(), minute(20));
  EXPECT_EQ(second.history[1].summary, "A range was wrong.");
}

TEST(Advisory, WithdrawnStaysWithdrawn) {
  auto advisory = published_twice();
  publish(advisory,
          {.kind = DraftKind::withdrawal, .content = content(), .reason = "Not a vulnerability."},
          30);
  EXPECT_EQ(advisory.revisions.back().standing, Standing::withdrawn);
  EXPECT_EQ(advisory.revisions.back().withdrawal_reason, "Not a vulnerability.");
  publish(advisory,
          {.kind = DraftKind::correction, .content = content(), .reason = "A typing error."}, 40);
  EXPECT_EQ(advisory.revisions.back().standing, Standing::withdrawn);
  EXPECT_EQ(advisory.revisions.back().withdrawal_reason, "Not a vulnerability.");
  EXPECT_TRUE(invariants_hold(advisory));
}

TEST(Advisory, EachInvariantCanFail) {
  std::vector<std::function<void(Advisory&)>> breaks = {
      [](Advisory& a) { a.id.text.clear(); },
      [](Advisory& a) { a.revisions[1].history[0].at = minute(11); },
      [](Advisory& a) { a.revisions[1].history[1].number = 3; },
      [](Advisory& a) { a.revisions[1].history[1].at = minute(9); },
      [](Advisory& a) { a.revisions[1].history.pop_back(); },
      [](Advisory& a) { a.revisions[0].history.clear(); },
      [](Advisory& a) { a.revisions[1].id = {"OTHER"}; },
      [](Advisory& a) { a.revisions[1].standing = Standing::withdrawn; },
      [](Advisory& a) {
        a.revisions[0].standing = Standing::withdrawn, a.revisions[0].withdrawal_reason = "x";
      },
      [](Advisory& a) { a.publications.pop_back(); },
      [](Advisory& a) { a.publications[1].revision = 1; },
      [](Advisory& a) { a.products.clear(); },
      [](Advisory& a) { a.draft = Draft{.kind = DraftKind::first}; },
      [](Advisory& a) {
        a.draft = Draft{.kind = DraftKind::correction, .publish_minute = Instant{61'000}};
      },
      [](Advisory& a) {
        a.draft = Draft{.kind = DraftKind::correction,
                        .documents_hash = "a",
                        .approvals = {{.documents_hash = "b"}}};
      },
      [](Advisory& a) {
        Approval approval{.staff = {"s"}, .documents_hash = "a"};
        a.draft = Draft{.kind = DraftKind::correction,
                        .documents_hash = "a",
                        .approvals = {approval, approval}};
      },
  };
  for (std::size_t i = 0; i < breaks.size(); ++i) {
    auto advisory = published_twice();
    breaks[i](advisory);
    EXPECT_FALSE(invariants_hold(advisory)) << "case " << i;
  }
}

TEST(Advisory, GapsAreToldInWords) {
  EXPECT_TRUE(publication_gaps(content()).empty());
  struct Row {
    char const* part;  // of the sentence
    std::function<void(AdvisoryContent&)> change;
  };
  auto branch = [](AdvisoryContent& c) -> BranchImpact& {
    return c.vulnerabilities[0].impacts[0].branches[0];
  };
  Row const rows[] = {
      {"title", [](auto& c) { c.title = "  "; }},
      {"256", [](auto& c) { c.title = std::string(257, 'x'); }},
      {"severity", [](auto& c) { c.severity = Severity::none; }},
      {"TLP:CLEAR", [](auto& c) { c.tlp = Tlp::amber; }},
      {"no vulnerability", [](auto& c) { c.vulnerabilities.clear(); }},
      {"CVE id", [](auto& c) { c.vulnerabilities[0].cve = "CVE-26-1"; }},
      {"English", [](auto& c) { c.language = "de"; }},
      {"twice", [](auto& c) { c.vulnerabilities.push_back(c.vulnerabilities[0]); }},
      {"description", [](auto& c) { c.vulnerabilities[0].description.clear(); }},
      {"no product", [](auto& c) { c.vulnerabilities[0].impacts.clear(); }},
      {"version table is empty", [](auto& c) { c.vulnerabilities[0].impacts[0].branches.clear(); }},
      {"in which version", [&](auto& c) { branch(c).fixed_in.clear(); }},
      {"on which day",
       [&](auto& c) {
         branch(c).fixed_in.clear(), c.vulnerabilities[0].impacts[0].hosted_only = true;
       }},
      {"not one version", [&](auto& c) { branch(c).fixed_in = "1.2 or later"; }},
      {"not one version", [&](auto& c) { branch(c).affected_from = "<1.2"; }},
      {"both a fixed", [&](auto& c) { branch(c).last_affected = "1.1"; }},
      {"also the fixed", [&](auto& c) { branch(c).affected_from = "1.2"; }},
      {"not 'fixed'", [&](auto& c) { branch(c).status = BranchStatus::affected; }},
      {"say why",
       [&](auto& c) { branch(c) = {.branch = "1", .status = BranchStatus::not_affected}; }},
      {"status is another",
       [&](auto& c) { branch(c).reason = NotAffectedReason::component_not_present; }},
      {"stands twice",
       [&](auto& c) { c.vulnerabilities[0].impacts[0].branches.push_back(branch(c)); }},
      {"needs a version that is affected",
       [&](auto& c) {
         branch(c) = {.branch = "1", .status = BranchStatus::not_affected, .note = "x"};
       }},
      {"web address", [&](auto& c) { branch(c).fix_url = "git://x"; }},
      {"CWE id", [](auto& c) { c.vulnerabilities[0].cwes = {"79"}; }},
      {"CVSS 3.1", [](auto& c) { c.vulnerabilities[0].cvss31 = "AV:N"; }},
      {"CVSS 4.0",
       [](auto& c) {
         c.vulnerabilities[0].cvss40 = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";
       }},
      {"no text", [](auto& c) { c.vulnerabilities[0].remediations.push_back({}); }},
      {"version table here",
       [](auto& c) {
         c.vulnerabilities[0].remediations.push_back({.details = "x", .products = {"other"}});
       }},
      {"reference", [](auto& c) { c.references.push_back({.summary = "x"}); }},
  };
  for (auto const& row : rows) {
    auto changed = content();
    row.change(changed);
    auto gaps = publication_gaps(changed);
    bool said = false;
    for (auto const& gap : gaps) said |= gap.find(row.part) != std::string::npos;
    EXPECT_TRUE(said) << row.part;
  }
}

}  // namespace
}  // namespace tocsin::domain
