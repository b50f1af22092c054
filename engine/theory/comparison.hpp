#pragma once

#include <limits>
#include <string>
#include <vector>

#include "model/matrix.hpp"

namespace coalesce {

/// One limit theorem beside what was measured: its error as a number, or the assumption that fails.
struct Comparison {
    std::string name;       ///< "heat limit"
    std::string quantity;   ///< what the number is: "W1 between tokens and law"
    std::string unit;       ///< "rad"; empty: a plain number
    std::string statement;  ///< what the theorem says here, with its numbers: "variances grow by 2κt, κ = 0.02"
    bool valid = false;
    std::string why_not;                                      ///< the assumption that fails; empty when valid
    double error = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not known yet
    /// A density on the circle that it has, by its means over equal cells of [-π, π), per radian; empty: it has none.
    std::vector<double> density;
    double floor = 0;                           ///< what chance alone would give; 0: nothing to speak of
    std::string floor_name = "sampling alone";  ///< of which chance: the draw of N tokens, or noise
};

/// The next merge by the pairing law: which two, when, and their ways to each other.
struct Forecast {
    double log10_wait = 0;            ///< from now
    double time = 0;                  ///< of the merge; +inf beyond 1e308
    double masses[2] = {};            ///< of `first` and `second`
    double angle = 0;                 ///< between the two now, radians
    std::vector<Vec3> first, second;  ///< points along the sphere, from each to where they meet
};

}  // namespace coalesce
