// Look-up, negotiation, conditions, and the cache of prepared answers.
#include "front/shelf_server.h"

#include "http/conditional.h"
#include "markup/answer_template.h"

namespace tocsin::front {

namespace {

using http::Response;

constexpr char kRetrySeconds[] = "30";

http::SecuritySet security_of(PageKind kind) {
  return kind == PageKind::data ? http::SecuritySet::public_data : http::SecuritySet::public_html;
}

// Host names with addresses of their own; all others are one.
std::string_view own_host(shelf::Root const& root, http::Request const& request) {
  if (root.hosts.empty()) return {};
  auto found = root.hosts.find(std::string(request.host_name()));
  return found == root.hosts.end() ? std::string_view{} : std::string_view(found->first);
}

Status add(Response& response, std::string_view name, std::string value) {
  response.with(TRY(http::HeaderName::make(name)), TRY(http::HeaderValue::make(std::move(value))));
  return {};
}

bool has_compressed(shelf::Variant const& variant) {
  return variant.in(shelf::Encoding::gzip) || variant.in(shelf::Encoding::br);
}

// What a full answer and its 304 both say.
Status add_shared_headers(Response& response, shelf::Entry const& entry, shelf::Variant const& variant,
                          std::string const& etag) {
  std::string vary;
  for (auto const& each : entry.variants)
    if (has_compressed(each)) vary = "Accept-Encoding";
  if (entry.variants.size() > 1) vary += vary.empty() ? "Accept-Language" : ", Accept-Language";
  if (!vary.empty()) CHECKED(add(response, "Vary", vary));
  bool cache_control = false;
  for (auto const& header : variant.headers) {
    cache_control |= header.name == "Cache-Control";
    CHECKED(add(response, header.name, header.value));
  }
  // Asking again costs a 304; an advisory that somebody did not see for an hour costs more.
  if (!cache_control) response.with("Cache-Control", "no-cache");
  if (etag.empty()) return {};
  CHECKED(add(response, "ETag", etag));
  return add(response, "Last-Modified", to_http_date(variant.last_modified));
}

}  // namespace

ShelfServer::ShelfServer(os::FileSystem& files, std::string directory, http::Hsts hsts,
                         std::function<void(std::string_view)> on_trouble)
    : files_(files),
      directory_(std::move(directory)),
      security_(hsts),
      on_trouble_(std::move(on_trouble)),
      cache_(prepared_bytes_max) {
  look_again();
}

void ShelfServer::report(Error const& error) {
  if (on_trouble_) on_trouble_(error.message + (error.cause.empty() ? "" : " (" + error.cause + ")"));
}

void ShelfServer::look_again() {
  if (!reader_) {
    auto opened = shelf::ShelfReader::open(files_, directory_);
    if (opened) reader_.emplace(std::move(*opened));
    else if (opened.error().code != ErrorCode::not_found) report(opened.error());
  } else {
    auto refreshed = reader_->refresh();
    if (!refreshed) return report(refreshed.error());
    if (*refreshed == shelf::ShelfReader::Refreshed::same) return;
  }
  cache_.clear();
  not_found_.reset();
  if (reader_ && reader_->not_found()) {
    not_found_.emplace();
    not_found_->entry = reader_->not_found();
    not_found_->variants.resize(not_found_->entry->variants.size());
  }
}

ShelfServer::Prepared* ShelfServer::keep(std::string key, shelf::EntryRef entry) {
  Prepared prepared;
  prepared.variants.resize(entry->variants.size());
  prepared.entry = std::move(entry);
  return cache_.put(std::move(key), std::move(prepared), 512);
}

// Null when there is nothing at this address.
Result<ShelfServer::Prepared*> ShelfServer::find(http::Request const& request) {
  auto host = own_host(reader_->root(), request);
  if (host.empty() && request.query.empty()) {
    if (auto* hit = cache_.find(request.path)) return hit;
    auto entry = TRY(reader_->find({}, request.path, {}));
    return entry ? keep(request.path, std::move(entry)) : nullptr;
  }
  auto entry = TRY(reader_->find(host, request.path, request.query));
  if (!entry) return nullptr;
  // By its own address, so that unknown queries share one place. A path begins with '/', so keys cannot meet.
  auto const& address = entry->address;
  if (address.host.empty() && address.query.empty()) {
    if (auto* hit = cache_.find(address.path)) return hit;
    return keep(address.path, entry);
  }
  auto key = "\n" + address.host + "\n" + address.path + "\n" + address.query;
  if (auto* hit = cache_.find(key)) return hit;
  return keep(std::move(key), entry);
}

ShelfServer::Choice ShelfServer::choose(shelf::Entry const& entry, http::Request const& request) const {
  Choice choice{0, shelf::Encoding::identity};
  if (entry.variants.size() > 1) {
    // The default language first, so that it wins when the reader named none we have.
    std::vector<std::string_view> languages = {entry.in_language(reader_->facts().default_language, {}).language};
    for (auto const& variant : entry.variants)
      if (variant.language != languages.front()) languages.push_back(variant.language);
    auto wanted = http::ranked_languages(request.fields.value_or_empty("accept-language"), languages).front();
    while (entry.variants[choice.variant].language != wanted) ++choice.variant;
  }
  auto const& variant = entry.variants[choice.variant];
  if (!has_compressed(variant)) return choice;
  auto accepted = http::accepted_encodings(request.fields.value_or_empty("accept-encoding"));
  if (accepted.brotli && variant.in(shelf::Encoding::br)) choice.encoding = shelf::Encoding::br;
  else if (accepted.gzip && variant.in(shelf::Encoding::gzip)) choice.encoding = shelf::Encoding::gzip;
  return choice;
}

Result<ShelfServer::Representation*> ShelfServer::represent(Prepared& prepared, Choice choice) {
  auto& slot = prepared.variants[choice.variant][static_cast<std::size_t>(choice.encoding)];
  if (slot) return &*slot;
  auto const& variant = prepared.entry->variants[choice.variant];
  Representation made;
  // Only what can be asked for again has a validator: not the answer for unknown addresses, not a redirect.
  if (variant.status == 200) made.etag = shelf::etag_of(variant, choice.encoding);

  auto blob = TRY(reader_->blob(*variant.in(choice.encoding)));
  Response full;
  full.status = variant.status;
  full.security = security_of(variant.kind);
  if (variant.kind != PageKind::redirect) {
    CHECKED(add(full, "Content-Type", variant.content_type));
    if (!variant.language.empty()) CHECKED(add(full, "Content-Language", variant.language));
    if (choice.encoding != shelf::Encoding::identity)
      CHECKED(add(full, "Content-Encoding", std::string(shelf::word_of(choice.encoding))));
  }
  CHECKED(add_shared_headers(full, *prepared.entry, variant, made.etag));
  full.shared_bytes = blob->view();
  full.shared_owner = blob;

  Response not_modified;
  not_modified.status = 304;
  not_modified.security = full.security;
  CHECKED(add_shared_headers(not_modified, *prepared.entry, variant, made.etag));
  made.not_modified.prepared = http::prepare(not_modified, security_);

  std::size_t cost = 4096;
  if (blob->view().size() <= prepared_body_bytes_max) {
    made.full.prepared = http::prepare(full, security_);
    cost += blob->view().size();
  } else {
    made.full = std::move(full);
  }
  cache_.charge(cost);
  slot = std::move(made);
  return &*slot;
}

Response ShelfServer::respond(Prepared& prepared, http::Request const& request) {
  auto made = represent(prepared, choose(*prepared.entry, request));
  if (!made) {
    report(made.error());
    return trouble_page(500, request);
  }
  auto const& representation = **made;
  if (!representation.etag.empty()) {
    auto none_match = request.fields.find("if-none-match");
    auto since = none_match ? std::nullopt : request.fields.find("if-modified-since");
    if (none_match || since) {
      auto const& variant = prepared.entry->variants[choose(*prepared.entry, request).variant];
      if (http::not_modified(none_match, since, {representation.etag, variant.last_modified}))
        return representation.not_modified;
    }
  }
  return representation.full;
}

Response ShelfServer::answer(http::Request const& request) {
  if (!reader_) return trouble_page(503, request);
  auto found = find(request);
  if (!found) {
    report(found.error());
    return trouble_page(500, request);
  }
  // The page for unknown addresses has an address too; asked for by name it is as unknown as any other.
  if (!*found || (*found)->entry->variants.front().status == 404) return not_found(request);
  return respond(**found, request);
}

Response ShelfServer::not_found(http::Request const& request) {
  if (not_found_) return respond(*not_found_, request);
  auto response = http::text_response(404, "There is nothing at this address.\n");
  response.security = http::SecuritySet::public_html;
  return response;
}

bool ShelfServer::has(std::string_view path) {
  if (!reader_) return false;
  auto entry = reader_->find_exactly({.host = "", .path = std::string(path), .query = ""});
  return entry && *entry;
}

bool ShelfServer::has_template(std::string_view path) {
  if (!reader_) return false;
  auto entry = reader_->find_exactly({.host = std::string(markup::kAnswerHost), .path = std::string(path), .query = ""});
  return entry && *entry;
}

Result<std::string> ShelfServer::template_bytes(std::string_view path, http::Request const& request, std::string& language) {
  if (!reader_) return fail(ErrorCode::unavailable, "The published site is not there yet.");
  auto entry = TRY(reader_->find_exactly({.host = std::string(markup::kAnswerHost), .path = std::string(path), .query = ""}));
  if (!entry) return fail(ErrorCode::not_found, "The site has no such template.", std::string(path));
  auto const& variant = entry->variants[choose(*entry, request).variant];
  language = variant.language;
  return std::string(TRY(reader_->blob(variant.identity()))->view());
}

std::optional<Response> ShelfServer::fill(std::string_view path, Slots const& slots, int status, http::Request const& request) {
  std::string language;
  auto bytes = template_bytes(path, request, language);
  if (!bytes) {
    if (bytes.error().code == ErrorCode::corrupt) report(bytes.error());
    return std::nullopt;
  }
  auto response = http::html_response(status, markup::fill_answer(*bytes, slots), http::SecuritySet::private_page);
  if (!language.empty()) {
    auto value = http::HeaderValue::make(language);
    if (value) response.with("Content-Language", std::move(*value));
  }
  return response;
}

Response ShelfServer::trouble_page(int status, http::Request const& request, std::string const& what) {
  auto path = "/" + std::to_string(status);
  auto filled = fill(path, {{std::string(markup::kSlotWhat), what}}, status, request);
  auto response = filled ? std::move(*filled)
                         : http::text_response(status, what.empty() ? std::string(http::reason_phrase(status)) + "\n" : what + "\n");
  if (status == 503) response.with("Retry-After", kRetrySeconds);
  return response;
}

std::string ShelfServer::answer_data(std::string_view path) {
  std::string language;
  auto bytes = template_bytes(path, {}, language);
  return bytes ? std::move(*bytes) : std::string();
}

}  // namespace tocsin::front
