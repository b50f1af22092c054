#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>

namespace coalesce {

/// Computes a result from settings on a thread of its own. The newest settings replace older ones, and partial results
/// are shown while finer ones are computed.
template <class Settings, class Result>
class Background {
  public:
    using Publish = std::function<void(Result)>;
    using GoOn = std::function<bool()>;
    /// Runs on that thread. Publishes results, each finer than the one before, and returns early once GoOn is false:
    /// newer settings wait, or the window is closed. The message of an exception becomes the complaint.
    using Work = std::function<void(const Settings&, const Publish&, const GoOn&)>;

    /// @param wake  called on that thread when there is something new to draw
    Background(Work work, std::function<void()> wake)
        : work_(std::move(work)),
          wake_(std::move(wake)),
          thread_([this](const std::stop_token& stop) { loop(stop); }) {}

    void ask(Settings settings) {
        const std::lock_guard lock(mutex_);
        asked_ = std::move(settings);
        changed_.notify_one();
    }
    /// Returns the newest result; nullptr before the first.
    std::shared_ptr<const Result> latest() const {
        const std::lock_guard lock(mutex_);
        return latest_;
    }
    bool busy() const {
        const std::lock_guard lock(mutex_);
        return working_ || asked_.has_value();
    }
    /// Returns why the last settings have no result; empty if they have one.
    std::string complaint() const {
        const std::lock_guard lock(mutex_);
        return complaint_;
    }

  private:
    void loop(const std::stop_token& stop) {
        while (true) {
            Settings settings;
            {
                std::unique_lock lock(mutex_);
                working_ = false;
                if (!changed_.wait(lock, stop, [&] { return asked_.has_value(); })) return;
                settings = *std::exchange(asked_, std::nullopt);
                working_ = true;
            }
            std::string complaint;
            try {
                work_(
                    settings, [&](Result result) { publish(std::move(result), stop); }, [&] { return go_on(stop); });
            } catch (const std::exception& error) {
                complaint = error.what();
            }
            {
                const std::lock_guard lock(mutex_);
                complaint_ = complaint;
                working_ = false;
            }
            if (wake_ && !stop.stop_requested()) wake_();
        }
    }

    void publish(Result result, const std::stop_token& stop) {
        {
            const std::lock_guard lock(mutex_);
            latest_ = std::make_shared<const Result>(std::move(result));
            complaint_.clear();
        }
        if (wake_ && !stop.stop_requested()) wake_();
    }

    bool go_on(const std::stop_token& stop) const {
        const std::lock_guard lock(mutex_);
        return !asked_.has_value() && !stop.stop_requested();
    }

    Work work_;
    std::function<void()> wake_;
    mutable std::mutex mutex_;
    std::condition_variable_any changed_;
    std::optional<Settings> asked_;
    std::shared_ptr<const Result> latest_;
    std::string complaint_;
    bool working_ = false;
    std::jthread thread_;  ///< declared last: joined before the members that it uses are destroyed
};

}  // namespace coalesce
