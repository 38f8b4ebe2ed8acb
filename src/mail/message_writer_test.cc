// M-5 on the bytes: what may stand in a mail, and that nothing else gets in.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "mail/message_writer.h"

namespace tocsin::mail {
namespace {

constexpr char kNewLine[] = "\r\n";

ports::MailMessage plain() {
  return {.message_id = "n1.s1@security.example.org",
          .to = "reader@example.org",
          .subject = "Reference R-7KQ4M",
          .body = "Hello,\nthere is a message.\n",
          .date = Instant{1'790'000'000'000}};
}
Sender const kSender{.address = "security@example.org", .name = "Acme Security"};

void expect_well_formed(std::string const& bytes) {
  std::size_t line = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] == '\n') {
      ASSERT_TRUE(i > 0 && bytes[i - 1] == '\r') << "bare LF at " << i;
      ASSERT_LE(line - 1, mail_line_octets_max);
      line = 0;
      continue;
    }
    if (bytes[i] == '\r') {
      ASSERT_TRUE(i + 1 < bytes.size() && bytes[i + 1] == '\n') << "bare CR at " << i;
    }
    ASSERT_GE(static_cast<unsigned char>(bytes[i]), '\t');
    ASSERT_LT(static_cast<unsigned char>(bytes[i]), 0x80) << "not ASCII at " << i;
    ++line;
  }
  auto head = bytes.substr(0, bytes.find("\r\n\r\n") + 2);
  for (auto const* name :
       {"From:", "To:", "Date:", "Message-ID:", "Subject:", "MIME-Version:", "Content-Type:"}) {
    std::size_t count = head.starts_with(name) ? 1 : 0;
    for (auto at = head.find(std::string(kNewLine) + name); at != std::string::npos;
         at = head.find(std::string(kNewLine) + name, at + 1))
      ++count;
    EXPECT_EQ(count, 1u) << name;
  }
}

TEST(MessageWriter, ThePlainestMailByteForByte) {
  EXPECT_EQ(*write_message(plain(), kSender),
            "Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n"
            "From: \"Acme Security\"\r\n <security@example.org>\r\n"
            "To: reader@example.org\r\n"
            "Message-ID: <n1.s1@security.example.org>\r\n"
            "Subject: Reference R-7KQ4M\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n"
            "\r\n"
            "Hello,\r\nthere is a message.\r\n");
}

TEST(MessageWriter, NoValueBecomesAHeaderOrARecipient) {
  for (auto const* evil :
       {"a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org", "<a@example.org>",
        "a@example.org\n", "a@", "@b", "a b@example.org", "a@b c", "\"a\"@example.org",
        "a@[127.0.0.1]", "a@example..org", ".a@example.org", "a\xC3\xA9@example.org", "",
        "a@example.org>\r\nDATA"}) {
    auto message = plain();
    message.to = evil;
    EXPECT_FALSE(write_message(message, kSender)) << evil;
    EXPECT_FALSE(write_message(plain(), {.address = evil})) << evil;
  }
  for (auto const* evil : {"a@b\r\nX: y", "<a@b>", "a", "a@b@c", "a b@c", ""}) {
    auto message = plain();
    message.message_id = evil;
    EXPECT_FALSE(write_message(message, kSender)) << evil;
  }
  for (auto const* evil : {"Bcc", "To", "Subject", "List-Id\r\nBcc", "list-id", ""}) {
    auto message = plain();
    message.headers = {{evil, "x"}};
    EXPECT_FALSE(write_message(message, kSender)) << evil;
  }
  for (auto const* evil : {"x\r\nBcc: b@example.org", "x\n", "x\ry", "\xC3\xA9", "", " "}) {
    auto message = plain();
    message.headers = {{"List-Id", evil}};
    EXPECT_FALSE(write_message(message, kSender)) << evil;
  }
  auto message = plain();
  message.headers = {{"List-Id", "<a.example.org>"}, {"List-Id", "<b.example.org>"}};
  EXPECT_FALSE(write_message(message, kSender)) << "twice";
}

TEST(MessageWriter, ASubjectWithLineEndsIsOneLineOfText) {
  auto message = plain();
  message.subject = "one\r\nBcc: b@example.org\n\ttwo";
  auto bytes = *write_message(message, kSender);
  expect_well_formed(bytes);
  EXPECT_NE(bytes.find("Subject: one  Bcc: b@example.org  two\r\n"), std::string::npos) << bytes;
}

TEST(MessageWriter, EveryByteValueAndLengthStaysWellFormed) {
  for (int byte = 0; byte < 128; ++byte) {
    auto message = plain();
    for (std::string_view pattern : {"X", "X\n", "a X b", "XX"}) {
      message.body = message.subject =
          replace_all(std::string(pattern), "X", std::string(1, static_cast<char>(byte)));
      auto bytes = write_message(message, kSender);
      ASSERT_TRUE(bytes) << byte;
      expect_well_formed(*bytes);
    }
  }
  for (std::size_t length = 0; length < 2'100; length += 7) {
    auto message = plain();
    message.subject = std::string(length, 's');
    for (std::size_t i = 0; i < length; i += 3)
      message.body += (i % 2 ? "\u00e9" : ".") + std::string(i % 80, 'x');
    auto bytes = write_message(
        message, {.address = "a@example.org", .name = std::string(length % 200, 'n')});
    ASSERT_TRUE(bytes) << length;
    expect_well_formed(*bytes);
  }
}

TEST(MessageWriter, RefusesWhatIsNotUtf8OrCannotBeFolded) {
  auto message = plain();
  message.body = "\xff";
  EXPECT_FALSE(write_message(message, kSender));
  message = plain();
  message.subject = "\xC0\x80";
  EXPECT_FALSE(write_message(message, kSender));
  message = plain();
  message.headers = {{"List-Unsubscribe", "<https://example.org/" + std::string(1'000, 'x') + ">"}};
  EXPECT_FALSE(write_message(message, kSender));
}

TEST(MessageWriter, AddressLengths) {
  EXPECT_TRUE(is_mail_address(std::string(64, 'a') + "@example.org"));
  EXPECT_FALSE(is_mail_address(std::string(65, 'a') + "@example.org"));
  EXPECT_TRUE(is_mail_address("first.last+tag@sub-domain.example.org"));
  auto domain = std::string();
  for (int i = 0; i < 62; ++i) domain += "abc.";
  EXPECT_TRUE(is_mail_address("a@" + domain + "org"));
  EXPECT_FALSE(is_mail_address("abcdefgh@" + domain + "org"));
}

}  // namespace
}  // namespace tocsin::mail
