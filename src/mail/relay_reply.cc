// See relay_reply.h. Word by word: a word that may name somebody is replaced as a whole.
#include "mail/relay_reply.h"

#include <algorithm>

#include "base/text.h"

namespace tocsin::mail {
namespace {

// A shorter name is looked for as a whole word only: "al" stands within many words.
constexpr std::size_t kNameLengthWithin = 4;

bool is_edge(char c) {
  return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'));
}

bool names(std::string_view word, std::string_view name) {
  if (name.empty()) return false;
  if (name.size() >= kNameLengthWithin) return word.find(name) != word.npos;
  for (auto at = word.find(name); at != word.npos; at = word.find(name, at + 1)) {
    auto const after = at + name.size();
    if ((at == 0 || is_edge(word[at - 1])) && (after == word.size() || is_edge(word[after]))) return true;
  }
  return false;
}

std::string_view shown_word(std::string_view word, std::string_view local, std::string_view domain) {
  auto const lower = lower_ascii(word);
  if (lower.find('@') != lower.npos || names(lower, local) || names(lower, domain)) return "[address]";
  if (lower.find("://") != lower.npos || lower.find("www.") != lower.npos) return "[link]";
  return word;
}

}  // namespace

std::string shown_reply(std::string_view reply, std::string_view recipient) {
  std::string text(reply);
  for (auto& c : text)
    if (c < ' ' || c > '~') c = ' ';   // control characters, and what is not ASCII
  auto const lower = lower_ascii(recipient);
  auto const at = lower.rfind('@');
  auto const local = std::string_view(lower).substr(0, at);
  auto const domain = at == lower.npos ? std::string_view() : std::string_view(lower).substr(at + 1);
  std::string out;
  for (auto word : split(text, ' ')) {
    if (word.empty()) continue;
    auto const shown = shown_word(word, local, domain);
    if (shown == "[address]" && out.ends_with("[address]")) continue;
    out += (out.empty() ? "" : " ") + std::string(shown);
    if (out.size() > relay_reply_bytes_max) break;
  }
  return std::string(clip_utf8(out, relay_reply_bytes_max));
}

}  // namespace tocsin::mail
