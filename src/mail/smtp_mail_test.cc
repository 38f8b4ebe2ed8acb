// SmtpMail against a real SMTP server (test_relay.py, aiosmtpd) on loopback; skipped where that is
// not installed.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "mail/smtp_mail.h"

namespace tocsin::mail {
namespace {

namespace fs = std::filesystem;

std::string read_file(fs::path const& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream out;
  out << file.rdbuf();
  return out.str();
}

// Starts a program and gives its process id; its output goes to a file.
pid_t start(std::vector<std::string> words, std::string const& log) {
  auto child = fork();
  if (child != 0) return child;
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

constexpr char kPython[] = "/usr/bin/python3";
constexpr char kOpenssl[] = "/usr/bin/openssl";

class SmtpMailTest : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (fs::temp_directory_path() / "tocsin_mail_XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
    if (access(kPython, X_OK) != 0 ||
        wait_for(start({kPython, "-c", "import aiosmtpd"}, path("log"))) != 0)
      GTEST_SKIP() << "python3-aiosmtpd is not installed";
  }
  void TearDown() override {
    stop_relay();
    fs::remove_all(directory_);
  }
  std::string path(std::string_view name) { return directory_ + "/" + std::string(name); }

  void start_relay(std::vector<std::string> more = {}) {
    std::vector<std::string> words{kPython, TOCSIN_SOURCE_DIR "/src/mail/test_relay.py",
                                   directory_};
    words.insert(words.end(), more.begin(), more.end());
    relay_ = start(words, path("log"));
    for (int tries = 0; tries < 200 && !fs::exists(path("port")); ++tries) usleep(50'000);
    ASSERT_TRUE(fs::exists(path("port"))) << read_file(path("log"));
    port_ = std::stoi(read_file(path("port")));
  }
  void stop_relay() {
    if (relay_ <= 0) return;
    kill(relay_, SIGTERM);
    wait_for(relay_);
    relay_ = 0;
  }
  void make_certificate() {
    if (access(kOpenssl, X_OK) != 0) GTEST_SKIP() << "openssl is not installed";
    ASSERT_EQ(wait_for(start({kOpenssl, "req", "-x509", "-newkey", "ec", "-pkeyopt",
                              "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                              "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-keyout",
                              path("key.pem"), "-out", path("cert.pem")},
                             path("log"))),
              0)
        << read_file(path("log"));
  }
  SmtpOptions options(MailTls tls = MailTls::none) {
    return {.host = "localhost",
            .port = port_,
            .tls = tls,
            .hello_name = "desk.example.org",
            .sender = {.address = "security@example.org", .name = "Acme Security"}};
  }
  json::value seen(int number) {
    auto parsed = parse_json(read_file(path(std::to_string(number) + ".json")));
    return parsed ? *parsed : json::value();
  }
  std::string header(int number, std::string_view name) {
    std::string out;
    auto value = seen(number);
    for (auto const& pair : value.at("headers").as_array())
      if (pair.at(0).as_string() == name) out += std::string(pair.at(1).as_string());
    return out;
  }

  std::string directory_;
  pid_t relay_ = 0;
  int port_ = 0;
};

ports::MailMessage message_to(std::string to) {
  return {.message_id = "n1.s1@security.example.org",
          .to = std::move(to),
          .subject = "Reference R-7KQ4M",
          .body = "Hello\n",
          .date = Instant{1'790'000'000'000}};
}

TEST_F(SmtpMailTest, AnotherParserReadsWhatWeWrote) {
  start_relay();
  auto mail = *SmtpMail::open(options());
  auto message = message_to("reader@example.org");
  message.subject =
      "Grüße: eine lange Betreffzeile, die über mehr als eine Zeile geht, mit € und 漢字 und noch "
      "mehr Text";
  message.body = "Zeile eins mit Leerzeichen am Ende \n.\n..dot\nFrom here\n=3D\n\ttab\n" +
                 std::string(500, 'x') + "漢字" + std::string(300, 'y') +
                 "\n\nhttps://example.org/r?x=1&y=2\n";
  message.headers = {
      {"List-Unsubscribe", "<https://example.org/u/token>, <mailto:out@example.org>"},
      {"List-Unsubscribe-Post", "List-Unsubscribe=One-Click"}};
  auto sent = mail->send(message);
  ASSERT_TRUE(sent) << sent.error().message << sent.error().cause;
  auto parsed = seen(1);
  EXPECT_EQ(header(1, "Subject"), message.subject);
  EXPECT_EQ(std::string(parsed.at("body").as_string()), message.body);
  EXPECT_EQ(header(1, "From"), "Acme Security <security@example.org>");
  EXPECT_EQ(header(1, "To"), "reader@example.org");
  EXPECT_EQ(header(1, "Message-ID"), "<n1.s1@security.example.org>");
  EXPECT_EQ(header(1, "Date"), "Mon, 21 Sep 2026 14:13:20 +0000");
  EXPECT_EQ(header(1, "List-Unsubscribe"), message.headers[0].value);
  EXPECT_TRUE(parsed.at("defects").as_array().empty()) << write_json(parsed.at("defects"));
  EXPECT_EQ(parsed.at("mail_from").as_string(), "security@example.org");
  EXPECT_EQ(write_json(parsed.at("rcpt_tos")), R"(["reader@example.org"])");
  EXPECT_EQ(parsed.at("hello").as_string(), "desk.example.org");
  EXPECT_EQ(read_file(path("1.eml")), *write_message(message, options().sender))
      << "byte for byte, over the wire";
}

TEST_F(SmtpMailTest, OneConnectionServesMany) {
  start_relay();
  auto mail = *SmtpMail::open(options());
  for (int i = 1; i <= 3; ++i) {
    ASSERT_TRUE(mail->send(message_to("reader@example.org")));
    EXPECT_EQ(seen(i).at("connection").as_int64(), 0);
  }
}

TEST_F(SmtpMailTest, RepliesBecomeCodesAndTheNextMailStillGoes) {
  start_relay();
  auto mail = *SmtpMail::open(options());
  struct Row {
    char const* to;
    ErrorCode code;
    char const* said;
  };
  int kept = 0;
  for (auto const& row :
       {Row{"later-a@example.org", ErrorCode::unavailable, "451 4.7.1 try again later"},
        Row{"never-a@example.org", ErrorCode::invalid_input, "550 5.1.1 no such user"},
        Row{"never-data-a@example.org", ErrorCode::invalid_input, "554 5.7.1 refused"}}) {
    auto outcome = mail->send(message_to(row.to));
    ASSERT_FALSE(outcome) << row.to;
    EXPECT_EQ(outcome.error().code, row.code) << row.to << ": " << outcome.error().cause;
    EXPECT_EQ(outcome.error().cause, row.said);
    EXPECT_EQ((outcome.error().message + outcome.error().cause).find("example.org"),
              std::string::npos);
    ASSERT_TRUE(mail->send(message_to("reader@example.org")));
    EXPECT_EQ(header(++kept, "To"), "reader@example.org");
  }
}

TEST_F(SmtpMailTest, ALostAnswerIsTriedAgainWithTheSameBytes) {
  start_relay();
  auto mail = *SmtpMail::open(options());
  auto message = message_to("drop-a@example.org");
  for (int i = 0; i < 2; ++i) {
    auto outcome = mail->send(message);
    ASSERT_FALSE(outcome);
    EXPECT_TRUE(describe(outcome.error().code).retry) << outcome.error().cause;
  }
  EXPECT_EQ(read_file(path("1.eml")), read_file(path("2.eml")));
  EXPECT_TRUE(mail->send(message_to("reader@example.org")));
}

TEST_F(SmtpMailTest, ASlowServerAndNoServer) {
  start_relay();
  auto slow = options();
  slow.send_max = std::chrono::milliseconds{700};
  auto outcome = (*SmtpMail::open(slow))->send(message_to("slow-a@example.org"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::timed_out);
  stop_relay();
  outcome = (*SmtpMail::open(options()))->send(message_to("reader@example.org"));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::unavailable);
}

TEST_F(SmtpMailTest, RequiredTlsMeansVerifiedTls) {
  make_certificate();
  start_relay({"--starttls", path("cert.pem"), path("key.pem")});
  auto unverified =
      (*SmtpMail::open(options(MailTls::required)))->send(message_to("reader@example.org"));
  ASSERT_FALSE(unverified) << "the certificate is not one the system knows";
  EXPECT_EQ(unverified.error().code, ErrorCode::unavailable);
  EXPECT_FALSE(fs::exists(path("1.json")));
  auto trusting = options(MailTls::required);
  trusting.ca_file = path("cert.pem");
  auto sent = (*SmtpMail::open(trusting))->send(message_to("reader@example.org"));
  ASSERT_TRUE(sent) << sent.error().message << sent.error().cause;
  EXPECT_TRUE(seen(1).at("tls").as_bool());
  trusting.host = "127.0.0.1";
  EXPECT_FALSE((*SmtpMail::open(trusting))->send(message_to("reader@example.org")))
      << "another name";
  ASSERT_TRUE(
      (*SmtpMail::open(options(MailTls::opportunistic)))->send(message_to("reader@example.org")));
  EXPECT_TRUE(seen(2).at("tls").as_bool());
}

TEST_F(SmtpMailTest, TlsThatIsStrippedStopsTheMail) {
  start_relay();
  auto stripped =
      (*SmtpMail::open(options(MailTls::required)))->send(message_to("reader@example.org"));
  ASSERT_FALSE(stripped);
  EXPECT_EQ(stripped.error().code, ErrorCode::unavailable);
  EXPECT_FALSE(fs::exists(path("1.json")));
  EXPECT_TRUE(
      (*SmtpMail::open(options(MailTls::opportunistic)))->send(message_to("reader@example.org")));
}

TEST_F(SmtpMailTest, AWrongPasswordIsNotTheMessagesFault) {
  start_relay({"--auth", "desk", "secret"});
  auto with = options();
  with.username = "desk";
  with.password = "secret";
  auto sent = (*SmtpMail::open(with))->send(message_to("reader@example.org"));
  ASSERT_TRUE(sent) << sent.error().cause;
  EXPECT_TRUE(seen(1).at("authenticated").as_bool());
  with.password = "wrong";
  auto refused = (*SmtpMail::open(with))->send(message_to("reader@example.org"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  auto without = (*SmtpMail::open(options()))->send(message_to("reader@example.org"));
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, ErrorCode::unavailable);
}

TEST(SmtpOptionsCheck, NoClearTextBeyondThisHost) {
  auto open = [](std::string host, MailTls tls, std::string user) {
    return SmtpMail::open({.host = std::move(host),
                           .tls = tls,
                           .username = std::move(user),
                           .sender = {.address = "a@example.org"}})
        .has_value();
  };
  EXPECT_FALSE(open("mail.example.org", MailTls::none, ""));
  EXPECT_FALSE(open("mail.example.org", MailTls::opportunistic, "user"));
  EXPECT_TRUE(open("mail.example.org", MailTls::opportunistic, ""));
  EXPECT_TRUE(open("mail.example.org", MailTls::required, "user"));
  EXPECT_TRUE(open("localhost", MailTls::none, "user"));
  EXPECT_FALSE(open("mail.example.org/x", MailTls::required, ""));
  EXPECT_FALSE(open("a\r\nb", MailTls::required, ""));
  EXPECT_FALSE(open("127.evil.example.org", MailTls::none, ""))
      << "a name, not the loopback network";
}

}  // namespace
}  // namespace tocsin::mail
