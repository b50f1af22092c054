#pragma once

#include "coalesce/field/field.hpp"
#include "coalesce/theory/alignment.hpp"

namespace coalesce {

/// Sums over the tokens of one state, see Measurement.
struct StateSums {
    double energy = 0;                     ///< see energy() in field/field.hpp
    double mean_speed = 0, max_speed = 0;  ///< radians per unit of time
    double alignment = 0;                  ///< radians
    double drift = 0;                      ///< max | |x_i| - 1 |
};

/// Up to this many tokens all are summed; above, for all but the energy, every k-th block of 512, k the largest that
/// leaves half of this many.
inline constexpr std::size_t most_summed = std::size_t{1} << 18;

/// Computes energy, speeds |P_x V m|, angles to E_max and drift in one pass, without an array of N numbers. Same bits
/// for every number of threads; rounding below 1e-13 of a sum.
///
/// Above most_summed tokens the energy still includes all. The means have the error sd/sqrt(S), S ≥ 131 072 the tokens
/// used (sd/362), if a token's position is independent of its index, and less if neighbours by index are neighbours in
/// space; maxima are those of the tokens used.
StateSums measure_tokens(const Cloud& cloud, const Model& model, const Field& field, const LeadingSpace& space);

}  // namespace coalesce
