#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "coalesce/model/host_device.hpp"
#include "coalesce/model/matrix.hpp"

namespace coalesce {

/// Mesh of S^{d-1}: the equiangular cube, 2d panels of n (S^1) or n×n (S^2) cells of width h = π/(2n).
///
/// Panel 2k + (x_k < 0) holds the points whose largest coordinate is x_k; its coordinates are the angles
/// atan(x_{k+1}/x_k) and, on S^2, atan(x_{k+2}/x_k) in [-π/4, π/4], axes counted cyclically. They extend smoothly past
/// the edge: every panel carries the p - 1 further nodes that interpolation of order p needs, and no panel needs
/// another's data. Cell i has nodes i .. i + p - 1; node q stands at -π/4 + (q - (p/2 - 1)) h.
struct MeshGrid {
    int dimension = 3;
    int n = 16;  ///< cells along a panel's side
    int p = 6;   ///< even: nodes along a cell's stencil

    bool operator==(const MeshGrid&) const = default;

    COALESCE_HD double spacing() const { return M_PI / 2 / n; }  ///< h, radians
    COALESCE_HD int panels() const { return 2 * dimension; }
    COALESCE_HD int side() const { return n + p - 1; }    ///< nodes along a panel's side
    COALESCE_HD int before() const { return p / 2 - 1; }  ///< nodes of a stencil before its cell
    COALESCE_HD std::size_t cells() const { return static_cast<std::size_t>(panels()) * n * (dimension == 3 ? n : 1); }
    COALESCE_HD std::size_t panel_nodes() const {
        return static_cast<std::size_t>(side()) * (dimension == 3 ? side() : 1);
    }
    COALESCE_HD std::size_t nodes() const { return static_cast<std::size_t>(panels()) * panel_nodes(); }

    /// First node of a cell. Cells are numbered by panel, then row (second angle), then column.
    COALESCE_HD std::size_t first_node(std::size_t cell) const {
        const std::size_t columns = static_cast<std::size_t>(n), column = cell % columns, line = cell / columns;
        if (dimension == 2) return line * panel_nodes() + column;
        return line / columns * panel_nodes() + line % columns * static_cast<std::size_t>(side()) + column;
    }

    /// Point of the sphere at a node.
    COALESCE_HD Vec3 point(std::size_t node) const {
        const std::size_t panel = node / panel_nodes(), rest = node % panel_nodes();
        const auto along = static_cast<std::size_t>(side());
        const auto angle = [&](std::size_t q) { return -M_PI / 4 + (static_cast<double>(q) - before()) * spacing(); };
        const double sign = panel % 2 ? -1 : 1;
        const auto d = static_cast<std::size_t>(dimension);
        Vec3 x{};
        x[panel / 2] = sign;
        x[(panel / 2 + 1) % d] = sign * std::tan(angle(rest % along));
        if (dimension == 3) x[(panel / 2 + 2) % d] = sign * std::tan(angle(rest / along));
        return normalised(x);
    }
};

/// Largest order p of a mesh.
inline constexpr int largest_order = 10;

/// Returns 1 / Π_{b≠a} (a - b): times Π_{b≠a} (u + p/2 - 1 - b) it is ℓ_a(u), the Lagrange polynomial of node a of a
/// cell at u in [0, 1] across it.
COALESCE_HD constexpr double lagrange_scale(int p, int a) {
    double product = 1;
    for (int b = 0; b < p; ++b)
        if (b != a) product *= a - b;
    return 1 / product;
}
/// lagrange_scale of all nodes of a stencil.
template <int p>
struct LagrangeScales {
    double of[p] = {};
    constexpr LagrangeScales() {
        for (int a = 0; a < p; ++a) of[a] = lagrange_scale(p, a);
    }
};

/// Returns the largest difference of order p - 1 of m along the rows and columns of a cell's nodes.
/// @param node_value  m and F, four doubles a node
COALESCE_HD inline double roughness_of(const MeshGrid& grid, const double* node_value, std::size_t cell) {
    const int p = grid.p, d = grid.dimension, lines = d == 3 ? p : 1;
    double largest = 0;
    const auto difference = [&](std::size_t first, int step, std::size_t q) {
        double sum = 0, binomial = 1;
        for (int a = 0; a < p; ++a) {
            sum += binomial * node_value[4 * (first + static_cast<std::size_t>(a * step)) + q];
            binomial *= -static_cast<double>(p - 1 - a) / (a + 1);
        }
        return std::abs(sum);
    };
    const std::size_t corner = grid.first_node(cell);
    for (int line = 0; line < lines; ++line)
        for (std::size_t q = 0; q < static_cast<std::size_t>(d); ++q) {
            const auto offset = static_cast<std::size_t>(line);
            largest = std::max(largest, difference(corner + offset * static_cast<std::size_t>(grid.side()), 1, q));
            if (d == 3) largest = std::max(largest, difference(corner + offset, grid.side(), q));
        }
    return largest;
}

/// sup over the middle cell of Π_b |u + p/2 - 1 - b| / p!: the error of interpolating e^{iku} of wave number k is at
/// most this times k^p, u in units of the spacing.
constexpr double interpolation_constant(int p) {
    double product = 1;
    for (int b = 0; b < p; ++b) product *= (b - (p - 1) / 2.0) * (b < p / 2 ? -1 : 1) / (b + 1);
    return product;
}

}  // namespace coalesce
