#pragma once

#include <array>
#include <cmath>

#include "reference/types.hpp"

/// Vectors of R^3 for the reference's own sums, in double or in extended precision.
namespace coalesce::reference {

template <class Real>
using Triple = std::array<Real, 3>;

template <class Real>
Triple<Real> triple(const Point& x) {
    return {x[0], x[1], x[2]};
}
template <class Real>
Point rounded(const Triple<Real>& a) {
    return {static_cast<double>(a[0]), static_cast<double>(a[1]), static_cast<double>(a[2])};
}
template <class Real>
Real product(const Triple<Real>& a, const Triple<Real>& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
template <class Real>
Real length(const Triple<Real>& a) {
    return std::sqrt(product(a, a));
}
/// Returns a + s b.
template <class Real>
Triple<Real> combine(const Triple<Real>& a, Real s, const Triple<Real>& b) {
    return {a[0] + s * b[0], a[1] + s * b[1], a[2] + s * b[2]};
}
template <class Real>
Triple<Real> times(const Triple<Real>& a, Real s) {
    return {a[0] * s, a[1] * s, a[2] * s};
}
/// Returns A x.
template <class Real>
Triple<Real> apply(const Matrix& a, const Triple<Real>& x) {
    Triple<Real> y{};
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column)
            y[static_cast<std::size_t>(row)] += static_cast<Real>(a(row, column)) * x[static_cast<std::size_t>(column)];
    return y;
}
/// Returns A^T x.
template <class Real>
Triple<Real> apply_transposed(const Matrix& a, const Triple<Real>& x) {
    Triple<Real> y{};
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column)
            y[static_cast<std::size_t>(column)] += static_cast<Real>(a(row, column)) * x[static_cast<std::size_t>(row)];
    return y;
}

}  // namespace coalesce::reference
