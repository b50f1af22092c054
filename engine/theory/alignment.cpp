#include "coalesce/theory/alignment.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace coalesce {
namespace {

// long double, because a double eigenvalue of a defective matrix splits by the square root of the rounding error: 1e-8
// in double precision, which exceeds the documented 1e-9, but 3e-10 with a 64-bit mantissa.
using Real = long double;
using RealMatrix = Eigen::Matrix<Real, Eigen::Dynamic, Eigen::Dynamic>;
using RealVector = Eigen::Matrix<Real, 3, 1>;

RealMatrix to_eigen(const Matrix& a) {
    RealMatrix result(a.dimension, a.dimension);
    for (int row = 0; row < a.dimension; ++row) {
        for (int column = 0; column < a.dimension; ++column) result(row, column) = a(row, column);
    }
    return result;
}

Vec3 to_vec3(const RealVector& v) {
    return {static_cast<double>(v[0]), static_cast<double>(v[1]), static_cast<double>(v[2])};
}

/// Returns a unit vector of the kernel of a d×d matrix of rank d - 1: on S^1 normal to the longer row, on S^2 normal to
/// the two rows that differ most in direction.
RealVector kernel(const RealMatrix& a) {
    RealVector best = RealVector::Zero();
    const auto consider = [&](const RealVector& v) {
        if (v.squaredNorm() > best.squaredNorm()) best = v;
    };
    if (a.rows() == 2) {
        for (int row = 0; row < 2; ++row) consider({-a(row, 1), a(row, 0), 0});
    } else {
        for (int row = 0; row < 3; ++row) {
            const RealVector p = a.row(row).transpose(), q = a.row((row + 1) % 3).transpose();
            consider(p.cross(q));
        }
    }
    return best.normalized();
}

/// Fixes the sign independently of rounding: the last of z, y, x that is not negligible becomes positive.
RealVector upward(const RealVector& v) {
    for (int k = 2; k >= 0; --k) {
        if (std::abs(v[k]) > 1e-12L) return v[k] > 0 ? v : RealVector(-v);
    }
    return v;
}

/// Orthonormal basis of the plane with the given upper normal: the projection of e_x (of e_y if that is short), and its
/// rotation by a quarter turn. The xy-plane gets e_x, e_y, so that its angle is the azimuth.
std::array<Vec3, 2> plane_basis(const Vec3& normal) {
    const Vec3 x = tangent_part(normal, {1, 0, 0});
    const Vec3 first = norm(x) > 0.1 ? normalised(x) : normalised(tangent_part(normal, {0, 1, 0}));
    return {first, cross(normal, first)};
}

std::vector<std::complex<Real>> sorted_eigenvalues(const RealMatrix& a) {
    const Eigen::EigenSolver<RealMatrix> solver(a, false);
    std::vector<std::complex<Real>> values(solver.eigenvalues().begin(), solver.eigenvalues().end());
    std::sort(values.begin(), values.end(), [](const auto& p, const auto& q) {
        return p.real() != q.real() ? p.real() > q.real() : p.imag() > q.imag();
    });
    return values;
}

/// Holds if N^power is rounding relative to ‖N‖^power: entries of A are doubles, so that the product of a Jordan block
/// is off by about 1e-16.
bool vanishes(const RealMatrix& n, int power) {
    RealMatrix product = n;
    for (int k = 1; k < power; ++k) product = product * n;
    return product.norm() <= 1e-15L * std::pow(n.norm(), static_cast<Real>(power));
}

/// Returns the line in which the longest chain of a nilpotent N ends: the longest column of its highest power ≠ 0.
Vec3 end_of_chain(const RealMatrix& n) {
    const RealMatrix square = n * n;
    const RealMatrix& top = vanishes(n, 2) ? n : square;
    int best = 0;
    for (int column = 1; column < top.cols(); ++column)
        if (top.col(column).norm() > top.col(best).norm()) best = column;
    RealVector line = RealVector::Zero();
    line.head(n.rows()) = top.col(best);
    return to_vec3(upward(line.normalized()));
}

void become_points(LeadingSpace& space, const Vec3& line) {
    space.kind = LeadingSpace::Kind::points;
    space.basis = {line, Vec3{}};
}

/// Handles one eigenvalue of full multiplicity with a chain; false if A is another matrix. Computed eigenvalues may
/// have split by the root of the rounding error.
bool is_one_chain(const RealMatrix& a, LeadingSpace& space) {
    const Real mean = a.trace() / static_cast<Real>(a.rows());
    const RealMatrix n = a - mean * RealMatrix::Identity(a.rows(), a.cols());
    if (n.norm() <= 1e-9L * a.norm() || !vanishes(n, static_cast<int>(a.rows()))) return false;
    space.eigenvalues.assign(static_cast<std::size_t>(a.rows()), static_cast<double>(mean));
    space.rotating = false;
    space.defective = true;
    become_points(space, end_of_chain(n));
    return true;
}

/// Handles a chain of two in the plane E_max of R^3.
void follow_chain_in_plane(const RealMatrix& a, LeadingSpace& space) {
    RealMatrix basis(3, 2);
    for (int k = 0; k < 2; ++k)
        for (int row = 0; row < 3; ++row)
            basis(row, k) = space.basis[static_cast<std::size_t>(k)][static_cast<std::size_t>(row)];
    const RealMatrix within = basis.transpose() * a * basis;
    const RealMatrix n = within - within.trace() / 2 * RealMatrix::Identity(2, 2);
    if (n.norm() <= 1e-9L * a.norm() || !vanishes(n, 2)) return;
    const Vec3 line = end_of_chain(n);
    space.rotating = false;
    space.defective = true;
    space.eigenvalues[0] = space.eigenvalues[1] = static_cast<double>(within.trace() / 2);
    become_points(space, normalised(add(scaled(space.basis[0], line[0]), scaled(space.basis[1], line[1]))));
}

}  // namespace

