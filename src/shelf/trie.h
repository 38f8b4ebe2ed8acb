// The manifest's tree, edited: the old tree and a list of changes in, the new tree out.
//
// Invariants: the result depends on the resulting set of entries only (canonical form, manifest.h),
//             and every node that no change reaches is taken over by reference, unread.
// Failure:    errors of the node source are passed on.
#pragma once

#include <optional>
#include <vector>

#include "shelf/manifest.h"

namespace tocsin::shelf {

// Where nodes come from and go to. A saved node may turn out to be of no use: what the new tree
// consists of is what can be reached from the TreeRef that edit_tree() returns.
class NodeSource {
 public:
  virtual ~NodeSource() = default;
  // Stays valid while the source lives.
  virtual Result<Node const*> load(TreeRef const& ref) = 0;
  virtual Result<Hash> save(Node const& node) = 0;
};

struct Edit {
  Hash key;
  std::optional<Entry> entry;  // empty: the address goes away
};

// `edits` sorted by key, each key once.
Result<TreeRef> edit_tree(NodeSource& nodes, TreeRef const& base, std::vector<Edit> const& edits);
Result<std::optional<Entry>> find_in_tree(NodeSource& nodes, TreeRef const& tree,
                                          Address const& address);

}  // namespace tocsin::shelf
