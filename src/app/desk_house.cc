// See desk_house.h.
#include "app/desk_house.h"

#include "base/text.h"
#include "spool/record.h"

namespace tocsin::app {
namespace {

shelf::SiteFacts facts_of(site::Site const& site) {
  return {.base_url = site.publisher.base_url, .default_language = site.language};
}

// A key file belongs to its database: a database without its key must not get another one.
keys::IfMissing missing_keys_are(os::FileSystem& files, Config const& config) {
  return files.exists(config.database()) ? keys::IfMissing::refuse : keys::IfMissing::make;
}

Result<std::string> read_secret_file(os::FileSystem& files, std::string const& path) {
  if (path.empty()) return std::string{};
  return std::string(trim(TRY(files.read(path, 4096))));
}

constexpr char kRulesVersions[] = "rules.versions";

// Every version of the rules that was ever in force is kept in the store, so that an old case is judged by its own
// promise. Adds the versions that are known from before to `read`.
Status keep_rules(ports::Store& store, OperatorFiles& read) {
  return store.write([&](ports::WriteTx& tx) -> Status {
    auto list = TRY(tx.setting(kRulesVersions)).value_or("");
    for (auto const& [version, text] : read.rules_texts) {
      if (TRY(tx.setting("rules." + version))) continue;
      CHECKED(tx.set_setting("rules." + version, text));
      list += (list.empty() ? "" : "\n") + version;
    }
    CHECKED(tx.set_setting(kRulesVersions, list));
    for (auto version : lines_of(list)) {
      if (read.settings.rules_by_version.contains(std::string(version))) continue;
      auto const text = TRY(tx.setting("rules." + std::string(version)));
      auto parsed = domain::parse_rules(text.value_or(""), "rules of an earlier version", read.settings.calendars.calendars);
      if (parsed.rules) read.settings.rules_by_version.emplace(std::string(version), std::move(*parsed.rules));
    }
    return {};
  });
}

}  // namespace

Result<std::unique_ptr<DeskHouse>> DeskHouse::open(Config const& config) {
  auto house = std::unique_ptr<DeskHouse>(new DeskHouse(config));
  // The stamp first: what changes while we read is read again.
  house->seen_stamp_ = stamp_of(config.site).value_or("");
  auto read = TRY(read_or_kept_files(config));
  // Keys first: the store cannot be opened without them.
  auto const if_missing = missing_keys_are(house->files_, config);
  house->keyring_ = TRY(keys::FileKeyring::open(config.keys(), house->entropy_, if_missing));
  auto const spool_key = TRY(keys::open_spool_secret(config.keys(), house->entropy_, if_missing));
  spool::SecretKey const secret{std::string(spool_key.bytes())};
  CHECKED(os::replace_durably(house->files_, config.spool() + "/" + std::string(spool::kPublicKeyFile),
                              spool::write_public_key(spool::public_half(secret))));
  house->store_ = TRY(store::SqliteStore::open({.path = config.database()}, *house->keyring_, house->entropy_));
  CHECKED(keep_rules(*house->store_, read));
  if (read.settings.site_refused.empty()) house->keep(read);
  else house->log_.write(ports::LogLevel::alarm, "site_not_loaded", {{"why", read.settings.site_refused}});
  house->take(std::move(read));
  auto const& settings = house->settings_->settings;
  house->submissions_ =
      std::make_unique<SpoolSubmissions>(TRY(spool::SpoolReader::open(house->files_, config.spool(), secret)));
  auto press = TRY(shelf::Press::open(house->files_, {config.press(), config.shelf()}));
  house->shelf_ = std::make_unique<PressShelf>(std::move(press), facts_of(settings.site), house->clock_);
  auto const target = TRY(parse_smtp(config.smtp));
  house->mail_ = TRY(mail::SmtpMail::open(
      {.host = target.host,
       .port = target.port,
       .tls = target.tls,
       .username = config.smtp_user,
       .password = TRY(read_secret_file(house->files_, config.smtp_password_file)),
       .sender = {.address = settings.site.mail_from, .name = settings.site.name}}));
  house->fetch_ = net::CurlFetch(
      {.loopback = config.loopback_webhooks ? net::Loopback::allowed : net::Loopback::refused});
  return house;
}

ports::World DeskHouse::world() {
  return {clock_, entropy_, *store_, *submissions_, *shelf_, *mail_, fetch_, *keyring_, log_};
}

std::shared_ptr<OperatorFiles const> DeskHouse::operator_files() {
  std::lock_guard lock(settings_mutex_);
  return settings_;
}

void DeskHouse::take(OperatorFiles files) {
  auto fresh = std::make_shared<OperatorFiles const>(std::move(files));
  std::lock_guard lock(settings_mutex_);
  settings_ = std::move(fresh);
}

// What cannot be kept is in force all the same: only a restart beside a broken edit would miss it.
void DeskHouse::keep(OperatorFiles const& files) {
  if (auto status = keep_folder(config_, files); !status)
    log_.write(ports::LogLevel::warning, "site_not_kept", {{"why", status.error().message}});
}

Status DeskHouse::reload_if_changed() {
  // A folder that is not there has a stamp too, so that its absence is said once.
  auto const stamp = stamp_of(config_.site).value_or("");
  if (stamp == seen_stamp_) return {};
  seen_stamp_ = stamp;
  auto read = read_operator_files(config_);
  if (!read) {
    auto old = *operator_files();
    old.settings.site_refused = read.error().message;
    take(std::move(old));
    return std::unexpected(read.error());
  }
  if (auto kept = keep_rules(*store_, *read); !kept) {
    seen_stamp_ = "none";   // a busy or full store: the edit is taken up at the next look
    return kept;
  }
  shelf_->set_facts(facts_of(read->settings.site));
  keep(*read);
  take(std::move(*read));
  return {};
}

}  // namespace tocsin::app
