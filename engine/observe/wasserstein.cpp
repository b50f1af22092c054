#include "coalesce/observe/wasserstein.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace coalesce {
namespace {

using std::numbers::pi;

/// A piece of [-π, π] on which F - G is linear from `from` to `to`.
struct Piece {
    double width, from, to;
};

/// F - G as linear pieces: F is constant between sorted angles, G is bisected until it is nearly linear.
class Pieces {
  public:
    Pieces(const std::function<double(double)>& cumulative, std::size_t expected) : cumulative_(cumulative) {
        pieces_.reserve(expected);
    }

    /// Appends [a, b], where F = `empirical` and G goes from `ga` to `gb`.
    void append(double a, double ga, double b, double gb, double empirical) {
        // 0.382 and not ½: at the middle, the inflection of a symmetric component would look linear.
        const double c = a + 0.382 * (b - a);
        // If G deviates from a line by e on an interval of width w, the integral errs by about e·w. With 1e-9 a piece
        // and at most ~10^3 pieces split, W1 is within 1e-6. Jumps end at w ~ 1e-9.
        constexpr double allowed = 1e-9;
        if ((gb - ga) * (b - a) > allowed && c > a && c < b) {
            const double gc = cumulative_(c);
            if (std::abs(gc - (ga + 0.382 * (gb - ga))) * (b - a) > allowed) {
                append(a, ga, c, gc, empirical);
                append(c, gc, b, gb, empirical);
                return;
            }
        }
        if (b > a) pieces_.push_back({b - a, empirical - ga, empirical - gb});
    }
    const std::vector<Piece>& get() const { return pieces_; }

  private:
    const std::function<double(double)>& cumulative_;
    std::vector<Piece> pieces_;
};

Pieces difference(std::span<const double> angles, std::span<const double> masses,
                  const std::function<double(double)>& cumulative) {
    std::vector<std::size_t> order(angles.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) { return angles[i] < angles[j]; });
    const double total =
        masses.empty() ? static_cast<double>(angles.size()) : std::accumulate(masses.begin(), masses.end(), 0.0);
    // A grid besides the angles shows every feature of G between two tokens.
    constexpr int grid = 1024;
    Pieces pieces(cumulative, angles.size() + 2 * grid);
    double at = -pi, g = cumulative(-pi), mass = 0;
    const auto advance = [&](double to) {
        const double g_to = cumulative(to);
        pieces.append(at, g, to, g_to, mass / total);
        at = to;
        g = g_to;
    };
    auto token = order.begin();
    for (int k = 1; k <= grid; ++k) {
        const double knot = k == grid ? pi : -pi + 2 * pi * k / grid;
        for (; token != order.end() && angles[*token] <= knot; ++token) {
            if (angles[*token] > at) advance(angles[*token]);
            mass += masses.empty() ? 1.0 : masses[*token];
        }
        if (knot > at) advance(knot);
    }
    return pieces;
}

/// Length of the part of the pieces where F - G < level.
double length_below(const std::vector<Piece>& pieces, double level) {
    double length = 0;
    for (const Piece& piece : pieces) {
        const double low = std::min(piece.from, piece.to), high = std::max(piece.from, piece.to);
        if (level >= high) {
            length += piece.width;
        } else if (level > low) {
            length += piece.width * (level - low) / (high - low);
        }
    }
    return length;
}

double median(const std::vector<Piece>& pieces) {
    double low = -1, high = 1;
    // An error of 2/2^50 in the level changes W1, stationary there, by far less than rounding.
    for (int iteration = 0; iteration < 50; ++iteration) {
        const double middle = (low + high) / 2;
        (length_below(pieces, middle) < pi ? low : high) = middle;
    }
    return (low + high) / 2;
}

/// Returns ∫ |D - level| over a linear piece.
double integral(const Piece& piece, double level) {
    const double a = piece.from - level, b = piece.to - level;
    if (a * b >= 0) return piece.width * std::abs(a + b) / 2;
    return piece.width * (a * a + b * b) / (2 * std::abs(b - a));
}

}  // namespace

double circle_w1(std::span<const double> angles, std::span<const double> masses,
                 const std::function<double(double)>& cumulative) {
    const Pieces pieces = difference(angles, masses, cumulative);
    const double level = median(pieces.get());
    return std::accumulate(pieces.get().begin(), pieces.get().end(), 0.0,
                           [&](double sum, const Piece& piece) { return sum + integral(piece, level); });
}

double circle_w1_noise(const std::function<double(double)>& cumulative, double tokens) {
    // The integrands are as smooth as sqrt(G(1-G)): 128 midpoints are accurate to a per cent.
    constexpr std::size_t points = 128;
    std::vector<double> g(points), row_mean(points, 0);
    const double step = 2 * pi / points;
    for (std::size_t i = 0; i < points; ++i) g[i] = cumulative(-pi + (static_cast<double>(i) + 0.5) * step);
    const auto covariance = [&](std::size_t i, std::size_t j) { return std::min(g[i], g[j]) - g[i] * g[j]; };
    double mean = 0;
    for (std::size_t i = 0; i < points; ++i) {
        for (std::size_t j = 0; j < points; ++j) row_mean[i] += covariance(i, j) / points;
        mean += row_mean[i] / points;
    }
    double sum = 0;
    for (std::size_t i = 0; i < points; ++i)
        sum += std::sqrt(std::max(0.0, covariance(i, i) - 2 * row_mean[i] + mean)) * step;
    return std::sqrt(2 / (pi * tokens)) * sum;  // E|normal| = sqrt(2/π) std
}

double effective_count(std::span<const double> masses, std::size_t count) {
    if (masses.empty()) return static_cast<double>(count);
    double squares = 0;
    for (const double mass : masses) squares += mass * mass;
    return 1 / squares;
}

}  // namespace coalesce
