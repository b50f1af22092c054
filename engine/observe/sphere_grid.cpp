#include "coalesce/observe/sphere_grid.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>
#include <unsupported/Eigen/FFT>

#include "observe/histogram_kernel.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;
/// Number of parts, whatever the number of threads, so that sums have one order.
constexpr std::size_t grid_parts = 8;
/// Cut-off: rows and orders beyond it are below e^{-32} = 1e-14 of the peak.
constexpr double reach = 8;

/// Weights of the cubic Lagrange polynomial through -1, 0, 1, 2 at t in [0, 1).
std::array<double, 4> cubic_weights(double t) {
    return {-t * (t - 1) * (t - 2) / 6, (t + 1) * (t - 1) * (t - 2) / 2, -(t + 1) * t * (t - 2) / 2,
            (t + 1) * t * (t - 1) / 6};
}

/// Stencil of a token on the grid: the node to its lower left, and
/// the weights of four rows and columns starting one before it.
struct Deposit {
    std::int32_t row, column;
    std::array<double, 4> along, across;  // of rows, of columns

    Deposit(const SphereGrid& grid, double longitude, double latitude) {
        const double v = (latitude / pi + 0.5) * grid.rows - 0.5;
        const double u = (longitude / (2 * pi) + 0.5) * grid.columns - 0.5;
        row = static_cast<std::int32_t>(std::floor(v));
        column = static_cast<std::int32_t>(std::floor(u));
        along = cubic_weights(v - row);
        across = cubic_weights(u - column);
    }
};

void deposit_mass(std::vector<double>& masses, const SphereGrid& grid, const Deposit& at, double mass) {
    if (at.row >= 1 && at.row + 2 < grid.rows && at.column >= 1 && at.column + 2 < grid.columns) {
        double* line = masses.data() + grid.index(at.row - 1, at.column - 1);
        for (const double along : at.along) {
            for (std::size_t k = 0; k < 4; ++k) line[k] += mass * along * at.across[k];
            line += grid.columns;
        }
        return;
    }
    for (int i = 0; i < 4; ++i) {
        int row = at.row - 1 + i, turn = 0;
        if (row < 0 || row >= grid.rows) {  // beyond a pole: continues on the opposite meridian
            row = row < 0 ? -1 - row : 2 * grid.rows - 1 - row;
            turn = grid.columns / 2;
        }
        for (int k = 0; k < 4; ++k) {
            const int column = (at.column - 1 + k + turn + 2 * grid.columns) % grid.columns;
            masses[grid.index(row, column)] +=
                mass * at.along[static_cast<std::size_t>(i)] * at.across[static_cast<std::size_t>(k)];
        }
    }
}

std::vector<double> deposited(const Cloud& cloud, const SphereGrid& grid) {
    // Below this count adding the parts costs more than it saves.
    const std::size_t used = cloud.size() > 4 * grid.size() ? grid_parts : 1;
    std::vector<std::vector<double>> masses(used, std::vector<double>(grid.size(), 0.0));
    const double* axis[3] = {cloud.axis(0).data(), cloud.axis(1).data(), cloud.axis(2).data()};
    oneapi::tbb::parallel_for(std::size_t{0}, used, [&](std::size_t part) {
        constexpr std::size_t block = 512;
        std::array<double, block> longitude{}, latitude{};
        const std::size_t end = cloud.size() * (part + 1) / used;
        for (std::size_t from = cloud.size() * part / used; from < end; from += block) {
            const std::size_t count = std::min(block, end - from);
            kernel::longitudes_latitudes(axis, from, count, longitude.data(), latitude.data());
            for (std::size_t k = 0; k < count; ++k)
                deposit_mass(masses[part], grid, Deposit(grid, longitude[k], latitude[k]), cloud.mass(from + k));
        }
    });
    for (std::size_t part = 1; part < used; ++part) {
        for (std::size_t k = 0; k < grid.size(); ++k) masses[0][k] += masses[part][k];
    }
    return std::move(masses[0]);
}

