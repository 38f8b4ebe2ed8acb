// Where a server may listen and how it may be reached: a table of what is started and what is refused.
#include "app/config.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace tocsin::app {
namespace {

// The console once spoke plain http on every address of the machine when it was told to: sessions in the clear.
TEST(Config, OffLoopbackIsHttps) {
  struct Row {
    char const* console;
    char const* console_url;
    char const* base_url;
    bool good;
  };
  Row const rows[] = {
      {"127.0.0.1:8081", "", "", true},
      {"[::1]:8081", "", "", true},
      {"localhost:8081", "http://localhost:8081", "http://127.0.0.1:8080", true},
      {"127.0.0.1:8081", "https://desk.example.org", "https://security.example.org", true},
      {"0.0.0.0:8081", "https://desk.example.org", "", true},
      {"0.0.0.0:8081", "", "", false},
      {"0.0.0.0:8081", "http://localhost:8081", "", false},
      {"[::]:8081", "", "", false},
      {"192.0.2.7:8081", "", "", false},
      {"127.0.0.1:8081", "http://desk.example.org", "", false},
      {"127.0.0.1:8081", "desk.example.org", "", false},
      {"127.0.0.1:8081", "", "http://security.example.org", false},
      {"127.0.0.1:8081", "", "http://127.evil.example", false},
      {"127.0.0.1:8081", "", "security.example.org", false},
  };
  for (auto const& row : rows) {
    Config config{.console_address = row.console, .console_url = row.console_url, .base_url = row.base_url};
    auto const checked = check_addresses(config);
    EXPECT_EQ(checked.has_value(), row.good) << row.console << " " << row.console_url << " " << row.base_url;
    if (checked) continue;
    EXPECT_EQ(checked.error().code, ErrorCode::invalid_input);
    EXPECT_NE(checked.error().message.find("https"), std::string::npos) << checked.error().message;
  }
}

TEST(Config, ARoleIsToldWhereToSayThatItServes) {
  Config config{.data = "/d", .site = "/s"};
  auto words = to_arguments(config);
  EXPECT_EQ(std::ranges::find(words, "--ready-fd"), words.end());
  config.ready_fd = 3;
  words = to_arguments(config);
  auto const found = std::ranges::find(words, "--ready-fd");
  ASSERT_NE(found, words.end());
  EXPECT_EQ(*(found + 1), "3");
}

}  // namespace
}  // namespace tocsin::app
