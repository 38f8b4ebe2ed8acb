// When a role is started again, on a clock of our own.
#include "app/restarts.h"

#include <gtest/gtest.h>

namespace tocsin::app {
namespace {

using std::chrono::seconds;

TEST(Restarts, FiveAMinuteAndThenItWaitsTheMinuteOut) {
  Restarts restarts;
  Restarts::Time const start{std::chrono::hours{1}};
  for (int second = 0; second < 6; ++second) {
    EXPECT_EQ(restarts.wait(start + seconds{second}), Duration{0}) << second;
    restarts.started(start + seconds{second});
  }
  EXPECT_GT(restarts.wait(start + seconds{6}), Duration{seconds{53}});
  EXPECT_LE(restarts.wait(start + seconds{6}), Duration{seconds{55}});
  EXPECT_GT(restarts.wait(start + seconds{59}), Duration{0});
  EXPECT_EQ(restarts.wait(start + seconds{61}), Duration{0});
  // One start has left the window, so one more is in it.
  restarts.started(start + seconds{61} - std::chrono::milliseconds{500});
  EXPECT_GT(restarts.wait(start + seconds{61} - std::chrono::milliseconds{500}), Duration{0});
}

TEST(Restarts, WhatCameUpOnceIsNeverGivenUp) {
  Restarts restarts;
  EXPECT_FALSE(restarts.ever_came_up());
  restarts.came_up();
  for (int second = 0; second < 6; ++second) restarts.started(Restarts::Time{seconds{second}});
  EXPECT_TRUE(restarts.ever_came_up());
}

}  // namespace
}  // namespace tocsin::app
