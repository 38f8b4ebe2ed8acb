// A lane: a few threads that run synchronous work for a listener, in order of arrival.
//
// Invariants: (1) the queue is bounded; a full lane refuses at once, and the caller answers 503. (2) With one thread
//             jobs run strictly one after another: that is the writer lane. (3) A job never runs on the io thread.
// Failure:    run() gives `refused` when the queue is full or the lane is closing, and throws what the job threw, on the
//             caller's thread. What a posted job throws is told to `on_trouble`. Neither ends the lane (I12).
// Threads:    run() is awaited on an io thread; the destructor waits for running jobs and drops waiting ones. A Lane
//             must be destroyed before the Server whose requests use it, and after that Server's run() returned.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/result.h"

namespace tocsin::http {

using IoExecutor = boost::asio::io_context::executor_type;
template <class T>
using Task = boost::asio::awaitable<T, IoExecutor>;

struct LaneOptions {
  std::string name;
  std::size_t threads = 1;
  std::size_t waiting_max = 256;
  std::function<void(std::string_view)> on_trouble = {};  // on a thread of the lane
};

// In a catch block: what was caught, for the log.
std::string what_was_thrown();

class Lane {
 public:
  explicit Lane(LaneOptions options);
  ~Lane();
  Lane(Lane const&) = delete;
  Lane& operator=(Lane const&) = delete;

  enum class Ran { refused, yes };
  // Runs `job` on a thread of the lane and resumes on the caller's io thread.
  Task<Ran> run(std::function<void()> job);
  // Runs `job` some time, or drops it when the lane is closing: for tidying up. Not bounded, never refused.
  void post(std::function<void()> job);
  std::size_t waiting() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The value of `work()`, computed on the lane. `work` returns a Result or a Status; a refused job is `unavailable`.
template <class Work>
Task<std::invoke_result_t<Work&>> on_lane(Lane& lane, Work work) {
  std::optional<std::invoke_result_t<Work&>> value;
  std::function<void()> job = [&value, &work] { value.emplace(work()); };
  auto ran = co_await lane.run(std::move(job));
  if (ran == Lane::Ran::refused) co_return fail(ErrorCode::unavailable, "The server is busy. Please try again soon.");
  co_return std::move(*value);
}

}  // namespace tocsin::http
