// Submissions: sealed to the desk, durable, and only then acknowledged (I3).
//
// Spec:       design.md section 1 (spool) and 8 (receipts, hours, idempotency); site-map section 7.
// Invariants: (1) the answer that confirms is made after commit() of the record. (2) The exact instant of a report
//             stands on the reporter's page alone; the record has the hour. (3) Each POST makes a record and a
//             receipt of its own; folding equal ones is the desk's work. (4) Nothing of a submission, no address
//             and no user agent is logged.
// Failure:    a form that is not right answers 400 or 413 and says which field; a spool or disk that refuses answers
//             503 with Retry-After, and nothing was kept. So does an hour whose budget is used up (intake_budget.h).
// Threads:    plan() and answer() on the io thread; bodies and records on the spool lanes.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "front/shelf_server.h"
#include "front/submission_body.h"
#include "front/submission_kinds.h"
#include "http/lane.h"
#include "http/message_parser.h"
#include "http/router.h"
#include "os/entropy.h"
#include "spool/writer.h"

namespace tocsin::front {

struct SubmissionsOptions {
  std::string spool_directory;
  spool::PublicKey public_key;
  spool::SpoolLimits limits = {};
  std::size_t lanes = 4;  // records are synced side by side
  os::RandomBytes random = os::random_bytes;
  std::function<Instant()> now;
  IntakeLimits intake = {};
  std::function<void(std::string_view)> on_trouble = {};
};

class Submissions {
 public:
  static Result<std::unique_ptr<Submissions>> open(os::FileSystem& files, ShelfServer& shelf, SubmissionsOptions options);

  // The row a request is for, when the site offers that form.
  std::optional<http::Router<SubmissionRow>::Match> match(http::Request const& request);
  http::BodyPlan plan(SubmissionRow const& row, http::Request const& head);
  http::Task<http::Response> answer(http::Request& request);
  // The page for a body that was given up.
  http::Response body_failed(http::Request const& request, Error const& error);
  // Joins the lanes. After the server's run() returned, before it is destroyed.
  void close() { lanes_.clear(); }

 private:
  // What commit() made of a submission.
  struct Kept {
    std::string access_phrase;
    Instant received;
  };
  Submissions(ShelfServer& shelf, SubmissionsOptions options);
  Status take_record(SubmissionRow const& row, http::Request const& request);
  std::shared_ptr<SpoolLane> const& next_lane() { return lanes_[next_lane_++ % lanes_.size()]; }
  Status check_product(SubmissionRow const& row, http::Form const& form);
  http::Response confirm(SubmissionRow const& row, Kept const& kept, http::Request const& request);
  http::Response refuse(Error const& error, http::Request const& request);

  ShelfServer& shelf_;
  SubmissionsOptions options_;
  http::Router<SubmissionRow> router_;
  std::shared_ptr<IntakeBudget> budget_;
  std::vector<std::shared_ptr<SpoolLane>> lanes_;
  std::size_t next_lane_ = 0;
};

}  // namespace tocsin::front