/// Computes e^{-z} I_m(z) for m = 0 … orders - 1 by downward recurrence (Miller), scaled by e^z = I_0 + 2 Σ I_m.
void scaled_bessel(double z, std::vector<double>& out, std::size_t orders) {
    const auto start = static_cast<std::size_t>(reach * std::sqrt(z)) + 14;
    out.resize(std::max(orders, start) + 2);
    std::fill(out.begin(), out.end(), 0.0);
    double after = 0, here = 1e-150, sum = 0;
    for (std::size_t m = start; m > 0; --m) {
        out[m] = here;
        sum += 2 * here;
        const double before = after + 2 * static_cast<double>(m) / z * here;
        after = here;
        here = before;
    }
    out[0] = here;
    sum += here;
    for (double& value : out) value /= sum;
}

using Spectrum = std::vector<std::complex<double>>;

/// Calls body(part, row) for all rows, those of a part in order.
template <class Body>
void for_rows(int rows, const Body& make) {
    oneapi::tbb::parallel_for(std::size_t{0}, grid_parts, [&](std::size_t part) {
        auto body = make();
        const int from = rows * static_cast<int>(part) / static_cast<int>(grid_parts);
        const int to = rows * (static_cast<int>(part) + 1) / static_cast<int>(grid_parts);
        for (int row = from; row < to; ++row) body(row);
    });
}

}  // namespace

double SphereGrid::latitude(int row) const {
    return pi * ((row + 0.5) / rows - 0.5);
}
double SphereGrid::longitude(int column) const {
    return 2 * pi * ((column + 0.5) / columns - 0.5);
}
Vec3 SphereGrid::node(int row, int column) const {
    const double latitude_of = latitude(row), longitude_of = longitude(column), c = std::cos(latitude_of);
    return {c * std::cos(longitude_of), c * std::sin(longitude_of), std::sin(latitude_of)};
}

SphereGrid SphereGrid::finer_than(double spacing) {
    const int rows = std::max(48, static_cast<int>(std::ceil(pi / spacing)));
    // An even number of columns without prime factors above 5, for a fast Fourier transform.
    const auto smooth = [](int n) {
        for (const int prime : {2, 3, 5}) {
            while (n % prime == 0) n /= prime;
        }
        return n == 1;
    };
    int columns = 2 * rows;
    while (!smooth(columns)) columns += 2;
    return {rows, columns};
}

std::vector<double> kernel_sums(const Cloud& cloud, const SphereGrid& grid, double width) {
    std::vector<double> sums = deposited(cloud, grid);
    const double kappa = 1 / (width * width);
    const auto orders =
        static_cast<std::size_t>(std::min(grid.columns / 2 - 1, static_cast<int>(std::ceil(reach / width)) + 14));
    const auto columns = static_cast<std::size_t>(grid.columns);
    std::vector<Spectrum> of_masses(static_cast<std::size_t>(grid.rows));
    for_rows(grid.rows, [&] {
        return [&, fft = Eigen::FFT<double>(), line = std::vector<double>(columns), all = Spectrum()](int row) mutable {
            const auto first = sums.begin() + static_cast<std::ptrdiff_t>(grid.index(row, 0));
            line.assign(first, first + grid.columns);
            fft.fwd(all, line);
            of_masses[static_cast<std::size_t>(row)].assign(all.begin(),
                                                            all.begin() + static_cast<std::ptrdiff_t>(orders));
        };
    });
    const int rows_seen = static_cast<int>(std::ceil(reach * width / (pi / grid.rows)));
    for_rows(grid.rows, [&] {
        return [&, fft = Eigen::FFT<double>(), bessel = std::vector<double>(), line = std::vector<double>(columns),
                all = Spectrum(columns)](int row) mutable {
            const double here = grid.latitude(row);
            std::fill(all.begin(), all.end(), 0.0);
            for (int other = std::max(0, row - rows_seen); other <= std::min(grid.rows - 1, row + rows_seen); ++other) {
                const double there = grid.latitude(other);
                scaled_bessel(kappa * std::cos(here) * std::cos(there), bessel, orders);
                const double weight = std::exp(kappa * (std::cos(here - there) - 1));
                const Spectrum& masses = of_masses[static_cast<std::size_t>(other)];
                for (std::size_t m = 0; m < orders; ++m) all[m] += weight * bessel[m] * masses[m];
            }
            for (std::size_t m = 1; m < orders; ++m) all[columns - m] = std::conj(all[m]);
            fft.inv(line, all);
            const auto scale = static_cast<double>(columns);  // the inverse transform divides by it
            for (std::size_t k = 0; k < columns; ++k) sums[grid.index(row, static_cast<int>(k))] = scale * line[k];
        };
    });
    return sums;
}

}  // namespace coalesce
