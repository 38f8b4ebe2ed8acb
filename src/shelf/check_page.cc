// See press.h: what may become a public answer.
#include <algorithm>

#include "base/text.h"
#include "shelf/press.h"

namespace tocsin::shelf {
namespace {

constexpr std::size_t kPathBytesMax = 2'048;
constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kHeaderCountMax = 50;
constexpr std::size_t kHeaderBytesMax = 8 * 1024;

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

// RFC 9110 5.6.2: token.
bool is_token(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           kMarks.find(c) != std::string_view::npos;
  });
}

bool is_host(std::string_view text) {
  return text.size() <= kHostBytesMax && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '.' || c == '-' ||
                  c == ':' || c == '[' || c == ']';
         });
}

bool has_dot_segment(std::string_view path) {
  auto segments = split(path, '/');
  return std::any_of(segments.begin(), segments.end(),
                     [](std::string_view segment) { return segment == "." || segment == ".."; });
}

// What is wrong with the page, or nothing.
std::string fault_of(Page const& page) {
  if (!is_host(page.host)) return "its host is not a lower-case host name";
  if (!page.path.starts_with('/')) return "its path does not start with \"/\"";
  if (page.path.size() > kPathBytesMax) return "its path is too long";
  if (has_control(page.path) || has_dot_segment(page.path) ||
      page.path.find_first_of(" ?#\\") != std::string::npos)
    return "its path has a character or segment that no address may have";
  if (has_control(page.query) || page.query.find_first_of(" #") != std::string::npos)
    return "its query has a character that no address may have";
  if (page.status < 200 || page.status > 599) return "its status is none of 200 to 599";
  if (page.headers.size() > kHeaderCountMax) return "it has too many header fields";
  if (has_control(page.content_type)) return "its content type has a control character";
  if (!page.language.empty() && !is_token(page.language)) return "its language is no language tag";
  for (auto const& header : page.headers) {
    if (!is_token(header.name)) return "a header field has no proper name";
    if (has_control(header.value) || header.value.size() > kHeaderBytesMax)
      return "the header field " + header.name + " has a control character or is too long";
  }
  bool has_location = std::any_of(page.headers.begin(), page.headers.end(), [](auto const& h) {
    return equals_ignoring_case(h.name, "Location");
  });
  if (page.kind == PageKind::redirect) {
    if (page.status < 300 || page.status > 399) return "a redirect needs a status from 300 to 399";
    if (!has_location) return "a redirect needs a Location";
    if (!page.body.empty()) return "a redirect has no body";
  } else if (page.content_type.empty()) {
    return "it has no content type";
  }
  return {};
}

}  // namespace

Status check_page(Page const& page) {
  auto fault = fault_of(page);
  if (fault.empty()) return {};
  return fail(ErrorCode::invalid_input, "the page \"" + clean_text(page.host + page.path) +
                                            "\" cannot be published: " + fault);
}

Compressible compressible(std::string_view content_type) {
  auto type = lower_ascii(trim(content_type.substr(0, content_type.find(';'))));
  bool yes = type.starts_with("text/") || type.ends_with("+json") || type.ends_with("+xml") ||
             type == "application/json" || type == "application/xml" ||
             type == "application/javascript" || type == "application/x-ndjson";
  return yes ? Compressible::yes : Compressible::no;
}

}  // namespace tocsin::shelf
