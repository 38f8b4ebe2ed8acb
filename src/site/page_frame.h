// The frame around every page: head, skip link, bar, navigation, content, footer. One function
// makes all of them.
//
// Spec:       WCAG 2.2 AA (2.4.1 skip link, 3.2.6 consistent help, 1.3.1 landmarks); site-map
//             section 3, last paragraph.
// Invariants: no script, no inline style, no request to another host. The contact and report links
//             stand in the same place on every page. Public pages of the desk (/r, /s, /u) use the
//             same frame.
// Threads:    pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/page.h"
#include "markup/html.h"
#include "site/site_content.h"
#include "words/pages.h"

namespace tocsin::site {

using Key = words::PageKey;
using Strings = words::Strings<Key>;

// Which entry of the navigation is the current one.
enum class Section { none, products, advisories, policies, report, subscribe, credits };

// <link rel="alternate"> in the head.
struct Alternate {
  std::string type;
  std::string href;
  std::string title;
};

enum class Indexing { yes, no };

struct PageHead {
  std::string title;  // plain; the site's name is added
  std::string description;
  Section section = Section::none;
  std::string canonical;  // path, or empty
  std::vector<Alternate> alternates;
  Indexing indexing = Indexing::yes;
};

// The complete document around `main` (the content of <main>).
std::string html_document(Site const& site, Strings const& strings, PageHead const& head,
                          markup::Html const& main);

// A public HTML page with it.
Page html_page(Site const& site, Strings const& strings, std::string path, PageHead const& head,
               markup::Html const& main, Instant last_modified);
// Data: JSON, Markdown, text, XML.
Page data_page(std::string path, std::string_view content_type, std::string body,
               Instant last_modified);
Page redirect_page(std::string path, std::string query, int status, std::string location);

// The stylesheet of public site and console: content-addressed, so it may be kept for ever.
std::string const& stylesheet();
std::string const& stylesheet_path();  // "/assets/tocsin-1a2b3c4d5e6f.css"
Page stylesheet_page();
Page icon_page();

}  // namespace tocsin::site
