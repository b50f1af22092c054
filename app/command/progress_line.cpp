#include "command/progress_line.hpp"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

namespace coalesce::command {

void TimeLeft::note(double seconds, double fraction) {
    // Until 1/64 of the time has passed since the mark before it, the newest mark is moved instead of adding one.
    const double spacing = seconds / 64;
    if (marks_.size() >= 2 && seconds - marks_[marks_.size() - 2].seconds < spacing)
        marks_.back() = {seconds, fraction};
    else
        marks_.push_back({seconds, fraction});
    std::size_t old = 0;
    while (old + 1 < marks_.size() && marks_[old + 1].seconds <= seconds / 2) ++old;
    marks_.erase(marks_.begin(), marks_.begin() + static_cast<std::ptrdiff_t>(old));
}

std::optional<double> TimeLeft::seconds() const {
    if (marks_.size() < 2) return std::nullopt;
    const Mark &from = marks_.front(), &to = marks_.back();
    const double took = to.seconds - from.seconds, done = to.fraction - from.fraction;
    if (!(took > 0)) return std::nullopt;
    return done > 0 ? (1 - to.fraction) * took / done : std::numeric_limits<double>::infinity();
}

std::string duration_text(double seconds) {
    constexpr double minute = 60, hour = 60 * minute, day = 24 * hour;
    if (!(seconds < 366 * day)) return "more than a year";
    char text[32];
    if (seconds < 100)
        std::snprintf(text, sizeof text, "%.0f s", std::max(seconds, 1.0));
    else if (seconds < 100 * minute)
        std::snprintf(text, sizeof text, "%.0f min", seconds / minute);
    else if (seconds < 2 * day)
        std::snprintf(text, sizeof text, "%.0f h %02.0f min", std::floor(seconds / hour),
                      std::floor(std::fmod(seconds, hour) / minute));
    else
        std::snprintf(text, sizeof text, "%.0f days", seconds / day);
    return text;
}

ProgressLine::ProgressLine(bool quiet) : active_(!quiet && isatty(STDERR_FILENO)) {}

ProgressLine::~ProgressLine() {
    if (shown_) std::fprintf(stderr, "\r\033[K");
}

bool ProgressLine::due(double fraction) const {
    return active_ && (fraction >= 1 || Clock::now() >= next_);
}

void ProgressLine::show(double fraction, const std::string& what) {
    if (!due(fraction)) return;
    const Clock::time_point now = Clock::now();
    next_ = now + std::chrono::milliseconds(100);
    shown_ = true;
    const double seconds = std::chrono::duration<double>(now - start_).count();
    left_.note(seconds, fraction);
    const std::optional<double> left = left_.seconds();
    // In the first second an estimate would fluctuate.
    const std::string rest = seconds > 1 && fraction < 1 && left ? ", about " + duration_text(*left) + " left" : "";
    std::fprintf(stderr, "\r\033[K%5.1f %%  %s%s", 100 * fraction, what.c_str(), rest.c_str());
    std::fflush(stderr);
}

}  // namespace coalesce::command
