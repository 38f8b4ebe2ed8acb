// I5: once. See checkers.h.
#include <algorithm>

#include "sim/checkers.h"
#include "sim/trial.h"

namespace tocsin::sim {
namespace {

// Where two messages part, as a few words of each.
std::string first_difference(std::string_view one, std::string_view other) {
  auto const parted = std::ranges::mismatch(one, other);
  auto const at = static_cast<std::size_t>(parted.in1 - one.begin());
  auto const from = at < 20 ? 0 : at - 20;
  return "'" + std::string(one.substr(from, 60)) + "' and '" + std::string(other.substr(from, 60)) + "'";
}

}  // namespace

void once_mail(Trial& trial, MailRecord const& mail) {
  for (auto const& before : trial.mails) {
    if (before.message.message_id == mail.message.message_id) {
      if (before.message != mail.message)
        trial.violate("I5", "a mail to " + mail.message.to + " came twice under one Message-ID with other bytes: " + first_difference(before.bytes, mail.bytes) + " in " +
                                mail.message.subject);
      continue;
    }
    // A notice of an advisory says its id and its revision: the same words under another Message-ID are a second notice.
    bool const notice = mail.message.to.starts_with("sub") && mail.message.subject.starts_with("[");
    bool const receipt = mail.message.to.starts_with("reporter") && mail.message.body.find("has arrived") != std::string::npos;
    if ((notice || receipt) && before.message.to == mail.message.to && before.message.subject == mail.message.subject &&
        before.message.body == mail.message.body)
      trial.violate("I5", mail.message.to + " got one notice under two Message-IDs");
  }
}

void once_reports(Trial& trial) {
  auto tx = trial.world->plain_store().read();
  auto rows = (*tx)->case_rows();
  if (!rows) return trial.violate("I9", "the cases cannot be listed");
  struct Count {
    int cases = 0;
    int reports = 0;
  };
  std::map<std::string, Count> found;
  for (auto const& row : *rows) {
    auto c = (*tx)->load_case(row.id);
    if (!c) {
      trial.violate("I9", "a case cannot be read: " + c.error().message);
      continue;
    }
    for (auto const& known : trial.model.cases) {
      int const here = static_cast<int>(std::ranges::count_if(c->reports, [&](domain::Report const& report) {
        return report.reproduction.find(known.secret_word) != std::string::npos;
      }));
      if (here == 0) continue;
      ++found[known.public_word].cases;
      found[known.public_word].reports += here;
    }
  }
  for (auto const& known : trial.model.cases) {
    auto const count = found[known.public_word];
    if (count.reports < static_cast<int>(known.phrases.size()))
      trial.violate("I3", "of " + std::to_string(known.phrases.size()) + " acknowledged submissions of one report " +
                              std::to_string(count.reports) + " are there");
    if (count.reports > known.attempted)
      trial.violate("I5", std::to_string(known.attempted) + " submissions of one report became " +
                              std::to_string(count.reports) + " reports");
    bool const within_a_day = known.last_submitted - known.first_submitted < std::chrono::hours{23};
    if (count.cases > 1 && within_a_day && !known.clock_was_wrong)
      trial.violate("I5", "equal reports within a day opened " + std::to_string(count.cases) + " cases");
  }
}

}  // namespace tocsin::sim
