// Tests of the shelf's format, the reader, the press, and every crash in between.
#include <brotli/decode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <chrono>
#include <cstdlib>
#include <map>

#include "os/files.h"
#include "os/sim_files.h"
#include "shelf/compress.h"
#include "shelf/export_tree.h"
#include "shelf/plan.h"
#include "shelf/press.h"
#include "shelf/reader.h"

namespace tocsin::shelf {
namespace {

// Unoptimised builds walk smaller spaces; release and sanitizer builds walk these.
#if defined(__OPTIMIZE__)
constexpr int kAddresses = 100'000;
constexpr std::uint64_t kCrashSeeds = 8;
#else
constexpr int kAddresses = 10'000;
constexpr std::uint64_t kCrashSeeds = 2;
#endif

SiteFacts const kFacts{.base_url = "https://security.example.org", .default_language = "en"};

Page page(std::string path, std::string body, std::string language = "en") {
  return {.path = std::move(path),
          .content_type = "text/html; charset=utf-8",
          .language = std::move(language),
          .body = std::move(body),
          .last_modified = Instant{1'700'000'000'000}};
}
Page redirect(std::string path, std::string query, std::string target) {
  return {.path = std::move(path),
          .query = std::move(query),
          .status = 302,
          .kind = PageKind::redirect,
          .headers = {{"Location", std::move(target)}}};
}
Page not_found_page() {
  auto out = page("/404", "nothing here");
  out.status = 404;
  return out;
}
std::string long_text(std::string const& word) {
  std::string out;
  while (out.size() < 4'000) out += "<p>" + word + " and some more of the same</p>\n";
  return out;
}

std::string gunzip(std::string_view bytes) {
  z_stream stream{};
  inflateInit2(&stream, 15 + 16);
  std::string out(1 << 20, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}
std::string unbrotli(std::string_view bytes) {
  std::string out(1 << 20, '\0');
  std::size_t size = out.size();
  EXPECT_EQ(
      BrotliDecoderDecompress(bytes.size(), reinterpret_cast<std::uint8_t const*>(bytes.data()),
                              &size, reinterpret_cast<std::uint8_t*>(out.data())),
      BROTLI_DECODER_RESULT_SUCCESS);
  out.resize(size);
  return out;
}

class Shelf : public ::testing::Test {
 protected:
  Press press() { return Press::open(files, places).value(); }
  ShelfReader reader() { return ShelfReader::open(files, places.shelf).value(); }
  PreparedGeneration prepare(Preparation wish) {
    wish.facts = kFacts;
    auto done = press().prepare(wish);
    EXPECT_TRUE(done) << done.error().message << " " << done.error().cause;
    return done.value_or(PreparedGeneration{});
  }
  void publish(std::vector<Page> put, std::vector<Address> remove = {}) {
    auto base = press().current().value();
    auto done = prepare({.base = base, .remove = std::move(remove), .put = std::move(put)});
    auto flipped = press().flip(done.number);
    ASSERT_TRUE(flipped) << flipped.error().message << " " << flipped.error().cause;
  }
  // Every address with its identity bytes, all of it read and checked.
  static std::map<std::string, std::string> content(ShelfReader& reader) {
    std::map<std::string, std::string> out;
    auto walked = reader.walk([&](Entry const& entry) {
      for (auto const& variant : entry.variants) {
        for (auto const& stored : variant.encodings)
          if (stored) {
            EXPECT_TRUE(reader.blob(*stored));
          }
        auto name = entry.address.host + entry.address.path + "?" + entry.address.query + " " +
                    variant.language;
        out[name] = std::string(reader.blob(variant.identity()).value()->view());
      }
      return Walk::go_on;
    });
    EXPECT_TRUE(walked) << walked.error().cause;
    return out;
  }

  os::SimFiles files;
  PressPlaces places{.press = "desk/press", .shelf = "shelf"};
};

TEST_F(Shelf, NothingPublishedIsNotFound) {
  EXPECT_EQ(ShelfReader::open(files, "shelf").error().code, ErrorCode::not_found);
  EXPECT_FALSE(press().current().value().has_value());
  EXPECT_EQ(press().flip(1).error().code, ErrorCode::not_found);
}

TEST_F(Shelf, ServesWhatWasPublished) {
  auto body = long_text("bell");
  publish({page("/", body), page("/", long_text("Glocke"), "de"), not_found_page(),
           redirect("/", "product=x", "/p/x/")});
  auto shelf = reader();
  EXPECT_EQ(shelf.generation(), 1u);
  EXPECT_EQ(shelf.address_count(), 3u);
  EXPECT_EQ(shelf.facts(), kFacts);
  EXPECT_TRUE(shelf.facts().https());
  auto entry = shelf.find("any.example.org", "/", "").value();
  ASSERT_TRUE(entry);
  ASSERT_EQ(entry->variants.size(), 2u);
  EXPECT_EQ(entry->in_language("de", "en").language, "de");
  EXPECT_EQ(entry->in_language("fr", "en").language, "en");
  auto const& variant = entry->in_language("en", "en");
  EXPECT_EQ(variant.last_modified.epoch_ms, 1'700'000'000'000);
  EXPECT_EQ(shelf.blob(variant.identity()).value()->view(), body);
  EXPECT_EQ(gunzip(shelf.blob(*variant.in(Encoding::gzip)).value()->view()), body);
  EXPECT_EQ(unbrotli(shelf.blob(*variant.in(Encoding::br)).value()->view()), body);
  EXPECT_LT(variant.in(Encoding::br)->size, variant.identity().size / 10);
  ASSERT_TRUE(shelf.not_found());
  EXPECT_EQ(shelf.not_found()->variants[0].status, 404);
  EXPECT_FALSE(shelf.find("", "/nothing", "").value());
}

TEST_F(Shelf, AQueryIsExactFirstAndThenIgnored) {
  publish({page("/", "home"), redirect("/", "product=x", "/p/x/")});
  auto shelf = reader();
  EXPECT_EQ(shelf.find("", "/", "product=x").value()->variants[0].status, 302);
  EXPECT_EQ(shelf.find("", "/", "product=y").value()->variants[0].status, 200);
  EXPECT_EQ(shelf.find("", "/", "").value()->variants[0].status, 200);
  EXPECT_EQ(
      shelf.blob(shelf.find("", "/", "product=x").value()->variants[0].identity()).value()->view(),
      "");
}

TEST_F(Shelf, AHostOfItsOwnComesFirst) {
  auto own = page("/", "csaf");
  own.host = "csaf.data.security.example.org";
  publish({own, page("/", "home"), page("/x", "x")});
  auto shelf = reader();
  auto body = [&](char const* host, char const* path) {
    return std::string(
        shelf.blob(shelf.find(host, path, "q=1").value()->variants[0].identity()).value()->view());
  };
  EXPECT_EQ(body("csaf.data.security.example.org", "/"), "csaf");
  EXPECT_EQ(body("csaf.data.security.example.org", "/x"), "x");
  EXPECT_EQ(body("other.example.org", "/"), "home");
  publish({}, {address_of(own)});
  EXPECT_TRUE(reader().root().hosts.empty());
}

TEST_F(Shelf, ValidatorsDifferByContentAndEncoding) {
  publish({page("/a", long_text("a")), page("/b", long_text("b"))});
  auto shelf = reader();
  std::set<std::string> seen;
  for (auto path : {"/a", "/b"})
    for (auto encoding : kEncodings)
      seen.insert(etag_of(shelf.find("", path, "").value()->variants[0], encoding));
  EXPECT_EQ(seen.size(), 6u);
  for (auto const& tag : seen)
    EXPECT_TRUE(tag.starts_with('"') && tag.ends_with('"') && tag.size() < 40) << tag;
}

TEST_F(Shelf, SmallAndBinaryBodiesAreNotCompressed) {
  auto image = page("/logo.png", long_text("x"));
  image.content_type = "image/png";
  publish({image, page("/256", std::string(256, 'x')), page("/257", std::string(257, 'x'))});
  auto shelf = reader();
  EXPECT_FALSE(shelf.find("", "/logo.png", "").value()->variants[0].in(Encoding::gzip));
  EXPECT_FALSE(shelf.find("", "/256", "").value()->variants[0].in(Encoding::br));
  EXPECT_TRUE(shelf.find("", "/257", "").value()->variants[0].in(Encoding::br));
  for (auto type : {"text/html; charset=utf-8", "application/json", "application/feed+json",
                    "application/atom+xml", "image/svg+xml", "Text/CSS"})
    EXPECT_EQ(compressible(type), Compressible::yes) << type;
  for (auto type : {"image/png", "application/zip", "application/pgp-signature", ""})
    EXPECT_EQ(compressible(type), Compressible::no) << type;
}

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

TEST_F(Shelf, RefreshSeesTheFlipAndOnlyTheFlip) {
  publish({page("/", "one")});
  auto shelf = reader();
  auto held = shelf.find("", "/", "").value();
  auto prepared = prepare({.base = 1, .put = {page("/", "two")}});
  EXPECT_EQ(shelf.refresh().value(), ShelfReader::Refreshed::same);
  ASSERT_TRUE(press().flip(prepared.number));
  EXPECT_EQ(shelf.generation(), 1u);
  EXPECT_EQ(shelf.refresh().value(), ShelfReader::Refreshed::changed);
  EXPECT_EQ(shelf.generation(), 2u);
  EXPECT_EQ(shelf.refresh().value(), ShelfReader::Refreshed::same);
  EXPECT_EQ(shelf.blob(held->variants[0].identity()).value()->view(), "one")
      << "answers under way finish";
  auto old = ShelfReader::open_generation(files, "shelf", 1).value();
  EXPECT_EQ(old.refresh().value(), ShelfReader::Refreshed::same);
  EXPECT_EQ(content(old).at("/? en"), "one");
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

TEST_F(Shelf, DamageIsDetectedAndNotServed) {
  publish({page("/", long_text("x"))});
  auto hurt = [&](std::string const& path) {
    ASSERT_TRUE(files.damage(path, 20, 3));
    auto shelf = ShelfReader::open(files, "shelf");
    auto read = [&]() -> Status {
      auto entry = TRY(TRY(std::move(shelf)).find("", "/", ""));
      auto again = TRY(ShelfReader::open(files, "shelf"));
      CHECKED(again.blob(entry->variants[0].identity()));
      return {};
    }();
    ASSERT_FALSE(read) << path;
    EXPECT_EQ(read.error().code, ErrorCode::corrupt) << path;
    ASSERT_TRUE(files.damage(path, 20, 3));
  };
  auto entry = reader().find("", "/", "").value();
  hurt(blob_path("shelf", entry->variants[0].identity().hash));
  hurt(node_path("shelf", reader().root().tree.hash));
  hurt(generation_path("shelf", 1));
  hurt(pointer_path("shelf"));
  ASSERT_TRUE(files.remove(node_path("shelf", reader().root().tree.hash)));
  EXPECT_EQ(reader().find("", "/", "").error().code, ErrorCode::corrupt);
}

TEST_F(Shelf, DecodersSurviveEveryTruncationAndEveryBit) {
  publish({page("/", "x"), page("/y", "y"), not_found_page()});
  for (auto const& path : {node_path("shelf", reader().root().tree.hash),
                           generation_path("shelf", 1), pointer_path("shelf")}) {
    auto bytes = files.read(path, 1 << 20).value();
    auto decode = [&](std::string const& text) {
      (void)decode_node(text);
      (void)decode_pointer(text);
      return decode_root(text).has_value();
    };
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      EXPECT_FALSE(decode(bytes.substr(0, i)));
      auto flipped = bytes;
      flipped[i] = static_cast<char>(flipped[i] ^ 0x80);
      EXPECT_FALSE(decode(flipped));
    }
  }
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

TEST_F(Shelf, TheCachesAreBounded) {
  std::vector<Page> all;
  for (int i = 0; i < 400; ++i)
    all.push_back(page("/" + std::to_string(i), std::string(100, 'x') + std::to_string(i)));
  publish(all);
  auto shelf = ShelfReader::open(files, "shelf", {.nodes_max = 4, .blob_bytes_max = 1'000}).value();
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 400; ++i) {
      auto entry = shelf.find("", "/" + std::to_string(i), "").value();
      ASSERT_TRUE(entry);
      EXPECT_EQ(shelf.blob(entry->variants[0].identity()).value()->view(), all[i].body);
    }
  EXPECT_GE(shelf.counters().blob_reads, 780u) << "a small cache holds little";
  for (int i = 0; i < 100; ++i)
    (void)shelf.blob(shelf.find("", "/1", "").value()->variants[0].identity());
  EXPECT_LE(shelf.counters().blob_reads, 801u) << "but what is used again and again stays";
}

// ---- export and real files ----------------------------------------------------------------------

TEST_F(Shelf, ExportsAStaticCopy) {
  auto own = page("/", "csaf host");
  own.host = "csaf.data.security.example.org";
  publish({page("/", "home"), page("/", "Start", "de"), page("/a/", long_text("a")),
           page("/a/b.json", "{}"), redirect("/security.txt", "", "/.well-known/security.txt"),
           redirect("/", "product=x", "/p/x/"), redirect("/a", "", "/a/"),
           page("/.well-known/security.txt", "Contact: x"), not_found_page(), own});
  auto shelf = reader();
  auto done = export_tree(shelf, files, "out").value();
  EXPECT_THAT(os::list_tree(files, "out").value(),
              ::testing::UnorderedElementsAre(".well-known/security.txt", "404.html",
                                              "_hosts/csaf.data.security.example.org/index.html",
                                              "_redirects", "a/b.json", "a/index.html",
                                              "a/index.html.br", "a/index.html.gz", "index.de.html",
                                              "index.html", "security.txt"));
  EXPECT_EQ(done.files, 11u);
  EXPECT_EQ(files.read("out/index.html", 99).value(), "home");
  EXPECT_EQ(files.read("out/_redirects", 999).value(),
            "/?product=x /p/x/ 302\n/security.txt /.well-known/security.txt 302\n");
  EXPECT_NE(files.read("out/security.txt", 999).value().find("url=/.well-known/security.txt"),
            std::string::npos);
  EXPECT_EQ(export_tree(shelf, files, "out").error().code, ErrorCode::conflict);
}

TEST(ShelfOnDisk, WorksOnRealFiles) {
  os::RealFiles files(os::FatalIo::report);
  auto top = os::make_temporary_directory("tocsin-shelf-").value();
  PressPlaces places{.press = top + "/desk/press", .shelf = top + "/shelf"};
  auto press = Press::open(files, places).value();
  std::vector<Page> all;
  for (int i = 0; i < 200; ++i)
    all.push_back(page("/" + std::to_string(i), std::to_string(i) + std::string(90'000, 'x')));
  auto done = press.prepare({.facts = kFacts, .put = all});
  ASSERT_TRUE(done) << done.error().message << done.error().cause;
  ASSERT_TRUE(press.flip(done->number));
  auto shelf = ShelfReader::open(files, places.shelf).value();
  auto entry = shelf.find("", "/17", "").value();
  ASSERT_TRUE(entry);
  auto blob = shelf.blob(entry->variants[0].identity()).value();
  EXPECT_EQ(blob->view(), all[17].body);
  EXPECT_EQ(shelf.refresh().value(), ShelfReader::Refreshed::same);
  auto next = press.prepare({.base = 1, .facts = kFacts, .remove = {{.path = "/17"}}}).value();
  ASSERT_TRUE(press.flip(next.number));
  EXPECT_EQ(shelf.refresh().value(), ShelfReader::Refreshed::changed);
  EXPECT_FALSE(shelf.find("", "/17", "").value());
  EXPECT_EQ(blob->view(), all[17].body);
  auto exported = export_tree(shelf, files, top + "/export");
  ASSERT_TRUE(exported);
  EXPECT_EQ(exported->files, 199u * 3);
  ASSERT_TRUE(os::remove_tree(files, top));
}

}  // namespace
}  // namespace tocsin::shelf
