// Every limit of the product, in one place. Units are the last word of the name.
//
// Invariants: I12: each input has a limit; a test drives n-1, n and n+1 for each limit a stranger can reach.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tocsin {

// HTTP
inline constexpr std::size_t http_header_bytes_max = 16 * 1024;
inline constexpr std::size_t http_header_fields_max = 100;
inline constexpr std::size_t http_target_bytes_max = 8 * 1024;
inline constexpr std::size_t http_form_bytes_max = 256 * 1024;
inline constexpr std::size_t http_requests_per_connection_max = 10'000;
inline constexpr std::size_t http_connections_max = 4'096;
inline constexpr std::size_t http_bodies_in_flight_bytes_max = 256 * 1024 * 1024;  // kept in memory, all connections of a server
inline constexpr int http_header_seconds_max = 10;
inline constexpr int http_write_seconds_max = 30;
inline constexpr int http_idle_seconds_max = 60;
inline constexpr std::size_t http_body_bytes_per_second_min = 1'024;  // after a grace of header_seconds_max

// Reports
inline constexpr std::size_t report_attachment_bytes_max = 25 * 1024 * 1024;
inline constexpr std::size_t report_attachment_count_max = 20;
inline constexpr std::size_t report_bytes_max = 512 * 1024 * 1024;
static_assert(report_attachment_count_max * report_attachment_bytes_max <= report_bytes_max,
              "a report that fits its parts must fit the whole");
inline constexpr std::size_t report_field_bytes_max = 64 * 1024;
inline constexpr std::size_t short_field_bytes_max = 512;
inline constexpr std::size_t message_bytes_max = 64 * 1024;
inline constexpr std::size_t email_bytes_max = 254;  // RFC 5321 4.5.3.1.3, less the brackets
inline constexpr std::size_t idempotency_key_bytes_max = 128;
inline constexpr std::size_t spool_waiting_count_max = 10'000;
inline constexpr std::size_t spool_waiting_bytes_max = 8ULL * 1024 * 1024 * 1024;
inline constexpr std::size_t intake_bytes_per_hour_max = 2ULL * 1024 * 1024 * 1024;  // of all who send something
inline constexpr std::size_t intake_records_per_hour_max = 20'000;
static_assert(report_bytes_max <= intake_bytes_per_hour_max, "the largest report fits the hour");
inline constexpr std::size_t thread_upload_bytes_max =  // files with a message in a thread, kept in memory
    report_attachment_count_max * report_attachment_bytes_max / 10 + http_form_bytes_max;
static_assert(thread_upload_bytes_max <= http_bodies_in_flight_bytes_max, "one message fits what a server keeps in memory");
inline constexpr std::size_t disk_reserve_bytes = 8 * 1024 * 1024;  // kept free for publication

inline constexpr std::size_t store_cached_case_bytes_max = 64 * 1024 * 1024;  // of opened cases, by stored size

// Text and documents
inline constexpr std::size_t markdown_bytes_max = 64 * 1024;
inline constexpr std::size_t markdown_nesting_max = 32;
inline constexpr std::size_t json_depth_max = 64;
inline constexpr std::size_t document_bytes_max = 64 * 1024 * 1024;  // an imported CSAF document
inline constexpr std::size_t rules_bytes_max = 256 * 1024;           // a rules, calendar or site file
inline constexpr std::size_t site_files_max = 5'000;
inline constexpr std::size_t advisory_vulnerabilities_max = 500;
inline constexpr std::size_t advisory_products_max = 5'000;

// Clocks
inline constexpr int calendar_closed_days_max = 5'000;
inline constexpr int clock_days_max = 3'660;
inline constexpr int calendar_walk_days_max = 40'000;  // how far a count looks for working days

// Mail
inline constexpr std::size_t mail_line_octets_max = 998;  // RFC 5322 2.1.1
inline constexpr std::size_t mail_fanout_step_count = 500;
// The mail that confirms a form: receipts and subscriptions each have these.
inline constexpr int confirmation_mails_address_hour_max = 1;
inline constexpr int confirmation_mails_address_day_max = 3;
inline constexpr int confirmation_mails_hour_max = 1'000;

}  // namespace tocsin
