// The timelines of case_view.h: the journal read back into events and said in words.
#include <algorithm>

#include "desk/case_view.h"
#include "domain/advisory_event.h"
#include "domain/codec.h"

namespace tocsin::desk {
namespace {

template <class Event>
Result<std::vector<TimelineLine>> lines_of_stream(ports::ReadTx& tx, std::string const& stream, std::string const& erased) {
  std::vector<TimelineLine> out;
  for (auto const& entry : TRY(tx.journal(stream))) {
    if (entry.erased) {
      out.push_back({entry.at, erased});
      continue;
    }
    auto event = codec::from_text<Event>(entry.body);
    // An event that this version cannot read is the journal check's matter; the page shows the others.
    if (!event) continue;
    auto text = domain::timeline_text(*event);
    if (!text.empty()) out.push_back({domain::instant_of(*event), std::move(text)});
  }
  std::ranges::reverse(out);
  return out;
}

}  // namespace

Result<std::vector<TimelineLine>> case_timeline(ports::ReadTx& tx, domain::CaseId const& id, std::string const& erased) {
  return lines_of_stream<domain::CaseEvent>(tx, "case/" + id.text, erased);
}

Result<std::vector<TimelineLine>> advisory_timeline(ports::ReadTx& tx, domain::AdvisoryId const& id,
                                                    std::string const& erased) {
  return lines_of_stream<domain::AdvisoryEvent>(tx, "advisory/" + id.text, erased);
}

}  // namespace tocsin::desk
