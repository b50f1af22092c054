#include "model/random_block.hpp"

#include "model/cpu_clones.hpp"
#include "model/lane_math.hpp"

namespace coalesce {
namespace {

constexpr std::size_t lanes = BlockRandom::lanes;

/// Ten rounds of Philox 4×32 (Salmon et al. 2011) in 64-bit lanes, and CounterRandom's uniforms of the four words.
COALESCE_CPU_CLONES void philox_uniforms(std::uint64_t seed, std::uint64_t first, std::uint32_t draw,
                                         std::uint32_t stream, double* __restrict a, double* __restrict b) {
    constexpr std::uint64_t low = 0xffffffffu;
    COALESCE_INDEPENDENT
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const std::uint64_t index = first + lane;
        std::uint64_t c0 = index & low, c1 = index >> 32, c2 = draw, c3 = stream;
        std::uint64_t k0 = seed & low, k1 = seed >> 32;
        for (int round = 0; round < 10; ++round) {
            const std::uint64_t p0 = c0 * 0xd2511f53u, p1 = c2 * 0xcd9e8d57u;
            c0 = (p1 >> 32) ^ c1 ^ k0;
            c2 = (p0 >> 32) ^ c3 ^ k1;
            c1 = p1 & low;
            c3 = p0 & low;
            k0 = (k0 + 0x9e3779b9u) & low;
            k1 = (k1 + 0xbb67ae85u) & low;
        }
        // The 52 leading bits m as 1 + m 2^-52, less 1 - 2^-53, give (m + 1/2) 2^-52 exactly.
        constexpr std::uint64_t one = 0x3ff0000000000000u;
        a[lane] = std::bit_cast<double>(one | (c1 << 32 | c0) >> 12) - (1 - 0x1p-53);
        b[lane] = std::bit_cast<double>(one | (c3 << 32 | c2) >> 12) - (1 - 0x1p-53);
    }
}

COALESCE_CPU_CLONES void box_muller(double* __restrict a, double* __restrict b) {
    COALESCE_INDEPENDENT
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const double radius = std::sqrt(-2 * lane::log(a[lane]));
        double sine = 0, cosine = 0;
        lane::sin_cos(b[lane], sine, cosine);
        a[lane] = radius * cosine;
        b[lane] = radius * sine;
    }
}

/// Marsaglia and Tsang 2000: d (1 + c x)³ with d = k - 1/3, c = 1/√(9d), is a gamma of shape k where accepted. Twice it
/// is a chi-square of 2k degrees. A refused candidate becomes NaN.
COALESCE_CPU_CLONES void gamma_candidates(double freedom, const double* __restrict u, double* __restrict x) {
    const double d = freedom / 2 - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    COALESCE_INDEPENDENT
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const double root = 1 + c * x[lane], v = root * root * root;
        const double positive = v > 0x1p-1000 ? v : 0x1p-1000;
        const bool accepted = lane::log(u[lane]) < x[lane] * x[lane] / 2 + d - d * v + d * lane::log(positive);
        x[lane] = v > 0 && accepted ? 2 * d * v : NAN;
    }
}

COALESCE_CPU_CLONES void small_chi_squares(double freedom, const double* __restrict u, double* __restrict x) {
    if (freedom == 1) {
        for (std::size_t lane = 0; lane < lanes; ++lane) x[lane] *= x[lane];
    } else {
        for (std::size_t lane = 0; lane < lanes; ++lane) x[lane] = -2 * lane::log(u[lane]);
    }
}

}  // namespace

void BlockRandom::uniforms(std::uint32_t draw, double* a, double* b) const {
    philox_uniforms(seed_, first_, draw, static_cast<std::uint32_t>(stream_), a, b);
}

void BlockRandom::normals(std::uint32_t draw, double* a, double* b) const {
    uniforms(draw, a, b);
    box_muller(a, b);
}

void BlockRandom::retry(std::uint32_t draw, double freedom, std::size_t which, std::size_t lane, double& value) const {
    const CounterRandom random(seed_, stream_);
    const double d = freedom / 2 - 1.0 / 3, c = 1 / std::sqrt(9 * d);
    for (std::uint32_t attempt = 2; attempt < chi_square_draws; attempt += 2) {
        const double x = random.normals(first_ + lane, draw + attempt)[which];
        const double u = random.uniforms(first_ + lane, draw + attempt + 1)[which];
        const double root = 1 + c * x, v = root * root * root;
        if (!(v > 0)) continue;
        value = 2 * d * v;
        if (std::log(u) < x * x / 2 + d - d * v + d * std::log(v)) return;
    }
    if (std::isnan(value)) value = freedom;
}

void BlockRandom::chi_squares(std::uint32_t draw, double freedom_a, double freedom_b, double* a, double* b) const {
    double u[2][lanes];
    normals(draw, a, b);
    uniforms(draw + 1, u[0], u[1]);
    double* const out[2] = {a, b};
    const double freedom[2] = {freedom_a, freedom_b};
    for (std::size_t which = 0; which < 2; ++which) {
        if (freedom[which] < 3) {
            small_chi_squares(freedom[which], u[which], out[which]);
            continue;
        }
        gamma_candidates(freedom[which], u[which], out[which]);
        for (std::size_t lane = 0; lane < lanes; ++lane)
            if (std::isnan(out[which][lane])) retry(draw, freedom[which], which, lane, out[which][lane]);
    }
}

}  // namespace coalesce
