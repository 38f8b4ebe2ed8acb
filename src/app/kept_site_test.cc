// The kept copy of a site folder: whole or not at all.
#include "app/kept_site.h"

#include <gtest/gtest.h>

namespace tocsin::app {
namespace {

FolderFiles const kFiles = {{"empty.md", ""},
                            {"products/a/product.toml", "name = \"A\"\n"},
                            {"site.toml", std::string("lines\n\nand a zero \0 byte\n12\n", 25)}};

}  // namespace

TEST(KeptSite, GivesBackWhatWasWritten) {
  auto const back = read_kept_site(write_kept_site(kFiles));
  ASSERT_TRUE(back.has_value());
  EXPECT_EQ(*back, kFiles);
  EXPECT_EQ(read_kept_site(write_kept_site({})).value(), FolderFiles{});
}

TEST(KeptSite, EveryCutAndEveryChangedByteIsRefused) {
  auto const whole = write_kept_site(kFiles);
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(read_kept_site(std::string_view(whole).substr(0, length)).has_value()) << length;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    auto changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_FALSE(read_kept_site(changed).has_value()) << at;
  }
}

}  // namespace tocsin::app
