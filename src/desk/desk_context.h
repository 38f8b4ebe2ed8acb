// What the desk's pages work with: the World, the operator's settings, and two things only the process can give.
//
// Invariants: a value of references, made by `app` (or `sim`) and alive for the length of a request. Handlers are plain
//             functions of it and of the request: they run on a lane, and tests call them without a socket.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "handling/settings.h"
#include "http/cookies.h"
#include "ports/world.h"

namespace tocsin::desk {

struct DeskContext {
  ports::World& world;
  handling::Settings const& settings;
  // Names a job that should run at once ("outbox" after a commit that made effects). May be empty.
  std::function<void(std::string_view job)> wake;
  // From an access phrase as a person typed it to its 16 bytes; the error says which group is mistyped, if it can.
  Result<std::string> (*read_phrase)(std::string_view typed) = nullptr;
};

// A cookie is Secure wherever the site is; plain http is accepted on loopback only, and there browsers drop Secure ones.
http::CookieScheme cookie_scheme(std::string_view base_url);

// "https://desk.example.org:8443": scheme and authority of a base URL, as an Origin field spells it.
std::string origin_of(std::string_view base_url);

}  // namespace tocsin::desk
