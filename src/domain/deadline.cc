// See deadline.h. Facts become rounds (one for each start), a round becomes a deadline.
#include "domain/deadline.h"

#include <algorithm>

#include "domain/day_count.h"
#include "domain/derivation_text.h"
#include "domain/words.h"

namespace tocsin::domain {
namespace {

// One run of a clock: from its start until it stops, ends or starts anew.
struct Round {
  ClockFact start;
  std::optional<Instant> next;   // when it was started anew
  std::optional<Instant> ended;  // when the matter was over
};

struct Stop {
  std::optional<Instant> at;
  std::string by;
  std::vector<ClockEvent> open;  // what is still missing
};

bool holds(std::vector<ClockEvent> const& events, ClockEvent event) {
  return std::ranges::find(events, event) != events.end();
}

// I8: a staff fact counts only with the name of a person, and an automatic one only where the rules
// say "anyone".
bool may_stop(Clock const& clock, ClockFact const& fact) {
  switch (clock.stopped_by) {
    case StoppedBy::staff:
      return fact.by == ActorKind::staff && !fact.who.empty();
    case StoppedBy::reporter:
      return fact.by == ActorKind::reporter;
    case StoppedBy::other_party:
      return fact.by == ActorKind::other_party;
    case StoppedBy::anyone:
      return true;
  }
  return false;
}

bool may_restart(ClockFact const& fact) {
  return fact.by != ActorKind::automatic && (fact.by != ActorKind::staff || !fact.who.empty());
}

std::vector<ClockFact> known_by(ClockFacts const& facts, Instant now) {
  std::vector<ClockFact> out;
  for (auto const& fact : facts.facts)
    if (fact.at <= now) out.push_back(fact);
  std::ranges::stable_sort(out, {}, &ClockFact::at);
  return out;
}

std::vector<Round> rounds_of(Clock const& clock, std::vector<ClockFact> const& facts) {
  std::vector<Round> out;
  for (auto const& fact : facts) {
    auto const running = !out.empty() && !out.back().ended;
    if (!running) {
      if (holds(clock.starts, fact.event)) out.push_back({fact, {}, {}});
    } else if (holds(clock.restarts, fact.event) && may_restart(fact)) {
      out.back().next = fact.at;
      out.push_back({fact, {}, {}});
    } else if (holds(clock.ends, fact.event)) {
      out.back().ended = fact.at;
    }
  }
  return out;
}

Stop stop_of(Clock const& clock, Round const& round, std::vector<ClockFact> const& facts) {
  Stop out;
  for (auto event : clock.stops) {
    auto const found = std::ranges::find_if(facts, [&](ClockFact const& fact) {
      return fact.event == event && fact.at >= round.start.at &&
             (!round.next || fact.at <= *round.next) && (!round.ended || fact.at <= *round.ended) &&
             may_stop(clock, fact);
    });
    if (found == facts.end()) {
      out.open.push_back(event);
      continue;
    }
    auto const better =
        !out.at || (clock.stops_when == StopsWhen::all ? found->at > *out.at : found->at < *out.at);
    if (better) {
      out.at = found->at;
      out.by = found->who;
    }
  }
  if (clock.stops_when == StopsWhen::all && !out.open.empty()) out.at.reset();
  if (out.at) out.open.clear();
  if (!out.at) out.by.clear();
  return out;
}

// The pauses of this round that its clock allows, clipped to [start, end], oldest first. `end` is
// the stop, or now.
std::vector<AppliedPause> pauses_of(Clock const& clock, ClockFacts const& facts, Instant start,
                                    Instant end) {
  std::vector<AppliedPause> out;
  for (auto const& pause : facts.pauses) {
    if (!pause.clock.empty() && pause.clock != clock.name) continue;
    if (std::ranges::find(clock.pause_reasons, pause.reason) == clock.pause_reasons.end()) continue;
    if (pause.from > end) continue;
    // A planned end in the future counts as it is planned; a pause without one is looked at as if
    // resumed now.
    auto to = pause.until.value_or(end);
    if (pause.resumed && *pause.resumed <= end)
      to = std::min(pause.until.value_or(*pause.resumed), *pause.resumed);
    to = std::max(to, pause.from);
    if (to < start) continue;
    auto const over =
        (pause.resumed && *pause.resumed <= end) || (pause.until && *pause.until <= end);
    out.push_back({.from = std::max(pause.from, start),
                   .to = to,
                   .running = !over,
                   .reason = pause.reason,
                   .by = pause.by});
  }
  std::ranges::stable_sort(out, {}, &AppliedPause::from);
  return out;
}

std::vector<StandStill> joined(std::vector<AppliedPause> const& pauses) {
  std::vector<StandStill> out;
  for (auto const& pause : pauses) {
    if (!out.empty() && pause.from <= out.back().to)
      out.back().to = std::max(out.back().to, pause.to);
    else
      out.push_back({pause.from, pause.to});
  }
  return out;
}

RecordedPromise const* recorded(ClockFacts const& facts, Clock const& clock, Instant start) {
  for (auto const& promise : facts.promises)
    if (promise.clock == clock.name && promise.start == start) return &promise;
  return nullptr;
}

// What was promised stands. Where today's calendar or zone would say something else, the difference
// becomes a note for a person to decide on, and pauses move the promise by as much as they move
// today's reckoning.
// `gone` says which calendar or zone is not there any more, if one is not.
void keep_promise(RecordedPromise const& promise, Instant reckoned_without_pauses,
                  std::string_view gone, Deadline& out) {
  auto& derivation = out.derivation;
  if (!gone.empty()) {
    // The stand-in of of_clock counted every day, which nobody promised.
    derivation.notes.push_back("promised with calendar " + promise.calendar + " " +
                               promise.calendar_version + " and tz database " +
                               promise.tzdb_version + "; " + std::string(gone) +
                               "; the promise stands until a person decides otherwise");
    out.due = promise.due + (*out.due - reckoned_without_pauses);
    derivation.local_due = promise.local_due;
    derivation.calendar_version = promise.calendar_version;
    derivation.zone = promise.zone;
    derivation.tzdb_version = promise.tzdb_version;
    derivation.skipped.clear();
    return;
  }
  if (promise.due == reckoned_without_pauses) return;
  auto const today = "calendar " + derivation.calendar + " " + derivation.calendar_version +
                     " with tz database " + derivation.tzdb_version;
  derivation.notes.push_back("promised with calendar " + promise.calendar + " " +
                             promise.calendar_version + " and tz database " + promise.tzdb_version +
                             "; " + today + " would say " + to_rfc3339(reckoned_without_pauses) +
                             "; the promise stands until a person decides otherwise");
  out.due = promise.due + (*out.due - reckoned_without_pauses);
  derivation.local_due = promise.local_due;
}

std::string key_of(Clock const& clock, Instant start) {
  return clock.name + "@" + std::to_string(start.epoch_ms);
}

MissedPromise missed_promise(Deadline const& deadline) {
  return {deadline.key + "/" + std::to_string(deadline.due->epoch_ms), *deadline.due};
}

void apply_extensions(Clock const& clock, ClockFacts const& facts, Round const& round, Instant now,
                      Zone const& zone, Deadline& out) {
  auto const own_due = *out.due;
  for (auto const& extension : facts.extensions) {
    if (extension.clock != clock.name || extension.at > now || extension.at < round.start.at)
      continue;
    if (round.next && extension.at >= *round.next) continue;
    auto const date = to_rfc3339(extension.until);
    if (!clock.extendable) {
      out.derivation.notes.push_back("an extension to " + date +
                                     " does not count: this clock cannot be extended");
    } else if ((extension.until > own_due && extension.reason.empty()) || extension.by.empty() ||
               extension.agreed_by.empty()) {
      out.derivation.notes.push_back(
          "an extension to " + date +
          " does not count: it needs a written reason, a name and the other side's consent");
    } else {
      out.derivation.extensions.push_back(extension);
    }
  }
  auto& agreed = out.derivation.extensions;
  std::ranges::stable_sort(agreed, {}, &Extension::at);
  if (agreed.empty()) return;
  // A new date agreed after the old one had passed does not undo that it was missed.
  for (auto const& extension : agreed) {
    if (extension.at > *out.due && !(out.stopped && *out.stopped <= *out.due))
      out.missed.push_back(missed_promise(out));
    out.due = extension.until;
  }
  out.derivation.local_due = to_local(zone, *out.due);
  out.derivation.fit = LocalFit::unique;
}

Deadline blank(Clock const& clock) {
  Deadline out;
  out.clock = clock.name;
  out.title = clock.title;
  out.bound = clock.bound;
  out.open_stops = clock.stops;
  out.derivation.start_event =
      clock.starts.empty() ? ClockEvent::report_received : clock.starts.front();
  out.derivation.amount = clock.amount;
  out.derivation.unit = clock.unit;
  out.derivation.count_from = clock.count_from;
  out.derivation.due_at = clock.due_at;
  out.derivation.calendar = clock.calendar;
  out.derivation.source = clock.source;
  return out;
}

DeadlineState state_of(Clock const& clock, Deadline const& deadline, Round const& round,
                       bool paused, Instant now) {
  if (deadline.stopped)
    return *deadline.stopped <= *deadline.due ? DeadlineState::met : DeadlineState::met_late;
  if (round.ended) return DeadlineState::ended;
  if (paused) return DeadlineState::paused;
  if (now > *deadline.due) return DeadlineState::missed;
  auto const soon = clock.warn_before.count() > 0 && now >= *deadline.due - clock.warn_before;
  return soon ? DeadlineState::due_soon : DeadlineState::running;
}

// Missed: the due instant passed while the clock ran, whatever happened to it afterwards.
bool was_missed(Deadline const& deadline, Round const& round, bool paused, Instant now) {
  auto until = now;
  if (round.next) until = std::min(until, *round.next);
  if (round.ended) until = std::min(until, *round.ended);
  if (deadline.stopped) until = std::min(until, *deadline.stopped);
  return !(paused && !deadline.stopped) && until > *deadline.due;
}

class AlarmList {
 public:
  explicit AlarmList(Deadline const& deadline)
      : key_(deadline.key + "/"),
        due_("/" + std::to_string(deadline.due->epoch_ms)),
        start_(*deadline.start) {}
  void add(AlarmKind kind, int step, Instant at, std::vector<Audience> const& to) {
    if (at < start_) return;
    out_.push_back({key_ + std::string(word_of(kind)) + "/" + std::to_string(step) + due_, kind, at,
                    step, to});
  }
  std::vector<Alarm> sorted() && {
    std::ranges::stable_sort(out_, {}, &Alarm::at);
    return std::move(out_);
  }

