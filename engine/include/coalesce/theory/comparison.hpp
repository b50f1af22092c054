#pragma once

#include <limits>
#include <string>
#include <vector>

#include "coalesce/model/matrix.hpp"

namespace coalesce {

/// Comparison of one limit theorem with measurements: its error, or the assumption that fails.
struct Comparison {
    std::string name;       ///< "heat limit"
    std::string quantity;   ///< what `error` is: "W1 between tokens and law"
    std::string unit;       ///< "rad"; empty: dimensionless
    std::string statement;  ///< the theorem's prediction with its numbers: "variances grow by 2κt, κ = 0.02"
    std::string formula;  ///< the law itself in TeX, for those that look at it (docs/formats.md); empty: in words only
    bool valid = false;   ///< the theorem's assumptions hold
    std::string why_not;  ///< the assumption that fails; empty if valid
    double error = std::numeric_limits<double>::quiet_NaN();  ///< NaN: not yet known
    /// Predicted density on the circle, means over equal cells of [-π, π), per radian; empty: none.
    std::vector<double> density;
    double floor = 0;                           ///< error expected by chance alone; 0: negligible
    std::string floor_name = "sampling alone";  ///< source of that chance: the draw of N tokens, or noise
};

/// The next merge by the pairing law: the two clusters, the time, and their paths.
struct Forecast {
    double log10_wait = 0;     ///< log10 of the time from now
    double time = 0;           ///< time of the merge; +inf beyond 1e308
    double masses[2] = {};     ///< masses of `first` and `second`
    double angle = 0;          ///< between the two now, radians
    std::vector<Vec3> first;   ///< points along the sphere, from the one cluster to the meeting point
    std::vector<Vec3> second;  ///< the same from the other
};

}  // namespace coalesce
