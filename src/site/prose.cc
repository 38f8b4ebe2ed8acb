// See prose.h. A hand-written scanner: amounts are few words in a row, and offsets must be exact.
#include "site/prose.h"

#include <algorithm>
#include <optional>

#include "base/text.h"

namespace tocsin::site {

namespace {

using domain::ClockUnit;

struct NumberWord {
  std::string_view word;
  int value;
};
constexpr NumberWord kNumberWords[] = {
    {"one", 1},     {"two", 2},       {"three", 3},    {"four", 4},    {"five", 5},
    {"six", 6},     {"seven", 7},     {"eight", 8},    {"nine", 9},    {"ten", 10},
    {"twelve", 12}, {"fourteen", 14}, {"fifteen", 15}, {"twenty", 20}, {"thirty", 30},
    {"sixty", 60},  {"ninety", 90}};

struct UnitWord {
  std::string_view word;
  ClockUnit plain;
  ClockUnit working;
};
constexpr UnitWord kUnitWords[] = {{"hour", ClockUnit::hours, ClockUnit::hours},
                                   {"day", ClockUnit::days, ClockUnit::working_days},
                                   {"week", ClockUnit::working_weeks, ClockUnit::working_weeks},
                                   {"month", ClockUnit::months, ClockUnit::months}};

bool is_word(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Reads words from a place on; spaces, line ends and single hyphens lie between them.
class Words {
 public:
  Words(std::string_view text, std::size_t at) : text_(text), at_(at) {}
  std::size_t end() const { return end_; }
  std::string next() {
    auto from = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    auto word = lower_ascii(text_.substr(from, at_ - from));
    if (!word.empty()) end_ = at_;
    return word;
  }
  // False when something else than a gap follows.
  bool skip_gap() {
    auto from = at_;
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '-'))
      ++at_;
    return at_ > from;
  }
  // " (5)" after a number in words.
  void skip_parenthesis() {
    auto from = at_;
    skip_gap();
    if (at_ < text_.size() && text_[at_] == '(') {
      auto inner = at_ + 1;
      while (inner < text_.size() && text_[inner] >= '0' && text_[inner] <= '9') ++inner;
      if (inner < text_.size() && inner > at_ + 1 && text_[inner] == ')') {
        at_ = inner + 1;
        return;
      }
    }
    at_ = from;
  }

