// Keeps "SQL written once" true: every migration runs and every statement of the catalogue prepares
// on PostgreSQL 15.
//
// The test starts a private cluster in a temporary directory, reached over a Unix socket there and
// nowhere else, and stops it by its process id. Without PostgreSQL's programs it is skipped and
// says so.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>

#include "store/catalogue.h"
#include "store/schema.h"
#include "store/sql_text.h"
#include "store/test_rig.h"

namespace tocsin::store {
namespace {

using namespace test;

constexpr char kPrograms[] = "/usr/lib/postgresql/15/bin";

struct ConnectionCloser {
  void operator()(PGconn* connection) const { PQfinish(connection); }
  void operator()(PGresult* result) const { PQclear(result); }
};

// Runs a program of PostgreSQL as a user that is not root, which PostgreSQL refuses to be.
pid_t start(std::vector<std::string> words, std::string const& log) {
  auto child = fork();
  if (child != 0) return child;
  if (geteuid() == 0) {
    auto const* user = getpwnam("postgres");
    if (!user || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0) _exit(126);
  }
  int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (out < 0 || dup2(out, STDOUT_FILENO) < 0 || dup2(out, STDERR_FILENO) < 0) _exit(125);
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  execv(arguments[0], arguments.data());
  _exit(127);
}

int wait_for(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class PostgresTest : public testing::Test {
 protected:
  void SetUp() override {
    auto postgres = std::string(kPrograms) + "/postgres";
    if (access(postgres.c_str(), X_OK) != 0)
      GTEST_SKIP() << "PostgreSQL 15 is not installed (" << postgres << ")";
    if (geteuid() == 0 && !getpwnam("postgres"))
      GTEST_SKIP() << "there is no user 'postgres' to run it as";
    directory_ = std::make_unique<TemporaryDirectory>();
    if (geteuid() == 0) {
      auto const* user = getpwnam("postgres");
      ASSERT_EQ(chown(directory_->path().c_str(), user->pw_uid, user->pw_gid), 0);
    }
    auto data = directory_->path("data");
    auto log = directory_->path("log");
    ASSERT_EQ(wait_for(start({std::string(kPrograms) + "/initdb", "-D", data, "-U", "tocsin", "-A",
                              "trust", "-E", "UTF8", "--locale=C", "--no-sync"},
                             log)),
              0);
    server_ =
        start({postgres, "-D", data, "-k", directory_->path(), "-c", "listen_addresses=", "-c",
               "fsync=off", "-c", "max_connections=5", "-c", "shared_buffers=16MB"},
              log);
    auto where = "host=" + directory_->path() + " user=tocsin dbname=postgres connect_timeout=5";
    for (int tries = 0; tries < 300; ++tries) {
      db_.reset(PQconnectdb(where.c_str()));
      if (PQstatus(db_.get()) == CONNECTION_OK) return;
      usleep(100'000);
    }
    FAIL() << PQerrorMessage(db_.get());
  }

  void TearDown() override {
    db_.reset();
    if (server_ <= 0) return;
    kill(server_, SIGINT);
    wait_for(server_);
  }

  void run(std::string const& sql) {
    std::unique_ptr<PGresult, ConnectionCloser> result(PQexec(db_.get(), sql.c_str()));
    EXPECT_EQ(PQresultStatus(result.get()), PGRES_COMMAND_OK) << PQerrorMessage(db_.get());
  }

  std::unique_ptr<TemporaryDirectory> directory_;
  pid_t server_ = 0;
  std::unique_ptr<PGconn, ConnectionCloser> db_;
};

TEST_F(PostgresTest, EveryMigrationRunsAndEveryStatementPrepares) {
  run(rewrite(catalogue()[static_cast<std::size_t>(Sql::migrations_table)].sql, Engine::postgres)
          ->text);
  for (auto const& migration : migrations()) {
    SCOPED_TRACE(migration.name);
    auto sql = rewrite(migration.sql, Engine::postgres);
    ASSERT_TRUE(sql) << sql.error().message;
    run("BEGIN;" + sql->text + ";COMMIT");
  }
  std::size_t prepared = 0;
  for (auto const& statement : catalogue()) {
    SCOPED_TRACE(statement.name);
    auto sql = rewrite(statement.sql, Engine::postgres);
    ASSERT_TRUE(sql) << sql.error().message;
    std::unique_ptr<PGresult, ConnectionCloser> result(
        PQprepare(db_.get(), std::string(statement.name).c_str(), sql->text.c_str(), 0, nullptr));
    EXPECT_EQ(PQresultStatus(result.get()), PGRES_COMMAND_OK) << PQerrorMessage(db_.get());
    prepared += PQresultStatus(result.get()) == PGRES_COMMAND_OK ? 1 : 0;
  }
  EXPECT_EQ(prepared, catalogue().size());
}

}  // namespace
}  // namespace tocsin::store
