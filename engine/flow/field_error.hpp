#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "field/field.hpp"

namespace coalesce {

/// A measured error of a field.
struct FieldError {
    double largest = 0;      ///< of the velocities looked at, radians per unit of time, not in units of ‖V‖
    std::size_t tokens = 0;  ///< how many were
};

/// Pairs that a measurement may sum over: for the summary of a run, some half a second on two cores, and for a frame,
/// some milliseconds. Up to sqrt(pairs) tokens all are measured.
inline constexpr double thorough_pairs = 4e8, quick_pairs = 4e6;

struct ErrorQuestion {
    const Cloud& cloud;
    const Model& model;
    const Field& field;       ///< of the cloud
    const Vectors* velocity;  ///< of the cloud, where it is more than P_x V m of the field; else null
    bool exact = false;       ///< whether it comes of sums in double precision, and of no mesh
    double pairs = thorough_pairs;
    StopToken stop = {};
};

/// The largest absolute error of a velocity, against sums that are more exact than the field.
///
/// A field in single precision, or of a mesh, is held against direct sums in double precision: all tokens where the
/// pairs allow it, else those that are suspected most, of all and where they are, and some evenly spread by index.
/// Direct sums in double precision, and errors that are near the rounding of these, are held against sums in extended
/// precision (80 bits on x86), 50 times slower and of as many fewer tokens.
///
/// @param suspicion  a number of every token, the larger the more its velocity may be off (FieldSolver::suspicion);
///                   called where not all tokens can be measured
/// @throws Stopped
FieldError measured_field_error(const ErrorQuestion& question, const std::function<std::vector<double>()>& suspicion);

}  // namespace coalesce
