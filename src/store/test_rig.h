// What the store's tests stand on: a keyring and an entropy that repeat themselves, a fresh
// directory, and values with every field filled with words that can be looked for.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/codec.h"
#include "base/digest.h"
#include "domain/advisory.h"
#include "domain/case.h"
#include "ports/clock.h"
#include "ports/keyring.h"
#include "store/sqlite_store.h"

namespace tocsin::store::test {

inline constexpr Instant kNow{1'790'000'000'000};

class SeededEntropy final : public ports::Entropy {
 public:
  explicit SeededEntropy(std::string seed = "seed") : seed_(std::move(seed)) {}
  std::string bytes(std::size_t count) override {
    std::string out;
    while (out.size() < count) out += blake2b(seed_ + std::to_string(++drawn_));
    out.resize(count);
    return out;
  }

 private:
  std::string seed_;
  std::uint64_t drawn_ = 0;
};

class FixedKeyring final : public ports::Keyring {
 public:
  explicit FixedKeyring(std::string_view word = "master") : master_(blake2b(word)) {}
  std::string wrap(DataKey const& key, std::string_view key_id) override {
    return seal_bytes(DataKey(master_), {"keyring", key_id, "key"}, key.bytes(),
                      entropy_.bytes(seal_nonce_bytes));
  }
  Result<DataKey> unwrap(std::string_view wrapped, std::string_view key_id) override {
    return DataKey(TRY(open_bytes(DataKey(master_), {"keyring", key_id, "key"}, wrapped)));
  }
  std::string derived_secret(std::string_view purpose) override {
    return blake2b_keyed(master_, purpose);
  }

 private:
  std::string master_;
  SeededEntropy entropy_{"wrapping"};
};

class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(TemporaryDirectory const&) = delete;
  TemporaryDirectory& operator=(TemporaryDirectory const&) = delete;
  std::string path(std::string_view name) const { return path_ + "/" + std::string(name); }
  std::string const& path() const { return path_; }

 private:
  std::string path_;
};

// A store in a directory of its own; reopen() is what a restart does.
class StoreRig {
 public:
  explicit StoreRig(SqliteOptions options = {});
  SqliteStore& store() { return *store_; }
  void close() { store_.reset(); }
  void reopen();
  std::string database() const { return directory_.path("tocsin.db"); }
  // Runs statements beside the store, as somebody with the file would.
  void tamper(std::string const& sql);
  // Every byte of the database, its log and its index.
  std::string everything() const;
  ports::ReadTx& read();
  void end_read() { read_.reset(); }

 private:
  TemporaryDirectory directory_;
  SqliteOptions options_;
  FixedKeyring keyring_;
  SeededEntropy entropy_;
  std::unique_ptr<SqliteStore> store_;
  std::unique_ptr<ports::ReadTx> read_;
};

inline constexpr std::string_view kCanary = "canary-";

// Gives every member another value; texts are kCanary and a number.
class Filler {
 public:
  template <class T>
  T make() {
    T value{};
    fill(value);
    return value;
  }

  template <class T>
  void fill(T& value) {
    ++count_;
    if constexpr (std::is_same_v<T, bool>)
      value = true;
    else if constexpr (std::is_arithmetic_v<T>)
      value = static_cast<T>(count_);
    else if constexpr (std::is_same_v<T, std::string>)
      value = std::string(kCanary) + std::to_string(count_);
    else if constexpr (std::is_same_v<T, Instant>)
      value = Instant{1'700'000'000'000 + 60'000 * count_};
    else if constexpr (std::is_same_v<T, Duration>)
      value = Duration{count_};
    else if constexpr (std::is_same_v<T, CivilDate>)
      value = CivilDate{2026, 1, static_cast<int>(count_ % 28) + 1};
    else if constexpr (codec::detail::is_id<T>::value)
      value.text = random_id();
    else if constexpr (std::is_enum_v<T>)
      fill_enum(value);
    else if constexpr (codec::detail::is_optional<T>::value)
      fill(value.emplace());
    else if constexpr (codec::detail::is_vector<T>::value) {
      for (int i = 0; i < 2; ++i) fill(value.emplace_back());
    } else if constexpr (codec::detail::is_set<T>::value) {
      for (int i = 0; i < 2; ++i) value.insert(make<typename T::value_type>());
    } else if constexpr (codec::detail::is_variant<T>::value)
      fill_variant(value);
    else
      boost::mp11::mp_for_each<codec::detail::members_of<T>>(
          [&](auto d) { fill(value.*d.pointer); });
  }

 private:
  std::string random_id();
  template <class E>
  void fill_enum(E& value) {
    std::vector<E> all;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<E>>(
        [&](auto d) { all.push_back(d.value); });
    value = all[static_cast<std::size_t>(count_) % all.size()];
  }
  template <class V>
  void fill_variant(V& value) {
    auto wanted = static_cast<std::size_t>(count_) % std::variant_size_v<V>;
    boost::mp11::mp_with_index<std::variant_size_v<V>>(
        wanted, [&](auto i) { fill(value.template emplace<i>()); });
  }
  std::int64_t count_ = 0;
};

// Filled, and bent only as far as their invariants ask.
domain::Case full_case(Filler& filler);
domain::Advisory full_advisory(Filler& filler);
domain::OutboxItem small_item(std::string id, Instant attempt_at, std::string depends_on = "");

}  // namespace tocsin::store::test
