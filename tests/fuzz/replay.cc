// Runs each file of a corpus folder once through a fuzz target, in builds without libFuzzer.
//
// Usage:   x_fuzz_replay FOLDER
// Failure: the target's own (an abort, a sanitizer report); an absent folder is an empty corpus.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size);

int main(int count, char** words) {
  // The empty input is in every corpus.
  LLVMFuzzerTestOneInput(nullptr, 0);
  int files = 0;
  if (count > 1 && std::filesystem::is_directory(words[1])) {
    for (auto const& entry : std::filesystem::directory_iterator(words[1])) {
      std::ifstream file(entry.path(), std::ios::binary);
      std::string bytes{std::istreambuf_iterator<char>(file), {}};
      // Named before it runs, so that the last line of a crash is the input that caused it.
      std::printf("%s\n", entry.path().c_str());
      std::fflush(stdout);
      LLVMFuzzerTestOneInput(reinterpret_cast<std::uint8_t const*>(bytes.data()), bytes.size());
      ++files;
    }
  }
  std::printf("%d inputs replayed\n", files);
}
