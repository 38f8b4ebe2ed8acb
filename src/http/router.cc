// The segment trie.
#include "http/router.h"

namespace tocsin::http {

struct RouteTrie::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> parameter;
  std::unique_ptr<Node> rest;
  std::map<Method, std::size_t> rows;  // of the patterns that end here
};

namespace {

std::string_view take_segment(std::string_view& path) {
  auto slash = path.find('/');
  auto segment = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash);
  return segment;
}

bool is_parameter(std::string_view segment) { return segment.starts_with('{') && segment.ends_with('}'); }
bool is_rest(std::string_view segment) { return segment.starts_with('{') && segment.ends_with("...}"); }

std::string_view parameter_name(std::string_view segment) {
  return segment.substr(1, segment.size() - (is_rest(segment) ? 5 : 2));
}

}  // namespace

std::string_view PathParameters::operator[](std::string_view name) const {
  for (auto const& [key, value] : values_)
    if (key == name) return value;
  assert(false && "the pattern has no parameter of that name");
  return {};
}

RouteTrie::RouteTrie(std::vector<RoutePattern> patterns) : root_(std::make_unique<Node>()), patterns_(std::move(patterns)) {
  for (std::size_t row = 0; row < patterns_.size(); ++row) {
    auto path = patterns_[row].pattern;
    assert(path.starts_with('/'));
    auto* node = root_.get();
    while (!path.empty()) {
      path.remove_prefix(1);
      auto segment = take_segment(path);
      assert(!is_rest(segment) || path.empty());
      auto& child = is_rest(segment)        ? node->rest
                    : is_parameter(segment) ? node->parameter
                                            : node->literals[std::string(segment)];
      if (!child) child = std::make_unique<Node>();
      node = child.get();
    }
    bool fresh = node->rows.emplace(patterns_[row].method, row).second;
    assert(fresh && "two rows of one method and shape");
    (void)fresh;
  }
}

RouteTrie::RouteTrie(RouteTrie&&) noexcept = default;
RouteTrie& RouteTrie::operator=(RouteTrie&&) noexcept = default;
RouteTrie::~RouteTrie() = default;

// Depth-first with the literal first. At most two ways a segment and patterns are short, so this stays small; a row
// that matched no method does not hide a parameter row, because only nodes with rows are accepted.
RouteTrie::Node const* RouteTrie::find(Node const& node, std::string_view path,
                                       std::vector<std::string_view>& values) const {
  if (path.empty()) return node.rows.empty() ? nullptr : &node;
  if (path.front() != '/') return nullptr;
  auto after = path.substr(1);
  auto everything = after;
  auto segment = take_segment(after);
  if (auto literal = node.literals.find(segment); literal != node.literals.end())
    if (auto const* found = find(*literal->second, after, values)) return found;
  if (node.parameter && !segment.empty()) {
    values.push_back(segment);
    if (auto const* found = find(*node.parameter, after, values)) return found;
    values.pop_back();
  }
  if (node.rest && !everything.empty()) {
    values.push_back(everything);
    return node.rest.get();
  }
  return nullptr;
}

std::expected<RouteTrie::Match, RouteTrie::Miss> RouteTrie::match(Method method, std::string_view path) const {
  std::vector<std::string_view> values;
  auto const* node = find(*root_, path, values);
  if (!node) return std::unexpected(Miss::unknown_path);
  auto row = node->rows.find(method);
  if (row == node->rows.end() && method == Method::head) row = node->rows.find(Method::get);
  if (row == node->rows.end()) return std::unexpected(Miss::wrong_method);
  Match match{row->second, {}};
  auto pattern = patterns_[row->second].pattern;
  std::size_t next = 0;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);
    auto segment = take_segment(pattern);
    if (is_parameter(segment)) match.parameters.add(parameter_name(segment), values[next++]);
  }
  return match;
}

std::string RouteTrie::allowed_methods(std::string_view path) const {
  std::vector<std::string_view> values;
  auto const* node = find(*root_, path, values);
  if (!node) return {};
  std::string out;
  for (auto const& [method, row] : node->rows) {
    if (!out.empty()) out += ", ";
    out += name_of(kMethods, method);
    if (method == Method::get && !node->rows.contains(Method::head)) out += ", HEAD";
  }
  return out;
}

}  // namespace tocsin::http
