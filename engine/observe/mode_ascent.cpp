#include "observe/mode_ascent.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "coalesce/observe/clusters.hpp"

namespace coalesce {
namespace {

/// Ascents that end within this many widths belong to one mode.
constexpr double closeness = 1.0 / 6;
/// Relative dip of F between two modes that counts as rounding.
constexpr double no_dip = 1e-9;

/// Second derivatives of F at a point, times w²: P C P/w² - <x, m> Id.
struct Curvature {
    double a, b, c;  // (11, 12, 22)
    double largest;  // largest eigenvalue

    Curvature(const KernelField::Local& here, const Vec3& x, double width, bool circle) {
        const double along = 1 + dot(x, here.mean), scale = 1 / (width * width);
        a = here.covariance[0] * scale - along;
        b = here.covariance[1] * scale;
        c = circle ? -1 : here.covariance[2] * scale - along;
        largest = (a + c) / 2 + std::hypot((a - c) / 2, b);
    }
    /// Returns Newton's step to the maximum of the local paraboloid.
    std::array<double, 2> newton(const std::array<double, 2>& g) const {
        const double determinant = a * c - b * b;
        return {(-c * g[0] + b * g[1]) / determinant, (b * g[0] - a * g[1]) / determinant};
    }
    /// Returns the eigenvector of the largest eigenvalue.
    std::array<double, 2> steepest() const {
        const double u = b, v = largest - a;
        const double length = std::hypot(u, v);
        if (length > 1e-12) return {u / length, v / length};
        return a >= c ? std::array<double, 2>{1, 0} : std::array<double, 2>{0, 1};
    }
};

Vec3 moved(const Vec3& x, const std::array<Vec3, 2>& basis, const std::array<double, 2>& by) {
    return normalised(add(x, add(scaled(basis[0], by[0]), scaled(basis[1], by[1]))));
}

/// One ascent of F from a start to a mode.
///
/// Mean-shift steps x <- m/|m| never lower F (it is convex in R^d) but take thousands where F is flat. They are
/// therefore stretched, by a factor that doubles while F rises, up to a length of w/3; where F is concave a Newton step
/// replaces them if it is short and does not lower F.
class Ascent {
  public:
    Ascent(const KernelField& field, const Vec3& start, bool circle)
        : field_(field), width_(field.width()), circle_(circle), x_(start), here_(field.at(start)) {}

    Vec3 run() {
        for (int step = 0; step < 2000 && here_.sum > 0; ++step) {
            const Curvature curvature(here_, x_, width_, circle_);
            // A slope below this changes F within a width by less than rounding.
            if (length(here_.shift) < 1e-12 * width_) {
                if (curvature.largest < 1e-6 || kicks_ == 4) break;
                leave_saddle(curvature);
            } else if (!newton(curvature) && !stretched() && !shifted()) {
                break;
            }
            if (arrived_) break;
        }
        return x_;
    }

  private:
    static double length(const std::array<double, 2>& v) { return std::hypot(v[0], v[1]); }

    /// Moves if F does not fall.
    bool take(const std::array<double, 2>& by) {
        const Vec3 trial = moved(x_, here_.basis, by);
        const KernelField::Local there = field_.at(trial);
        if (!(there.sum >= here_.sum * (1 - 1e-15))) return false;
        x_ = trial;
        here_ = there;
        return true;
    }
    bool newton(const Curvature& curvature) {
        if (curvature.largest > -1e-6) return false;
        const auto by = curvature.newton(here_.shift);
        if (length(by) > width_ / 2 || !take(by)) return false;
        arrived_ = length(by) < 1e-9 * width_;
        return true;
    }
    bool stretched() {
        stretch_ = std::min(2 * stretch_, width_ / 3 / length(here_.shift));
        if (stretch_ > 1 && take({stretch_ * here_.shift[0], stretch_ * here_.shift[1]})) return true;
        stretch_ = std::max(1.0, stretch_ / 8);
        return false;
    }
    bool shifted() {
        const Vec3 next = normalised(add(x_, here_.mean));
        if (next == x_) return false;
        x_ = next;
        here_ = field_.at(x_);
        return true;
    }
    void leave_saddle(const Curvature& curvature) {
        ++kicks_;
        const auto way = curvature.steepest();
        x_ = moved(x_, here_.basis, {0.1 * width_ * way[0], 0.1 * width_ * way[1]});
        here_ = field_.at(x_);
    }

