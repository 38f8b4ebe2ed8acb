// The product tree: vendor -> product name -> version range or fixed version. See csaf_parts.h.
#include <algorithm>

#include "base/text.h"
#include "formats/csaf_parts.h"
#include "formats/version_table.h"

namespace tocsin::formats {
using namespace domain;
namespace {

// A CPE 2.3 name with its version, the sixth part, set; only if that part is still open ('*').
std::string cpe_with_version(std::string const& cpe, std::string_view version) {
  if (!cpe.starts_with("cpe:2.3:")) return {};
  std::vector<std::string> parts{""};
  for (std::size_t i = 0; i < cpe.size(); ++i) {
    if (cpe[i] == '\\' && i + 1 < cpe.size()) {
      parts.back() += cpe[i];
      parts.back() += cpe[++i];
    } else if (cpe[i] == ':') {
      parts.emplace_back();
    } else {
      parts.back() += cpe[i];
    }
  }
  if (parts.size() != 13 || parts[5] != "*") return {};
  std::string escaped;
  for (char c : lower_ascii(version)) {
    bool plain =
        (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    if (!plain) escaped += '\\';
    escaped += c;
  }
  parts[5] = escaped;
  return join(parts, ":");
}

// purl specification: the version is percent-encoded and stands before qualifiers and subpath.
std::string purl_with_version(std::string const& purl, std::string_view version) {
  if (purl.empty() || purl.find('@') != std::string::npos) return {};
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string encoded;
  for (char c : version) {
    auto byte = static_cast<unsigned char>(c);
    bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                 c == '.' || c == '-' || c == '_' || c == '~';
    if (plain)
      encoded += c;
    else
      encoded += {'%', kHex[byte >> 4], kHex[byte & 15]};
  }
  auto end = purl.find_first_of("?#");
  auto rest = end == std::string::npos ? std::string() : purl.substr(end);
  return purl.substr(0, end) + "@" + encoded + rest;
}

}  // namespace

void put_text(json::object& to, std::string_view key, std::string const& text) {
  if (!text.empty()) to[key] = text;
}

void put_list(json::object& to, std::string_view key, json::array list) {
  if (!list.empty()) to[key] = std::move(list);
}

std::string CsafProducts::range_id(ProductImpact const& product, BranchImpact const& branch) {
  auto vers = vers_of(product, range_of(product, branch));
  auto range = vers.empty() ? std::string("*") : vers.substr(vers.find('/') + 1);
  return product.product + ":" + branch.branch + ":" + range;
}

std::string CsafProducts::fixed_id(ProductImpact const& product, BranchImpact const& branch) {
  auto version = fixed_version(product, branch);
  return version.empty() ? std::string() : product.product + ":" + version;
}

CsafProducts::Product& CsafProducts::product_of(std::string const& vendor,
                                                std::string const& name) {
  auto at = std::ranges::find(vendors_, vendor, &Vendor::name);
  if (at == vendors_.end()) at = vendors_.insert(at, {vendor, {}});
  auto product = std::ranges::find(at->products, name, &Product::name);
  if (product == at->products.end()) product = at->products.insert(product, {name, {}});
  return *product;
}

void CsafProducts::add(Product& to, Leaf leaf) {
  if (std::ranges::find(to.leaves, leaf.id, &Leaf::id) == to.leaves.end())
    to.leaves.push_back(std::move(leaf));
}

CsafProducts::CsafProducts(AdvisoryContent const& content, PublisherProfile const& publisher) {
  for (auto const& vulnerability : content.vulnerabilities)
    for (auto const& product : vulnerability.impacts) {
      auto const& vendor = !product.vendor_name.empty()     ? product.vendor_name
                           : !publisher.vendor_name.empty() ? publisher.vendor_name
                                                            : publisher.name;
      for (auto const& branch : product.branches) {
        auto& to = product_of(vendor, product.product_name);
        auto text = range_text(product, branch);
        auto vers = vers_of(product, range_of(product, branch));
        add(to, {.category = "product_version_range",
                 .name = vers.empty() ? text : vers,
                 .id = range_id(product, branch),
                 .full_name = product.product_name + " " + text,
                 .purl = product.purl,
                 .cpe = product.cpe});
        auto version = fixed_version(product, branch);
        if (!version.empty())
          add(to, {.category = "product_version",
                   .name = version,
                   .id = fixed_id(product, branch),
                   .full_name = product.product_name + " " + version,
                   .purl = purl_with_version(product.purl, version),
                   .cpe = cpe_with_version(product.cpe, version)});
      }
    }
}

json::object CsafProducts::tree() const {
  json::array vendors;
  for (auto const& vendor : vendors_) {
    json::array products;
    for (auto const& product : vendor.products) {
      json::array leaves;
      for (auto const& leaf : product.leaves) {
        json::object helper;
        put_text(helper, "cpe", leaf.cpe);
        put_text(helper, "purl", leaf.purl);
        json::object full{{"name", leaf.full_name}, {"product_id", leaf.id}};
        if (!helper.empty()) full["product_identification_helper"] = std::move(helper);
        leaves.push_back(json::object{
            {"category", leaf.category}, {"name", leaf.name}, {"product", std::move(full)}});
      }
      products.push_back(json::object{
          {"branches", std::move(leaves)}, {"category", "product_name"}, {"name", product.name}});
    }
    vendors.push_back(json::object{
        {"branches", std::move(products)}, {"category", "vendor"}, {"name", vendor.name}});
  }
  return {{"branches", std::move(vendors)}};
}

}  // namespace tocsin::formats