LeadingSpace leading_space(const Model& model) {
    const RealMatrix a = to_eigen(model.V) * to_eigen(model.K).transpose() * to_eigen(model.Q);
    const auto values = sorted_eigenvalues(a);
    const auto dimension = static_cast<std::size_t>(a.rows());

    Real modulus = 0;
    for (const auto& value : values) modulus = std::max(modulus, std::abs(value));
    const Real tolerance = 1e-9L * modulus;
    const auto leading = static_cast<std::size_t>(std::count_if(
        values.begin(), values.end(), [&](const auto& v) { return v.real() >= values.front().real() - tolerance; }));

    LeadingSpace space;
    for (const auto& v : values) {
        const Real imaginary = std::abs(v.imag()) > tolerance ? v.imag() : 0;
        space.eigenvalues.emplace_back(static_cast<double>(v.real()), static_cast<double>(imaginary));
    }
    space.rotating =
        std::any_of(space.eigenvalues.begin(), space.eigenvalues.begin() + static_cast<std::ptrdiff_t>(leading),
                    [](const auto& v) { return v.imag() != 0; });
    space.basis = {Vec3{1, 0, 0}, Vec3{0, 1, 0}};
    const RealMatrix identity = RealMatrix::Identity(a.rows(), a.cols());
    if (is_one_chain(a, space) || leading == dimension) return space;
    if (leading == 1) {
        space.kind = LeadingSpace::Kind::points;
        space.basis = {to_vec3(upward(kernel(a - values.front().real() * identity))), Vec3{}};
        return space;
    }
    // The generalised eigenspace of two eigenvalues of three is the plane normal to the left eigenvector of the third,
    // whether the two are a pair, equal, or a Jordan block.
    space.kind = LeadingSpace::Kind::circle;
    const RealMatrix others = (a - values.back().real() * identity).transpose();
    space.basis = plane_basis(to_vec3(upward(kernel(others))));
    follow_chain_in_plane(a, space);
    return space;
}

double angle_to(const LeadingSpace& space, const Vec3& x) {
    switch (space.kind) {
        case LeadingSpace::Kind::points:
            return angle_to_line(space.basis[0], x);
        case LeadingSpace::Kind::circle:
            return angle_to_plane(cross(space.basis[0], space.basis[1]), x);
        case LeadingSpace::Kind::everything:
            break;
    }
    return 0;
}

double rotation_speed(const Model& model, const LeadingSpace& space) {
    const bool on_circle = space.kind == LeadingSpace::Kind::circle ||
                           (space.kind == LeadingSpace::Kind::everything && model.dimension() == 2);
    if (!space.rotating || !on_circle) return 0;
    const Matrix b = query_key(model), a = alignment_matrix(model);
    // The integrand of the time of a turn is smooth and periodic: equal weights converge geometrically.
    constexpr int points = 4096;
    double turn = 0;
    for (int k = 0; k < points; ++k) {
        const double angle = 2 * std::numbers::pi * k / points;
        const double c = std::cos(angle), s = std::sin(angle);
        const Vec3 x = add(scaled(space.basis[0], c), scaled(space.basis[1], s));
        const Vec3 ahead = add(scaled(space.basis[0], -s), scaled(space.basis[1], c));
        const double velocity = dot(ahead, a * x) / norm(b * x);
        turn += 2 * std::numbers::pi / points / velocity;
    }
    const double speed = 2 * std::numbers::pi / turn;
    return std::isfinite(speed) ? speed : 0;
}

}  // namespace coalesce