 private:
  std::string_view text_;
  std::size_t at_;
  std::size_t end_ = 0;
};

std::optional<int> number_of(std::string_view word) {
  if (word.empty()) return std::nullopt;
  if (std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    if (word.size() > 4) return std::nullopt;
    auto value = 0;
    for (char c : word) value = value * 10 + (c - '0');
    return value;
  }
  for (auto const& row : kNumberWords)
    if (row.word == word) return row.value;
  return std::nullopt;
}

std::optional<TypedAmount> amount_at(std::string_view prose, std::size_t at) {
  auto words = Words(prose, at);
  auto amount = number_of(words.next());
  if (!amount) return std::nullopt;
  words.skip_parenthesis();
  if (!words.skip_gap()) return std::nullopt;
  auto word = words.next();
  auto working = word == "working" || word == "business";
  if (working || word == "calendar" || word == "full") {
    if (!words.skip_gap()) return std::nullopt;
    word = words.next();
  }
  if (word.size() > 3 && word.back() == 's') word.pop_back();
  for (auto const& row : kUnitWords) {
    if (row.word != word) continue;
    return TypedAmount{.amount = *amount,
                       .unit = working ? row.working : row.plain,
                       .offset = at,
                       .text = std::string(prose.substr(at, words.end() - at))};
  }
  return std::nullopt;
}

// What the rules promise, with the key under which a text may quote it ("" when it has none).
struct Promised {
  std::string key;
  int amount = 0;
  ClockUnit unit = ClockUnit::days;
};
std::vector<Promised> promised(domain::Rules const& rules) {
  std::vector<Promised> out;
  for (auto const& [key, text] : rules.promises())
    for (auto const& amount : typed_amounts(text)) out.push_back({key, amount.amount, amount.unit});
  for (auto const& clock : rules.clocks) out.push_back({clock.promise, clock.amount, clock.unit});
  out.push_back({"", rules.disclosure.ceiling_days, ClockUnit::days});
  if (rules.disclosure.straightforward_days)
    out.push_back({"", *rules.disclosure.straightforward_days, ClockUnit::days});
  return out;
}

std::string advice(TypedAmount const& typed, domain::Rules const& rules,
                   std::vector<Promised> const& all) {
  auto text =
      "\"" + typed.text + "\" reads like a promise that the rules " + rules.name + " do not make";
  for (auto const& one : all)
    if (one.unit == typed.unit && !one.key.empty())
      return text + "; they say " + domain::amount_text(one.amount, one.unit) +
             ": write {{promise:" + one.key + "}}, or list the phrase in not_promises";
  return text + "; take it from the rules with {{promise:...}}, or list the phrase in not_promises";
}

void check_typed(std::string_view prose, domain::Rules const& rules,
                 std::vector<std::string> const& not_promises,
                 std::vector<ProseProblem>& problems) {
  auto typed = typed_amounts(prose);
  if (typed.empty()) return;
  auto all = promised(rules);
  for (auto const& one : typed) {
    auto kept = std::any_of(all.begin(), all.end(), [&](Promised const& p) {
      return p.amount == one.amount && p.unit == one.unit;
    });
    auto excused = std::any_of(not_promises.begin(), not_promises.end(),
                               [&](std::string const& phrase) { return phrase == one.text; });
    if (!kept && !excused) problems.push_back({one.offset, advice(one, rules, all)});
  }
}

}  // namespace

std::vector<TypedAmount> typed_amounts(std::string_view prose) {
  std::vector<TypedAmount> out;
  for (std::size_t at = 0; at < prose.size(); ++at) {
    if (!is_word(prose[at])) continue;
    if (at > 0 && (is_word(prose[at - 1]) || prose[at - 1] == '.'))
      continue;  // not inside a word or "1.5 days"
    if (auto found = amount_at(prose, at)) {
      at += found->text.size() - 1;
      out.push_back(std::move(*found));
    }
  }
  return out;
}

FilledProse fill_promises(std::string_view prose, domain::Rules const& rules,
                          std::vector<std::string> const& not_promises) {
  constexpr std::string_view kOpen = "{{", kClose = "}}", kPromise = "promise:";
  auto out = FilledProse{};
  check_typed(prose, rules, not_promises, out.problems);
  std::size_t at = 0;
  while (true) {
    auto open = prose.find(kOpen, at);
    out.text += prose.substr(at, open == prose.npos ? prose.npos : open - at);
    if (open == prose.npos) break;
    auto close = prose.find(kClose, open);
    if (close == prose.npos) {
      out.problems.push_back({open, "a placeholder that begins with {{ has no end"});
      break;
    }
    auto inner = trim(prose.substr(open + kOpen.size(), close - open - kOpen.size()));
    at = close + kClose.size();
    auto value = inner.starts_with(kPromise) ? rules.promise(trim(inner.substr(kPromise.size())))
                                             : std::nullopt;
    if (value) {
      out.text += *value;
      continue;
    }
    auto text = "unknown placeholder {{" + std::string(inner) + "}}";
    auto known = rules.promises();
    std::vector<std::string_view> keys;
    for (auto const& [key, unused] : known) keys.push_back(key);
    auto key = inner.starts_with(kPromise) ? inner.substr(kPromise.size()) : inner;
    if (auto near = nearest(key, keys))
      text += "; did you mean {{promise:" + *near + "}}?";
    else
      text += "; the rules " + rules.name + " know {{promise:KEY}} for " +
              join({known.size() ? known.begin()->first : "nothing"}, ", ");
    out.problems.push_back({open, text});
  }
  return out;
}

}  // namespace tocsin::site
