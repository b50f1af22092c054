#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace coalesce::lane {

// Elementary functions without branches or tables, for loops that the compiler vectorises; error a few ulp. Taylor
// series, with as many terms as double precision needs on the reduced range.

constexpr double round_off = 0x1.8p52;  ///< adding and subtracting it rounds to a whole number, held in the low bits

/// Computes log(2^e m), m in [√½, √2), as e ln 2 + 2 atanh((m-1)/(m+1)), argument at most 0.172. x > 0, normal.
inline double log(double x) {
    const auto bits = std::bit_cast<std::uint64_t>(x);
    double m = std::bit_cast<double>((bits & 0x000fffffffffffffu) | 0x3ff0000000000000u);
    double e = std::bit_cast<double>((bits >> 52) | 0x4330000000000000u) - (0x1p52 + 1023);
    const bool high = m > std::numbers::sqrt2;
    m = high ? 0.5 * m : m;
    e = high ? e + 1 : e;
    const double s = (m - 1) / (m + 1), q = s * s;
    double sum = 1.0 / 21;
    sum = sum * q + 1.0 / 19;
    sum = sum * q + 1.0 / 17;
    sum = sum * q + 1.0 / 15;
    sum = sum * q + 1.0 / 13;
    sum = sum * q + 1.0 / 11;
    sum = sum * q + 1.0 / 9;
    sum = sum * q + 1.0 / 7;
    sum = sum * q + 1.0 / 5;
    sum = sum * q + 1.0 / 3;
    return e * std::numbers::ln2 + (2 * s + 2 * s * q * sum);
}

/// Computes 2^k e^r with |r| ≤ ln 2 / 2. Requires |x| ≤ 700.
inline double exp(double x) {
    const double shifted = x * std::numbers::log2e + round_off, k = shifted - round_off;
    const double r =
        (x - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;  // ln 2 is split in two: k × the first part is exact
    double sum = 1.0 / 6227020800;
    sum = sum * r + 1.0 / 479001600;
    sum = sum * r + 1.0 / 39916800;
    sum = sum * r + 1.0 / 3628800;
    sum = sum * r + 1.0 / 362880;
    sum = sum * r + 1.0 / 40320;
    sum = sum * r + 1.0 / 5040;
    sum = sum * r + 1.0 / 720;
    sum = sum * r + 1.0 / 120;
    sum = sum * r + 1.0 / 24;
    sum = sum * r + 1.0 / 6;
    sum = sum * r + 0.5;
    sum = sum * r + 1;
    sum = sum * r + 1;
    return sum * std::bit_cast<double>((std::bit_cast<std::uint64_t>(shifted) + 1023) << 52);
}

/// Computes sin and cos of 2π turns, 0 ≤ turns ≤ 1, from the angle to the nearest quarter turn.
inline void sin_cos(double turns, double& sine, double& cosine) {
    const double shifted = 4 * turns + round_off, quarter = shifted - round_off;
    const auto q = std::bit_cast<std::uint64_t>(shifted);
    const double t = (turns - 0.25 * quarter) * (2 * std::numbers::pi), tt = t * t;
    double s = -1.0 / 1307674368000;
    s = s * tt + 1.0 / 6227020800;
    s = s * tt - 1.0 / 39916800;
    s = s * tt + 1.0 / 362880;
    s = s * tt - 1.0 / 5040;
    s = s * tt + 1.0 / 120;
    s = s * tt - 1.0 / 6;
    s = t + t * tt * s;
    double c = 1.0 / 20922789888000;
    c = c * tt - 1.0 / 87178291200;
    c = c * tt + 1.0 / 479001600;
    c = c * tt - 1.0 / 3628800;
    c = c * tt + 1.0 / 40320;
    c = c * tt - 1.0 / 720;
    c = c * tt + 1.0 / 24;
    c = c * tt - 0.5;
    c = 1 + tt * c;
    const bool odd = (q & 1) != 0, lower = (q & 2) != 0, left = ((q + 1) & 2) != 0;
    const double sine_part = odd ? c : s, cosine_part = odd ? s : c;
    sine = lower ? -sine_part : sine_part;
    cosine = left ? -cosine_part : cosine_part;
}

}  // namespace coalesce::lane
