// The keyring from a key file: made once, private, and the only one that opens what it wrapped.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "base/digest.h"
#include "keys/file_keyring.h"

namespace tocsin::keys {
namespace {

class CountingEntropy final : public ports::Entropy {
 public:
  std::string bytes(std::size_t count) override {
    std::string out;
    while (out.size() < count) out += blake2b(std::to_string(++drawn_));
    out.resize(count);
    return out;
  }

 private:
  int drawn_ = 0;
};

class KeysTest : public testing::Test {
 protected:
  void SetUp() override {
    auto pattern = (std::filesystem::temp_directory_path() / "tocsin_keys_XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string path(std::string_view name) { return directory_ + "/" + std::string(name); }
  void write(std::string_view name, std::string_view bytes) {
    std::ofstream(path(name), std::ios::binary) << bytes;
  }

  std::string directory_;
  CountingEntropy entropy_;
};

TEST_F(KeysTest, TheKeyIsMadeOncePrivateAndKept) {
  auto first = FileKeyring::open(directory_, entropy_, IfMissing::make);
  ASSERT_TRUE(first) << first.error().message;
  struct stat file{};
  ASSERT_EQ(stat(path(kMasterKeyFile).c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
  EXPECT_EQ(file.st_size, 32);
  auto wrapped = (*first)->wrap(DataKey(std::string(32, 'd')), "case/1");
  auto second = FileKeyring::open(directory_, entropy_, IfMissing::refuse);
  ASSERT_TRUE(second);
  EXPECT_EQ((*second)->unwrap(wrapped, "case/1")->bytes(), std::string(32, 'd'));
  EXPECT_EQ((*second)->derived_secret("a"), (*first)->derived_secret("a"));
}

TEST_F(KeysTest, ADatabaseWithoutItsKeyGetsNoOther) {
  auto opened = FileKeyring::open(directory_, entropy_, IfMissing::refuse);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::not_found);
  EXPECT_FALSE(std::filesystem::exists(path(kMasterKeyFile)));
}

TEST_F(KeysTest, AKeyFileOfAnotherLengthIsCorruptAndStays) {
  for (std::size_t size : {0, 31, 33, 64}) {
    write(kMasterKeyFile, std::string(size, 'x'));
    auto opened = FileKeyring::open(directory_, entropy_, IfMissing::make);
    ASSERT_FALSE(opened) << size;
    EXPECT_EQ(opened.error().code, ErrorCode::corrupt);
    EXPECT_EQ(std::filesystem::file_size(path(kMasterKeyFile)), size);
  }
}

TEST_F(KeysTest, AHalfWrittenKeyOfACrashIsReplaced) {
  write("master.key.new", "half");
  EXPECT_TRUE(FileKeyring::open(directory_, entropy_, IfMissing::make));
  EXPECT_FALSE(std::filesystem::exists(path("master.key.new")));
}

TEST_F(KeysTest, AWrappedKeyOpensOnlyUnalteredUnderItsIdAndItsMaster) {
  FileKeyring keyring(std::string(32, 'm'), entropy_);
  FileKeyring other(std::string(32, 'n'), entropy_);
  auto wrapped = keyring.wrap(DataKey(std::string(32, 'd')), "case/1");
  EXPECT_TRUE(keyring.unwrap(wrapped, "case/1"));
  EXPECT_FALSE(keyring.unwrap(wrapped, "case/2"));
  EXPECT_FALSE(other.unwrap(wrapped, "case/1"));
  EXPECT_FALSE(keyring.unwrap("", "case/1"));
  for (std::size_t i = 0; i < wrapped.size(); ++i) {
    auto altered = wrapped;
    altered[i] = static_cast<char>(altered[i] ^ 1);
    EXPECT_FALSE(keyring.unwrap(altered, "case/1")) << i;
  }
  EXPECT_NE(wrapped, keyring.wrap(DataKey(std::string(32, 'd')), "case/1"))
      << "a nonce is used once";
}

TEST_F(KeysTest, DerivedSecretsDifferByPurposeAndAreNoKeyOfOurs) {
  FileKeyring keyring(std::string(32, 'm'), entropy_);
  std::set<std::string> seen{std::string(32, 'm')};
  for (auto const* purpose : {"", "a", "b", "wrap data keys", "derive: a"}) {
    auto secret = keyring.derived_secret(purpose);
    EXPECT_EQ(secret.size(), 32u);
    EXPECT_TRUE(seen.insert(secret).second) << purpose;
  }
}

TEST_F(KeysTest, TheSpoolSecretIsAFileOfItsOwn) {
  auto first = open_spool_secret(directory_, entropy_, IfMissing::make);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->bytes(), open_spool_secret(directory_, entropy_, IfMissing::refuse)->bytes());
  struct stat file{};
  ASSERT_EQ(stat(path(kSpoolSecretFile).c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600u);
}

}  // namespace
}  // namespace tocsin::keys
