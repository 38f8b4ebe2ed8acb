// See sim_net.h.
#include "sim/sim_net.h"

namespace tocsin::sim {
namespace {

// Sent in one piece to whoever reads the wire.
std::string wire_bytes(ports::MailMessage const& message) {
  std::string out = "Message-ID: <" + message.message_id + ">\nTo: " + message.to + "\nSubject: " + message.subject +
                    "\nDate: " + to_rfc5322_date(message.date) + "\n";
  for (auto const& header : message.headers) out += header.name + ": " + header.value + "\n";
  return out + "\n" + message.body;
}

}  // namespace

void SimMail::accept(ports::MailMessage const& message) { accepted_({message, now_(), wire_bytes(message)}); }

void SimMail::flush() {
  for (auto const& message : unsent_) accept(message);
  unsent_.clear();
}

Status SimMail::send(ports::MailMessage const& asked) {
  CHECKED(gate_.pass("mail.send"));
  flush();
  auto message = asked;
  ++attempts_;
  if (bug_ == Bug::new_message_id_on_retry) message.message_id = std::to_string(attempts_) + "." + message.message_id;
  if (bug_ == Bug::content_in_staff_mail && message.to.starts_with("staff")) message.subject += " " + some_title_();
  auto const luck = static_cast<int>(random_.below(100));
  int below = trouble.refused;
  auto refuse = [&](ErrorCode code, char const* why) {
    gate_.count_fault();
    return fail(code, why);
  };
  if (luck < below) return refuse(ErrorCode::unavailable, "the relay does not answer");
  if (luck < (below += trouble.put_off)) return refuse(ErrorCode::unavailable, "the relay says: later (451)");
  if (luck < (below += trouble.rejected) || message.to == trouble.dead_address)
    return refuse(ErrorCode::invalid_input, "the relay refuses the address (550)");
  if (bug_ == Bug::delivered_before_sent) {
    unsent_.push_back(message);
    gate_.open(Window::sent);
    return gate_.pass("mail.sent");
  }
  accept(message);
  gate_.open(Window::sent);
  if (luck < below + trouble.dropped_at_end) return refuse(ErrorCode::timed_out, "the connection was lost after the final dot");
  return gate_.pass("mail.sent");
}

Result<ports::Fetched> SimFetch::post(std::string const& url, std::vector<Header> const& headers, std::string const& body) {
  CHECKED(gate_.pass("fetch.post"));
  std::string seen = url + "\n" + body;
  for (auto const& header : headers) seen += "\n" + header.name + ": " + header.value;
  called_(seen);
  if (random_.chance(failing_percent)) {
    if (random_.chance(50)) return fail(ErrorCode::timed_out, "the webhook's host does not answer");
    return ports::Fetched{503, ""};
  }
  return ports::Fetched{200, ""};
}

void SimLog::write(ports::LogLevel, std::string_view event, std::vector<std::pair<std::string, std::string>> const& fields) {
  std::string line(event);
  for (auto const& [name, value] : fields) line += " " + name + "=" + value;
  line_(line);
}

}  // namespace tocsin::sim
