#include "studies/kept_frames.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce::studies {

KeptFrames::KeptFrames(Simulation& simulation, int histogram_bins) : bins_(histogram_bins) {
    keep(simulation);
}

void KeptFrames::look(Simulation& simulation) {
    if (last_is_passing_) frames_.pop_back();
    const bool event = simulation.phases().size() != phases_ || simulation.merges().size() != merges_;
    last_is_passing_ = !event && simulation.time() < next_;
    keep(simulation);
    if (!last_is_passing_) next_ = simulation.time() * std::pow(10, 1.0 / 16);
    phases_ = simulation.phases().size();
    merges_ = simulation.merges().size();
}

const Frame& KeptFrames::nearest(double time) const {
    const auto distance = [&](const Frame& frame) {
        return frame.time > 0 && time > 0 ? std::abs(std::log(frame.time / time)) : frame.time == time ? 0 : INFINITY;
    };
    return *std::min_element(frames_.begin(), frames_.end(),
                             [&](const Frame& a, const Frame& b) { return distance(a) < distance(b); });
}

void KeptFrames::keep(Simulation& simulation) {
    static const Histogram not_counted;
    Frame frame;
    fill_frame(frame, simulation, bins_, &not_counted);
    frame.sequence = frames_.empty() ? 1 : frames_.back().sequence + 1;
    frames_.push_back(std::move(frame));
}

}  // namespace coalesce::studies
