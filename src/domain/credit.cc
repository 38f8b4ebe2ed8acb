// See credit.h.
#include "domain/credit.h"

#include <algorithm>

#include "base/text.h"

namespace tocsin::domain {
namespace {

std::vector<std::string> parts_of(std::string const& credit) {
  std::vector<std::string> out;
  for (auto part : split(credit, ','))
    if (!trim(part).empty()) out.emplace_back(trim(part));
  return out;
}

// The editor keeps names apart at their commas, so "Doe, Jane" may stand there as two.
bool names(AdvisoryContent const& content, std::string const& credit) {
  auto const parts = parts_of(credit);
  return std::ranges::any_of(content.acknowledgments, [&](Acknowledgment const& one) {
    if (one.organization == credit || std::ranges::find(one.names, credit) != one.names.end()) return true;
    return !parts.empty() && std::ranges::all_of(parts, [&](std::string const& part) {
      return std::ranges::find(one.names, part) != one.names.end();
    });
  });
}

}  // namespace

Person with_credit(Person person, std::string credit) {
  if (credit == person.credit) return person;
  auto& former = person.former_credits;
  if (!person.credit.empty() && std::ranges::find(former, person.credit) == former.end()) former.push_back(person.credit);
  std::erase(former, credit);
  person.credit = std::move(credit);
  return person;
}

std::vector<std::string> unwanted_credits(AdvisoryContent const& content, Person const& reporter) {
  std::vector<std::string> out;
  for (auto const& former : reporter.former_credits)
    if (names(content, former)) out.push_back(former);
  return out;
}

std::vector<std::string> credit_gaps(AdvisoryContent const& content, Person const& reporter) {
  std::vector<std::string> out;
  for (auto const& former : unwanted_credits(content, reporter))
    out.push_back("the reporter does not want to be named as '" + former + "' any more");
  if (!reporter.credit.empty() && !names(content, reporter.credit))
    out.push_back("the reporter wants to be named as '" + reporter.credit + "', and the acknowledgments do not say so");
  return out;
}

}  // namespace tocsin::domain
