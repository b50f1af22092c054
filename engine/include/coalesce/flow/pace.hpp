#pragma once

namespace coalesce {

/// Speed of a playing simulation.
struct Pace {
    /// Unit of the speed.
    enum class Kind {
        steps_per_frame,    ///< steps per displayed frame, 1/60 s
        time_per_second,    ///< simulated time per second
        unlimited,          ///< as fast as steps are computed
        decades_per_second  ///< decades of simulated time per second, counted from time.dt
    };
    Kind kind = Kind::steps_per_frame;  ///< unit
    double value = 1;                   ///< number of units, > 0; unlimited: unused
    bool operator==(const Pace&) const = default;
};

}  // namespace coalesce
