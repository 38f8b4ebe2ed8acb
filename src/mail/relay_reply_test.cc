// Replies as real relays give them: what helps the operator stays, whoever the mail was for does not.
#include "mail/relay_reply.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace tocsin::mail {

TEST(RelayReply, KeepsTheCauseAndHidesTheRecipient) {
  struct {
    char const* said;
    char const* shown;
  } const kReplies[] = {
      {"554 5.7.1 Service unavailable; client host blocked\r\n", "554 5.7.1 Service unavailable; client host blocked"},
      {"550 5.1.1 <finder@secret.example>: Recipient address rejected", "550 5.1.1 [address] Recipient address rejected"},
      {"550 5.1.1 finder... User unknown", "550 5.1.1 [address] User unknown"},
      {"550 5.1.1 No such user: FINDER at Secret.Example", "550 5.1.1 No such user: [address] at [address]"},
      {"451 bounce+finder=secret.example greylisted", "451 [address] greylisted"},
      {"550-5.7.26 see https://support.example/?p=finder for more", "550-5.7.26 see [address] for more"},
      {"550 5.7.26 see https://support.example/?p=17 for more", "550 5.7.26 see [link] for more"},
      {"421 too many\tconnections\x01 from \xc3\xbc", "421 too many connections from"}};
  for (auto const& one : kReplies) EXPECT_EQ(shown_reply(one.said, "finder@secret.example"), one.shown);
}

TEST(RelayReply, AShortNameHidesAsAWordAndLeavesTheRest) {
  EXPECT_EQ(shown_reply("550 5.1.1 al unknown at mail gateway", "al@x.example"), "550 5.1.1 [address] unknown at mail gateway");
}

// Whatever a relay repeats, in whatever case and however wrapped.
TEST(RelayReply, NoFormOfTheRecipientIsLeft) {
  for (auto const* around : {"%", "<%>", "(%)", "user=%;", "rcpt:%.", "\"%\"", "%%", "a%b"})
    for (auto const* form : {"finder@secret.example", "Finder", "FINDER@SECRET.EXAMPLE", "secret.example", "finder%40secret.example"}) {
      auto const said = "550 " + replace_all(std::string(around), "%", form) + " no";
      auto const shown = lower_ascii(shown_reply(said, "finder@secret.example"));
      EXPECT_EQ(shown.find("finder"), shown.npos) << said;
      EXPECT_EQ(shown.find("secret"), shown.npos) << said;
    }
}

TEST(RelayReply, IsShort) {
  EXPECT_LE(shown_reply(std::string(100'000, 'x'), "a@b.example").size(), relay_reply_bytes_max);
  EXPECT_EQ(shown_reply("", "a@b.example"), "");
}

}  // namespace tocsin::mail
