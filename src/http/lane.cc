// The thread pool of a lane, and the hop to it and back.
#include "http/lane.h"

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace tocsin::http {

namespace asio = boost::asio;

std::string what_was_thrown() {
  try {
    throw;
  } catch (std::exception const& error) {
    return error.what();
  } catch (...) {
    return "something that is no std::exception";
  }
}

struct Lane::Impl {
  using Done = asio::any_completion_handler<void(Ran)>;
  struct Job {
    std::function<void()> work;
    Done done;  // empty for post()
    std::optional<asio::executor_work_guard<IoExecutor>> io;
  };

  explicit Impl(LaneOptions given) : options(std::move(given)) {
    for (std::size_t i = 0; i < options.threads; ++i) threads.emplace_back([this] { work(); });
  }

  static void finish(Done done, IoExecutor const& io, Ran ran) {
    asio::post(io, [done = std::move(done), ran]() mutable { std::move(done)(ran); });
  }

  void submit(Job job) {
    {
      std::scoped_lock lock(mutex);
      if (!closing && waiting.size() < options.waiting_max) {
        waiting.push_back(std::move(job));
        ready.notify_one();
        return;
      }
    }
    finish(std::move(job.done), job.io->get_executor(), Ran::refused);
  }

  void work() {
    while (auto job = next()) {
      try {
        job->work();
      } catch (...) {
        if (options.on_trouble) options.on_trouble(what_was_thrown());
      }
      // The guard keeps the io context running until the hop back is queued. What the job holds ends on this thread.
      if (job->io) finish(std::move(job->done), job->io->get_executor(), Ran::yes);
    }
  }

  std::unique_ptr<Job> next() {
    std::unique_lock lock(mutex);
    ready.wait(lock, [this] { return closing || !waiting.empty(); });
    if (closing) return nullptr;
    auto job = std::make_unique<Job>(std::move(waiting.front()));
    waiting.pop_front();
    return job;
  }

  LaneOptions options;
  mutable std::mutex mutex;
  std::condition_variable ready;
  std::deque<Job> waiting;
  bool closing = false;
  std::vector<std::thread> threads;
};

Lane::Lane(LaneOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}

Lane::~Lane() {
  {
    std::scoped_lock lock(impl_->mutex);
    impl_->closing = true;
  }
  impl_->ready.notify_all();
  for (auto& thread : impl_->threads) thread.join();
  impl_->waiting.clear();
}

void Lane::post(std::function<void()> job) {
  std::scoped_lock lock(impl_->mutex);
  if (impl_->closing) return;
  impl_->waiting.push_back({std::move(job), {}, std::nullopt});
  impl_->ready.notify_one();
}

std::size_t Lane::waiting() const {
  std::scoped_lock lock(impl_->mutex);
  return impl_->waiting.size();
}

Task<Lane::Ran> Lane::run(std::function<void()> job) {
  auto io = co_await asio::this_coro::executor;
  std::exception_ptr thrown;
  std::function<void()> guarded = [&job, &thrown] {
    try {
      job();
    } catch (...) {
      thrown = std::current_exception();
    }
  };
  auto start = [this, &guarded, &io](auto handler) {
    impl_->submit({std::move(guarded), Impl::Done(std::move(handler)), asio::make_work_guard(io)});
  };
  asio::use_awaitable_t<IoExecutor> token;
  auto ran = co_await asio::async_initiate<asio::use_awaitable_t<IoExecutor>, void(Ran)>(start, token);
  if (thrown) std::rethrow_exception(thrown);
  co_return ran;
}

}  // namespace tocsin::http
