#pragma once

namespace coalesce {

/// Speed of a playing simulation.
struct Pace {
    enum class Kind { steps_per_frame, time_per_second, unlimited, decades_per_second } kind = Kind::steps_per_frame;
    /// Steps per displayed frame (1/60 s), simulated time per second,
    /// or decades of simulated time per second, counted from time.dt.
    double value = 1;
    bool operator==(const Pace&) const = default;
};

}  // namespace coalesce
