#include "view/circle_layout.hpp"

#include <cmath>
#include <numbers>
#include <utility>

#include "coalesce/model/random.hpp"
#include "view/parallel.hpp"

namespace coalesce {
namespace {

/// Bins of half a degree, smoothed over about two degrees, which is narrower than clusters that begin to form.
constexpr std::size_t bins = 720;
constexpr int smoothings = 8;

std::size_t bin_of(float angle) {
    constexpr auto turns = static_cast<float>(bins / (2 * std::numbers::pi));
    const auto bin = static_cast<long>(std::floor((angle + std::numbers::pi_v<float>)*turns));
    return static_cast<std::size_t>((bin % static_cast<long>(bins) + static_cast<long>(bins)) %
                                    static_cast<long>(bins));
}

/// Returns the density of mass by angle, relative to the uniform law; also fills `angles`.
std::vector<float> relative_density(const Frame& frame, std::vector<float>& angles) {
    const std::size_t n = frame.size(), chunks = chunks_of(n);
    const bool weighted = frame.mass.size() == n;
    std::vector<std::vector<float>> pieces(chunks, std::vector<float>(bins));
    angles.resize(n);
    for_each_chunk(n, chunks, [&](std::size_t c, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            angles[i] = std::atan2(frame.positions[3 * i + 1], frame.positions[3 * i]);
            pieces[c][bin_of(angles[i])] +=
                (weighted ? frame.mass[i] : 1 / static_cast<float>(n)) * static_cast<float>(bins);
        }
    });
    std::vector<float> density = std::move(pieces[0]);
    for (std::size_t c = 1; c < chunks; ++c)
        for (std::size_t b = 0; b < bins; ++b) density[b] += pieces[c][b];
    std::vector<float> next(bins);
    for (int pass = 0; pass < smoothings; ++pass) {
        for (std::size_t b = 0; b < bins; ++b)
            next[b] = 0.25f * (density[(b + bins - 1) % bins] + 2 * density[b] + density[(b + 1) % bins]);
        density.swap(next);
    }
    return density;
}

}  // namespace

float CircleLayout::half_width(float relative) {
    constexpr float uniform = 0.07f;
    return widest * (1 - std::exp(-relative * uniform / widest));
}

void CircleLayout::place(const Frame& frame, std::vector<glm::vec3>& out) {
    const std::size_t n = frame.size();
    const CounterRandom random(0, Stream::jitter);
    for (std::size_t i = jitter_.size(); i < n; ++i)
        jitter_.push_back(static_cast<float>(2 * random.uniforms(i, 0)[0] - 1));
    density_ = relative_density(frame, angles_);
    const std::vector<float>& density = density_;
    out.resize(n);
    for_each_piece(n, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            // The half-width is interpolated linearly between the two nearest bin centres.
            constexpr float bin_width = 2 * std::numbers::pi_v<float> / bins;
            const std::size_t left = bin_of(angles_[i] - 0.5f * bin_width);
            const float offset = (angles_[i] + std::numbers::pi_v<float>) / bin_width - 0.5f;
            const float t = offset - std::floor(offset);
            const float here = (1 - t) * density[left] + t * density[(left + 1) % bins];
            const float radius = 1 + jitter_[i] * half_width(here);
            out[i] = {radius * frame.positions[3 * i], radius * frame.positions[3 * i + 1], 0};
        }
    });
}

}  // namespace coalesce
