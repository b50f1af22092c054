#include "reference/two_body.hpp"

#include <cmath>

namespace coalesce::reference {

/// Cluster i attends to itself with weight m_i and to the other with m_j e: it moves by m_j e sin θ / (m_i + m_j e).
long double log_meeting_time(double beta, double mass, double from, double to) {
    const auto log_speed = [&](long double angle) {
        const long double half = std::sin(angle / 2), e = std::exp(-2 * beta * half * half);
        const long double m = mass, rest = 1 - m;
        const long double sum = m / (rest + e * m) + rest / (m + e * rest);
        return std::log(std::sin(angle) * sum) - 2 * beta * half * half;
    };
    // Simpson's rule over pieces in which the exponent changes by some 1/200: relative error below 1e-10.
    const auto pieces = static_cast<int>(2000 + 400 * beta * (from - to));
    const long double slowest = -log_speed(from), width = (static_cast<long double>(from) - to) / pieces;
    long double sum = 0;
    for (int k = 0; k < pieces; ++k) {
        const long double a = to + k * width;
        const auto time = [&](long double angle) { return std::exp(-log_speed(angle) - slowest); };
        sum += width / 6 * (time(a) + 4 * time(a + width / 2) + time(a + width));
    }
    return slowest + std::log(sum);
}

}  // namespace coalesce::reference
