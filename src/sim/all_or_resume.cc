// I4: all or resume; documents, then lists, then notices. See checkers.h.
#include <algorithm>

#include "base/text.h"
#include "sim/checkers.h"
#include "sim/trial.h"

namespace tocsin::sim {
namespace {

using namespace domain;

constexpr std::string_view kBase = "https://security.acme.example";

// A confirmation and a publication at nearly the same instant have no order that a clock could tell.
constexpr Duration kSlack = std::chrono::seconds{120};

// What the desk answers itself, or the front by a form: no address of the shelf.
bool is_forwarded(std::string_view path) {
  return path == "/r" || path.starts_with("/r/") || path.starts_with("/s/") || path.starts_with("/u/");
}

void link_holds(Trial& trial, std::string const& from, std::string_view target) {
  auto path = std::string(target.substr(0, target.find('#')));
  if (path.empty() || path[0] != '/' || path.starts_with("//") || is_forwarded(path)) return;
  if (trial.observer.has(path)) return;
  auto const query = path.find('?');
  if (query != std::string::npos && trial.observer.has(path.substr(0, query))) return;
  trial.violate("I4", from + " links " + path + ", where there is nothing");
}

void links_in_attributes(Trial& trial, std::string const& from, std::string_view bytes) {
  for (std::string_view attribute : {"href=\"", "src=\""})
    for (auto at = bytes.find(attribute); at != std::string_view::npos; at = bytes.find(attribute, at + 1)) {
      auto const start = at + attribute.size();
      link_holds(trial, from, bytes.substr(start, bytes.find('"', start) - start));
    }
}

// Links of ours in any text, with the base URL in front.
void absolute_links(Trial& trial, std::string const& from, std::string_view bytes) {
  for (auto at = bytes.find(kBase); at != std::string_view::npos; at = bytes.find(kBase, at + 1)) {
    auto const start = at + kBase.size();
    auto const end = bytes.find_first_of(" \t\r\n\"'<>)],", start);
    auto path = bytes.substr(start, end == std::string_view::npos ? end : end - start);
    while (path.ends_with('.') || path.ends_with(';')) path.remove_suffix(1);
    link_holds(trial, from, path);
  }
}

// The files that CSAF's lists name, relative to the list.
void listed_files(Trial& trial, std::string const& from, std::string_view bytes) {
  auto const directory = from.substr(0, from.rfind('/') + 1);
  for (auto line : lines_of(bytes)) {
    auto name = std::string(line.substr(0, line.find(',')));
    std::erase(name, '"');
    if (name.ends_with(".json")) link_holds(trial, from, directory + name);
  }
}

std::string text_of(Instant at) { return to_rfc3339(at); }

// The lists that must name every advisory in force or withdrawn.
void lists_name_it(Trial& trial, ModelDecided const& one) {
  auto const page = "/advisories/" + one.id.text;
  auto body = trial.observer.body(page);
  if (body.empty()) trial.violate("I4", one.id.text + " was decided and has no page");
  else if (body.find(one.word) == std::string::npos)
    trial.violate("I4", page + " does not show revision " + std::to_string(one.revision));
  auto const file = lower_ascii(one.id.text) + ".json";
  bool document = false;
  for (auto const& [path, hash] : trial.observer.addresses())
    document |= path.starts_with("/.well-known/csaf/white/") && path.ends_with("/" + file);
  if (!document) trial.violate("I4", one.id.text + " has no CSAF document");
  struct List {
    char const* path;
    std::string word;
  };
  for (auto const& list : {List{"/advisories", one.id.text}, List{"/feeds/all.rss", one.id.text},
                           List{"/feeds/all.atom", one.id.text}, List{"/feeds/all.feed.json", one.id.text},
                           List{"/.well-known/csaf/white/index.txt", file},
                           List{"/.well-known/csaf/white/changes.csv", file}})
    if (trial.observer.body(list.path).find(list.word) == std::string::npos)
      trial.violate("I4", std::string(list.path) + " does not name " + one.id.text);
}

struct Outbox {
  std::vector<OutboxItem> items;
  template <class E, class Match>
  OutboxItem const* find(Match const& match) const {
    for (auto const& item : items)
      if (auto const* effect = std::get_if<E>(&item.effect); effect && match(*effect)) return &item;
    return nullptr;
  }
};

void subscribers_heard(Trial& trial, ModelDecided const& one, Outbox const& outbox) {
  for (auto const& known : trial.model.subscribers) {
    if (!known.confirmed || known.opted_out_at || known.state_known == Known::no || known.clock_was_wrong) continue;
    if (one.clock_was_wrong || known.confirmed_at + kSlack >= one.at) continue;
    bool const heard = std::ranges::any_of(trial.mails, [&](MailRecord const& mail) {
      return mail.message.to == known.email && mail.message.body.find(one.word) != std::string::npos;
    });
    if (heard) continue;
    auto const* item = outbox.find<TellSubscriber>([&](TellSubscriber const& e) {
      return e.subscription.text == known.id && e.advisory == one.id && e.revision == one.revision;
    });
    if (!item || item->state != Delivery::dead)
      trial.violate("I4", known.email + " never heard of " + one.id.text + " revision " + std::to_string(one.revision));
  }
}

void reporters_and_desk_heard(Trial& trial, Outbox const& outbox) {
  auto tx = trial.world->plain_store().read();
  auto rows = (*tx)->case_rows();
  if (!rows) return trial.violate("I9", "the cases cannot be listed");
  for (auto const& row : *rows) {
    auto mailed = [&](char const* to, char const* text) {
      return std::ranges::any_of(trial.mails, [&](MailRecord const& mail) {
        return mail.message.to.starts_with(to) && mail.message.subject.find(row.reference) != std::string::npos &&
               mail.message.body.find(text) != std::string::npos;
      });
    };
    auto const* told = outbox.find<TellDesk>(
        [&](TellDesk const& e) { return e.occasion == "new_report" && e.case_id == row.id.text && e.step == 0; });
    if (!told) trial.violate("I4", "the desk was never to hear of " + row.reference);
    else if (!mailed("staff", "new report")) {
      auto const* staff = outbox.find<TellStaff>([&](TellStaff const& e) {
        return e.occasion == "new_report" && e.case_id == row.id.text;
      });
      if (!staff || staff->state == Delivery::delivered) trial.violate("I4", "the desk never heard of " + row.reference);
    }
    auto const* receipt = outbox.find<TellReporter>(
        [&](TellReporter const& e) { return e.notice == "receipt" && e.case_id == row.id; });
    if (receipt && receipt->state == Delivery::delivered && !mailed("reporter", "has arrived"))
      trial.violate("I4", "the receipt of " + row.reference + " counts as delivered and never left");
  }
}

// Nothing waits for ever: what is neither delivered nor dead has a time to come.
void nothing_is_stuck(Trial& trial, Outbox const& outbox) {
  auto const now = trial.world->clock.wall();
  for (auto const& item : outbox.items) {
    if (item.state == Delivery::dead) {
      auto const* staff = std::get_if<TellStaff>(&item.effect);
      auto const* desk = std::get_if<TellDesk>(&item.effect);
      auto const* webhook = std::get_if<CallWebhook>(&item.effect);
      // A letter about a dead letter rings nobody again; it stands in the console.
      if ((staff && staff->occasion == "dead_letter") || (desk && desk->occasion == "dead_letter") ||
          (webhook && webhook->occasion == "dead_letter"))
        continue;
      if (!outbox.find<TellDesk>([&](TellDesk const& e) { return e.occasion == "dead_letter" && e.subject_id.starts_with(item.id.text + "/"); }))
        trial.violate("I4", "a dead letter (" + item.channel + ") that nobody was told of");
      continue;
    }
    if (item.state != Delivery::waiting && item.state != Delivery::deferred) continue;
    auto const* desk = std::get_if<TellDesk>(&item.effect);
    if (desk && desk->step > 0 && item.attempt_at > now && item.attempt_at - now <= std::chrono::hours{48}) continue;
    auto const* blocking = item.depends_on.empty() ? nullptr : &item.depends_on;
    trial.violate("I4", "an item of the outbox (" + item.channel + ") waits for ever: made " + text_of(item.created_at) +
                            ", next attempt " + text_of(item.attempt_at) + ", now " + text_of(now) +
                            (blocking ? ", behind another item" : ""));
  }
}

}  // namespace

void documents_before_lists(Trial& trial, std::string const& path, std::string const& type, std::string_view bytes) {
  if (type.starts_with("text/html")) links_in_attributes(trial, path, bytes);
  absolute_links(trial, path, bytes);
  if (path.ends_with("/index.txt") || path.ends_with("/changes.csv")) listed_files(trial, path, bytes);
}

void notice_after_document(Trial& trial, MailRecord const& mail) {
  trial.observer.look(trial);
  absolute_links(trial, "mail to " + mail.message.to, mail.message.body);
}

void everything_arrived(Trial& trial) {
  auto tx = trial.world->plain_store().read();
  Outbox outbox;
  if (auto items = (*tx)->outbox({Delivery::waiting, Delivery::deferred, Delivery::dead, Delivery::delivered,
                                  Delivery::dismissed}, 100'000))
    outbox.items = std::move(*items);
  else return trial.violate("I4", "the outbox cannot be read: " + items.error().message);
  for (auto const& one : trial.model.decided) {
    auto const* later = trial.model.find(one.id.text, one.revision + 1);
    if (!later) lists_name_it(trial, one);
    subscribers_heard(trial, one, outbox);
  }
  reporters_and_desk_heard(trial, outbox);
  nothing_is_stuck(trial, outbox);
  auto waiting = trial.world->ports().submissions.waiting();
  if (!waiting || !waiting->empty()) trial.violate("I4", "a submission is stuck in the spool");
}

}  // namespace tocsin::sim
