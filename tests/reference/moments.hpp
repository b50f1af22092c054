#pragma once

#include <span>

namespace coalesce::reference {

/// First two moments of a sample.
struct Moments {
    double mean = 0, mean_square = 0;
};

/// Returns the moments by updates, m += (x - m)/n for the n-th value (Welford), in extended precision: no sum grows.
Moments moments(std::span<const double> values);

}  // namespace coalesce::reference