    const KernelField& field_;
    double width_;
    bool circle_;
    Vec3 x_;
    KernelField::Local here_;
    double stretch_ = 1;
    int kicks_ = 0;
    bool arrived_ = false;
};

class Union {
  public:
    explicit Union(std::size_t count) : parent_(count) { std::iota(parent_.begin(), parent_.end(), std::size_t{0}); }
    std::size_t find(std::size_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    void unite(std::size_t i, std::size_t j) {
        i = find(i);
        j = find(j);
        parent_[std::max(i, j)] = std::min(i, j);
    }

  private:
    std::vector<std::size_t> parent_;
};

bool no_dip_between(const KernelField& field, const Vec3& a, const Vec3& b) {
    constexpr int looks = 8;
    const double lower = std::min(field.sum(a), field.sum(b));
    for (int k = 1; k < looks; ++k) {
        const double t = static_cast<double>(k) / looks;
        if (field.sum(normalised(add(scaled(a, 1 - t), scaled(b, t)))) < lower * (1 - no_dip)) return false;
    }
    return true;
}

Clustering linked(const std::vector<Vec3>& points, int dimension, double angle) {
    Cloud cloud(dimension, points.size());
    for (std::size_t i = 0; i < points.size(); ++i) cloud.set_token(i, points[i]);
    return link_clusters(cloud, angle);
}

Modes distinct(const KernelField& field, const std::vector<Vec3>& ends, int dimension) {
    const double width = field.width();
    const Clustering close = linked(ends, dimension, closeness * width);
    std::vector<Vec3> candidate(close.clusters.size());
    std::vector<bool> seen(close.clusters.size(), false);
    for (std::size_t i = 0; i < ends.size(); ++i) {
        const auto k = static_cast<std::size_t>(close.label[i]);
        if (!seen[k]) candidate[k] = ends[i];
        seen[k] = true;
    }
    const Clustering near = linked(candidate, dimension, width);
    std::vector<std::vector<std::size_t>> groups(near.clusters.size());
    for (std::size_t k = 0; k < candidate.size(); ++k) groups[static_cast<std::size_t>(near.label[k])].push_back(k);
    Union same(candidate.size());
    for (const auto& group : groups) {
        for (const std::size_t i : group) {
            for (const std::size_t j : group) {
                if (j <= i || same.find(i) == same.find(j) || angle_between(candidate[i], candidate[j]) > width)
                    continue;
                if (no_dip_between(field, candidate[i], candidate[j])) same.unite(i, j);
            }
        }
    }
    Modes modes;
    std::vector<std::int32_t> number(candidate.size(), -1);
    for (std::size_t k = 0; k < candidate.size(); ++k) {
        const std::size_t root = same.find(k);
        if (root == k) {
            number[k] = static_cast<std::int32_t>(modes.place.size());
            modes.place.push_back(candidate[k]);
        }
        number[k] = number[root];
    }
    for (const std::int32_t label : close.label) modes.of_start.push_back(number[static_cast<std::size_t>(label)]);
    return modes;
}

std::vector<Vec3> ascend_all(const KernelField& field, const std::vector<Vec3>& starts, bool circle) {
    std::vector<Vec3> ends(starts.size());
    oneapi::tbb::parallel_for(std::size_t{0}, starts.size(),
                              [&](std::size_t k) { ends[k] = Ascent(field, starts[k], circle).run(); });
    return ends;
}

}  // namespace

Modes ascend_to_modes(const KernelField& field, const std::vector<Vec3>& starts) {
    return distinct(field, ascend_all(field, starts, field.dimension() == 2), field.dimension());
}

}  // namespace coalesce
