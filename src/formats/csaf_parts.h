// The parts that a CSAF document is put together from: product tree, vulnerability, and the small
// repeated objects.
//
// Spec:       CSAF 2.0 3.1 (definitions), 3.2.2 (product tree), 3.2.3 (vulnerabilities).
// Invariants: no empty string and no empty list is ever written: the schema allows neither.
// Threads:    pure values; private to the csaf files of this folder.
#pragma once

#include <boost/describe/enum_to_string.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/names.h"
#include "domain/advisory.h"

namespace tocsin::formats {

// The enumerators of the domain are CSAF's words; the description of the enum is their one table.
template <class E>
std::string_view wire_word(E value) {
  return boost::describe::enum_to_string(value, "");
}

void put_text(json::object& to, std::string_view key, std::string const& text);  // unless empty
void put_list(json::object& to, std::string_view key, json::array list);         // unless empty

json::object csaf_note(std::string_view category, std::string_view title, std::string_view text);
json::object csaf_reference(std::string_view category, std::string_view summary,
                            std::string_view url);
void append_note(json::array& to, domain::Note const& note);
void append_reference(json::array& to, domain::Reference const& reference);
void append_acknowledgment(json::array& to, domain::Acknowledgment const& acknowledgment);

// Every product that the version tables of one advisory speak of, with its id.
class CsafProducts {
 public:
  CsafProducts(domain::AdvisoryContent const& content, domain::PublisherProfile const& publisher);
  bool any() const { return !vendors_.empty(); }
  json::object tree() const;

  // The id of the versions a row speaks of, and of its first fixed version (empty if none).
  static std::string range_id(domain::ProductImpact const& product,
                              domain::BranchImpact const& branch);
  static std::string fixed_id(domain::ProductImpact const& product,
                              domain::BranchImpact const& branch);

 private:
  struct Leaf {
    std::string category;  // product_version_range or product_version
    std::string name;
    std::string id;
    std::string full_name;
    std::string purl;
    std::string cpe;
  };
  struct Product {
    std::string name;
    std::vector<Leaf> leaves;
  };
  struct Vendor {
    std::string name;
    std::vector<Product> products;
  };
  Product& product_of(std::string const& vendor, std::string const& name);
  void add(Product& to, Leaf leaf);
  std::vector<Vendor> vendors_;
};

json::object csaf_vulnerability(domain::Vulnerability const& vulnerability,
                                domain::AdvisoryRevision const& revision);

}  // namespace tocsin::formats
