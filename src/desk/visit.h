// One request on its way through a handler: who asks, what they sent, and how the answer is written.
//
// Invariants: a handler sees a Visit only after its route's proof, origin, form token and access were checked
//             (routes.cc). `form` and `files` are empty for GET. `now` is read once.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "desk/desk_context.h"
#include "domain/actor.h"
#include "handling/casework.h"
#include "http/form.h"
#include "http/request.h"
#include "http/response.h"
#include "http/router.h"
#include "words/desk.h"

namespace tocsin::desk {

using Key = words::DeskKey;
using Strings = words::Strings<Key>;

struct Visit {
  DeskContext& desk;
  http::Request const& request;
  http::PathParameters parameters;
  domain::Actor actor;
  std::string secret;            // what the form tokens are bound to: the session or the reporter's cookie
  http::Form form;
  std::vector<handling::NewAttachment> files;
  Strings strings;
  Instant now;

  ports::World& world() const { return desk.world; }
  handling::Settings const& settings() const { return desk.settings; }
  std::string parameter(std::string_view name) const { return std::string(parameters[name]); }
  // A field of the form, cleaned of control characters and of the space around it.
  std::string field(std::string_view name) const;
  // The form as it was sent, so that a second sending is known (handling::SentForm). No key without a nonce in it.
  handling::SentForm sent_form() const;
  void wake(std::string_view job) const {
    if (desk.wake) desk.wake(job);
  }
};

using Answer = Result<http::Response>;

// Reads an urlencoded or multipart body into form and files.
Status read_body(http::Request const& request, http::Form& form, std::vector<handling::NewAttachment>& files,
                 http::FormLimits limits = {});

// The advisory editor: a row a branch, and long texts.
inline constexpr http::FormLimits kEditorLimits{.fields_max = 6'000, .bytes_max = 8 * http_form_bytes_max};

// 303 to a place of our own: after every act, so that reloading repeats nothing.
http::Response see_other(std::string path);

// A stranger's bytes to download: never rendered, never under the name they came with (site-map section 14).
http::Response attachment_response(std::string bytes, std::string_view file_id);

// "2026-03-05T14:00" or with a space, seconds and Z allowed: always UTC, and the form says so.
Result<Instant> parse_utc_field(std::string_view text);
// The value of an <input type="datetime-local">.
std::string utc_field(Instant at);

}  // namespace tocsin::desk
