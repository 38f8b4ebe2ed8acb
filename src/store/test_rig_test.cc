// The parts of test_rig.h that are not templates.
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "store/test_rig.h"

namespace tocsin::store::test {

TemporaryDirectory::TemporaryDirectory() {
  auto pattern = (std::filesystem::temp_directory_path() / "tocsin_store_XXXXXX").string();
  path_ = ::mkdtemp(pattern.data());
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

StoreRig::StoreRig(SqliteOptions options) : options_(std::move(options)) {
  options_.path = database();
  if (!options_.on_io_error)
    options_.on_io_error = [](std::string_view what) { ADD_FAILURE() << "I/O error: " << what; };
  reopen();
}

void StoreRig::reopen() {
  read_.reset();
  store_.reset();
  auto opened = SqliteStore::open(options_, keyring_, entropy_);
  ASSERT_TRUE(opened) << opened.error().message << " " << opened.error().cause;
  store_ = std::move(*opened);
}

ports::ReadTx& StoreRig::read() {
  read_.reset();
  auto opened = store_->read();
  if (!opened) throw std::runtime_error(opened.error().message);
  read_ = std::move(*opened);
  return *read_;
}

void StoreRig::tamper(std::string const& sql) {
  sqlite3* db = nullptr;
  ASSERT_EQ(sqlite3_open(database().c_str(), &db), SQLITE_OK);
  char* message = nullptr;
  EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &message), SQLITE_OK)
      << sql << ": " << message;
  sqlite3_free(message);
  sqlite3_close(db);
}

std::string StoreRig::everything() const {
  std::string out;
  for (auto const& entry : std::filesystem::directory_iterator(directory_.path())) {
    std::ifstream file(entry.path(), std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    out += bytes.str();
  }
  return out;
}

std::string Filler::random_id() { return to_hex(blake2b(std::to_string(count_))).substr(0, 32); }

domain::Case full_case(Filler& filler) {
  auto c = filler.make<domain::Case>();
  c.version = 0;
  c.facts.facts.resize(1);
  c.facts.facts[0].bit = domain::CaseBit::vendor_aware;
  c.report_state = domain::ReportState::accepted;
  c.embargo.state = domain::EmbargoState::revise;
  return c;
}

domain::Advisory full_advisory(Filler& filler) {
  auto advisory = filler.make<domain::Advisory>();
  advisory.version = 0;
  advisory.revisions.resize(1);
  advisory.publications.resize(1);
  auto& revision = advisory.revisions[0];
  revision.id = advisory.id;
  revision.history.resize(1);
  revision.history[0].number = 1;
  revision.standing = domain::Standing::withdrawn;
  advisory.publications[0].revision = 1;
  advisory.products.merge(domain::products_of(revision.content));
  advisory.draft->kind = domain::DraftKind::correction;
  advisory.draft->publish_minute = floor_minute(*advisory.draft->publish_minute);
  advisory.draft->on_hold = false;
  for (auto& approval : advisory.draft->approvals)
    approval.documents_hash = advisory.draft->documents_hash;
  return advisory;
}

domain::OutboxItem small_item(std::string id, Instant attempt_at, std::string depends_on) {
  return {.id = domain::OutboxId{id},
          .channel = "mail",
          .effect = domain::FlipShelf{.generation = 7},
          .depends_on = std::move(depends_on),
          .idempotency_key = "key of " + id,
          .created_at = attempt_at,
          .attempt_at = attempt_at};
}

}  // namespace tocsin::store::test
