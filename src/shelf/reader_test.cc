// The shelf as its readers see it: answers, variants, damage, a static copy.
#include "shelf/reader.h"

#include "os/files.h"
#include "shelf/compress.h"
#include "shelf/export_tree.h"
#include "shelf/plan.h"
#include "shelf/test_shelf.h"

namespace tocsin::shelf::test {
namespace {

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
}  // namespace tocsin::shelf::test
