// tocsin: one executable, several roles. The table of what it can be asked stands in this file and in cli/commands.h.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <functional>

#include "app/admin_client.h"
#include "app/config.h"
#include "app/demo.h"
#include "app/desk_process.h"
#include "app/front_process.h"
#include "app/import_files.h"
#include "app/operator_files.h"
#include "app/supervisor.h"
#include "os/files.h"
#include "parser/parser.h"
#include "shelf/export_tree.h"
#include "shelf/reader.h"

namespace {

using namespace tocsin;

constexpr char kVersion[] = "0.1.0";

int report(Status const& status) {
  if (status) return 0;
  std::fprintf(stderr, "tocsin: %s\n", status.error().message.c_str());
  return describe(status.error().code).exit_code;
}

int report(Result<std::string> const& answer) {
  if (!answer) return report(Status(std::unexpected(answer.error())));
  std::fputs(answer->c_str(), stdout);
  return 0;
}

void add_data(CLI::App& command, app::Config& config) {
  command.add_option("--data", config.data, "the data directory: the one thing to back up")->required();
}

// Everything a server is started with; the roles take the same words as `serve`.
void add_server_options(CLI::App& command, app::Config& config) {
  add_data(command, config);
  command.add_option("--site", config.site, "the folder site/ with the published content");
  command.add_option("--public", config.public_address, "address of the published site, 127.0.0.1:8080");
  command.add_option("--console", config.console_address, "address of the console, 127.0.0.1:8081");
  command.add_option("--console-url", config.console_url, "how staff reach the console, for links in mails");
  command.add_option("--smtp", config.smtp, "mail relay: smtp://HOST:PORT[?tls=none|opportunistic|required] or smtps://HOST:PORT");
  command.add_option("--smtp-user", config.smtp_user, "user at the relay");
  command.add_option("--smtp-password-file", config.smtp_password_file, "file with the password");
  command.add_option("--certificate", config.certificate, "PEM file; with it the published site speaks TLS");
  command.add_option("--certificate-key", config.certificate_key, "PEM file of its key");
  command.add_option("--webhook", config.webhook, "https address that hears what the desk hears");
  command.add_option("--base-url", config.base_url, "replaces base_url of site.toml");
  command.add_flag("--loopback-webhooks", config.loopback_webhooks, "allow webhooks to this machine");
  command.add_flag_callback("--unconfined", [&config] { config.confined = false; }, "without confinement, for debugging only");
}

Status prepare(app::Config& config) {
  CHECKED(app::read_config_file(config));
  CHECKED(app::check_addresses(config));
  if (config.site.empty()) return fail(ErrorCode::invalid_input, "name the site's folder with --site, or as site in DATA/tocsin.toml");
  CHECKED(app::make_directories(config));
  config.data = TRY(os::real_path(config.data));
  // A folder that is gone is a broken one: where a good one was kept, that one is in force.
  auto const site = os::real_path(config.site);
  if (!site && !os::RealFiles(os::FatalIo::report).exists(config.kept_site())) return std::unexpected(site.error());
  if (site) config.site = *site;
  return {};
}

int run_role(app::Config config, int (*role)(app::Config const&)) {
  if (auto status = prepare(config); !status) return report(status);
  return role(config);
}

// One command of cli/commands.h: its options become the invocation's.
void add_desk_command(CLI::App& parent, app::Config& config, std::string const& parent_name, std::string const& name,
                      std::string const& help, std::vector<std::pair<std::string, std::string>> const& options,
                      std::function<int()>& chosen) {
  auto* command = parent.add_subcommand(name, help);
  add_server_options(*command, config);
  auto values = std::make_shared<std::map<std::string, std::string>>();
  for (auto const& [flag, text] : options) {
    auto const key = flag.starts_with("--") ? flag.substr(2) : flag;
    auto* option = command->add_option(flag, (*values)[key], text);
    if (!flag.starts_with("--")) option->required();
  }
  command->callback([&config, &chosen, values, full = parent_name.empty() ? name : parent_name + " " + name] {
    chosen = [&config, values, full] {
      if (auto status = prepare(config); !status) return report(status);
      return report(app::run_on_desk(config, {full, *values, ""}));
    };
  });
}

int check_site(std::string const& folder) {
  auto const findings = app::check_site_folder(folder);
  std::fputs(to_text(findings).c_str(), stderr);
  std::printf("%s: %zu findings\n", folder.c_str(), findings.size());
  return findings.empty() ? 0 : 65;
}

Status export_site(app::Config const& config, std::string const& to) {
  os::RealFiles files(os::FatalIo::report);
  auto reader = TRY(shelf::ShelfReader::open(files, config.shelf()));
  auto const written = TRY(shelf::export_tree(reader, files, to));
  std::printf("%zu files written below %s\n", static_cast<std::size_t>(written.files), to.c_str());
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  // A peer or a child that went away is an error code, never a signal.
  std::signal(SIGPIPE, SIG_IGN);
  // Before any thread and any confinement: libsodium chooses its implementations once.
  if (sodium_init() < 0) return 70;
  // The parser child starts here and nowhere else: no option parser runs before it is confined.
  if (argc == 3 && std::string_view(argv[1]) == "parser") return parser::run_child(argv[2]);

  CLI::App cli{"Tocsin: the security desk of a software maker, from the first message to the public advisory", "tocsin"};
  cli.set_version_flag("--version", std::string("tocsin ") + kVersion);
  cli.require_subcommand(1);
  app::Config config;
  std::function<int()> chosen;

  auto* serve = cli.add_subcommand("serve", "run the server: the published site and the console");
  add_server_options(*serve, config);
  serve->callback([&] { chosen = [&] { return run_role(config, app::run_supervisor); }; });
  auto* desk = cli.add_subcommand("desk", "run the desk alone");
  add_server_options(*desk, config);
  desk->add_option("--ready-fd", config.ready_fd)->group("");   // the supervisor's own
  desk->callback([&] { chosen = [&] { return run_role(config, app::run_desk); }; });
  auto* front = cli.add_subcommand("front", "run the public server alone");
  add_server_options(*front, config);
  front->add_option("--ready-fd", config.ready_fd)->group("");
  front->callback([&] { chosen = [&] { return run_role(config, app::run_front); }; });

  auto* staff = cli.add_subcommand("staff", "who works at the desk")->require_subcommand(1);
  add_desk_command(*staff, config, "staff", "add", "add somebody",
                   {{"name", "a short name"}, {"--email", "where the desk tells them"}, {"--role", "lead, member, guest or administrator"}}, chosen);
  add_desk_command(*staff, config, "staff", "link", "print a sign-in link that works once", {{"name", "whose"}}, chosen);
  add_desk_command(*staff, config, "staff", "list", "who there is", {}, chosen);
  add_desk_command(*staff, config, "staff", "set", "change somebody's address or role",
                   {{"name", "whose"}, {"--email", "where the desk tells them; none for no address"}, {"--role", "lead, member, guest or administrator"}}, chosen);
  add_desk_command(*staff, config, "staff", "activate", "give access back to somebody who was deactivated", {{"name", "whose"}}, chosen);
  add_desk_command(*staff, config, "staff", "deactivate", "end somebody's access", {{"name", "whose"}}, chosen);
  auto* clock = cli.add_subcommand("clock", "promises and the clock")->require_subcommand(1);
  add_desk_command(*clock, config, "clock", "explain", "how each due time of a case came about", {{"case", "reference or id"}}, chosen);
  add_desk_command(*clock, config, "clock", "trust", "say that the wall clock is right after a hold", {}, chosen);
  auto* webhook = cli.add_subcommand("webhook", "what the desk hears, over https")->require_subcommand(1);
  add_desk_command(*webhook, config, "webhook", "secret", "print the secret that the receiver checks signatures with", {}, chosen);
  auto* journal = cli.add_subcommand("journal", "the journal")->require_subcommand(1);
  add_desk_command(*journal, config, "journal", "verify", "recompute every hash chain", {}, chosen);
  add_desk_command(cli, config, "", "status", "how the desk is", {}, chosen);

  std::string folder, csaf_folder;
  bool as_published = false, dry_run = false;
  auto* check = cli.add_subcommand("check", "check a site folder");
  check->add_option("folder", folder, "the folder site/")->required();
  check->callback([&] { chosen = [&] { return check_site(folder); }; });
  auto* import = cli.add_subcommand("import", "take over what was published elsewhere")->require_subcommand(1);
  auto* csaf = import->add_subcommand("csaf", "published CSAF 2.0 documents, with their original ids and dates");
  add_server_options(*csaf, config);
  csaf->add_option("folder", csaf_folder, "folder with the documents")->required();
  csaf->add_flag("--as-published", as_published, "as an archive; nobody is notified");
  csaf->add_flag("--dry-run", dry_run, "read and check everything, change nothing");
  csaf->callback([&] {
    chosen = [&] {
      if (auto status = prepare(config); !status) return report(status);
      return report(app::import_csaf_folder(config, csaf_folder,
                                            {.as_published = as_published, .dry_run = dry_run}));
    };
  });
  auto* exporting = cli.add_subcommand("export", "write the published site as plain files");
  add_data(*exporting, config);
  exporting->add_option("to", folder, "folder to write")->required();
  exporting->callback([&] { chosen = [&] { return report(export_site(config, folder)); }; });

  app::DemoOptions demo_options;
  auto* demo = cli.add_subcommand("demo", "a full example desk: two products, a dozen advisories, cases in every state");
  add_server_options(*demo, config);
  demo->add_option("--mailbox", demo_options.mailbox_url, "where the demo's mail can be read");
  demo->add_flag("--check", demo_options.check, "come up, probe every part, stop");
  demo->callback([&] {
    chosen = [&] {
      if (auto status = app::prepare_demo(config); !status) return report(status);
      if (auto status = prepare(config); !status) return report(status);
      return app::run_demo(config, demo_options);
    };
  });

  CLI11_PARSE(cli, argc, argv);
  return chosen ? chosen() : 64;
}
