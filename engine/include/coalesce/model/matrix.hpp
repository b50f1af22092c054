#pragma once

#include <array>
#include <cmath>
#include <optional>

#include "coalesce/model/host_device.hpp"

namespace coalesce {

/// A point or vector of R^d, d = 2 or 3; the third entry is 0 for d = 2.
using Vec3 = std::array<double, 3>;

COALESCE_HD inline double dot(const Vec3& a, const Vec3& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
COALESCE_HD inline Vec3 add(const Vec3& a, const Vec3& b) {
    return {a[0] + b[0], a[1] + b[1], a[2] + b[2]};
}
COALESCE_HD inline Vec3 scaled(const Vec3& a, double s) {
    return {a[0] * s, a[1] * s, a[2] * s};
}
COALESCE_HD inline Vec3 cross(const Vec3& a, const Vec3& b) {
    return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}
COALESCE_HD inline double norm(const Vec3& a) {
    return std::sqrt(dot(a, a));
}
/// a/|a|; the zero vector stays zero.
COALESCE_HD inline Vec3 normalised(const Vec3& a) {
    const double length = norm(a);
    return length > 0 ? scaled(a, 1 / length) : a;
}
/// P_x y = y - <x,y> x: the part of y tangent to the sphere at the unit vector x.
COALESCE_HD inline Vec3 tangent_part(const Vec3& x, const Vec3& y) {
    return add(y, scaled(x, -dot(x, y)));
}
/// Angle between unit vectors in radians, accurate for near and for antipodal ones (acos of the product is neither).
COALESCE_HD inline double angle_between(const Vec3& a, const Vec3& b) {
    return std::atan2(norm(cross(a, b)), dot(a, b));
}

/// Angles of a unit vector with the line through ±e, and with the plane normal to e, |e| = 1; in [0, π/2].
COALESCE_HD inline double angle_to_line(const Vec3& e, const Vec3& x) {
    const double angle = angle_between(x, e);
    return angle < M_PI - angle ? angle : M_PI - angle;
}
COALESCE_HD inline double angle_to_plane(const Vec3& e, const Vec3& x) {
    return std::atan2(std::abs(dot(x, e)), norm(tangent_part(e, x)));
}

/// A d×d matrix, d = 2 or 3, stored as the upper left block of a 3×3 array whose other entries are 0.
struct Matrix {
    int dimension = 3;              ///< d
    std::array<double, 9> entry{};  ///< row-major 3×3

    /// Entry; row and column from 0.
    COALESCE_HD double& operator()(int row, int column) { return entry[static_cast<std::size_t>(3 * row + column)]; }
    /// The same, read-only.
    COALESCE_HD double operator()(int row, int column) const {
        return entry[static_cast<std::size_t>(3 * row + column)];
    }
    /// Product with a vector; its third coordinate is 0 for d = 2.
    COALESCE_HD Vec3 operator*(const Vec3& v) const {
        const auto& e = entry;
        return {e[0] * v[0] + e[1] * v[1] + e[2] * v[2], e[3] * v[0] + e[4] * v[1] + e[5] * v[2],
                e[6] * v[0] + e[7] * v[1] + e[8] * v[2]};
    }
    bool operator==(const Matrix&) const = default;

    /// Id.
    static Matrix identity(int dimension);
    /// Counter-clockwise rotation by `angle` radians in the plane of the first two axes.
    static Matrix rotation(int dimension, double angle);
    /// diag(entries), of which the first d count.
    static Matrix diagonal(int dimension, const Vec3& entries);
};

Matrix operator*(const Matrix& a, const Matrix& b);
Matrix operator*(double s, const Matrix& a);
Matrix transposed(const Matrix& a);
bool is_finite(const Matrix& a);
/// Returns the largest singular value ‖A‖.
double spectral_norm(const Matrix& a);
/// Returns λ if a = λ Id within 1e-9 ‖a‖, else nullopt.
std::optional<double> multiple_of_identity(const Matrix& a);

}  // namespace coalesce
