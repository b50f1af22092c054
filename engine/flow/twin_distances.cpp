#include "coalesce/flow/twin_distances.hpp"

#include <algorithm>
#include <cmath>

#include "coalesce/observe/cloud_distance.hpp"

namespace coalesce {

Cloud cloud_of(const Frame& frame) {
    Cloud cloud(frame.dimension, frame.positions.size() / 3);
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const float* x = &frame.positions[3 * i];
        cloud.set_token(i, {static_cast<double>(x[0]), static_cast<double>(x[1]), static_cast<double>(x[2])});
    }
    if (!frame.mass.empty()) cloud.set_masses({frame.mass.begin(), frame.mass.end()});
    return cloud;
}

bool TwinDistances::has(double time) const {
    return std::binary_search(times_.begin(), times_.end(), time);
}

void TwinDistances::add(std::span<const Frame* const> frames) {
    if (frames.size() < 2 || has(frames.front()->time)) return;
    for (const Frame* frame : frames)
        if (frame->positions.empty() || frame->dimension != frames.front()->dimension) return;
    if (distances_.size() != frames.size() - 1 || dimension_ != frames.front()->dimension) {
        clear();
        distances_.assign(frames.size() - 1, {});
        dimension_ = frames.front()->dimension;
    }
    const double time = frames.front()->time;
    const auto place = std::lower_bound(times_.begin(), times_.end(), time) - times_.begin();
    times_.insert(times_.begin() + place, time);
    const Cloud first = cloud_of(*frames.front());
    for (std::size_t k = 1; k < frames.size(); ++k) {
        std::vector<double>& rows = distances_[k - 1];
        rows.insert(rows.begin() + place, cloud_distance(first, cloud_of(*frames[k])));
    }
    if (times_.size() >= most_rows) thin();
}

/// Drops every second row but the last.
void TwinDistances::thin() {
    const auto halve = [](std::vector<double>& rows) {
        const double last = rows.back();
        for (std::size_t k = 0; 2 * k < rows.size(); ++k) rows[k] = rows[2 * k];
        rows.resize((rows.size() + 1) / 2);
        rows.back() = last;
    };
    halve(times_);
    for (std::vector<double>& rows : distances_) halve(rows);
}

void TwinDistances::forget_after(double time) {
    const auto kept = static_cast<std::size_t>(std::upper_bound(times_.begin(), times_.end(), time) - times_.begin());
    times_.resize(kept);
    for (std::vector<double>& rows : distances_) rows.resize(kept);
    if (kept == 0) dimension_ = 0;
}

std::span<const double> TwinDistances::of(std::size_t other) const {
    if (other == 0 || other > distances_.size()) return {};
    return distances_[other - 1];
}

}  // namespace coalesce
