// Reading a rules file; see rules.h. `rules/default.toml` explains every key to the people who
// write one.
#include <algorithm>
#include <set>

#include "base/digest.h"
#include "base/limits.h"
#include "base/text.h"
#include "domain/rules.h"
#include "domain/words.h"
#include "vocab/severity.h"

namespace tocsin::domain {
namespace {

// The clock that the parser makes from [disclosure].
constexpr char const* kCeilingClock = "disclosure_ceiling";

// "14 days", "12 hours", "30 minutes": elapsed time, for warnings and escalations. Not a promise,
// so no calendar.
std::optional<Duration> parse_span(std::string_view text) {
  auto const parts = split(trim(text), ' ');
  if (parts.size() != 2 || parts[0].empty() || parts[0].size() > 4) return std::nullopt;
  std::int64_t amount = 0;
  for (auto c : parts[0]) {
    if (c < '0' || c > '9') return std::nullopt;
    amount = amount * 10 + (c - '0');
  }
  if (parts[1] == "minute" || parts[1] == "minutes") return std::chrono::minutes(amount);
  if (parts[1] == "hour" || parts[1] == "hours") return std::chrono::hours(amount);
  if (parts[1] == "day" || parts[1] == "days") return std::chrono::hours(24 * amount);
  return std::nullopt;
}

Duration read_span(TomlTable& table, std::string_view key, Duration absent) {
  auto const text = table.string(key);
  if (!text) return absent;
  if (auto const span = parse_span(*text)) return *span;
  table.add_finding(key,
                    "'" + std::string(key) +
                        "' must be a time such as \"30 minutes\", \"12 hours\" or \"14 days\"");
  return absent;
}

std::vector<Duration> read_spans(TomlTable& table, std::string_view key) {
  std::vector<Duration> out;
  for (auto const& text : table.strings(key)) {
    if (auto const span = parse_span(text); span && span->count() > 0)
      out.push_back(*span);
    else
      table.add_finding(key, "'" + text + "' is not a time such as \"12 hours\" or \"14 days\"");
  }
  std::ranges::sort(out, std::greater{});
  return out;
}

template <class E>
E read_word(TomlTable& table, std::string_view key, E absent) {
  auto const word = table.word(key, words_of<E>());
  return word ? *from_word<E>(*word) : absent;
}

template <class E>
E read_required_word(TomlTable& table, std::string_view key) {
  return from_word<E>(table.required_word(key, words_of<E>())).value_or(E{});
}

template <class E>
std::vector<E> read_words(TomlTable& table, std::string_view key) {
  std::vector<E> out;
  for (auto const& text : table.strings(key)) {
    auto const value = from_word<E>(text);
    if (value && std::ranges::find(out, *value) == out.end())
      out.push_back(*value);
    else if (value)
      table.add_finding(key, "'" + text + "' stands twice");
    else {
      auto const hint = nearest(text, words_of<E>());
      table.add_finding(key, "'" + text + "' is not a word for '" + std::string(key) + "'" +
                                 (hint ? "; did you mean '" + *hint + "'?" : ""));
    }
  }
  return out;
}

// A name that texts, addresses and the journal quote: lower-case letters, digits, '-' and '_'.
bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

std::string read_name(TomlTable& table, std::string_view key) {
  auto const name = table.required_string(key);
  if (!name.empty() && !is_name(name))
    table.add_finding(key,
                      "'" + name + "' must be made of lower-case letters, digits, '-' and '_'");
  return name;
}

std::vector<Audience> read_audiences(TomlTable& table, std::string_view key) {
  std::vector<Audience> out;
  constexpr std::string_view kRole = "role:";
  for (auto const& text : table.strings(key)) {
    if (text.starts_with(kRole)) {
      auto const word = std::string_view(text).substr(kRole.size());
      auto const role = from_word<HearingRole>(word);
      auto const hint = nearest(word, words_of<HearingRole>());
      if (role)
        out.push_back({role, ""});
      else
        table.add_finding(key, "'" + std::string(word) + "' is not a role" +
                                   (hint ? "; did you mean '" + *hint + "'?" : ""));
    } else if (auto const at = text.find('@');
               at != std::string::npos && at > 0 && at + 1 < text.size() &&
               text.size() <= email_bytes_max &&
               text.find_first_of(" \t\r\n,;<>") == std::string::npos) {
      out.push_back({std::nullopt, text});
    } else {
      table.add_finding(key, "'" + text + "' is neither \"role:lead\" nor a mail address");
    }
  }
  if (out.empty()) table.add_finding(key, "nobody is named in '" + std::string(key) + "'");
  return out;
}

std::vector<EscalationStep> read_chain(TomlTable& table, std::string_view key) {
  std::vector<EscalationStep> out;
  for (auto row : table.tables(key)) {
    EscalationStep step;
    step.after = read_span(row, "after", Duration{0});
    step.to = read_audiences(row, "to");
    if (out.empty() && step.after.count() != 0)
      row.add_finding(
          "after", "the first step is told at once: write after = \"0 minutes\" or leave it out");
    if (!out.empty() && step.after <= out.back().after)
      row.add_finding("after", "each step comes later than the one before it");
    row.finish();
    out.push_back(std::move(step));
  }
  return out;
}

// Whole days, hours and months differ in what can be counted how; see deadline.h.
void check_counting(Clock const& clock, TomlTable& row) {
  auto const elapsed = clock.count_from == CountFrom::receipt_instant;
  if (clock.unit == ClockUnit::hours && (!elapsed || clock.due_at != DueAt::same_time))
    row.add_finding(
        "unit", "hours elapse: count_from must be \"receipt_instant\" and due_at \"same_time\"");
  if (elapsed && clock.due_at != DueAt::same_time)
    row.add_finding(
        "due_at",
        "counting from the receipt_instant ends at the same_time; use count_from = \"next_day\" or "
        "\"day_of_receipt\" for the end of a day");
  if (clock.count_from == CountFrom::day_of_receipt && clock.due_at == DueAt::same_time)
    row.add_finding("due_at",
                    "if the day of receipt is day 1, the clock is due at the end of a day");
  if (clock.unit == ClockUnit::months && clock.count_from == CountFrom::day_of_receipt)
    row.add_finding("count_from", "months are counted from the same day of an earlier month");
  if (clock.unit == ClockUnit::months && !clock.pause_reasons.empty())
    row.add_finding("pause_reasons",
                    "months differ in length, so the rest of one cannot be given back: use days");
  if (clock.due_time && clock.due_at != DueAt::end_of_working_day)
    row.add_finding("due_time", "due_time belongs to due_at = \"end_of_working_day\"");
}

// I8: what a person promised, a machine must not tick off.
void check_stops(Clock const& clock, TomlTable& row) {
  constexpr ClockEvent kActsOfPeople[] = {
      ClockEvent::acknowledged, ClockEvent::message_to_reporter, ClockEvent::investigation_started,
      ClockEvent::analysed,     ClockEvent::validated,           ClockEvent::classified};
  if (clock.stopped_by != StoppedBy::staff)
    for (auto event : kActsOfPeople)
      if (std::ranges::find(clock.stops, event) != clock.stops.end())
        row.add_finding(
            "stopped_by",
            "'" + std::string(word_of(event)) +
                "' is an act of a person: only stopped_by = \"staff\" keeps an automatic "
                "confirmation from stopping this clock");
  if (clock.starts.empty()) row.add_finding("starts", "nothing starts this clock");
  if (clock.stops.empty() && (clock.restarts.empty() || clock.ends.empty()))
    row.add_finding("stops",
                    "nothing stops this clock; a clock without stops needs restarts and ends");
}

std::string read_calendar(TomlTable& row, std::vector<Calendar> const& calendars) {
  auto const name = row.string("calendar").value_or(every_day_calendar().name);
  std::vector<std::string_view> known{every_day_calendar().name};
  for (auto const& calendar : calendars) known.push_back(calendar.name);
  if (std::ranges::find(known, name) == known.end()) {
    auto const hint = nearest(name, known);
    row.add_finding("calendar", "there is no calendar '" + name + "'" +
                                    (hint ? "; did you mean '" + *hint + "'?" : ""));
  }
  return name;
}

Clock read_clock(TomlTable row, std::vector<Calendar> const& calendars) {
  Clock out;
  out.name = read_name(row, "name");
  out.title = row.required_string("title");
  out.bound = read_word(row, "bound", BoundParty::vendor);
  out.starts = read_words<ClockEvent>(row, "starts");
  out.restarts = read_words<ClockEvent>(row, "restarts");
  out.stops = read_words<ClockEvent>(row, "stops");
  out.stops_when = read_word(row, "stops_when", StopsWhen::any);
  out.stopped_by = read_word(row, "stopped_by", StoppedBy::staff);
  out.ends = read_words<ClockEvent>(row, "ends");
  out.amount = static_cast<int>(row.required_integer("amount", 1, clock_days_max));
  out.unit = read_required_word<ClockUnit>(row, "unit");
  out.count_from = read_word(row, "count_from", CountFrom::receipt_instant);
  out.due_at = read_word(row, "due_at", DueAt::same_time);
  if (auto const text = row.string("due_time")) {
    auto const time = parse_time_of_day(*text);
    if (time && time->count() > 0)
      out.due_time = *time;
    else
      row.add_finding("due_time",
                      "'due_time' must be a time of day such as \"17:00\", after 00:00");
  }
  out.calendar = read_calendar(row, calendars);
  out.pause_reasons = read_words<PauseReason>(row, "pause_reasons");
  out.extendable = row.boolean("extendable").value_or(false);
  out.warn_before = read_span(row, "warn_before", Duration{0});
  out.reminders = read_spans(row, "reminders");
  out.escalate = read_chain(row, "escalate");
  if (auto const key = row.string("promise")) {
    out.promise = *key;
    if (!is_name(*key))
      row.add_finding("promise",
                      "a promise is quoted by a name of lower-case letters, digits, '-' and '_'");
  }
  out.source = row.required_string("source");
  check_counting(out, row);
  check_stops(out, row);
  row.finish();
  return out;
}

std::vector<Clock> read_clocks(TomlTable& root, std::vector<Calendar> const& calendars) {
  std::vector<Clock> out;
  std::set<std::string> names{kCeilingClock};
  // These keys of promise() are made from other tables of the file.
  std::set<std::string> promises{kCeilingClock, "disclosure_straightforward", "embargo_default",
                                 "embargo_notice"};
  for (auto row : root.tables("clocks")) {
    auto clock = read_clock(row, calendars);
    if (!names.insert(clock.name).second)
      row.add_finding("name", "a clock named '" + clock.name + "' stands above");
    if (!clock.promise.empty() && !promises.insert(clock.promise).second)
      row.add_finding("promise", "the promise '" + clock.promise + "' is given by another clock");
    out.push_back(std::move(clock));
  }
  return out;
}

DisclosureRules read_disclosure(TomlTable& root) {
  DisclosureRules out;
  auto table = root.table("disclosure");
  if (!table) {
    if (!root.has("disclosure")) root.add_finding("disclosure", "[disclosure] is missing");
    return out;
  }
  out.ceiling_days = static_cast<int>(table->required_integer("ceiling_days", 1, clock_days_max));
  out.alarm_days_before =
      static_cast<int>(table->integer("alarm_days_before", 1, 365).value_or(out.alarm_days_before));
  if (auto const days = table->integer("straightforward_days", 1, clock_days_max)) {
    out.straightforward_days = static_cast<int>(*days);
    if (*days > out.ceiling_days)
      table->add_finding("straightforward_days", "this lies behind the ceiling");
  }
  if (out.alarm_days_before >= out.ceiling_days)
    table->add_finding("alarm_days_before",
                       "the alarm must come after the report: fewer days than the ceiling");
  out.immediate_when_public =
      table->boolean("immediate_when_public").value_or(out.immediate_when_public);
  out.as_soon_as_mitigated =
      table->boolean("as_soon_as_mitigated").value_or(out.as_soon_as_mitigated);
  out.delay_reasons = read_words<DelayReason>(*table, "delay_reasons");
  out.source = table->required_string("source");
  table->finish();
  return out;
}

EmbargoRules read_embargo(TomlTable& root, std::vector<SeverityWord> const& severities) {
  EmbargoRules out;
  auto table = root.table("embargo");
  if (!table) return out;
  if (auto const days = table->integer("default_days", 1, clock_days_max))
    out.default_days = static_cast<int>(*days);
  out.days_max =
      static_cast<int>(table->integer("days_max", 1, clock_days_max).value_or(out.days_max));
  if (out.default_days && *out.default_days > out.days_max)
    table->add_finding("default_days", "the default is longer than days_max");
  out.notice_days = static_cast<int>(table->integer("notice_days", 0, 365).value_or(0));
  out.on_attacks = read_word(*table, "on_attacks", OnAttacks::terminate);
  out.severities = table->strings("severities");
  for (auto const& word : out.severities)
    if (std::ranges::find(severities, word, &SeverityWord::word) == severities.end())
      table->add_finding("severities", "'" + word + "' is not one of [[severities]]");
  out.source = table->required_string("source");
  table->finish();
  return out;
}

ApprovalRules read_approvals(TomlTable& root) {
  ApprovalRules out;
  auto table = root.table("approvals");
  if (!table) return out;
  // One person alone never publishes, whatever a file says.
  out.count = static_cast<int>(table->integer("count", 2, 9).value_or(out.count));
  out.valid_hours =
      static_cast<int>(table->integer("valid_hours", 1, 24).value_or(out.valid_hours));
  table->finish();
  return out;
}

OutboxRules read_outbox(TomlTable& root) {
  OutboxRules out;
  auto table = root.table("outbox");
  if (!table) return out;
  out.lifetime_max = read_span(*table, "lifetime_max", out.lifetime_max);
  out.backoff_min = read_span(*table, "backoff_min", out.backoff_min);
  out.backoff_max = read_span(*table, "backoff_max", out.backoff_max);
  out.alarm_after = read_span(*table, "alarm_after", out.alarm_after);
  if (out.backoff_min.count() <= 0)
    table->add_finding("backoff_min", "retrying without a pause helps nobody");
  if (out.backoff_max < out.backoff_min)
    table->add_finding("backoff_max", "this is shorter than backoff_min");
  if (out.lifetime_max < out.backoff_max)
    table->add_finding("lifetime_max", "this is shorter than backoff_max");
  table->finish();
  return out;
}

std::vector<Hearing> read_hearings(TomlTable& root) {
  std::vector<Hearing> out;
  for (auto row : root.tables("hears")) {
    Hearing hearing;
    hearing.occasion = read_required_word<Occasion>(row, "occasion");
    hearing.chain = read_chain(row, "chain");
    if (hearing.chain.empty())
      row.add_finding("chain", "nobody hears of it: add [[hears.chain]] with to = [...]");
    if (std::ranges::find(out, hearing.occasion, &Hearing::occasion) != out.end())
      row.add_finding("occasion", "'" + std::string(word_of(hearing.occasion)) + "' stands above");
    row.finish();
    out.push_back(std::move(hearing));
  }
  for (auto const word : words_of<Occasion>())
    if (std::ranges::find(out, *from_word<Occasion>(word), &Hearing::occasion) == out.end())
      root.add_finding("hears", "nobody hears of '" + std::string(word) +
                                    "': add [[hears]] with occasion = \"" + std::string(word) +
                                    "\"");
  return out;
}

// "9.0" to 90.
std::optional<int> parse_score(std::string_view text) {
  if (text == "10.0") return 100;
  auto const good = text.size() == 3 && text[1] == '.' && text[0] >= '0' && text[0] <= '9' &&
                    text[2] >= '0' && text[2] <= '9';
  return good ? std::optional((text[0] - '0') * 10 + (text[2] - '0')) : std::nullopt;
}

std::vector<SeverityWord> read_severities(TomlTable& root) {
  std::vector<SeverityWord> out;
  for (auto row : root.tables("severities")) {
    SeverityWord severity;
    severity.word = row.required_string("word");
    if (!severity.word.empty() && !from_word<vocab::Severity>(severity.word))
      row.add_finding("word", "'" + severity.word + "' is no severity; choose critical, high, medium, low or none");
    auto const text = row.required_string("score_min");
    auto const score = parse_score(text);
    if (!score && !text.empty())
      row.add_finding("score_min", "'score_min' must be a base score in quotes such as \"9.0\"");
    severity.score_tenths_min = score.value_or(0);
    severity.meaning = row.string("meaning").value_or("");
    if (std::ranges::find(out, severity.word, &SeverityWord::word) != out.end())
      row.add_finding("word", "'" + severity.word + "' stands above");
    if (!out.empty() && severity.score_tenths_min >= out.back().score_tenths_min)
      row.add_finding("score_min",
                      "the words stand highest first, each with a lower score than the one before");
    row.finish();
    out.push_back(std::move(severity));
  }
  return out;
}

// The ceiling is a clock like any other, so that it is seen, warned of and explained like any
// other. It cannot be paused; it is extended only by agreement. The publication that stops it was
// approved by people and is flipped by a job, hence `anyone`.
Clock ceiling_clock(DisclosureRules const& disclosure) {
  Clock out;
  out.name = kCeilingClock;
  out.title = "Public disclosure, at the latest";
  out.starts = {ClockEvent::report_received};
  out.stops = {ClockEvent::disclosed};
  out.stopped_by = StoppedBy::anyone;
  out.ends = {ClockEvent::case_closed};
  out.amount = disclosure.ceiling_days;
  out.unit = ClockUnit::days;
  out.extendable = true;
  out.warn_before = std::chrono::hours(24 * disclosure.alarm_days_before);
  for (auto days : {7, 3, 1})
    if (days < disclosure.alarm_days_before) out.reminders.push_back(std::chrono::hours(24 * days));
  out.promise = kCeilingClock;
  out.source = disclosure.source;
  return out;
}

}  // namespace

ParsedRules parse_rules(std::string_view text, std::string file_name,
                        std::vector<Calendar> const& calendars) {
  auto file = TomlFile::parse(text, std::move(file_name));
  if (!file.ok()) return {std::nullopt, file.findings()};
  auto root = file.root();
  Rules out;
  out.name = read_name(root, "name");
  out.title = root.required_string("title");
  out.source = root.required_string("source");
  out.version = "sha256:" + sha256_hex(text);
  out.clocks = read_clocks(root, calendars);
  out.disclosure = read_disclosure(root);
  out.clocks.push_back(ceiling_clock(out.disclosure));
  out.severities = read_severities(root);
  out.embargo = read_embargo(root, out.severities);
  out.approvals = read_approvals(root);
  out.hearings = read_hearings(root);
  out.outbox = read_outbox(root);
  root.finish();
  if (!file.ok()) return {std::nullopt, file.findings()};
  return {std::move(out), {}};
}

}  // namespace tocsin::domain
