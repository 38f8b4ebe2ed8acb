// The desk's own World on real adapters, with the operator's files: for the serving process and for the command line.
#pragma once

#include <memory>
#include <mutex>

#include "app/adapters.h"
#include "app/config.h"
#include "app/operator_files.h"
#include "keys/file_keyring.h"
#include "net/curl_fetch.h"
#include "os/files.h"
#include "store/sqlite_store.h"

namespace tocsin::app {

class DeskHouse {
 public:
  static Result<std::unique_ptr<DeskHouse>> open(Config const& config);

  ports::World world();
  // The settings as they are now; a reload replaces them as a whole, and who holds the old ones keeps them alive.
  std::shared_ptr<OperatorFiles const> operator_files();
  // Reads the folder again if it changed. A broken edit leaves the old content in force and gives the findings, once a
  // change; the settings then say why (site_refused).
  Status reload_if_changed();

 private:
  void take(OperatorFiles files);
  void keep(OperatorFiles const& files);
  DeskHouse(Config config) : config_(std::move(config)), fetch_({}), log_(clock_, "desk") {}
  Config config_;
  os::RealFiles files_;
  SystemClock clock_;
  KernelEntropy entropy_;
  std::unique_ptr<keys::FileKeyring> keyring_;
  std::unique_ptr<store::SqliteStore> store_;
  std::unique_ptr<SpoolSubmissions> submissions_;
  std::unique_ptr<PressShelf> shelf_;
  std::unique_ptr<mail::SmtpMail> mail_;
  net::CurlFetch fetch_;
  LineLog log_;
  std::mutex settings_mutex_;
  std::shared_ptr<OperatorFiles const> settings_;   // guarded by settings_mutex_
  std::string seen_stamp_;
};

}  // namespace tocsin::app
