#include "view/colour_scale.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace coalesce {
namespace {

/// Returns the smallest and largest positive finite value; {0, 0} if there is none.
std::array<double, 2> positive_range(const std::vector<float>& values) {
    float low = 0;
    float high = 0;
    for (const float v : values) {
        if (!(v > 0) || !std::isfinite(v)) continue;
        low = low == 0 ? v : std::min(low, v);
        high = std::max(high, v);
    }
    return {low, high};
}

/// Returns the 99th percentile of the positive values, from at most 10 000 of them; 0 if there is none. A maximum would
/// not do: a few tokens on the ridge between two clusters are a hundred times as fast as the rest.
double bulk_of(const std::vector<float>& values) {
    constexpr std::size_t most = 10'000;
    std::vector<float> some;
    const std::size_t stride = values.size() / most + 1;
    for (std::size_t i = 0; i < values.size(); i += stride)
        if (values[i] > 0 && std::isfinite(values[i])) some.push_back(values[i]);
    if (some.empty()) return 0;
    const auto at = some.begin() + static_cast<std::ptrdiff_t>((99 * (some.size() - 1) + 99) / 100);
    std::nth_element(some.begin(), at, some.end());
    return *at;
}

/// Returns the next of 1, 2, 5, 10 … above a value: a scale's end that is round and stable while values change.
double round_above(double value) {
    if (!(value > 0)) return 1;
    const double decade = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 2.0, 5.0})
        if (value <= step * decade * (1 + 1e-6)) return step * decade;
    return 10 * decade;
}

}  // namespace

ColourScale colour_scale(const Frame& frame, const ViewState& view, const CommonScales& common) {
    ColourScale scale;
    scale.by = view.colour_by;
    switch (view.colour_by) {
        case ColourBy::cluster:
            scale.label = "cluster";
            break;
        case ColourBy::longitude:
            scale.from = -std::numbers::pi;
            scale.to = std::numbers::pi;
            scale.label = frame.dimension == 2 ? "initial angle" : "initial longitude";
            scale.unit = "rad";
            break;
        case ColourBy::speed:
            scale.to = common.tokens ? (*common.tokens)[1] : round_above(bulk_of(frame.speed));
            scale.exceeded = positive_range(frame.speed)[1] > scale.to;
            scale.label = "speed";
            scale.unit = "rad per unit time";
            break;
        case ColourBy::mass: {
            const auto [low, high] = positive_range(frame.mass);
            const double equal = frame.size() > 0 ? 1 / static_cast<double>(frame.size()) : 1;
            scale.from = frame.mass.empty() ? equal : low;
            scale.to = frame.mass.empty() ? equal : high;
            if (common.tokens) {
                scale.from = (*common.tokens)[0];
                scale.to = (*common.tokens)[1];
            }
            scale.logarithmic = scale.to > 20 * scale.from;
            scale.label = "mass";
            break;
        }
    }
    return scale;
}

std::vector<CommonScales> common_scales(std::span<const SeenFrame> frames) {
    std::vector<CommonScales> common(frames.size());
    if (frames.size() < 2) return common;
    for (std::size_t k = 0; k < frames.size(); ++k)
        for (const SeenFrame& other : frames) {
            if (painted_density(*frames[k].frame, *frames[k].view) && painted_density(*other.frame, *other.view))
                common[k].surface = std::max(common[k].surface, density_scale(*other.frame).to);
            const ColourBy by = other.view->colour_by;
            if (by != frames[k].view->colour_by || (by != ColourBy::speed && by != ColourBy::mass)) continue;
            const ColourScale own = colour_scale(*other.frame, *other.view);
            auto& ends = common[k].tokens;
            ends = ends ? std::array{std::min((*ends)[0], own.from), std::max((*ends)[1], own.to)}
                        : std::array{own.from, own.to};
        }
    return common;
}

double common_density(std::span<const Shown> pictures) {
    double end = 0;
    if (pictures.size() > 1)
        for (const Shown& each : pictures) end = std::max(end, each.own_density);
    return end;
}

std::shared_ptr<const SphereDensity> painted_density(const Frame& frame, const ViewState& view) {
    if (frame.dimension != 3 || view.surface == Surface::none) return nullptr;
    return view.surface == Surface::tokens ? frame.densities.tokens : frame.densities.heat;
}

ColourScale density_scale(const Frame& frame, const CommonScales& common) {
    ColourScale scale{ColourBy::speed, 0, 0, false, false, "density", "per sr"};
    for (const auto& density : {frame.densities.tokens, frame.densities.heat}) {
        if (density) scale.to = std::max(scale.to, static_cast<double>(density->largest));
    }
    if (common.surface > 0) scale.to = common.surface;
    return scale;
}

WantedDensities wanted_densities(const ViewState& view) {
    return {view.surface == Surface::tokens, view.surface == Surface::theory};
}

}  // namespace coalesce
