// The advisory: what one revision says, in CSAF's structure, and the aggregate that leads from draft to history.
//
// Spec:       CSAF 2.0 (OASIS) section 3: document, product_tree, vulnerabilities; the words are CSAF's own.
// Invariants: an AdvisoryRevision is immutable; every public form (CSAF, CVE record, feeds, HTML, Markdown, mail)
//             is a pure function of it and of the publisher profile. Revision numbers only grow (I9).
//             initial_release_date never changes after the first publication.
//             The version table (`ProductImpact`) is the one source of what is affected and fixed where:
//             product tree, product status, remediation of category vendor_fix, CVE `affected` and the HTML
//             table are generated from it, so that they cannot disagree.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "domain/ids.h"
#include "vocab/severity.h"
#include "vocab/tlp.h"

namespace tocsin::domain {

// The vendor's own severity word comes first everywhere; scores come after it.
using vocab::Severity;

// CSAF 2.0 3.1.8 notes_t category.
enum class NoteCategory { description, details, faq, general, legal_disclaimer, other, summary };
BOOST_DESCRIBE_ENUM(NoteCategory, description, details, faq, general, legal_disclaimer, other, summary)

struct Note {
  NoteCategory category = NoteCategory::general;
  std::string title;     // optional
  std::string text;      // Markdown
  std::string audience;  // optional
  friend bool operator==(Note const&, Note const&) = default;
};
BOOST_DESCRIBE_STRUCT(Note, (), (category, title, text, audience))

// CSAF 2.0 3.1.10 references_t.
enum class ReferenceCategory { external, self };
BOOST_DESCRIBE_ENUM(ReferenceCategory, external, self)

struct Reference {
  ReferenceCategory category = ReferenceCategory::external;
  std::string summary;
  std::string url;
  friend bool operator==(Reference const&, Reference const&) = default;
};
BOOST_DESCRIBE_STRUCT(Reference, (), (category, summary, url))

// CSAF 2.0 3.1.1 acknowledgments_t.
struct Acknowledgment {
  std::vector<std::string> names;
  std::string organization;
  std::string summary;
  std::vector<std::string> urls;
  friend bool operator==(Acknowledgment const&, Acknowledgment const&) = default;
};
BOOST_DESCRIBE_STRUCT(Acknowledgment, (), (names, organization, summary, urls))

// What we say of one maintained branch. "Not assessed" is a value, never silence.
enum class BranchStatus {
  fixed,                      // affected from..before fixed_in
  affected,                   // affected, a fix is not out (a mitigation may be)
  no_fix_planned,             // affected, supported, and it stays so
  not_affected,               // with a reason
  under_investigation,
  end_of_life_affected,
  end_of_life_not_assessed
};
BOOST_DESCRIBE_ENUM(BranchStatus, fixed, affected, no_fix_planned, not_affected, under_investigation,
                    end_of_life_affected, end_of_life_not_assessed)

// CSAF 2.0 3.2.3.5 flags label: why a product is not affected.
enum class NotAffectedReason {
  none,
  component_not_present,
  inline_mitigations_already_exist,
  vulnerable_code_cannot_be_controlled_by_adversary,
  vulnerable_code_not_in_execute_path,
  vulnerable_code_not_present
};
BOOST_DESCRIBE_ENUM(NotAffectedReason, none, component_not_present, inline_mitigations_already_exist,
                    vulnerable_code_cannot_be_controlled_by_adversary, vulnerable_code_not_in_execute_path,
                    vulnerable_code_not_present)

struct BranchImpact {
  std::string branch;          // "24.8", "3.2 and older"
  std::string affected_from;   // first affected version, inclusive; empty: from the first version of the branch
  std::string last_affected;   // inclusive; only when there is no fixed_in
  std::string fixed_in;        // first fixed version, exclusive end of the affected range
  std::optional<CivilDate> released;  // of fixed_in
  std::string fix_url;         // commit or change
  BranchStatus status = BranchStatus::under_investigation;
  NotAffectedReason reason = NotAffectedReason::none;
  std::string note;            // one sentence, plain text
  friend bool operator==(BranchImpact const&, BranchImpact const&) = default;
};
BOOST_DESCRIBE_STRUCT(BranchImpact, (),
                      (branch, affected_from, last_affected, fixed_in, released, fix_url, status, reason, note))

struct ProductImpact {
  std::string product;         // slug of site/products
  std::string product_name;    // as shown: "Acme Archiver"
  std::string vendor_name;
  std::string purl;            // optional, without version
  std::string cpe;             // optional, without version
  std::string repository;      // optional URL
  bool hosted_only = false;    // a service: nothing for users to upgrade
  std::vector<BranchImpact> branches;
  friend bool operator==(ProductImpact const&, ProductImpact const&) = default;
};
BOOST_DESCRIBE_STRUCT(ProductImpact, (),
                      (product, product_name, vendor_name, purl, cpe, repository, hosted_only, branches))

// CSAF 2.0 3.2.3.12 remediations category.
enum class RemediationCategory { mitigation, no_fix_planned, none_available, vendor_fix, workaround };
BOOST_DESCRIBE_ENUM(RemediationCategory, mitigation, no_fix_planned, none_available, vendor_fix, workaround)

// What a reader can do besides upgrading to a fixed_in; those are generated from the version table.
struct Remediation {
  RemediationCategory category = RemediationCategory::mitigation;
  std::string details;                   // Markdown: the configuration, the commands
  std::string url;
  std::vector<std::string> products;     // slugs; empty: every product of the vulnerability
  friend bool operator==(Remediation const&, Remediation const&) = default;
};
BOOST_DESCRIBE_STRUCT(Remediation, (), (category, details, url, products))

// CSAF 2.0 3.2.3.14 threats category.
enum class ThreatCategory { exploit_status, impact, target_set };
BOOST_DESCRIBE_ENUM(ThreatCategory, exploit_status, impact, target_set)

struct Threat {
  ThreatCategory category = ThreatCategory::impact;
  std::string details;
  friend bool operator==(Threat const&, Threat const&) = default;
};
BOOST_DESCRIBE_STRUCT(Threat, (), (category, details))

enum class KnownExploitation { unknown, no, yes };
BOOST_DESCRIBE_ENUM(KnownExploitation, unknown, no, yes)

// CSAF 2.0 3.2.3.6 ids.
struct ExternalId {
  std::string system_name;
  std::string text;
  friend bool operator==(ExternalId const&, ExternalId const&) = default;
};
BOOST_DESCRIBE_STRUCT(ExternalId, (), (system_name, text))

// CSAF 2.0 3.2.3 vulnerabilities.
struct Vulnerability {
  std::string cve;                       // "CVE-2026-12345" or empty
  std::vector<ExternalId> ids;
  std::string title;
  std::vector<std::string> cwes;         // "CWE-59", the root cause first
  std::string cvss31;                    // canonical vector or empty
  std::string cvss40;                    // canonical vector or empty
  KnownExploitation known_exploitation = KnownExploitation::unknown;
  std::string conditions;                // "and unpack archives that others give you"; plain text, one clause
  std::string description;               // Markdown: what happens
  std::string impact;                    // Markdown: what an attacker can do
  std::string detection;                 // Markdown: how to see exploitation; may be empty
  std::vector<Note> notes;
  std::vector<Reference> references;
  std::vector<Acknowledgment> acknowledgments;
  std::vector<Threat> threats;
  std::vector<ProductImpact> impacts;
  std::vector<Remediation> remediations;
  std::optional<Instant> discovery_date;
  friend bool operator==(Vulnerability const&, Vulnerability const&) = default;
};
BOOST_DESCRIBE_STRUCT(Vulnerability, (),
                      (cve, ids, title, cwes, cvss31, cvss40, known_exploitation, conditions, description, impact,
                       detection, notes, references, acknowledgments, threats, impacts, remediations, discovery_date))

using vocab::Tlp;

// A dated line of the published story: reported, acknowledged, fix, public.
struct TimelineEntry {
  Instant at;
  std::string text;
  friend bool operator==(TimelineEntry const&, TimelineEntry const&) = default;
};
BOOST_DESCRIBE_STRUCT(TimelineEntry, (), (at, text))

// What the authors write: everything of a revision but its tracking.
struct AdvisoryContent {
  std::string title;                     // plain words
  std::string language = "en";
  Tlp tlp = Tlp::clear;
  Severity severity = Severity::none;
  std::string severity_reason;           // the vendor's reason in one sentence
  std::vector<Note> notes;
  std::vector<Reference> references;
  std::vector<Acknowledgment> acknowledgments;
  std::vector<Vulnerability> vulnerabilities;
  std::vector<TimelineEntry> timeline;
  friend bool operator==(AdvisoryContent const&, AdvisoryContent const&) = default;
};
BOOST_DESCRIBE_STRUCT(AdvisoryContent, (),
                      (title, language, tlp, severity, severity_reason, notes, references, acknowledgments,
                       vulnerabilities, timeline))

// CSAF 2.0 3.2.1.12.7 tracking status; "withdrawn" is ours: same address, a banner and the reason.
enum class TrackingStatus { draft, interim, final_ };
BOOST_DESCRIBE_ENUM(TrackingStatus, draft, interim, final_)
enum class Standing { in_force, withdrawn };
BOOST_DESCRIBE_ENUM(Standing, in_force, withdrawn)

struct RevisionEntry {
  int number = 1;
  Instant at;                            // the publication minute
  std::string summary;                   // why this revision exists
  friend bool operator==(RevisionEntry const&, RevisionEntry const&) = default;
};
BOOST_DESCRIBE_STRUCT(RevisionEntry, (), (number, at, summary))

// One immutable revision: content plus CSAF tracking. `history.back()` is this revision.
struct AdvisoryRevision {
  AdvisoryId id;
  TrackingStatus status = TrackingStatus::final_;
  Standing standing = Standing::in_force;
  std::string withdrawal_reason;         // when withdrawn
  std::vector<RevisionEntry> history;    // 1, 2, 3 ... oldest first
  AdvisoryContent content;
  int number() const { return history.empty() ? 0 : history.back().number; }
  Instant initial_release() const { return history.empty() ? Instant{} : history.front().at; }
  Instant current_release() const { return history.empty() ? Instant{} : history.back().at; }
  friend bool operator==(AdvisoryRevision const&, AdvisoryRevision const&) = default;
};
BOOST_DESCRIBE_STRUCT(AdvisoryRevision, (), (id, status, standing, withdrawal_reason, history, content))

// Who publishes: from site.toml. A part of every rendering, so two publishers' bytes may differ.
struct PublisherProfile {
  std::string name;                      // "Acme Security"
  std::string vendor_name;               // "Acme"
  std::string category = "vendor";       // CSAF 2.0 publisher category
  std::string namespace_url;             // "https://acme.example"
  std::string base_url;                  // external base of the public site, without trailing slash
  std::string contact_details;
  std::string issuing_authority;
  std::string advisory_prefix;           // "ACME"
  std::string cna_org_id;                // UUID, or empty when not a CNA
  std::string cna_short_name;
  std::string policy_url;                // severity / disclosure policy
  std::string tag_authority;             // "acme.example,2026": for tag: URIs in feeds
  friend bool operator==(PublisherProfile const&, PublisherProfile const&) = default;
};
BOOST_DESCRIBE_STRUCT(PublisherProfile, (),
                      (name, vendor_name, category, namespace_url, base_url, contact_details, issuing_authority,
                       advisory_prefix, cna_org_id, cna_short_name, policy_url, tag_authority))

// One person's agreement to exactly these documents at exactly this minute.
struct Approval {
  StaffId staff;
  std::string documents_hash;
  Instant at;
  friend bool operator==(Approval const&, Approval const&) = default;
};
BOOST_DESCRIBE_STRUCT(Approval, (), (staff, documents_hash, at))

enum class DraftKind { first, correction, withdrawal };
BOOST_DESCRIBE_ENUM(DraftKind, first, correction, withdrawal)

// The next revision while people work on it.
struct Draft {
  DraftKind kind = DraftKind::first;
  AdvisoryContent content;
  std::string reason;                    // summary of the revision; the withdrawal reason
  std::optional<Instant> publish_minute; // set when publication is requested; whole minutes
  std::string documents_hash;            // of the documents rendered with that minute
  std::vector<Approval> approvals;
  bool on_hold = false;
  friend bool operator==(Draft const&, Draft const&) = default;
};
BOOST_DESCRIBE_STRUCT(Draft, (), (kind, content, reason, publish_minute, documents_hash, approvals, on_hold))

// A publication that was decided: the record that lets a stored revision be rendered to the public again.
struct PublicationRecord {
  int revision = 0;
  std::string documents_hash;
  std::vector<StaffId> approved_by;
  Instant decided_at;
  std::int64_t generation = 0;           // of the shelf
  friend bool operator==(PublicationRecord const&, PublicationRecord const&) = default;
};
BOOST_DESCRIBE_STRUCT(PublicationRecord, (), (revision, documents_hash, approved_by, decided_at, generation))

// The aggregate.
struct Advisory {
  AdvisoryId id;
  std::int64_t version = 0;
  std::optional<CaseId> case_id;
  std::set<std::string> products;        // slugs, for authorisation and lists
  std::optional<Draft> draft;
  std::vector<AdvisoryRevision> revisions;      // published, oldest first
  std::vector<PublicationRecord> publications;  // one a revision
  friend bool operator==(Advisory const&, Advisory const&) = default;
};
BOOST_DESCRIBE_STRUCT(Advisory, (), (id, version, case_id, products, draft, revisions, publications))

bool invariants_hold(Advisory const& advisory);

// The revision the draft would become if it were published at `publish_minute`.
AdvisoryRevision revision_of(Advisory const& advisory, Draft const& draft, Instant publish_minute);

// Whom a published revision concerns: everybody whom it or an earlier one concerned, so that who got the original hears
// of what corrects it.
struct Reach {
  std::set<std::string> products;
  Severity severity = Severity::none;
  void add(AdvisoryContent const& content);
};
Reach reach_of(Advisory const& advisory, int revision_number);

// Every product slug named in the version tables.
std::set<std::string> products_of(AdvisoryContent const& content);

// Why the content cannot be published yet, in the author's words; empty when it can.
std::vector<std::string> publication_gaps(AdvisoryContent const& content);

}  // namespace tocsin::domain
