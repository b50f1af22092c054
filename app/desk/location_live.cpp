#include "desk/location_live.hpp"

#include <chrono>
#include <ctime>
#include <exception>
#include <utility>

namespace coalesce {
namespace {

constexpr std::size_t most_rows = 1000;
/// Bytes of the students that are kept.
constexpr std::size_t most_student_bytes = std::size_t{128} << 20;
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

void LocationLive::show_iteration(std::optional<std::int64_t> iteration) {
    const std::lock_guard lock(mutex_);
    if (iteration_ == iteration) return;
    iteration_ = iteration;
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
            keep_student();
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
    students_.clear();
    stride_ = 1;
    try {
        run_.reset();
        run_.emplace(settings, most_rows);
        done_ = !run_->descent();
        keep_student();
    } catch (const std::exception& error) {
        complaint = error.what();
        run_.reset();
        done_ = true;
    }
    const std::lock_guard lock(mutex_);
    complaint_ = complaint;
}

/// Keeps the present student; every second one is dropped where they would take too much memory.
void LocationLive::keep_student() {
    const LocationDescent* descent = run_->descent();
    if (!descent || (descent->iteration() % stride_ != 0 && !done_)) return;
    const Student& student = descent->student();
    students_[descent->iteration()] = student;
    const std::size_t each = sizeof(double) * (student.u.size() + student.v.size());
    if (students_.size() <= most_rows && students_.size() * each <= most_student_bytes) return;
    stride_ *= 2;
    std::erase_if(students_, [&](const auto& kept) { return kept.first % stride_ != 0; });
}

/// Sees the sample's tokens by the last student that is kept up to the iteration asked for.
void LocationLive::fill_sample(LocationShown& shown) const {
    const LocationDescent& descent = *run_->descent();
    std::size_t which = 0;
    std::optional<std::int64_t> wanted;
    {
        const std::lock_guard lock(mutex_);
        which = sample_ % descent.data().samples;
        wanted = iteration_;
    }
    const Student* student = &descent.student();
    shown.sample_iteration = descent.iteration();
    if (wanted && *wanted < descent.iteration()) {
        auto kept = students_.upper_bound(*wanted);
        if (kept != students_.begin()) {
            --kept;
            student = &kept->second;
            shown.sample_iteration = kept->first;
        }
    }
    shown.sample = {view_tokens(shown.settings, descent.data(), *student, which), descent.data().secret[which]};
}

void LocationLive::publish() {
    if (run_) {
        auto shown = std::make_shared<LocationShown>();
        shown->settings = run_->settings();
        shown->rows = run_->rows();
        shown->done = done_;
        if (const LocationDescent* descent = run_->descent()) {
            shown->trains = true;
            fill_sample(*shown);
            if (computing_ > 0) shown->per_second = static_cast<double>(descent->iteration()) / computing_;
        }
        const std::lock_guard lock(mutex_);
        latest_ = std::move(shown);
    }
    if (wake_) wake_();
}

}  // namespace coalesce
