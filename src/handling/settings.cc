// See settings.h.
#include "handling/settings.h"

namespace tocsin::handling {

domain::Rules const& Settings::rules_for_product(std::string const& slug) const {
  auto const* product = site.product(slug);
  return product ? site.rules_of(*product) : site.rules_of_site();
}

domain::Rules const& Settings::rules_of(std::string const& version) const {
  auto found = rules_by_version.find(version);
  return found != rules_by_version.end() ? found->second : site.rules_of_site();
}

}  // namespace tocsin::handling
