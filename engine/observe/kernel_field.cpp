#include "observe/kernel_field.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "field/parallel.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;
constexpr double reach_in_widths = 6.5;
constexpr double cells_a_width = 6;

double latitude_of(const Vec3& x) {
    return std::atan2(x[2], std::hypot(x[0], x[1]));
}

/// Cells of latitude and longitude with sides of at most `side`.
class Cells {
  public:
    // Sides are at least 1e-8: at most 2^31 rows and columns then fit the key, and tokens of so narrow a cell agree to
    // a part in 10^9.
    explicit Cells(double side) : side_(std::max(side, 1e-8)), rows_(std::ceil(pi / side_)) {}
    std::uint64_t key(const Vec3& x) const {
        const double row = std::min(std::floor((latitude_of(x) / pi + 0.5) * rows_), rows_ - 1);
        const double low = pi * (row / rows_ - 0.5), high = pi * ((row + 1) / rows_ - 0.5);
        const double widest = low < 0 && high > 0 ? 1 : std::max(std::cos(low), std::cos(high));
        const double columns = std::max(std::ceil(2 * pi * widest / side_), 1.0);
        const double column = std::min(std::floor((std::atan2(x[1], x[0]) / (2 * pi) + 0.5) * columns), columns - 1);
        return static_cast<std::uint64_t>(row) << 32 | static_cast<std::uint64_t>(column);
    }

  private:
    double side_, rows_;
};

std::array<Vec3, 2> tangent_basis(const Vec3& x, int dimension) {
    if (dimension == 2) return {Vec3{-x[1], x[0], 0}, Vec3{}};
    const Vec3 aside = std::abs(x[2]) < 0.9 ? Vec3{0, 0, 1} : Vec3{1, 0, 0};
    const Vec3 first = normalised(cross(aside, x));
    return {first, cross(x, first)};
}

}  // namespace

KernelField::KernelField(const Cloud& cloud, double width) : dimension_(cloud.dimension()), width_(width) {
    make_lumps(cloud);
    sort_into_bins();
}

KernelField::KernelField(int dimension, double width, std::vector<Vec3> places, std::vector<double> masses)
    : dimension_(dimension), width_(width), places_(std::move(places)), masses_(std::move(masses)) {
    sort_into_bins();
}

void KernelField::make_lumps(const Cloud& cloud) {
    const std::size_t n = cloud.size();
    const Cells cells(width_ / cells_a_width);
    std::vector<std::pair<std::uint64_t, std::uint32_t>> keyed(n);
    for_each_token(n, [&](std::size_t i) { keyed[i] = {cells.key(cloud.token(i)), static_cast<std::uint32_t>(i)}; });
    std::sort(keyed.begin(), keyed.end());
    lump_of_.resize(n);
    for (std::size_t k = 0; k < n; ++k) {
        const std::size_t i = keyed[k].second;
        if (k == 0 || keyed[k].first != keyed[k - 1].first) {
            places_.push_back({});
            masses_.push_back(0);
        }
        places_.back() = add(places_.back(), scaled(cloud.token(i), cloud.mass(i)));
        masses_.back() += cloud.mass(i);
        lump_of_[i] = static_cast<std::int32_t>(places_.size() - 1);
    }
    for (Vec3& place : places_) place = normalised(place);
}

std::array<int, 2> KernelField::bin_of(const Vec3& x) const {
    const int row = std::clamp(static_cast<int>((latitude_of(x) / pi + 0.5) * rows_), 0, rows_ - 1);
    const int columns = columns_of(row);
    const double turn = std::atan2(x[1], x[0]) / (2 * pi) + 0.5;
    return {row, std::clamp(static_cast<int>(turn * columns), 0, columns - 1)};
}

