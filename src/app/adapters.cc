// See adapters.h.
#include "app/adapters.h"

#include <cstdio>

#include "base/digest.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/text.h"

namespace tocsin::app {

void PressShelf::set_facts(shelf::SiteFacts facts) {
  std::lock_guard lock(mutex_);
  facts_ = std::move(facts);
}

Status PressShelf::prepare(std::int64_t base, std::int64_t generation, ports::ShelfChange const& change) {
  std::lock_guard lock(mutex_);
  shelf::Preparation wish;
  if (base > 0) wish.base = static_cast<std::uint64_t>(base);
  wish.number = static_cast<std::uint64_t>(generation);
  wish.facts = facts_;
  wish.created = clock_.wall();
  wish.put = change.put;
  wish.effort = effort_;
  TRY(press_.prepare(wish));
  return {};
}

Status PressShelf::flip(std::int64_t generation) {
  std::lock_guard lock(mutex_);
  // Both lanes flip, and the other one may have flipped a later generation since this caller looked.
  auto const current = TRY(press_.current());
  if (current && static_cast<std::int64_t>(*current) > generation) return {};
  return press_.flip(static_cast<std::uint64_t>(generation));
}

Status PressShelf::tidy() {
  std::lock_guard lock(mutex_);
  TRY(press_.collect_garbage());
  return {};
}

Result<std::int64_t> PressShelf::current() {
  std::lock_guard lock(mutex_);
  auto current = TRY(press_.current());
  return current ? static_cast<std::int64_t>(*current) : 0;
}

Result<std::vector<ports::PageAddress>> PressShelf::addresses() {
  std::lock_guard lock(mutex_);
  std::vector<ports::PageAddress> out;
  for (auto& one : TRY(press_.addresses())) out.push_back({std::move(one.host), std::move(one.path), std::move(one.query)});
  return out;
}

Result<bool> PressShelf::is_prepared(std::int64_t generation) {
  std::lock_guard lock(mutex_);
  for (auto number : TRY(press_.prepared()))
    if (static_cast<std::int64_t>(number) == generation) return true;
  return false;
}

Result<ports::Submission> SpoolSubmissions::open(std::string const& id) {
  std::vector<Blake2b> digests;
  auto const record = TRY(reader_.read(id, [&](std::size_t at, std::string_view bytes) -> Status {
    if (digests.size() <= at) digests.resize(at + 1);
    digests[at].add(bytes);
    return {};
  }));
  digests.resize(record.attachments.size());
  ports::Submission out{.id = id,
                        .kind = record.kind,
                        .fields = {},
                        .files = {},
                        .received_hour = record.received_hour,
                        .idempotency_key = record.idempotency_key,
                        .access_phrase = from_hex(record.receipt_lookup).value_or("")};
  for (auto const& field : record.fields) out.fields.emplace_back(field.name, field.value);
  for (std::size_t i = 0; i < digests.size(); ++i) {
    auto const& file = record.attachments[i];
    out.files.push_back({file.name, file.content_type, static_cast<std::int64_t>(file.size), digests[i].finish()});
  }
  return out;
}

Status SpoolSubmissions::read_files(ports::Submission const& submission, TakeFile const& take) {
  std::string bytes;
  std::size_t at = 0;
  // Also for the files without a byte, which are never offered.
  auto const give_until = [&](std::size_t index) -> Status {
    for (; at < index; ++at) {
      CHECKED(take(at, bytes));
      bytes.clear();
    }
    return {};
  };
  CHECKED(reader_.read_attachments(submission.id, [&](std::size_t index, std::string_view piece) -> Status {
    CHECKED(give_until(index));
    if (bytes.size() + piece.size() > report_attachment_bytes_max)
      return fail(ErrorCode::limit_exceeded, "an attachment is larger than allowed");
    bytes.append(piece);
    return {};
  }));
  return give_until(submission.files.size());
}

void LineLog::write(ports::LogLevel level, std::string_view event,
                    std::vector<std::pair<std::string, std::string>> const& fields) {
  static constexpr char const* kLevels[] = {"info", "warning", "alarm"};
  json::object line;
  line["at"] = to_rfc3339_seconds(clock_.wall());
  line["role"] = role_;
  line["level"] = kLevels[static_cast<int>(level)];
  line["event"] = json::string(event);
  for (auto const& [name, value] : fields) line[name] = json::string(clip_utf8(value, 500));
  auto const text = write_json(line) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace tocsin::app
