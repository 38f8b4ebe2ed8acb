// The frame of the pages that the public server forwards: the public frame around a main part of ours.
//
// Invariants: private answers (no-store, noindex). They look like the published site and name no console.
#pragma once

#include "desk/visit.h"
#include "markup/html.h"

namespace tocsin::desk {

http::Response forwarded_page(Visit const& visit, std::string const& title, markup::Html const& main, int status = 200);
// A form of an address that holds its own token, or of one that needs none. Others: form_to (console.h).
markup::Html open_form(std::string const& path, markup::Html const& inner);

}  // namespace tocsin::desk
