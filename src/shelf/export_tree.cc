// See export_tree.h.
#include "shelf/export_tree.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "os/files.h"

namespace tocsin::shelf {
namespace {

struct Target {
  std::string path;  // below the export directory
  Entry entry;
};

std::string escape_html(std::string text) {
  text = replace_all(std::move(text), "&", "&amp;");
  text = replace_all(std::move(text), "<", "&lt;");
  text = replace_all(std::move(text), ">", "&gt;");
  return replace_all(std::move(text), "\"", "&quot;");
}

std::string location_of(Variant const& variant) {
  for (auto const& header : variant.headers)
    if (equals_ignoring_case(header.name, "Location")) return header.value;
  return {};
}

std::string refresh_page(std::string const& target) {
  auto escaped = escape_html(target);
  return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta "
         "charset=\"utf-8\">\n<title>Moved</title>\n"
         "<meta http-equiv=\"refresh\" content=\"0; url=" +
         escaped +
         "\">\n</head>\n"
         "<body><p>This page is at <a href=\"" +
         escaped + "\">" + escaped + "</a>.</p></body>\n</html>\n";
}

// The file for an address: "/" and "/x/" are index pages, and so is "/x" when "/x/..." exists as a
// directory.
std::string file_of(Address const& address, std::map<std::string, int> const& directories) {
  auto path = address.path;
  if (path == kNotFoundPath) path = "/404.html";
  if (path.ends_with('/'))
    path += "index.html";
  else if (directories.contains(path))
    path += "/index.html";
  return (address.host.empty() ? "" : "/_hosts/" + replace_all(address.host, ":", "_")) + path;
}

// "/x/index.html" and "de" give "/x/index.de.html".
std::string in_language(std::string const& path, std::string_view language) {
  auto dot = path.rfind('.');
  if (dot == std::string::npos || dot < path.rfind('/')) return path + "." + std::string(language);
  return path.substr(0, dot) + "." + std::string(language) + path.substr(dot);
}

class Exporting {
 public:
  Exporting(ShelfReader& reader, os::FileSystem& files, std::string const& directory)
      : reader_(reader), files_(files), directory_(directory) {}

  Status put(std::string const& path, std::string_view bytes) {
    auto whole = directory_ + path;
    CHECKED(files_.make_directory(os::parent_of(whole)));
    CHECKED(files_.write_new(whole, bytes));
    ++done.files;
    done.bytes += bytes.size();
    return {};
  }

  Status put_variant(std::string const& path, Variant const& variant) {
    for (auto encoding : kEncodings) {
      auto const& stored = variant.in(encoding);
      if (!stored) continue;
      auto suffix = encoding == Encoding::gzip ? ".gz" : encoding == Encoding::br ? ".br" : "";
      CHECKED(put(path + suffix, TRY(reader_.blob(*stored))->view()));
    }
    return {};
  }

  Status put_entry(Entry const& entry, std::map<std::string, int> const& directories) {
    auto const& main = entry.in_language(reader_.facts().default_language, "");
    auto path = file_of(entry.address, directories);
    if (main.kind == PageKind::redirect) {
      auto target = location_of(main);
      redirects_ += entry.address.path +
                    (entry.address.query.empty() ? "" : "?" + entry.address.query) + " " + target +
                    " " + std::to_string(main.status) + "\n";
      // A query cannot be a file, and a file that is also a directory cannot be a redirect page.
      if (!entry.address.query.empty()) return {};
      return put(path, refresh_page(target));
    }
    if (!entry.address.query.empty()) return {};
    for (auto const& variant : entry.variants)
      CHECKED(put_variant(&variant == &main ? path : in_language(path, variant.language), variant));
    return {};
  }

  Status finish() {
    if (redirects_.empty()) return {};
    return put("/_redirects", redirects_);
  }

  Exported done;

 private:
  ShelfReader& reader_;
  os::FileSystem& files_;
  std::string const& directory_;
  std::string redirects_;
};

}  // namespace

Result<Exported> export_tree(ShelfReader& reader, os::FileSystem& files,
                             std::string const& directory) {
  CHECKED(files.make_directory(directory));
  if (!TRY(files.list(directory)).empty())
    return fail(ErrorCode::conflict, directory + " is not empty");
  // In order of address, so that two exports of one site are made alike.
  std::map<Address, Entry> entries;
  std::map<std::string, int> directories;
  CHECKED(reader.walk([&](Entry const& entry) {
    entries.emplace(entry.address, entry);
    for (auto at = entry.address.path.find('/', 1); at != std::string::npos;
         at = entry.address.path.find('/', at + 1))
      ++directories[entry.address.path.substr(0, at)];
    return Walk::go_on;
  }));
  Exporting exporting(reader, files, directory);
  std::map<std::string, Address> taken;
  for (auto const& [address, entry] : entries) {
    // "/x" and "/x/" become one file; the first, "/x", is usually a redirect to the second, which
    // wins.
    auto path = file_of(address, directories);
    bool slash_twin = !address.path.ends_with('/') &&
                      entries.contains({address.host, address.path + "/", address.query});
    if (slash_twin || (address.query.empty() && !taken.emplace(path, address).second)) continue;
    CHECKED(exporting.put_entry(entry, directories));
  }
  CHECKED(exporting.finish());
  return exporting.done;
}

}  // namespace tocsin::shelf
