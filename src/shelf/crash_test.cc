// Every end of the process between two changes of a preparation or a flip shows the old site or the new one.
#include "shelf/press.h"
#include "shelf/reader.h"
#include "shelf/test_shelf.h"

namespace tocsin::shelf::test {
namespace {

#if defined(__OPTIMIZE__)
constexpr std::uint64_t kCrashSeeds = 8;
#else
constexpr std::uint64_t kCrashSeeds = 2;
#endif

enum class Death { power_loss, kill };

// Ends the process after each change of prepare and flip, and looks at what a restart finds.
void enumerate_crashes(Death death, DataKey const& key, std::uint64_t seeds) {
  PressPlaces const places{.press = "desk/press", .shelf = "shelf"};
  Preparation const old_site{.facts = kFacts,
                             .put = {page("/", "old home"), page("/kept", long_text("kept")),
                                     page("/gone", "gone"), not_found_page()}};
  Preparation const new_site{.base = 1,
                             .facts = kFacts,
                             .remove = {{.path = "/gone"}},
                             .put = {page("/", "new home"), page("/advisory", long_text("new"))},
                             .seal = key};
  std::map<std::string, std::string> const old_content{{"/? en", "old home"},
                                                       {"/kept? en", long_text("kept")},
                                                       {"/gone? en", "gone"},
                                                       {"/404? en", "nothing here"}};
  std::map<std::string, std::string> const new_content{{"/? en", "new home"},
                                                       {"/kept? en", long_text("kept")},
                                                       {"/advisory? en", long_text("new")},
                                                       {"/404? en", "nothing here"}};
  auto content = [&](os::SimFiles& files) {
    std::map<std::string, std::string> out;
    auto reader = ShelfReader::open(files, places.shelf);
    EXPECT_TRUE(reader);
    if (!reader) return out;
    auto walked = reader->walk([&](Entry const& entry) {
      for (auto const& variant : entry.variants) {
        for (auto const& stored : variant.encodings)
          if (stored) {
            EXPECT_TRUE(reader->blob(*stored));
          }
        auto blob = reader->blob(variant.identity());
        out[entry.address.path + "? " + variant.language] =
            blob ? std::string((*blob)->view()) : "BROKEN";
      }
      return Walk::go_on;
    });
    EXPECT_TRUE(walked);
    return out;
  };
  std::uint64_t points = 0, saw_old = 0, saw_new = 0, saw_prepared = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    for (std::uint64_t n = 0;; ++n) {
      os::SimFiles files(seed * 1000 + n);
      {
        auto press = Press::open(files, places).value();
        ASSERT_TRUE(press.flip(press.prepare(old_site).value().number));
      }
      files.faults.end_after = files.changes() + n;
      bool finished = false;
      if (auto press = Press::open(files, places)) {
        auto prepared = press->prepare(new_site);
        finished = prepared && press->flip(prepared->number, key);
      }
      if (finished) {
        EXPECT_EQ(content(files), new_content);
        break;
      }
      ++points;
      if (death == Death::power_loss)
        files.crash();
      else
        files.restart();
      // What a reader sees now, before anybody repairs anything.
      auto seen = content(files);
      ASSERT_TRUE(seen == old_content || seen == new_content) << "seed " << seed << " step " << n;
      ++(seen == old_content ? saw_old : saw_new);
      // The desk comes back: it flips what is prepared, or prepares again.
      auto press = Press::open(files, places);
      ASSERT_TRUE(press) << press.error().message;
      auto waiting = press->prepared().value();
      saw_prepared += !waiting.empty();
      std::uint64_t number = 2;
      if (waiting.empty() && press->current().value() == 1u) {
        auto again = press->prepare(new_site);
        ASSERT_TRUE(again) << again.error().message << again.error().cause;
        number = again->number;
      }
      auto flipped = press->flip(number, key);
      ASSERT_TRUE(flipped) << flipped.error().message << " seed " << seed << " step " << n;
      EXPECT_EQ(content(files), new_content) << "seed " << seed << " step " << n;
      // And once more, after a crash that follows at once: what flip() said is durable.
      files.crash();
      EXPECT_EQ(content(files), new_content) << "seed " << seed << " step " << n;
    }
  }
  EXPECT_GT(points, 20 * seeds);
  EXPECT_GT(saw_old, 0u);
  EXPECT_GT(saw_new, 0u);
  EXPECT_GT(saw_prepared, 0u);
}

TEST(ShelfCrash, EveryKillShowsTheOldOrTheNewSite) { enumerate_crashes(Death::kill, {}, 1); }

TEST(ShelfCrash, EveryPowerLossShowsTheOldOrTheNewSite) {
  enumerate_crashes(Death::power_loss, {}, kCrashSeeds);
}

TEST(ShelfCrash, ASealedGenerationToo) {
  enumerate_crashes(Death::power_loss, DataKey(std::string(32, 'k')), kCrashSeeds);
}

}  // namespace
}  // namespace tocsin::shelf::test