 private:
  std::string key_;
  std::string due_;
  Instant start_;
  std::vector<Alarm> out_;
};

std::vector<Alarm> alarms_of(Clock const& clock, Rules const& rules, Deadline const& deadline) {
  AlarmList out(deadline);
  auto const due = *deadline.due;
  auto const& soon = rules.chain(Occasion::clock_due_soon);
  auto const& late = clock.escalate.empty() ? rules.chain(Occasion::clock_missed) : clock.escalate;
  if (clock.warn_before.count() > 0) {
    // A warning longer than the whole clock rings when the clock starts.
    auto const warn_at = std::max(*deadline.start, due - clock.warn_before);
    for (std::size_t i = 0; i < soon.size(); ++i)
      if (warn_at + soon[i].after < due)
        out.add(AlarmKind::warning, static_cast<int>(i), warn_at + soon[i].after, soon[i].to);
  }
  if (!soon.empty())
    for (std::size_t i = 0; i < clock.reminders.size(); ++i)
      if (clock.reminders[i] != clock.warn_before)
        out.add(AlarmKind::reminder, static_cast<int>(i), due - clock.reminders[i],
                soon.front().to);
  // Due at T is in time until T; one millisecond later it is missed.
  for (std::size_t i = 0; i < late.size(); ++i)
    out.add(i == 0 ? AlarmKind::missed : AlarmKind::escalation, static_cast<int>(i),
            due + late[i].after + Duration{1}, late[i].to);
  return std::move(out).sorted();
}

// Everything a round needs that is the same for all rounds of a clock.
struct Bench {
  Clock const& clock;
  ClockFacts const& facts;
  Rules const& rules;
  Calendar const& calendar;
  Zone const& zone;
  std::vector<ClockFact> const& known;
  Instant now;
  std::string gone = {};  // why `calendar` and `zone` are stand-ins
};

Deadline of_round(Bench const& bench, Round const& round) {
  auto const& clock = bench.clock;
  auto out = blank(clock);
  auto& derivation = out.derivation;
  derivation.start_event = round.start.event;
  out.start = round.start.at;
  derivation.start = out.start;
  derivation.calendar_version = bench.calendar.version;
  derivation.zone = bench.zone.name;
  derivation.tzdb_version = bench.zone.tzdb_version;
  out.key = key_of(clock, round.start.at);

  auto const stop = stop_of(clock, round, bench.known);
  out.stopped = stop.at;
  out.stopped_by = stop.by;
  out.open_stops = stop.open;

  auto const end = std::min({stop.at.value_or(bench.now), round.ended.value_or(bench.now),
                             round.next.value_or(bench.now)});
  auto const pauses = pauses_of(clock, bench.facts, round.start.at, end);
  auto const stand_stills = joined(pauses);
  AskedDays asked(bench.calendar);
  auto const plain = count_due(clock, asked, bench.zone, round.start.at, {});
  auto const counted =
      stand_stills.empty() ? plain : count_due(clock, asked, bench.zone, round.start.at, stand_stills);
  if (!plain || !counted) {
    out.state = DeadlineState::undetermined;
    derivation.notes.push_back((!plain ? plain : counted).error().message);
    return out;
  }
  out.due = counted->due.at;
  derivation.skipped = counted->due.skipped;
  derivation.local_due = counted->due.local;
  derivation.fit = counted->due.fit;
  auto const used_until = counted->stand_stills_used == 0
                              ? std::optional<Instant>{}
                              : std::optional(stand_stills[counted->stand_stills_used - 1].to);
  for (auto const& pause : pauses)
    if (used_until && pause.from <= *used_until) derivation.pauses.push_back(pause);
  if (clock.unit == ClockUnit::months &&
      derivation.local_due->date.day != to_local(bench.zone, *out.start).date.day)
    derivation.notes.push_back("the month has no such day: clamped to its last day");
  if (auto const* promise = recorded(bench.facts, clock, round.start.at))
    keep_promise(*promise, plain->due.at, bench.gone, out);
  apply_extensions(clock, bench.facts, round, bench.now, bench.zone, out);

  // An agreed date is absolute, so nothing stands still towards it.
  auto const paused = derivation.extensions.empty() &&
                      std::ranges::any_of(derivation.pauses, &AppliedPause::running);
  out.state = state_of(clock, out, round, paused, bench.now);
  if (was_missed(out, round, paused, bench.now)) out.missed.push_back(missed_promise(out));
  auto const rings = out.state == DeadlineState::running || out.state == DeadlineState::due_soon ||
                     out.state == DeadlineState::missed;
  if (rings) out.alarms = alarms_of(clock, bench.rules, out);
  return out;
}

// Without the sentence, which needs the zone.
struct Reckoned {
  Deadline deadline;
  Zone const& zone;
};

Reckoned of_clock(Clock const& clock, ClockFacts const& facts, Rules const& rules,
                  CalendarBook const& book, Instant now) {
  auto out = blank(clock);
  auto const* calendar = book.calendar(clock.calendar);
  auto const* zone = calendar ? book.zone(calendar->zone) : nullptr;
  auto const known = known_by(facts, now);
  auto const rounds = rounds_of(clock, known);
  std::string gone;
  if (!zone) {
    gone = calendar ? "there is no time zone '" + calendar->zone + "'"
                    : "there is no calendar '" + clock.calendar + "'";
    // Whoever takes a calendar away while a clock runs does not take the promise with it.
    if (rounds.empty() || !recorded(facts, clock, rounds.back().start.at)) {
      out.state = DeadlineState::undetermined;
      out.derivation.notes.push_back(gone);
      return {std::move(out), utc_zone()};
    }
    calendar = &every_day_calendar();
    zone = &utc_zone();
  }
  Bench const bench{clock, facts, rules, *calendar, *zone, known, now, gone};
  if (rounds.empty()) {
    out.derivation.calendar_version = calendar->version;
    out.derivation.zone = zone->name;
    return {std::move(out), *zone};
  }
  out = of_round(bench, rounds.back());
  // Earlier rounds are over, but a promise broken in one of them stays broken.
  std::vector<MissedPromise> missed;
  for (auto round = rounds.begin(); round + 1 != rounds.end(); ++round) {
    auto const earlier = of_round(bench, *round);
    missed.insert(missed.end(), earlier.missed.begin(), earlier.missed.end());
  }
  out.missed.insert(out.missed.begin(), missed.begin(), missed.end());
  return {std::move(out), *zone};
}

}  // namespace

std::vector<Deadline> deadlines(ClockFacts const& facts, Rules const& rules,
                                CalendarBook const& book, Instant now, Wording wording) {
  std::vector<Deadline> out;
  for (auto const& clock : rules.clocks) {
    auto reckoned = of_clock(clock, facts, rules, book, now);
    if (wording == Wording::full) reckoned.deadline.sentence = sentence_of(reckoned.deadline, reckoned.zone);
    out.push_back(std::move(reckoned.deadline));
  }
  return out;
}

std::optional<RecordedPromise> promise_of(Deadline const& deadline) {
  auto const& derivation = deadline.derivation;
  // A promise is what was said at the start; a paused or extended deadline is not that any more.
  if (!deadline.start || !deadline.due || !derivation.local_due) return std::nullopt;
  if (!derivation.pauses.empty() || !derivation.extensions.empty()) return std::nullopt;
  return RecordedPromise{.clock = deadline.clock,
                         .start = *deadline.start,
                         .due = *deadline.due,
                         .local_due = *derivation.local_due,
                         .zone = derivation.zone,
                         .tzdb_version = derivation.tzdb_version,
                         .calendar = derivation.calendar,
                         .calendar_version = derivation.calendar_version};
}

std::vector<RecordedPromise> new_promises(ClockFacts const& facts, Rules const& rules,
                                          CalendarBook const& book, Instant now) {
  std::vector<RecordedPromise> out;
  for (auto const& clock : rules.clocks) {
    auto promise = promise_of(of_clock(clock, facts, rules, book, now).deadline);
    if (promise && !recorded(facts, clock, promise->start)) out.push_back(std::move(*promise));
  }
  return out;
}

std::vector<Alarm> alarms_due(Deadline const& deadline, Instant now) {
  std::vector<Alarm> out;
  for (auto const& alarm : deadline.alarms)
    if (alarm.at <= now) out.push_back(alarm);
  return out;
}

}  // namespace tocsin::domain
