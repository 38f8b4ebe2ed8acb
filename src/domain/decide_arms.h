// Shared by the files that hold decide's arms: the checks each arm makes, and the arms about disclosure.
#pragma once

#include "domain/decide.h"

namespace tocsin::domain {

Status need_staff(Actor const& actor);
Status need_text(std::string_view text, std::string_view what);
Status need_open(Case const& c);
Message staff_message(std::string id, Visibility visible_to, std::string text, Actor const& actor, Instant now);
// Nothing if the text is blank: the reporter is told when there are words for them.
void post_to_reporter(Decision& out, Case const& c, std::string id, std::string_view text, Actor const& actor,
                      Instant now);

Result<Decision> decide_disclosure_arm(Case const&, DecidePath const&, Actor const&, Rules const&, Instant);
Result<Decision> decide_disclosure_arm(Case const&, RecordFact const&, Actor const&, Rules const&, Instant);
Result<Decision> decide_disclosure_arm(Case const&, RecordDelay const&, Actor const&, Rules const&, Instant);
Result<Decision> decide_disclosure_arm(Case const&, ProposeDisclosure const&, Actor const&, Rules const&, Instant);
Result<Decision> decide_disclosure_arm(Case const&, AnswerDisclosure const&, Actor const&, Rules const&, Instant);
Result<Decision> decide_disclosure_arm(Case const&, EndEmbargo const&, Actor const&, Rules const&, Instant);
Result<Decision> decide_disclosure_arm(Case const&, Disclose const&, Actor const&, Rules const&, Instant);

}  // namespace tocsin::domain
