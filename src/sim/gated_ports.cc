// See gated_ports.h.
#include "sim/gated_ports.h"

namespace tocsin::sim {

Result<std::vector<std::string>> GatedSubmissions::waiting() {
  CHECKED(gate_.pass("submissions.waiting"));
  return inner_.waiting();
}

Result<ports::Submission> GatedSubmissions::open(std::string const& id) {
  CHECKED(gate_.pass("submissions.open"));
  auto out = TRY(inner_.open(id));
  gate_.open(Window::taken);
  return out;
}

Status GatedSubmissions::read_files(ports::Submission const& submission, TakeFile const& take) {
  CHECKED(gate_.pass("submissions.read_files"));
  return inner_.read_files(submission, take);
}

Status GatedSubmissions::remove(std::string const& id) {
  CHECKED(gate_.pass("submissions.remove"));
  CHECKED(inner_.remove(id));
  gate_.close(Window::taken);
  return gate_.pass("submissions.removed");
}

Status GatedSubmissions::set_aside(std::string const& id) {
  CHECKED(gate_.pass("submissions.set_aside"));
  auto done = inner_.set_aside(id);
  gate_.close(Window::taken);
  return done;
}

// The planted bugs of a press: what it is asked to put in place, changed.
ports::ShelfChange GatedShelf::bent(ports::ShelfChange change) {
  if (bug_ == Bug::draft_on_shelf)
    for (auto const& title : drafts_())
      change.put.push_back({.path = "/preview/" + std::to_string(change.put.size()),
                            .content_type = "text/html; charset=utf-8",
                            .language = "en",
                            .body = "<!doctype html><title>" + title + "</title>"});
  auto is_page = [](Page const& page) { return page.path.starts_with("/advisories/") && !page.path.contains('.') && page.path.find('/', 12) == std::string::npos; };
  if (bug_ == Bug::address_vanishes) {
    std::string here;
    for (auto const& page : change.put)
      if (is_page(page)) here = page.path;
    if (!here.empty() && !last_advisory_page_.empty() && last_advisory_page_ != here)
      change.put.push_back({.path = last_advisory_page_,
                            .status = 404,
                            .content_type = "text/html; charset=utf-8",
                            .language = "en",
                            .body = "<!doctype html><title>Nothing here</title>"});
    if (!here.empty()) last_advisory_page_ = here;
  }
  if (bug_ == Bug::lists_before_documents) {
    auto later = std::exchange(held_back_, {});
    std::erase_if(change.put, [&](Page const& page) {
      if (!is_page(page)) return false;
      held_back_.push_back(page);
      return true;
    });
    for (auto& page : later) change.put.push_back(std::move(page));
  }
  return change;
}

Status GatedShelf::prepare(std::int64_t base, std::int64_t generation, ports::ShelfChange const& change) {
  CHECKED(gate_.pass("shelf.prepare"));
  CHECKED(inner_.prepare(base, generation, bug_ == Bug::none ? change : bent(change)));
  prepared_in_this_life_ = generation;
  gate_.open(Window::prepared);
  return gate_.pass("shelf.prepared");
}

Status GatedShelf::flip(std::int64_t generation) {
  CHECKED(gate_.pass("shelf.flip"));
  if (bug_ == Bug::flip_not_resumed && generation != prepared_in_this_life_) return {};
  CHECKED(inner_.flip(generation));
  CHECKED(gate_.pass("shelf.flipped"));
  gate_.close(Window::decided);
  return {};
}

Result<std::int64_t> GatedShelf::current() {
  CHECKED(gate_.pass("shelf.current"));
  return inner_.current();
}

Result<std::vector<ports::PageAddress>> GatedShelf::addresses() {
  CHECKED(gate_.pass("shelf.addresses"));
  return inner_.addresses();
}

Result<bool> GatedShelf::is_prepared(std::int64_t generation) {
  CHECKED(gate_.pass("shelf.is_prepared"));
  return inner_.is_prepared(generation);
}

Status GatedShelf::tidy() {
  CHECKED(gate_.pass("shelf.tidy"));
  return inner_.tidy();
}

}  // namespace tocsin::sim
