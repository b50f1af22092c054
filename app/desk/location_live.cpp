#include "desk/location_live.hpp"

#include <chrono>
#include <ctime>
#include <exception>
#include <utility>

namespace coalesce {
namespace {

constexpr std::size_t most_rows = 1000;
/// Processor time of this thread between two publications, seconds. On a busy machine, mostly drawing, this gives fewer
/// pictures and leaves the descent its speed.
constexpr double picture = 0.05;

double processor_time() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace

LocationLive::LocationLive(std::function<void()> wake)
    : wake_(std::move(wake)), thread_([this](const std::stop_token& stop) { loop(stop); }) {}

void LocationLive::restart(const SingleLocation& settings) {
    const std::lock_guard lock(mutex_);
    asked_ = settings;
    changed_.notify_one();
}

void LocationLive::play(bool playing) {
    const std::lock_guard lock(mutex_);
    playing_ = playing;
    changed_.notify_one();
}

bool LocationLive::playing() const {
    const std::lock_guard lock(mutex_);
    return playing_;
}

void LocationLive::show_sample(std::size_t sample) {
    const std::lock_guard lock(mutex_);
    sample_ = sample;
    look_again_ = true;
    changed_.notify_one();
}

std::shared_ptr<const LocationShown> LocationLive::latest() const {
    const std::lock_guard lock(mutex_);
    return latest_;
}

std::string LocationLive::complaint() const {
    const std::lock_guard lock(mutex_);
    return complaint_;
}

void LocationLive::loop(const std::stop_token& stop) {
    double published = 0;
    while (true) {
        std::optional<SingleLocation> settings;
        bool play = false, look = false;
        {
            std::unique_lock lock(mutex_);
            if (!changed_.wait(lock, stop, [&] { return asked_ || look_again_ || (playing_ && !done_); })) return;
            settings = std::exchange(asked_, std::nullopt);
            look = std::exchange(look_again_, false);
            play = playing_;
        }
        if (settings) {
            begin(*settings);
        } else if (play && !done_) {
            const double from = now();
            done_ = !run_->advance();
            computing_ += now() - from;
        }
        if (settings || look || done_ || processor_time() - published > picture) {
            publish();
            published = processor_time();
        }
    }
}

void LocationLive::begin(const SingleLocation& settings) {
    std::string complaint;
    computing_ = 0;
    try {
        run_.reset();
        run_.emplace(settings, most_rows);
        done_ = !run_->descent();
    } catch (const std::exception& error) {
        complaint = error.what();
        run_.reset();
        done_ = true;
    }
    const std::lock_guard lock(mutex_);
    complaint_ = complaint;
}

void LocationLive::publish() {
    if (run_) {
        auto shown = std::make_shared<LocationShown>();
        shown->settings = run_->settings();
        shown->rows = run_->rows();
        shown->done = done_;
        if (const LocationDescent* descent = run_->descent()) {
            std::size_t which = 0;
            {
                const std::lock_guard lock(mutex_);
                which = sample_ % descent->data().samples;
            }
            shown->trains = true;
            shown->sample = {view_tokens(shown->settings, descent->data(), descent->student(), which),
                             descent->data().secret[which]};
            if (computing_ > 0) shown->per_second = static_cast<double>(descent->iteration()) / computing_;
        }
        const std::lock_guard lock(mutex_);
        latest_ = std::move(shown);
    }
    if (wake_) wake_();
}

}  // namespace coalesce
