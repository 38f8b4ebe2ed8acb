// Fuzz target of the operator's content: one file of a small site is replaced by foreign bytes.
//
// Property: parsing ends, a site comes out exactly when there is no finding, every finding names a
//           file, and whatever passes renders to pages without script.
// Corpus:   tests/fuzz/corpus/site_content_fuzz; the first byte chooses the file: s, p, m or h.
#include <cassert>
#include <cstdint>
#include <string_view>

#include "site/render.h"

namespace {

using namespace tocsin;

constexpr char kSite[] = R"(name = "X"
organisation = "X"
base_url = "https://x.example"
rules = "r"
lead = "x"
owner = "x"
last_reviewed = 2026-01-01
next_review = 2027-01-01
[publisher]
namespace = "https://x.example"
advisory_prefix = "X"
[mail]
from = "x@x.example"
)";
constexpr char kProduct[] = R"(name = "P"
summary = "x"
owner = "x"
last_reviewed = 2026-01-01
next_review = 2027-01-01
)";

site::RulesByName rules() {
  auto one = domain::Rules{};
  one.name = "r";
  auto clock = domain::Clock{};
  clock.name = clock.promise = "acknowledge";
  clock.amount = 5;
  clock.unit = domain::ClockUnit::working_days;
  one.clocks.push_back(clock);
  return {{"r", one}};
}

char const* file_of(char choice) {
  switch (choice) {
    case 'p':
      return "products/p/product.toml";
    case 'm':
      return "policies/m.md";
    case 'h':
      return "hall-of-fame.toml";
    default:
      return "site.toml";
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  if (size == 0) return 0;
  auto input = std::string_view(reinterpret_cast<char const*>(data), size);
  auto files = site::SiteFiles{{"site.toml", kSite}, {"products/p/product.toml", kProduct}};
  files[file_of(input.front())] = std::string(input.substr(1));
  auto parsed = site::parse_site(files, rules(), Instant{});
  assert(parsed.site.has_value() == parsed.findings.empty());
  for (auto const& finding : parsed.findings) assert(!finding.file.empty());
  if (!parsed.site) return 0;
  for (auto const& page :
       site::render_site(*parsed.site, {}, {.as_of = Instant{1'780'000'000'000}})) {
    assert(page.path.starts_with('/'));
    assert(page.kind != PageKind::html || page.body.find("<script") == page.body.npos);
  }
  return 0;
}
