#pragma once

#include <string>
#include <vector>

namespace coalesce {

/// Measurements of one state; a row of series.csv.
struct Measurement {
    double time = 0;        ///< of the equation of motion
    double energy = 0;      ///< see energy() in field/field.hpp
    int clusters = 0;       ///< groups (find_groups), or clusters linked at the user's angle, without loose ones
    double alignment = 0;   ///< mean angle between a token and E_max, radians; NaN if E_max is undefined
    double mean_speed = 0;  ///< mass-weighted mean of |v_i|, radians per unit of time
    double max_speed = 0;   ///< largest |v_i|, radians per unit of time
    double dt = 0;          ///< length of the step that led to the state
    double drift = 0;       ///< max | |x_i| - 1 |
};

/// Formats series.csv: a header line, then a line per measurement.
std::string to_csv(const std::vector<Measurement>& rows);

}  // namespace coalesce
