// Answers to submissions: finished pages with a few named slots, which the public server fills.
//
// Purpose:    the server that takes a report cannot render pages; it takes one of these from the
//             published site and puts words into its slots. Both sides take host, paths and slot
//             names from here.
// Invariants: a filled-in value is escaped as text; a slot without a value becomes nothing. Filling
//             never adds markup, so what a stranger typed cannot become a part of the page.
//             The host of the templates is no host name a client may ask for (the server answers
//             such a Host with 400), so a template is never served with its slots open.
// Threads:    pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tocsin::markup {

inline constexpr std::string_view kAnswerHost =
    "answers.";  // an empty last label: no client can name it

// Paths under kAnswerHost, and the slots each one knows. The receipt and the due table of a product
// with a promise of its own lie at the same path with "/SLUG" after it; where there is none, the
// path itself holds for all.
inline constexpr std::string_view kReportReceived =
    "/report-received";  // access_phrase, received_at, due_at
inline constexpr std::string_view kSubscribeReceived = "/subscribe-received";  // no slot
inline constexpr std::string_view kOptOutReceived = "/opt-out-received";       // no slot
inline constexpr std::string_view kBadRequest = "/400";                        // what
inline constexpr std::string_view kTooLarge = "/413";                          // what
inline constexpr std::string_view kUnavailable = "/503";                       // no slot
inline constexpr std::string_view kGatewayTimeout = "/504";                    // no slot
// Data, not a page: when a report received in a certain hour must have been answered (due_table
// below).
inline constexpr std::string_view kDueTablePath = "/due";

inline constexpr std::string_view kSlotAccessPhrase = "access_phrase";
inline constexpr std::string_view kSlotReceivedAt = "received_at";  // the exact instant, for people
inline constexpr std::string_view kSlotDueAt = "due_at";            // for people; see due_at()
inline constexpr std::string_view kSlotWhat = "what";               // which field or part was wrong

// A slot stands in a page as {{name}}.
std::string fill_answer(std::string_view page,
                        std::map<std::string, std::string, std::less<>> const& values);

// One line a run of hours: "FROM_MS UNTIL_MS fixed DUE_MS" or "FROM_MS UNTIL_MS after DURATION_MS",
// sorted by FROM_MS. A report that came within [FROM, UNTIL) is due at DUE, or DURATION after the
// start of its hour (the only time that is kept of it). Gives -1 when the table does not reach that
// far: the page then names the promise without a date.
std::int64_t due_at(std::string_view due_table, std::int64_t received_ms);

}  // namespace tocsin::markup
