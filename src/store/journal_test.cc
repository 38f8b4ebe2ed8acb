// whatever is done to a row of the journal by somebody with the file is named.
#include <gtest/gtest.h>

#include "store/test_rig.h"

namespace tocsin::store {
namespace {

using namespace test;
// Three streams with a few entries each, a checkpoint in between and one at the end.
class JournalTest : public testing::Test {
 protected:
  void SetUp() override {
    Filler filler;
    case_ = full_case(filler);
    advisory_ = full_advisory(filler);
    auto written = rig_.store().write([&](ports::WriteTx& tx) -> Status {
      CHECKED(tx.insert_case(case_, {domain::Assigned{}, domain::Retitled{}, domain::Assigned{}},
                             "s", kNow));
      CHECKED(tx.insert_advisory(advisory_, {domain::DraftDiscarded{}, domain::DraftDiscarded{}},
                                 "s", kNow));
      CHECKED(tx.add_checkpoint(kNow));
      CHECKED(tx.log_read(case_.id, {"staff-1"}, "detail", kNow));
      CHECKED(tx.log_read(case_.id, {"staff-2"}, "detail", kNow));
      CHECKED(tx.add_checkpoint(kNow));
      return {};
    });
    ASSERT_TRUE(written) << written.error().message << written.error().cause;
    auto holds = rig_.read().verify_journal();
    ASSERT_TRUE(holds) << holds.error().message;
  }

  std::string verdict() {
    auto status = rig_.read().verify_journal();
    if (status) return "holds";
    EXPECT_EQ(status.error().code, ErrorCode::corrupt);
    return status.error().message;
  }

  StoreRig rig_;
  domain::Case case_;
  domain::Advisory advisory_;
};

TEST_F(JournalTest, EveryColumnOfEveryRowIsHashed) {
  struct Row {
    std::string stream;
    int sequence;
  };
  auto c = "case/" + case_.id.text;
  auto a = "advisory/" + advisory_.id.text;
  auto r = "reads/" + case_.id.text;
  for (auto const& row :
       {Row{c, 1}, Row{c, 2}, Row{c, 3}, Row{a, 1}, Row{a, 2}, Row{r, 1}, Row{r, 2}}) {
    auto where =
        " WHERE stream = '" + row.stream + "' AND sequence = " + std::to_string(row.sequence);
    for (auto const* change : {"at = at + 1", "actor = 'somebody'", "owner_kind = 'house'",
                               "owner_id = 'x'", "body = x'00'", "hash = x'00'"}) {
      rig_.tamper("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM journal" + where);
      rig_.tamper("UPDATE journal SET " + std::string(change) + where);
      EXPECT_NE(verdict().find("stream " + row.stream + ", entry " + std::to_string(row.sequence)),
                std::string::npos)
          << change << where << ": " << verdict();
      rig_.tamper("DELETE FROM journal" + where + "; INSERT INTO journal SELECT * FROM kept");
      ASSERT_EQ(verdict(), "holds");
    }
    rig_.tamper("DELETE FROM journal" + where);
    EXPECT_NE(verdict().find("stream " + row.stream + ", entry " + std::to_string(row.sequence)),
              std::string::npos)
        << "deleted" << where << ": " << verdict();
    rig_.tamper("INSERT INTO journal SELECT * FROM kept");
  }
}

TEST_F(JournalTest, ReorderedRowsAreNamed) {
  auto stream = "stream = 'case/" + case_.id.text + "'";
  rig_.tamper("UPDATE journal SET sequence = 99 WHERE sequence = 2 AND " + stream +
              "; UPDATE journal SET sequence = 2 WHERE sequence = 3 AND " + stream +
              "; UPDATE journal SET sequence = 3 WHERE sequence = 99 AND " + stream);
  EXPECT_NE(verdict().find("entry 2"), std::string::npos) << verdict();
}

TEST_F(JournalTest, AnEntryMovedToAnotherStreamIsNamed) {
  rig_.tamper(
      "UPDATE journal SET stream = 'case/other' WHERE sequence = 1 AND stream LIKE 'advisory/%'");
  EXPECT_NE(verdict(), "holds");
}

TEST_F(JournalTest, ATailCutOffWithItsHeadIsKnownToTheCheckpoint) {
  auto stream = "stream = 'case/" + case_.id.text + "'";
  rig_.tamper("DELETE FROM journal WHERE sequence = 3 AND " + stream +
              "; UPDATE streams SET sequence = 2, checked_sequence = 2, hash = (SELECT hash FROM "
              "journal WHERE "
              "sequence = 2 AND " +
              stream + ") WHERE " + stream);
  EXPECT_NE(verdict().find("entry 3"), std::string::npos) << verdict();
}

TEST_F(JournalTest, AStreamThatIsGoneIsNamed) {
  rig_.tamper("DELETE FROM streams WHERE stream LIKE 'advisory/%'");
  EXPECT_NE(verdict().find("advisory/"), std::string::npos);
  rig_.tamper("DELETE FROM journal WHERE stream LIKE 'advisory/%'");
  EXPECT_NE(verdict().find("advisory/"), std::string::npos);
  rig_.tamper("DELETE FROM checkpoints; UPDATE streams SET checked_sequence = 0");
  EXPECT_NE(verdict().find("advisory/"), std::string::npos) << "the aggregate itself tells";
}

TEST_F(JournalTest, CheckpointsAreAChainOfTheirOwn) {
  for (auto const* change :
       {"UPDATE checkpoints SET at = at + 1 WHERE number = 1",
        "DELETE FROM checkpoints WHERE number = 1", "DELETE FROM checkpoints WHERE number = 2",
        "UPDATE checkpoints SET heads = '' WHERE number = 2",
        "UPDATE checkpoints SET hash = x'00' WHERE number = 2"}) {
    rig_.tamper("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT * FROM checkpoints");
    rig_.tamper(change);
    EXPECT_NE(verdict().find("checkpoint"), std::string::npos) << change << ": " << verdict();
    rig_.tamper("DELETE FROM checkpoints; INSERT INTO checkpoints SELECT * FROM kept");
    ASSERT_EQ(verdict(), "holds");
  }
}

}  // namespace
}  // namespace tocsin::store
