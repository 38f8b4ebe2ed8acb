// The shelf server: every GET of the published site, answered from finished bytes.
//
// Spec:       site-map sections 2 and 14; RFC 9110 sections 8.8 (validators), 12 (negotiation), 13 (conditions).
// Invariants: (1) every unknown or forbidden address gets the same answer: status, fields, body and length depend only
//             on Accept-Language and Accept-Encoding. (2) An answer comes from one generation. (3) What is sent does
//             not depend on the Host, except that host names with addresses of their own have those. (4) The
//             templates of answers are never served with their slots open.
// Failure:    a shelf that cannot be read answers 503 with Retry-After, and is looked at again on every tick; a
//             damaged file answers 500 for its address alone.
// Threads:    the io thread.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "front/prepared_cache.h"
#include "http/request.h"
#include "http/response.h"
#include "os/file_system.h"
#include "shelf/reader.h"

namespace tocsin::front {

inline constexpr std::size_t prepared_bytes_max = 64 * 1024 * 1024;   // each half
inline constexpr std::size_t prepared_body_bytes_max = 256 * 1024;    // larger bodies are sent from the mapped file

class ShelfServer {
 public:
  ShelfServer(os::FileSystem& files, std::string directory, http::Hsts hsts,
              std::function<void(std::string_view)> on_trouble);

  // Looks whether another generation is current: one stat. Four times a second.
  void look_again();
  bool ready() const { return reader_.has_value(); }
  std::uint64_t generation() const { return reader_ ? reader_->generation() : 0; }

  // A GET or HEAD.
  http::Response answer(http::Request const& request);
  // The one answer for what is unknown or forbidden, whatever the method.
  http::Response not_found(http::Request const& request);
  // Whether the site has a page at exactly this path, for every host.
  bool has(std::string_view path);

  using Slots = std::map<std::string, std::string, std::less<>>;
  // A template of the answers (markup/answer_template.h) with its slots filled, in the reader's language; nullopt
  // when the site has none at this path.
  std::optional<http::Response> fill(std::string_view path, Slots const& slots, int status, http::Request const& request);
  bool has_template(std::string_view path);
  // The same for errors: a template, or a line of text when the site has none. 503 carries Retry-After.
  http::Response trouble_page(int status, http::Request const& request, std::string const& what = {});
  // The bytes of a data file among the answers, or empty.
  std::string answer_data(std::string_view path);

 private:
  struct Representation {
    http::Response full;
    http::Response not_modified;
    std::string etag;
  };
  struct Prepared {
    shelf::EntryRef entry;
    std::vector<std::array<std::optional<Representation>, 3>> variants;  // by variant and encoding
  };
  struct Choice {
    std::size_t variant;
    shelf::Encoding encoding;
  };

  Result<Prepared*> find(http::Request const& request);
  Prepared* keep(std::string key, shelf::EntryRef entry);
  Choice choose(shelf::Entry const& entry, http::Request const& request) const;
  Result<Representation*> represent(Prepared& prepared, Choice choice);
  http::Response respond(Prepared& prepared, http::Request const& request);
  Result<std::string> template_bytes(std::string_view path, http::Request const& request, std::string& language);
  void report(Error const& error);

  os::FileSystem& files_;
  std::string directory_;
  http::SecurityHeaders security_;
  std::function<void(std::string_view)> on_trouble_;
  std::optional<shelf::ShelfReader> reader_;
  PreparedCache<Prepared> cache_;
  std::optional<Prepared> not_found_;
};

}  // namespace tocsin::front
