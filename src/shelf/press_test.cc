// The press: what a preparation writes, seals, refuses and clears away.
#include "shelf/press.h"

#include "shelf/compress.h"
#include "shelf/plan.h"
#include "shelf/test_shelf.h"

namespace tocsin::shelf::test {
namespace {

// Unoptimised builds walk a smaller space; release builds walk this.
#if defined(__OPTIMIZE__)
constexpr int kAddresses = 100'000;
#else
constexpr int kAddresses = 10'000;
#endif

TEST_F(Shelf, PutReplacesOneLanguageAndRemoveTakesAll) {
  publish({page("/", "en"), page("/", "de", "de"), page("/x", "x")});
  publish({page("/", "en 2")});
  auto shelf = reader();
  EXPECT_THAT(content(shelf),
              ::testing::UnorderedElementsAre(std::pair{"/? en", "en 2"}, std::pair{"/? de", "de"},
                                              std::pair{"/x? en", "x"}));
  publish({page("/", "only")}, {{.path = "/"}, {.path = "/never-there"}});
  shelf = reader();
  EXPECT_THAT(content(shelf), ::testing::UnorderedElementsAre(std::pair{"/? en", "only"},
                                                              std::pair{"/x? en", "x"}));
}

TEST_F(Shelf, NamesEveryAddressOfTheCurrentGeneration) {
  EXPECT_TRUE(press().addresses().value().empty());
  publish({page("/", "home"), page("/x", "x"), page("/x", "x", "de"), redirect("/", "product=x", "/p/x/")});
  prepare({.base = 1, .put = {page("/later", "later")}});
  std::set<std::string> names;
  auto const addresses = press().addresses().value();
  for (auto const& one : addresses) names.insert(one.path + "?" + one.query);
  EXPECT_EQ(names, (std::set<std::string>{"/?", "/?product=x", "/x?"})) << "and none that is only prepared";
}

TEST_F(Shelf, TheSameSiteHasTheSameRootWhateverItsHistory) {
  std::vector<Page> all;
  for (int i = 0; i < 300; ++i)
    all.push_back(page("/p/" + std::to_string(i), "body " + std::to_string(i)));
  auto at_once = prepare({.put = all});
  // 70 and 40 stand on either side of the size of a leaf.
  os::SimFiles other_files;
  auto other = Press::open(other_files, places).value();
  auto step = [&](std::vector<Page> put, std::vector<Address> remove) {
    auto base = other.current().value();
    auto done =
        other.prepare({.base = base, .facts = kFacts, .remove = remove, .put = put}).value();
    EXPECT_TRUE(other.flip(done.number));
    return done;
  };
  for (std::size_t first = 0; first < all.size(); first += 70)
    step({all.begin() + first, all.begin() + std::min(first + 70, all.size())}, {});
  std::vector<Address> most;
  for (std::size_t i = 40; i < all.size(); ++i) most.push_back(address_of(all[i]));
  auto few = step({}, most);
  EXPECT_EQ(few.addresses, 40u);
  EXPECT_EQ(few.nodes_written, 1u) << "forty addresses are one leaf";
  auto again = step(all, {});
  EXPECT_EQ(again.addresses, 300u);
  EXPECT_EQ(again.root, at_once.root);
}

TEST_F(Shelf, NothingUnchangedIsCompressedOrWritten) {
  std::vector<Page> all;
  for (int i = 0; i < 50; ++i)
    all.push_back(page("/p/" + std::to_string(i), long_text(std::to_string(i))));
  auto first = prepare({.put = all});
  EXPECT_EQ(first.bodies_compressed, 50u);
  EXPECT_EQ(first.blobs_written, 150u);
  ASSERT_TRUE(press().flip(first.number));
  auto same = prepare({.base = 1, .put = all});
  EXPECT_EQ(same.bodies_compressed, 0u);
  EXPECT_EQ(same.blobs_written, 0u);
  EXPECT_EQ(same.nodes_written, 0u);
  EXPECT_EQ(same.root, first.root);
  all[7].body = long_text("changed");
  all[8].last_modified = Instant{1'800'000'000'000};
  auto changed = prepare({.base = 1, .put = all});
  EXPECT_EQ(changed.bodies_compressed, 1u);
  EXPECT_EQ(changed.blobs_written, 3u);
  // Another preparation of the same takes the compressed bodies over, and so does a site made anew.
  auto once_more = prepare({.base = 1, .put = all});
  EXPECT_EQ(once_more.bodies_compressed, 0u);
  EXPECT_EQ(once_more.blobs_written, 3u);
  auto anew = prepare({.put = all});
  EXPECT_EQ(anew.bodies_compressed, 0u);
  ASSERT_TRUE(press().flip(once_more.number));
  EXPECT_EQ(press().flip(changed.number).error().code, ErrorCode::conflict);
  ASSERT_TRUE(press().flip(anew.number));
  auto shelf = reader();
  EXPECT_EQ(content(shelf).size(), 50u);
}

TEST_F(Shelf, BadPagesAreRefusedWithTheirAddress) {
  auto refuse = [&](Page bad) {
    auto done = press().prepare({.facts = kFacts, .put = {bad}});
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, ErrorCode::invalid_input);
  };
  auto with = [](auto change) {
    auto out = page("/x", "body");
    change(out);
    return out;
  };
  for (auto value : {"a\rb", "a\nb", "\x7f", "a\tb"})
    refuse(with([&](Page& p) { p.headers = {{"X-Y", value}}; }));
  refuse(with([](Page& p) { p.headers = {{"X-Y", std::string("a\0b", 3)}}; }));
  refuse(with([](Page& p) { p.headers = {{"X Y", "v"}}; }));
  refuse(with([](Page& p) { p.headers = {{"", "v"}}; }));
  refuse(with([](Page& p) { p.content_type = "text/html\r\nSet-Cookie: x"; }));
  refuse(with([](Page& p) { p.content_type = ""; }));
  refuse(with([](Page& p) { p.path = "x"; }));
  refuse(with([](Page& p) { p.path = "/a/../b"; }));
  refuse(with([](Page& p) { p.path = "/a?b"; }));
  refuse(with([](Page& p) { p.path = std::string("/a\0", 3); }));
  refuse(with([](Page& p) { p.query = "a\nb"; }));
  refuse(with([](Page& p) { p.host = "UPPER.example.org"; }));
  refuse(with([](Page& p) { p.status = 99; }));
  auto bodied = redirect("/r", "", "/");
  bodied.body = "x";
  refuse(bodied);
  auto lost = redirect("/r", "", "/");
  lost.headers.clear();
  refuse(lost);
  EXPECT_EQ(press().prepare({.put = {page("/x", "1"), page("/x", "2")}}).error().code,
            ErrorCode::invalid_input);
  EXPECT_TRUE(press().prepared().value().empty());
  EXPECT_TRUE(files.list("desk/press").value().empty()) << "what failed leaves nothing";
}

TEST_F(Shelf, ASealedGenerationShowsNothingUntilTheFlip) {
  publish({page("/", "home")});
  DataKey key(std::string(32, 'k')), other(std::string(32, 'o'));
  auto secret = long_text("canary-3f9a");
  auto done = prepare({.base = 1, .put = {page("/advisory-secret", secret)}, .seal = key});
  for (auto const& [path, bytes] : files.everything()) {
    EXPECT_EQ(bytes.find("canary-3f9a"), std::string::npos) << path;
    EXPECT_EQ(bytes.find("advisory-secret"), std::string::npos) << path;
    EXPECT_EQ(path.find(hash_of(secret).hex()), std::string::npos) << path;
  }
  EXPECT_EQ(press().flip(done.number).error().code, ErrorCode::forbidden);
  EXPECT_FALSE(press().flip(done.number, other));
  EXPECT_EQ(reader().generation(), 1u);
  // The same once more under the same key costs no compression, and two times the same is the same.
  auto again = prepare({.base = 1, .put = {page("/advisory-secret", secret)}, .seal = key});
  EXPECT_EQ(again.bodies_compressed, 0u);
  auto flipped = press().flip(again.number, key);
  ASSERT_TRUE(flipped) << flipped.error().message;
  auto shelf = reader();
  EXPECT_EQ(content(shelf).at("/advisory-secret? en"), secret);
  EXPECT_EQ(press().flip(done.number, key).error().code, ErrorCode::conflict);
  EXPECT_FALSE(files.exists("desk/press/" + std::to_string(again.number)));
}

TEST_F(Shelf, TheCallerMayNameTheNumber) {
  auto first = prepare({.number = 7, .put = {page("/", "a")}});
  EXPECT_EQ(first.number, 7u);
  auto second = prepare({.number = 7, .put = {page("/", "b")}});
  EXPECT_EQ(second.number, 7u);
  EXPECT_THAT(press().prepared().value(), ::testing::ElementsAre(7u));
  ASSERT_TRUE(press().flip(7));
  ASSERT_TRUE(press().flip(7)) << "done already is success";
  auto shelf = reader();
  EXPECT_EQ(content(shelf).at("/? en"), "b");
  EXPECT_EQ(press().prepare({.number = 7}).error().code, ErrorCode::conflict);
  EXPECT_EQ(press().flip(6).error().code, ErrorCode::conflict);
  auto given_up = prepare({.base = 7, .put = {page("/", "c")}});
  ASSERT_TRUE(press().discard(given_up.number));
  EXPECT_EQ(press().flip(given_up.number).error().code, ErrorCode::not_found);
}

TEST_F(Shelf, AnOvertakenPreparationCannotUndoWhatOvertookIt) {
  publish({page("/", "home")});
  auto second = prepare({.base = 1, .put = {page("/second", "2")}});
  auto third = prepare({.base = 1, .put = {page("/third", "3")}});
  ASSERT_TRUE(press().flip(second.number));
  EXPECT_EQ(press().flip(third.number).error().code, ErrorCode::conflict);
  EXPECT_TRUE(reader().find("", "/second", "").value());
  auto again = prepare({.base = second.number, .put = {page("/third", "3")}});
  ASSERT_TRUE(press().flip(again.number));
  EXPECT_TRUE(reader().find("", "/second", "").value());
  EXPECT_TRUE(reader().find("", "/third", "").value());
}

// ---- faults -------------------------------------------------------------------------------------

TEST_F(Shelf, AFullDiskLeavesTheSiteAsItWasAndRecovers) {
  publish({page("/", "one")});
  std::string noise;
  for (int i = 0; i < 60'000; ++i) noise += static_cast<char>(i * 7919 >> 3);
  files.faults.capacity_bytes = files.used_bytes() + 30'000;
  auto failed = press().prepare({.base = 1, .facts = kFacts, .put = {page("/x", noise)}});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::unavailable);
  EXPECT_EQ(reader().generation(), 1u);
  EXPECT_TRUE(files.list("desk/press").value().empty());
  files.faults.capacity_bytes = UINT64_MAX;
  publish({page("/x", noise)});
  EXPECT_EQ(reader().generation(), 2u);
  auto prepared = prepare({.base = 2, .put = {page("/y", "y")}});
  files.faults.writable = os::SimFaults::Writable::read_only;
  EXPECT_EQ(Press::open(files, places)->flip(prepared.number).error().code, ErrorCode::unavailable);
  files.faults.writable = os::SimFaults::Writable::yes;
  EXPECT_TRUE(press().flip(prepared.number));
}

TEST_F(Shelf, AHalfFlippedNumberMayBePreparedAgainWithOtherContent) {
  publish({page("/", "one")});
  for (std::uint64_t n = 0; n < 60; ++n) {
    auto base = press().current().value();
    auto wanted = *base + 1;
    auto opened = press();
    ASSERT_TRUE(opened.prepare(
        {.base = base, .number = wanted, .facts = kFacts, .put = {page("/", "given up")}}));
    files.faults.end_after = files.changes() + n;
    bool finished = opened.flip(wanted).has_value();
    files.restart();
    if (finished) break;
    opened = press();
    if (opened.current().value() == wanted) continue;
    ASSERT_TRUE(opened.prepare({.base = base,
                                .number = wanted,
                                .facts = kFacts,
                                .put = {page("/", "other " + std::to_string(n))}}));
    ASSERT_TRUE(opened.flip(wanted));
    auto shelf = reader();
    EXPECT_EQ(content(shelf).at("/? en"), "other " + std::to_string(n));
  }
}

// ---- garbage ------------------------------------------------------------------------------------

TEST_F(Shelf, GarbageGoesAndEverythingStillUsedStays) {
  publish({page("/", "home"), page("/kept", long_text("kept"))});
  for (int i = 0; i < 9; ++i) publish({page("/", "home " + std::to_string(i))});
  // A preparation that uses a body which only an old generation holds.
  auto revived = prepare({.base = 10, .put = {page("/again", "home 1")}});
  EXPECT_EQ(revived.blobs_written, 0u);
  auto pressed = press();
  auto collected = pressed.collect_garbage().value();
  EXPECT_EQ(collected.generations, 7u);
  EXPECT_GT(collected.nodes, 0u);
  EXPECT_EQ(collected.blobs, 6u)
      << "home, home 0, 2, 3, 4, 5; 1 is in a preparation, 6 to 8 in kept ones";
  for (std::uint64_t number : {8, 9, 10}) {
    auto old = ShelfReader::open_generation(files, "shelf", number).value();
    EXPECT_EQ(content(old).size(), 2u) << number;
  }
  EXPECT_FALSE(ShelfReader::open_generation(files, "shelf", 7));
  ASSERT_TRUE(pressed.flip(revived.number));
  auto shelf = reader();
  EXPECT_EQ(content(shelf).at("/again? en"), "home 1");
  EXPECT_EQ(pressed.collect_garbage().value().generations, 1u);
}

TEST_F(Shelf, ASiteMadeAnewOutlivesTheGenerationItBorrowedFrom) {
  std::vector<Page> all;
  for (int i = 0; i < 100; ++i)
    all.push_back(page("/" + std::to_string(i), "body " + std::to_string(i)));
  publish(all);
  auto anew = prepare({.number = 50, .put = all});
  EXPECT_EQ(anew.nodes_written, 0u);
  auto changed = all;
  for (std::uint64_t number = 2; number <= 6; ++number) {
    for (auto& p : changed) p.body += "+";
    prepare({.base = number - 1, .number = number, .put = changed});
    ASSERT_TRUE(press().flip(number));
  }
  EXPECT_GT(press().collect_garbage().value().blobs, 0u);
  ASSERT_TRUE(press().flip(50));
  auto shelf = reader();
  EXPECT_EQ(content(shelf).at("/42? en"), "body 42");
}

// ---- size and cost ------------------------------------------------------------------------------

TEST_F(Shelf, TwentyPagesInManyTouchOnlyTheirNodes) {
  std::vector<Page> all;
  all.reserve(kAddresses);
  for (int i = 0; i < kAddresses; ++i)
    all.push_back(page("/advisories/ACME-2026-" + std::to_string(i) + "/", "same body"));
  auto first = prepare({.put = std::move(all)});
  EXPECT_EQ(first.addresses, static_cast<std::uint32_t>(kAddresses));
  EXPECT_EQ(first.blobs_written, 1u);
  ASSERT_TRUE(press().flip(first.number));
  std::vector<Page> some;
  for (int i = 0; i < 20; ++i)
    some.push_back(page("/advisories/new-" + std::to_string(i) + "/", "new"));
  auto next = prepare({.base = 1, .put = some});
  ASSERT_TRUE(press().flip(next.number));
  EXPECT_EQ(next.addresses, kAddresses + 20u);
  // A path has the root, two inner nodes and a leaf; only a leaf that splits adds a few.
  EXPECT_LE(next.nodes_written, 1 + 16 + 20 + 2 * 20u);

  auto shelf = reader();
  EXPECT_TRUE(shelf.find("", "/advisories/ACME-2026-4711/", "").value());
  EXPECT_LE(shelf.counters().node_reads, 5u);
  std::size_t seen = 0;
  ASSERT_TRUE(shelf.walk([&](Entry const&) {
    ++seen;
    return Walk::go_on;
  }));
  EXPECT_EQ(seen, kAddresses + 20u);
  seen = 0;
  ASSERT_TRUE(shelf.walk([&](Entry const&) { return ++seen == 5 ? Walk::stop : Walk::go_on; }));
  EXPECT_EQ(seen, 5u);
}

}  // namespace
}  // namespace tocsin::shelf::test
