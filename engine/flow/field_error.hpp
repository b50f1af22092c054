#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "coalesce/field/field.hpp"

namespace coalesce {

/// Measured error of a field.
struct FieldError {
    double largest = 0;      ///< of the velocities measured, radians per unit of time
    std::size_t tokens = 0;  ///< number of tokens measured
};

/// Budgets in pairs: for the summary of a run, some half a second on two cores; for a frame, some milliseconds. Clouds
/// of up to sqrt(pairs) tokens are measured whole.
inline constexpr double thorough_pairs = 4e8, quick_pairs = 4e6;

struct ErrorQuestion {
    const Cloud& cloud;
    const Model& model;
    const Field& field;       ///< field of the cloud
    const Vectors* velocity;  ///< velocities of the cloud if they are not P_x V m of the field; else null
    bool exact = false;       ///< the field comes from direct sums in double precision
    double pairs = thorough_pairs;
    StopToken stop = {};
};

/// Measures the largest absolute error of a velocity, against sums more exact than the field.
///
/// A field in single precision, or from a mesh, is compared with direct sums in double precision: at all tokens if the
/// pairs suffice, else at the most suspicious ones, of all and of their cells, and some evenly spread by index. Direct
/// sums in double precision, and errors near their rounding, are compared with sums in extended precision (80 bits on
/// x86) at fewer tokens, since a pair costs 50 times as much.
///
/// @param suspicion  returns a number per token that rises with the suspected error (FieldSolver::suspicion); called
///                   only if not all tokens can be measured
/// @throws Stopped
FieldError measured_field_error(const ErrorQuestion& question, const std::function<std::vector<double>()>& suspicion);

}  // namespace coalesce
