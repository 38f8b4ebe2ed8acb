// Advisories of an invented maker, one for each shape the formats must be able to say.
#pragma once

#include <string>
#include <vector>

#include "domain/advisory.h"

namespace tocsin::formats {

struct Sample {
  std::string name;  // of the golden files
  domain::AdvisoryRevision revision;
};

domain::PublisherProfile sample_publisher();
std::vector<Sample> samples();
domain::AdvisoryRevision sample(std::string const& name);
// The content most samples are made from: one vulnerability, four branches of Acme Archiver.
domain::AdvisoryContent sample_content();

}  // namespace tocsin::formats
