#pragma once

#include "field/field.hpp"
#include "theory/alignment.hpp"

namespace coalesce {

/// Sums over the tokens of one state, see Measurement.
struct StateSums {
    double energy = 0;
    double mean_speed = 0, max_speed = 0;  ///< radians per unit of time
    double alignment = 0;                  ///< radians
    double drift = 0;
};

/// Up to this many tokens all of them are summed over; of more, for all but the energy, every k-th block of 512, k the
/// largest that leaves half of this many.
inline constexpr std::size_t most_summed = std::size_t{1} << 18;

/// Energy, speeds |P_x V m|, angles to E_max and drift in one pass, without an array of N numbers. Same bits for every
/// number of threads; rounding below 1e-13 of a sum.
///
/// Beyond most_summed tokens the energy is still that of all. The means are off by sd/sqrt(S), S ≥ 131 072 the tokens
/// looked at, sd/362, where a token's place has nothing to do with its index, and by less where neighbours by index are
/// neighbours in space; maxima are those of the tokens looked at.
StateSums measure_tokens(const Cloud& cloud, const Model& model, const Field& field, const LeadingSpace& space);

}  // namespace coalesce