void KernelField::sort_into_bins() {
    // Bins finer than lumps would be mostly empty.
    const double side = std::max(width_, 2 / std::sqrt(static_cast<double>(places_.size() + 1)));
    rows_ = std::max(1, static_cast<int>(pi / side));
    first_bin_.assign(1, 0);
    for (int row = 0; row < rows_; ++row) {
        const double middle = std::cos(pi * ((row + 0.5) / rows_ - 0.5));
        first_bin_.push_back(first_bin_.back() + std::max(1, static_cast<int>(2 * pi * middle / side)));
    }
    std::vector<std::pair<int, std::int32_t>> order(places_.size());
    for (std::size_t k = 0; k < places_.size(); ++k) {
        const auto [row, column] = bin_of(places_[k]);
        order[k] = {first_bin_[row_at(row)] + column, static_cast<std::int32_t>(k)};
    }
    std::sort(order.begin(), order.end());
    std::vector<Vec3> places(places_.size());
    std::vector<double> masses(places_.size());
    std::vector<std::int32_t> moved(places_.size());
    first_in_bin_.assign(static_cast<std::size_t>(first_bin_.back()) + 1, 0);
    for (std::size_t k = 0; k < order.size(); ++k) {
        const auto from = static_cast<std::size_t>(order[k].second);
        places[k] = places_[from];
        masses[k] = masses_[from];
        moved[from] = static_cast<std::int32_t>(k);
        ++first_in_bin_[static_cast<std::size_t>(order[k].first) + 1];
    }
    std::partial_sum(first_in_bin_.begin(), first_in_bin_.end(), first_in_bin_.begin());
    places_ = std::move(places);
    masses_ = std::move(masses);
    for (std::int32_t& lump : lump_of_) lump = moved[static_cast<std::size_t>(lump)];
}

template <class Visit>
void KernelField::near(const Vec3& x, const Visit& visit) const {
    const double reach = reach_in_widths * width_, latitude = latitude_of(x);
    const double height = pi / rows_;
    const int low = std::max(0, static_cast<int>(std::floor((latitude - reach + pi / 2) / height)));
    const int high = std::min(rows_ - 1, static_cast<int>(std::floor((latitude + reach + pi / 2) / height)));
    // A cap without a pole spans asin(sin reach / cos latitude) of longitude to either side.
    const bool around = reach >= pi / 2 || std::abs(latitude) + reach >= pi / 2;
    const double span = around ? pi : std::asin(std::min(1.0, std::sin(reach) / std::cos(latitude)));
    const double longitude = std::atan2(x[1], x[0]);
    for (int row = low; row <= high; ++row) {
        const int columns = columns_of(row);
        const auto first = [&](int column) {
            return first_in_bin_[static_cast<std::size_t>(first_bin_[row_at(row)] + column)];
        };
        const double place = (longitude / (2 * pi) + 0.5) * columns, half = span / (2 * pi) * columns;
        const int from = static_cast<int>(std::floor(place - half)), to = static_cast<int>(std::floor(place + half));
        if (to - from + 1 >= columns) {
            visit(first(0), first(columns));
        } else if (from < 0) {
            visit(first(0), first(to + 1));
            visit(first(from + columns), first(columns));
        } else if (to >= columns) {
            visit(first(0), first(to - columns + 1));
            visit(first(from), first(columns));
        } else {
            visit(first(from), first(to + 1));
        }
    }
}

std::size_t KernelField::candidates(const Vec3& x) const {
    std::size_t count = 0;
    near(x, [&](std::size_t begin, std::size_t end) { count += end - begin; });
    return count;
}

double KernelField::sum(const Vec3& x) const {
    const double scale = -0.5 / (width_ * width_), limit = reach_in_widths * reach_in_widths * width_ * width_;
    double sum = 0;
    near(x, [&](std::size_t begin, std::size_t end) {
        for (std::size_t k = begin; k < end; ++k) {
            const Vec3 away = add(places_[k], scaled(x, -1));
            const double squared = dot(away, away);
            if (squared < limit) sum += masses_[k] * std::exp(scale * squared);
        }
    });
    return sum;
}

KernelField::Local KernelField::at(const Vec3& x) const {
    Local local;
    local.basis = tangent_basis(x, dimension_);
    const double scale = -0.5 / (width_ * width_), limit = reach_in_widths * reach_in_widths * width_ * width_;
    double aa = 0, ab = 0, bb = 0;
    near(x, [&](std::size_t begin, std::size_t end) {
        for (std::size_t k = begin; k < end; ++k) {
            // <x, y> - 1 = -|y - x|²/2 from the difference, which does not cancel for near points.
            const Vec3 away = add(places_[k], scaled(x, -1));
            const double squared = dot(away, away);
            if (squared >= limit) continue;
            const double p = masses_[k] * std::exp(scale * squared);
            const double a = dot(local.basis[0], away), b = dot(local.basis[1], away);
            local.sum += p;
            local.mean = add(local.mean, scaled(away, p));
            aa += p * a * a;
            ab += p * a * b;
            bb += p * b * b;
        }
    });
    if (!(local.sum > 0)) return local;
    local.mean = scaled(local.mean, 1 / local.sum);
    const double a = dot(local.basis[0], local.mean), b = dot(local.basis[1], local.mean);
    local.shift = {a, b};
    local.covariance = {aa / local.sum - a * a, ab / local.sum - a * b, bb / local.sum - b * b};
    return local;
}

}  // namespace coalesce
