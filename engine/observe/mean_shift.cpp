#include "observe/mean_shift.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "observe/kernel_field.hpp"
#include "observe/sphere_grid.hpp"

namespace coalesce {
namespace {

constexpr double pi = std::numbers::pi;
constexpr double grid_per_width = 6;
/// Nothing to choose between two ascents that end this close, in widths.
constexpr double closeness = 1 / grid_per_width;
/// A dip of F between two modes that is rounding.
constexpr double no_dip = 1e-9;

/// Second derivatives of F at a point, times w²: P C P/w² - <x, m> Id.
struct Curvature {
    double a, b, c;  // (11, 12, 22)
    double largest;  // eigenvalue

    Curvature(const KernelField::Local& here, const Vec3& x, double width, bool circle) {
        const double along = 1 + dot(x, here.mean), scale = 1 / (width * width);
        a = here.covariance[0] * scale - along;
        b = here.covariance[1] * scale;
        c = circle ? -1 : here.covariance[2] * scale - along;
        largest = (a + c) / 2 + std::hypot((a - c) / 2, b);
    }
    /// Newton's step towards the maximum of the local paraboloid.
    std::array<double, 2> newton(const std::array<double, 2>& g) const {
        const double determinant = a * c - b * b;
        return {(-c * g[0] + b * g[1]) / determinant, (b * g[0] - a * g[1]) / determinant};
    }
    /// Eigenvector of the largest eigenvalue.
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

/// One ascent of F from token to mode.
///
/// Mean-shift steps x <- m/|m| never lower F (it is convex in R^d) but take thousands where F is flat. So they are
/// stretched, by a factor that doubles for as long as F rises and never past w/3; where F is concave Newton's step
/// replaces them when it is short and upwards.
class Ascent {
  public:
    Ascent(const KernelField& field, const Vec3& start, bool circle)
        : field_(field), width_(field.width()), circle_(circle), x_(start), here_(field.at(start)) {}

