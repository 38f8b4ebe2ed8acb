// expect_golden: rendered bytes against a file of tests/golden. GOLDEN_UPDATE=1 rewrites the file
// instead.
//
// Invariants: with CI set, GOLDEN_UPDATE is refused: a machine must not approve what it rendered.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin {

// `name` is relative to tests/golden: "csaf/fixed_in_branches.json". A missing file is a failure.
void expect_golden(std::string const& name, std::string_view bytes);

std::string golden_path(std::string const& name);
std::string read_file(std::string const& path);  // asserts that it can be read

// The test data beside the repository (TOCSIN_SUITES, else ../shared/data); empty when there is
// none.
std::string suites_path();
// Every file below `folder` whose name ends with `suffix`, in order.
std::vector<std::string> files_below(std::string const& folder, std::string_view suffix);

}  // namespace tocsin
