// The log: fixed event words with allow-listed fields. Never content, never a secret, never a client address.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::ports {

enum class LogLevel { info, warning, alarm };

class Log {
 public:
  virtual ~Log() = default;
  virtual void write(LogLevel level, std::string_view event,
                     std::vector<std::pair<std::string, std::string>> const& fields = {}) = 0;
};

}  // namespace tocsin::ports
