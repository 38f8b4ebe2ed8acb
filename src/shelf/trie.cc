// See trie.h.
#include "shelf/trie.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <span>

namespace tocsin::shelf {
namespace {

using Entries = std::map<Hash, Entry>;  // in order of key

Status collect(NodeSource& nodes, TreeRef const& ref, Entries& out) {
  if (ref.count == 0) return {};
  auto const* node = TRY(nodes.load(ref));
  for (auto const& entry : node->entries) out.emplace(key_of(entry.address), entry);
  for (auto const& child : node->children) CHECKED(collect(nodes, child, out));
  return {};
}

// Moves the entries between `first` and `last` into a subtree whose keys agree in their first
// `depth` digits.
Result<TreeRef> build(NodeSource& nodes, Entries::iterator first, Entries::iterator last,
                      std::size_t depth) {
  auto count = static_cast<std::uint32_t>(std::distance(first, last));
  if (count == 0) return TreeRef{};
  Node node;
  if (count <= leaf_entries_max) {
    for (auto at = first; at != last; ++at) node.entries.push_back(std::move(at->second));
  } else {
    node.kind = Node::Kind::inner;
    for (auto at = first; at != last;) {
      auto digit = digit_at(at->first, depth);
      auto end = std::find_if(
          at, last, [&](auto const& entry) { return digit_at(entry.first, depth) != digit; });
      node.children[digit] = TRY(build(nodes, at, end, depth + 1));
      at = end;
    }
  }
  return TreeRef{count, TRY(nodes.save(node))};
}

Result<TreeRef> edit_below(NodeSource& nodes, TreeRef const& base, std::span<Edit const> edits,
                           std::size_t depth) {
  if (edits.empty()) return base;
  auto node = base.count == 0 ? Node{} : *TRY(nodes.load(base));
  if (node.kind == Node::Kind::leaf) {
    Entries entries;
    for (auto& entry : node.entries) {
      auto key = key_of(entry.address);
      entries.emplace(key, std::move(entry));
    }
    for (auto const& edit : edits) {
      if (edit.entry)
        entries.insert_or_assign(edit.key, *edit.entry);
      else
        entries.erase(edit.key);
    }
    return build(nodes, entries.begin(), entries.end(), depth);
  }
  std::uint32_t count = 0;
  for (auto digit = 0U; digit < inner_children; ++digit) {
    auto in_child = [&](Edit const& edit) { return digit_at(edit.key, depth) == digit; };
    auto first = std::find_if(edits.begin(), edits.end(), in_child);
    auto last = std::find_if_not(first, edits.end(), in_child);
    auto& child = node.children[digit];
    child = TRY(edit_below(nodes, child, std::span(first, last), depth + 1));
    count += child.count;
  }
  if (count > leaf_entries_max) return TreeRef{count, TRY(nodes.save(node))};
  // So few are left that the canonical form is one leaf.
  Entries entries;
  for (auto const& child : node.children) CHECKED(collect(nodes, child, entries));
  return build(nodes, entries.begin(), entries.end(), depth);
}

}  // namespace

Result<TreeRef> edit_tree(NodeSource& nodes, TreeRef const& base, std::vector<Edit> const& edits) {
  assert(std::is_sorted(edits.begin(), edits.end(),
                        [](Edit const& a, Edit const& b) { return a.key < b.key; }));
  return edit_below(nodes, base, edits, 0);
}

Result<std::optional<Entry>> find_in_tree(NodeSource& nodes, TreeRef const& tree,
                                          Address const& address) {
  auto key = key_of(address);
  auto ref = tree;
  for (std::size_t depth = 0; ref.count != 0 && depth < 2 * hash_bytes; ++depth) {
    auto const* node = TRY(nodes.load(ref));
    if (node->kind == Node::Kind::leaf) {
      for (auto const& entry : node->entries)
        if (entry.address == address) return entry;
      break;
    }
    ref = node->children[digit_at(key, depth)];
  }
  return std::nullopt;
}

}  // namespace tocsin::shelf
