#include "coalesce/observe/harmonics.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace coalesce {
namespace {

/// Tokens handled side by side, so that loops over them become SIMD.
constexpr std::size_t lanes = 8;
using Lanes = std::array<double, lanes>;

/// Number of partial sums, whatever the number of threads: they are added in order.
constexpr std::size_t harmonic_blocks = 64;

/// Holds `lanes` tokens from `first` on; those past the end have mass 0.
struct Batch {
    Lanes x[3]{}, mass{};
    Batch(const Cloud& cloud, std::size_t first, std::size_t end) {
        x[0].fill(1);
        for (std::size_t i = first; i < std::min(first + lanes, end); ++i) {
            const Vec3 token = cloud.token(i);
            for (std::size_t k = 0; k < 3; ++k) x[k][i - first] = token[k];
            mass[i - first] = cloud.mass(i);
        }
    }
};

/// Multiplies complex numbers: (c, s) <- (c, s)·(x, y).
void turn(Lanes& c, Lanes& s, const Lanes& x, const Lanes& y) {
    for (std::size_t i = 0; i < lanes; ++i) {
        const double re = c[i] * x[i] - s[i] * y[i];
        s[i] = c[i] * y[i] + s[i] * x[i];
        c[i] = re;
    }
}

double sum(const Lanes& a) {
    return ((a[0] + a[4]) + (a[2] + a[6])) + ((a[1] + a[5]) + (a[3] + a[7]));
}

/// Adds to sums[2k], sums[2k + 1] the Re, Im of Σ_j α_j e^{ikθ_j}.
class CircleSums {
  public:
    explicit CircleSums(int largest) : largest_(static_cast<std::size_t>(largest)) {}
    std::size_t size() const { return 2 * (largest_ + 1); }

    void add(const Batch& batch, std::vector<double>& sums) const {
        Lanes c = batch.mass, s{};
        for (std::size_t k = 0; k <= largest_; ++k) {
            sums[2 * k] += sum(c);
            sums[2 * k + 1] += sum(s);
            turn(c, s, batch.x[0], batch.x[1]);
        }
    }
    double squared(const std::vector<double>& sums, std::size_t k) const {
        return sums[2 * k] * sums[2 * k] + sums[2 * k + 1] * sums[2 * k + 1];
    }

  private:
    std::size_t largest_;
};

/// Adds sums of S_lm(cos polar) e^{imφ}, 0 ≤ m ≤ l, with Schmidt's normalisation: over m the squares of S_lm cos mφ and
/// S_lm sin mφ sum to 1. The recurrence goes upwards in l at fixed m, which is stable (Holmes and Featherstone 2002):
///
///   S_mm = sqrt((2m-1)/2m) sin S_{m-1,m-1} (S_11 = sin),
///   S_lm = ( (2l-1) cos S_{l-1,m} - sqrt((l-1)²-m²) S_{l-2,m} ) / sqrt(l²-m²).
class SphereSums {
  public:
    explicit SphereSums(int largest) : largest_(static_cast<std::size_t>(largest)) {
        for (std::size_t m = 0; m <= largest_; ++m) {
            for (std::size_t l = m; l <= largest_; ++l) {
                const auto a = static_cast<double>(l), b = static_cast<double>(m);
                const double root = std::sqrt(std::max(a * a - b * b, 1.0));
                const double before = std::max((a - 1) * (a - 1) - b * b, 0.0);
                term_.push_back({(2 * a - 1) / root, std::sqrt(before) / root});
            }
        }
    }
    std::size_t size() const { return 2 * term_.size(); }

    void add(const Batch& batch, std::vector<double>& sums) const {
        Lanes sine, cosine, cos_phi, sin_phi;
        for (std::size_t i = 0; i < lanes; ++i) {
            const double x = batch.x[0][i], y = batch.x[1][i], z = batch.x[2][i], rho = std::hypot(x, y);
            const double length = std::hypot(rho, z);
            sine[i] = rho / length;
            cosine[i] = z / length;
            cos_phi[i] = rho > 0 ? x / rho : 1;
            sin_phi[i] = rho > 0 ? y / rho : 0;
        }
        Lanes c = batch.mass, s{}, sectoral;  // α e^{imφ}, S_mm
        sectoral.fill(1);
        std::size_t at = 0;
        for (std::size_t m = 0; m <= largest_; ++m) {
            if (m > 0) {
                turn(c, s, cos_phi, sin_phi);
                const double factor = m == 1 ? 1 : std::sqrt(1 - 0.5 / static_cast<double>(m));
                for (std::size_t i = 0; i < lanes; ++i) sectoral[i] *= factor * sine[i];
            }
            at = add_order(m, at, cosine, sectoral, c, s, sums);
        }
    }
    double squared(const std::vector<double>& sums, std::size_t l) const {
        double total = 0;
        for (std::size_t m = 0; m <= l; ++m) {
            const std::size_t at = m * (largest_ + 1) - m * (m - 1) / 2 + (l - m);
            total += sums[2 * at] * sums[2 * at] + sums[2 * at + 1] * sums[2 * at + 1];
        }
        return total;
    }

  private:
    struct Term {
        double first, second;
    };

    /// Adds all degrees of order m; `at` is the index of (m, m)
    /// among terms and sums, the index after the last is returned.
    std::size_t add_order(std::size_t m, std::size_t at, const Lanes& cosine, const Lanes& sectoral, const Lanes& c,
                          const Lanes& s, std::vector<double>& sums) const {
        Lanes before{}, here = sectoral;
        for (std::size_t l = m; l <= largest_; ++l, ++at) {
            if (l > m) {
                const auto [first, second] = term_[at];
                for (std::size_t i = 0; i < lanes; ++i) {
                    const double next = first * cosine[i] * here[i] - second * before[i];
                    before[i] = here[i];
                    here[i] = next;
                }
            }
            Lanes re, im;
            for (std::size_t i = 0; i < lanes; ++i) {
                re[i] = here[i] * c[i];
                im[i] = here[i] * s[i];
            }
            sums[2 * at] += sum(re);
            sums[2 * at + 1] += sum(im);
        }
        return at;
    }

    std::size_t largest_;
    std::vector<Term> term_;
};

template <class Sums>
std::vector<double> amplitudes(const Cloud& cloud, int largest, const Sums& kind) {
    const std::size_t length = (cloud.size() + harmonic_blocks - 1) / harmonic_blocks;
    std::vector<std::vector<double>> part(harmonic_blocks, std::vector<double>(kind.size()));
    oneapi::tbb::parallel_for(std::size_t{0}, harmonic_blocks, [&](std::size_t block) {
        const std::size_t end = std::min((block + 1) * length, cloud.size());
        for (std::size_t i = block * length; i < end; i += lanes) kind.add(Batch(cloud, i, end), part[block]);
    });
    for (std::size_t block = 1; block < harmonic_blocks; ++block)
        for (std::size_t k = 0; k < kind.size(); ++k) part[0][k] += part[block][k];
    std::vector<double> result;
    for (std::size_t k = 0; k <= static_cast<std::size_t>(largest); ++k)
        result.push_back(std::sqrt(kind.squared(part[0], k)));
    return result;
}

}  // namespace

std::vector<double> harmonic_amplitudes(const Cloud& cloud, int largest) {
    largest = std::clamp(largest, 0, 1000);
    return cloud.dimension() == 2 ? amplitudes(cloud, largest, CircleSums(largest))
                                  : amplitudes(cloud, largest, SphereSums(largest));
}

}  // namespace coalesce
