// The router: one table of rows, compiled into a trie of path segments.
//
// Spec:       site-map sections 1 and 2 (serving classes).
// Invariants: (1) a literal segment wins over a parameter. (2) Two rows of the same method and shape do not build:
//             the constructor asserts it. (3) A parameter matches one non-empty segment; "{rest...}" as the last
//             segment matches everything left, at least one character.
// Threads:    immutable after construction.
#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http/request.h"

namespace tocsin::http {

// The parameters of a match, in the order of the pattern. Views into Request::path.
class PathParameters {
 public:
  // A name the pattern does not have is a programmer's error.
  std::string_view operator[](std::string_view name) const;
  void add(std::string_view name, std::string_view value) { values_.emplace_back(name, value); }
  std::size_t size() const { return values_.size(); }

 private:
  std::vector<std::pair<std::string_view, std::string_view>> values_;
};

// What the trie stores: the method, the pattern, and the index of the row in its table.
struct RoutePattern {
  Method method;
  std::string_view pattern;  // "/p/{product}/v/{version}"; must outlive the router
};

class RouteTrie {
 public:
  struct Match {
    std::size_t row;
    PathParameters parameters;
  };
  enum class Miss { unknown_path, wrong_method };

  explicit RouteTrie(std::vector<RoutePattern> patterns);
  RouteTrie(RouteTrie&&) noexcept;
  RouteTrie& operator=(RouteTrie&&) noexcept;
  ~RouteTrie();
  // HEAD matches a GET row when there is no HEAD row.
  std::expected<Match, Miss> match(Method method, std::string_view path) const;
  // "GET, HEAD, POST": what Allow says for a known path; empty for an unknown one.
  std::string allowed_methods(std::string_view path) const;

 private:
  struct Node;
  Node const* find(Node const& node, std::string_view path, std::vector<std::string_view>& values) const;
  std::unique_ptr<Node> root_;
  std::vector<RoutePattern> patterns_;
};

// A router over a constexpr table. `Row` has members `method` and `pattern` and whatever else its owner needs:
// handler, serving class, object and action. The table itself is the route list for tests.
template <class Row>
class Router {
 public:
  struct Match {
    Row const& row;
    PathParameters parameters;
  };
  explicit Router(std::span<Row const> rows) : rows_(rows), trie_(patterns_of(rows)) {}
  std::expected<Match, RouteTrie::Miss> match(Method method, std::string_view path) const {
    auto found = trie_.match(method, path);
    if (!found) return std::unexpected(found.error());
    return Match{rows_[found->row], std::move(found->parameters)};
  }
  std::string allowed_methods(std::string_view path) const { return trie_.allowed_methods(path); }
  std::span<Row const> rows() const { return rows_; }

 private:
  static std::vector<RoutePattern> patterns_of(std::span<Row const> rows) {
    std::vector<RoutePattern> patterns;
    for (auto const& row : rows) patterns.push_back({row.method, row.pattern});
    return patterns;
  }
  std::span<Row const> rows_;
  RouteTrie trie_;
};

}  // namespace tocsin::http
