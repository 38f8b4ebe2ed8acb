// See reader.h.
#include "spool/reader.h"

#include <algorithm>
#include <optional>

#include "base/codec.h"
#include "os/files.h"
#include "spool/sealed_stream.h"

namespace tocsin::spool {
namespace {

bool is_record_name(std::string_view name) {
  return name.size() == 32 && std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

// Puts the messages together and checks that they tell one story.
struct Assembly {
  std::vector<std::uint64_t> sizes;  // of the attachments, as they came
  std::string json;

  Status take(OpeningStream::Message const& message, AttachmentSink const& sink) {
    if (!json.empty() && message.kind != MessageKind::submission)
      return broken_record("its parts are out of order");
    switch (message.kind) {
      case MessageKind::attachment:
        sizes.push_back(0);
        return {};
      case MessageKind::data:
        if (sizes.empty()) return broken_record("its parts are out of order");
        sizes.back() += message.plain.size();
        return sink ? sink(sizes.size() - 1, message.plain) : Status{};
      case MessageKind::submission:
        if (json.size() + message.plain.size() > submission_json_bytes_max)
          return broken_record("its form is too long");
        json += message.plain;
        return {};
    }
    return broken_record("a part of it has an unknown kind");
  }

  Result<Submission> finish(std::string const& record_id) const {
    auto submission = codec::from_text<Submission>(json);
    if (!submission) return broken_record("its form does not decode");
    if (submission->record_id != record_id) return broken_record("its two ids differ");
    if (submission->attachments.size() != sizes.size())
      return broken_record("its attachments do not fit its form");
    for (std::size_t i = 0; i < sizes.size(); ++i)
      if (submission->attachments[i].size != sizes[i])
        return broken_record("its attachments do not fit its form");
    return submission;
  }
};

}  // namespace

Result<SpoolReader> SpoolReader::open(os::FileSystem& files, std::string directory,
                                      SecretKey secret) {
  for (auto const* part : {"/new", "/corrupt"})
    CHECKED(os::make_directory_durably(files, directory + part));
  return SpoolReader(files, std::move(directory), std::move(secret));
}

Result<std::vector<std::string>> SpoolReader::waiting() {
  return files_->list(directory_ + "/new");
}

Result<std::vector<std::string>> SpoolReader::set_aside() {
  return files_->list(directory_ + "/corrupt");
}

Result<std::size_t> SpoolReader::retry_set_aside() {
  auto names = TRY(set_aside());
  for (auto const& name : names)
    CHECKED(files_->rename(directory_ + "/corrupt/" + name, directory_ + "/new/" + name));
  CHECKED(files_->sync_directory(directory_ + "/new"));
  CHECKED(files_->sync_directory(directory_ + "/corrupt"));
  return names.size();
}

Status SpoolReader::set_aside(std::string const& name) {
  CHECKED(files_->rename(directory_ + "/new/" + name, directory_ + "/corrupt/" + name));
  CHECKED(files_->sync_directory(directory_ + "/corrupt"));
  return files_->sync_directory(directory_ + "/new");
}

Result<Submission> SpoolReader::scan(std::string const& name, AttachmentSink const& sink) {
  auto file = TRY(files_->open(directory_ + "/new/" + name));
  auto stream = TRY(OpeningStream::open(*file, secret_));
  Assembly assembly;
  while (true) {
    auto message = TRY(stream.next());
    CHECKED(assembly.take(message, sink));
    if (message.last == Last::yes) return assembly.finish(stream.record_id());
  }
}

Result<Submission> SpoolReader::read(std::string const& name, AttachmentSink const& peek) {
  if (name.find('/') != std::string::npos)
    return fail(ErrorCode::invalid_input, "that is no name of a record");
  auto submission = is_record_name(name) ? scan(name, peek) : broken_record("its name is not one of ours");
  if (!submission && submission.error().code == ErrorCode::corrupt) CHECKED(set_aside(name));
  return submission;
}

Status SpoolReader::read_attachments(std::string const& name, AttachmentSink const& sink) {
  // The sink must not see a byte of a record that turns out to be damaged, so this looks at it
  // whole first.
  CHECKED(read(name));
  CHECKED(scan(name, sink));
  return {};
}

Status SpoolReader::remove(std::string const& name) {
  auto removed = files_->remove(directory_ + "/new/" + name);
  // Removing twice is one removal. If a crash brings the name back, the desk folds the record by
  // its id.
  if (!removed && removed.error().code == ErrorCode::not_found) return {};
  return removed;
}

}  // namespace tocsin::spool
