// What must always hold, as code that looks from outside. One file an invariant; the names are design.md's.
//
// Invariants: a checker changes nothing. It reads public bytes, mails, logs and, at the end, the store itself.
#pragma once

#include <string>

#include "sim/gated_store.h"
#include "sim/model.h"
#include "sim/sim_net.h"

namespace tocsin::sim {

class Trial;

// I1: no byte of an embargoed case before its disclosure, by true time and by two people's approval.
void never_early_decided(Trial& trial, DecidedRevision const& decided, Instant at);
void never_early_public(Trial& trial, std::string const& where, std::string_view bytes);
// Staff and reporters get a reference and a link; logs and webhooks carry no content at all.
void never_early_private(Trial& trial, std::string const& where, std::string_view bytes);
void never_early_mail(Trial& trial, MailRecord const& mail);
void sealed_at_rest(Trial& trial);

// I3: what was acknowledged exists.
void never_lost(Trial& trial);
void opt_out_counts(Trial& trial, MailRecord const& mail);

// I4: a decided publication reaches everything; documents, then lists, then notices.
void documents_before_lists(Trial& trial, std::string const& path, std::string const& type, std::string_view bytes);
void notice_after_document(Trial& trial, MailRecord const& mail);
void everything_arrived(Trial& trial);

// I5: one Message-ID a notice and recipient, byte-identical duplicates; equal reports are one.
struct SeenMails;
void once_mail(Trial& trial, MailRecord const& mail);
void once_reports(Trial& trial);

// I6: nothing while the clock is held, nothing before its minute in true time.
void never_by_a_wrong_clock(Trial& trial, DecidedRevision const& decided, Instant at);

// I8: every missed clock rang; an automatic confirmation acknowledges nothing.
void no_silent_clock(Trial& trial);
void alarms_were_told(Trial& trial);

// I9: the journal folds to the aggregate, chains hold, revision numbers grow.
void history_stands(Trial& trial);

// Design section 8: of what reporters do only the hour is kept.
void hours_only(Trial& trial);

}  // namespace tocsin::sim
