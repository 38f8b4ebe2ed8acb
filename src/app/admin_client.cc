// See admin_client.h.
#include "app/admin_client.h"

#include "app/desk_house.h"
#include "base/json.h"
#include "http/client.h"
#include "os/files.h"
#include "os/unix_socket.h"

namespace tocsin::app {
namespace {

ErrorCode code_of(std::string_view word) {
  for (auto const& row : kErrorMap)
    if (row.word == word) return row.code;
  return ErrorCode::corrupt;
}

Result<std::string> over_the_socket(Config const& config, cli::Invocation const& invocation) {
  os::RealFiles files(os::FatalIo::report);
  auto const token = TRY(files.read(config.admin_token(), 4096));
  auto client = TRY(http::Client::connect_unix(config.admin_socket(), {.wait_max = std::chrono::minutes{10}}));
  auto const answer = TRY(client.send({.method = "POST", .target = "/", .fields = {{"Authorization", admin_authorization(token)}}, .body = cli::to_wire(invocation)}));
  if (answer.status == 403)
    return fail(ErrorCode::forbidden, "the desk takes commands from its own user only, with the token in " + config.admin_token());
  if (answer.status != 200) return fail(ErrorCode::unavailable, "the desk answered " + std::to_string(answer.status));
  auto const value = TRY(parse_json(answer.body));
  if (auto const* ok = member(value, "ok"); ok && ok->is_string()) return std::string(ok->get_string());
  return fail(code_of(string_at(value, "code")), std::string(string_at(value, "message")));
}

Result<std::string> under_the_lock(Config const& config, cli::Invocation const& invocation) {
  CHECKED(make_directories(config));
  auto lock = TRY(os::LockFile::take(config.data + "/lock"));
  auto house = TRY(DeskHouse::open(config));
  auto world = house->world();
  auto const files = house->operator_files();
  jobs::JobState state;
  state.site_digest = files->digest;
  CHECKED(jobs::start_jobs(world, files->settings, state));
  cli::Desk desk{world, files->settings, state};
  auto answer = cli::run(desk, invocation);
  // What the command decided is made public before the lock is given back.
  jobs::Timetable timetable;
  timetable.run_due(world, files->settings, state);
  return answer;
}

}  // namespace

std::string admin_authorization(std::string const& token) { return "Bearer " + token; }

Result<std::string> run_on_desk(Config const& config, cli::Invocation const& invocation) {
  if (os::connect_unix(config.admin_socket())) return over_the_socket(config, invocation);
  return under_the_lock(config, invocation);
}

}  // namespace tocsin::app
