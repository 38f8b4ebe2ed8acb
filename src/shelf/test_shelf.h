// A shelf and its press in memory, for their tests.
#pragma once

#include <brotli/decode.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <map>
#include <set>

#include "os/sim_files.h"
#include "shelf/press.h"
#include "shelf/reader.h"

namespace tocsin::shelf::test {

inline SiteFacts const kFacts{.base_url = "https://security.example.org", .default_language = "en"};

inline Page page(std::string path, std::string body, std::string language = "en") {
  return {.path = std::move(path),
          .content_type = "text/html; charset=utf-8",
          .language = std::move(language),
          .body = std::move(body),
          .last_modified = Instant{1'700'000'000'000}};
}
inline Page redirect(std::string path, std::string query, std::string target) {
  return {.path = std::move(path),
          .query = std::move(query),
          .status = 302,
          .kind = PageKind::redirect,
          .headers = {{"Location", std::move(target)}}};
}
inline Page not_found_page() {
  auto out = page("/404", "nothing here");
  out.status = 404;
  return out;
}
inline std::string long_text(std::string const& word) {
  std::string out;
  while (out.size() < 4'000) out += "<p>" + word + " and some more of the same</p>\n";
  return out;
}

inline std::string gunzip(std::string_view bytes) {
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
inline std::string unbrotli(std::string_view bytes) {
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

}  // namespace tocsin::shelf::test