    Vec3 run() {
        for (int step = 0; step < 2000 && here_.sum > 0; ++step) {
            const Curvature curvature(here_, x_, width_, circle_);
            // A slope this small changes F by less than rounding within a width.
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

    /// Goes there if F is not lower.
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

/// Distinct modes among the ends of ascents, and which one each end is.
struct Modes {
    std::vector<Vec3> place;
    std::vector<std::int32_t> of_end;
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
    for (const std::int32_t label : close.label) modes.of_end.push_back(number[static_cast<std::size_t>(label)]);
    return modes;
}

std::vector<Vec3> ascend_all(const KernelField& field, const std::vector<Vec3>& starts, bool circle) {
    std::vector<Vec3> ends(starts.size());
    oneapi::tbb::parallel_for(std::size_t{0}, starts.size(),
                              [&](std::size_t k) { ends[k] = Ascent(field, starts[k], circle).run(); });
    return ends;
}

/// The highest of the eight neighbours of a node and itself; the earlier where equal.
std::size_t highest_neighbour(const std::vector<double>& sums, const SphereGrid& grid, int row, int column) {
    std::size_t best = grid.index(row, column);
    for (int dr = -1; dr <= 1; ++dr) {
        for (int dc = -1; dc <= 1; ++dc) {
            int r = row + dr, c = column + dc;
            if (r < 0 || r >= grid.rows) {
                r = row;
                c += grid.columns / 2;
            }
            const std::size_t other = grid.index(r, (c + grid.columns) % grid.columns);
            if (sums[other] > sums[best] || (sums[other] == sums[best] && other < best)) best = other;
        }
    }
    return best;
}

/// Label of every token's mode, and the modes.
struct Basins {
    std::vector<std::int32_t> label;
    std::vector<Vec3> modes;
};

Basins basins_by_lumps(const KernelField& field, int dimension) {
    Modes modes = distinct(field, ascend_all(field, field.lumps(), dimension == 2), dimension);
    Basins basins{{}, std::move(modes.place)};
    basins.label.reserve(field.lump_of().size());
    for (const std::int32_t lump : field.lump_of())
        basins.label.push_back(modes.of_end[static_cast<std::size_t>(lump)]);
    return basins;
}

Basins basins_by_grid(const Cloud& cloud, const KernelField& field) {
    const SphereGrid grid = SphereGrid::finer_than(field.width() / grid_per_width);
    const std::vector<double> sums = kernel_sums(cloud, grid, field.width());
    std::vector<std::uint32_t> up(grid.size());
    oneapi::tbb::parallel_for(0, grid.rows, [&](int row) {
        for (int column = 0; column < grid.columns; ++column)
            up[grid.index(row, column)] = static_cast<std::uint32_t>(highest_neighbour(sums, grid, row, column));
    });
    const auto top = [&](std::size_t node) {
        std::size_t end = node;
        while (up[end] != end) end = up[end];
        while (up[node] != end) {  // later climbs are short
            const std::size_t next = up[node];
            up[node] = static_cast<std::uint32_t>(end);
            node = next;
        }
        return end;
    };
    std::vector<std::int32_t> of_top(grid.size(), -1);
    std::vector<Vec3> starts;
    Basins basins;
    basins.label.resize(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i);
        const auto place = [](double unit, int count) {
            return std::clamp(static_cast<int>(unit * count), 0, count - 1);
        };
        const int row = place(std::atan2(x[2], std::hypot(x[0], x[1])) / pi + 0.5, grid.rows);
        const int column = place(std::atan2(x[1], x[0]) / (2 * pi) + 0.5, grid.columns);
        const std::size_t end = top(grid.index(row, column));
        if (of_top[end] < 0) {
            of_top[end] = static_cast<std::int32_t>(starts.size());
            const auto columns = static_cast<std::size_t>(grid.columns);
            starts.push_back(grid.node(static_cast<int>(end / columns), static_cast<int>(end % columns)));
        }
        basins.label[i] = of_top[end];
    }
    Modes modes = distinct(field, ascend_all(field, starts, false), 3);
    for (std::int32_t& label : basins.label) label = modes.of_end[static_cast<std::size_t>(label)];
    basins.modes = std::move(modes.place);
    return basins;
}

/// Looks from lumps at lumps that climbing from each of them would take, in one sweep.
double sweep_cost(const KernelField& field) {
    const std::size_t count = field.lumps().size(), stride = std::max<std::size_t>(count / 64, 1);
    double seen = 0, looks = 0;
    for (std::size_t k = 0; k < count; k += stride, ++looks)
        seen += static_cast<double>(field.candidates(field.lumps()[k]));
    return count > 0 ? seen / looks * static_cast<double>(count) : 0;
}

/// Whether the grid is the cheaper way: an ascent takes some ten sweeps of 8 ns a look, a node of the grid some 150 ns.
bool grid_pays(const KernelField& field, int dimension) {
    if (dimension != 3) return false;
    const double rows = pi * grid_per_width / field.width(), nodes = 2 * rows * rows;
    constexpr double most_nodes = 2e7;
    return nodes < most_nodes && sweep_cost(field) * 80 > nodes * 150 + 5e6;
}

}  // namespace

MeanShift mean_shift(const Cloud& cloud, double width) {
    MeanShift result;
    if (cloud.size() == 0) return result;
    if (width >= pi) {
        result.clustering = link_clusters(cloud, pi);
        result.modes = {result.clustering.clusters.front().centre};
        return result;
    }
    const KernelField field(cloud, width);
    const Basins basins =
        grid_pays(field, cloud.dimension()) ? basins_by_grid(cloud, field) : basins_by_lumps(field, cloud.dimension());
    result.clustering = clustering_of(cloud, basins.label);
    result.modes.resize(result.clustering.clusters.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        result.modes[static_cast<std::size_t>(result.clustering.label[i])] =
            basins.modes[static_cast<std::size_t>(basins.label[i])];
    }
    return result;
}

Clustering mean_shift_clusters(const Cloud& cloud, double width) {
    return mean_shift(cloud, width).clustering;
}

}  // namespace coalesce
