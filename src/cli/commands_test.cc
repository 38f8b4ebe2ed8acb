// What the command line may see of a case, and the secret that a webhook's receiver needs.
#include "cli/commands.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "base/text.h"
#include "handling/delivery.h"
#include "handling/test_house.h"

namespace tocsin::cli {
namespace {

using handling::test::House;

struct Line {
  House house;
  jobs::JobState state;
  Desk desk{house.in.world, house.settings, state};
  Result<std::string> run(std::string const& command, std::map<std::string, std::string> options = {}) {
    return cli::run(desk, {command, std::move(options), {}});
  }
};

TEST(ClockExplain, ShowsClocksAndNoWordOfTheCase) {
  Line line;
  auto& house = line.house;
  auto const id = house.report("CANARY credit");
  ASSERT_TRUE(house.act(house.lena, id, domain::Retitle{"CANARY title"}));
  ASSERT_TRUE(house.act(house.lena, id, domain::ProposeDisclosure{house.in.clock.now + std::chrono::hours{24 * 20}, "CANARY reason"}));
  ASSERT_TRUE(house.act(domain::reporter_actor(id), id, domain::AnswerDisclosure{domain::EmbargoAct::accept}));
  house.in.store.tables.reads.clear();
  auto const said = line.run("clock explain", {{"case", house.c(id).reference}});
  ASSERT_TRUE(said) << said.error().message;
  EXPECT_NE(said->find("Disclosure ceiling"), std::string::npos);
  EXPECT_EQ(said->find("CANARY"), std::string::npos) << *said;
  EXPECT_EQ(said->find("outside its folder"), std::string::npos);
  ASSERT_EQ(house.in.store.tables.reads[id.text].size(), 1U);
  EXPECT_EQ(house.in.store.tables.reads[id.text][0].reader.text, handling::kCommandLineReader);
  EXPECT_FALSE(line.run("clock explain", {{"case", "R-00000-00000"}}));
}

TEST(WebhookSecret, IsTheKeyOfTheSignature) {
  Line line;
  auto const said = line.run("webhook secret");
  ASSERT_TRUE(said);
  ASSERT_TRUE(said->starts_with("whsec_")) << *said;
  auto const key = from_base64(trim(said->substr(6)));
  ASSERT_TRUE(key);
  EXPECT_EQ(*key, handling::webhook_key(line.house.in.keyring));
  EXPECT_GE(key->size(), 24U);
  EXPECT_LE(key->size(), 64U);

  struct Receiver final : ports::Fetch {
    std::string id, stamp, signature, body;
    Result<ports::Fetched> post(std::string const&, std::vector<Header> const& headers, std::string const& text) override {
      for (auto const& header : headers) {
        if (header.name == "webhook-id") id = header.value;
        if (header.name == "webhook-timestamp") stamp = header.value;
        if (header.name == "webhook-signature") signature = header.value;
      }
      body = text;
      return ports::Fetched{200, {}};
    }
  } receiver;
  auto& in = line.house.in;
  ports::World world{in.clock, in.entropy, in.store, in.submissions, in.shelf, in.mail, receiver, in.keyring, in.log};
  line.house.settings.webhook_url = "https://hooks.example.org/";
  line.house.report();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(handling::deliver_due(world, line.house.settings, 1));
  ASSERT_FALSE(receiver.signature.empty());
  EXPECT_EQ(receiver.signature, "v1," + to_base64(hmac_sha256(*key, receiver.id + "." + receiver.stamp + "." + receiver.body)));
}

}  // namespace
}  // namespace tocsin::cli
