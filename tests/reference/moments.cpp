#include "reference/moments.hpp"

namespace coalesce::reference {

Moments moments(std::span<const double> values) {
    long double mean = 0, mean_square = 0, n = 0;
    for (const long double x : values) {
        n += 1;
        mean += (x - mean) / n;
        mean_square += (x * x - mean_square) / n;
    }
    return {static_cast<double>(mean), static_cast<double>(mean_square)};
}

}  // namespace coalesce::reference
