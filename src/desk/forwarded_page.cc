// See forwarded_page.h.
#include "desk/forwarded_page.h"

#include "desk/reporter.h"
#include "site/page_frame.h"

namespace tocsin::desk {

using namespace markup;
using K = Key;

http::Response forwarded_page(Visit const& visit, std::string const& title, Html const& main, int status) {
  auto const& site = visit.settings().site;
  return http::html_response(status, site::html_document(site, site::Strings(visit.strings.language()),
                                                         {.title = title, .description = {}, .section = site::Section::none,
                                                          .canonical = {}, .alternates = {}, .indexing = site::Indexing::no},
                                                         main));
}

Html open_form(std::string const& path, Html const& inner) {
  return el("form", {cls("form"), attr("method", "post"), action(Url::local(path))}, inner);
}

http::Response forwarded_error(Visit const& visit, Error const& error) {
  auto const& t = visit.strings;
  auto const status = describe(error.code).http_status;
  // 404 says the same of everything.
  auto const sentence = status == 404 ? t(K::gone_text) : error.message;
  auto const typed = visit.form.first("text");
  auto main = fragment(el("h1", t(status == 404 ? K::gone_title : K::refused_title)), el("p", {cls("banner warn"), attr("role", "alert")}, sentence),
                       when(!typed.empty(), [&] {
                         return el("section", {cls("box")}, el("h2", t(K::typed_title)), el("p", t(K::nothing_lost)), el("pre", typed));
                       }),
                       when(visit.request.path.starts_with("/r"), [&] {
                         return el("p", el("a", {href(Url::local("/r"))}, t(K::phrase_enter)));
                       }));
  return forwarded_page(visit, t(status == 404 ? K::gone_title : K::refused_title), main, status);
}

}  // namespace tocsin::desk
