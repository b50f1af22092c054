#include <algorithm>
#include <cmath>

#include "lab/location_plots.hpp"
#include "view/scene_view.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {

using chart::Chart;
using chart::Dots;
using chart::Legend;
using chart::Line;
using chart::Range;

Chart location_sample_chart(const SingleLocation& settings, const LocationSample& sample, const OrderParameters& at,
                            Theme theme) {
    const double root = std::sqrt(static_cast<double>(settings.d)), centre = settings.c() * root * at.mu;
    double left = -3.5, right = 3.5, reach = 3.5;
    for (const TokenView& token : sample.tokens) {
        left = std::min(left, token.along_u - 0.5);
        right = std::max(right, token.along_u + 0.5);
        reach = std::max(reach, std::abs(token.along_v) + 0.5);
    }
    left = std::min(left, centre - 0.5);
    right = std::max(right, centre + 0.5);
    // Room for a disc at either side, and below for the legend.
    const double margin = 0.08 * (right - left);
    Chart chart;
    chart.x = {.label = "$\\langle x, u\\rangle$: what attention sees", .range = Range{left - margin, right + margin}};
    chart.y = {.label = "$\\langle x, v\\rangle$: what it reads", .range = Range{-1.9 * reach, 1.1 * reach}};
    chart.legend = Legend::south_west;
    chart.items.emplace_back(Line{.name = "informative, mean",
                                  .x = {centre, centre},
                                  .y = {-1.9 * reach, 1.1 * reach},
                                  .stroke = {faded(ink(palette::theory(theme)), 0.8f), 1.6f}});
    const Rgb rgb = identity_colour(1, theme);
    const chart::Colour blue = ink(palette::measurement(theme)), orange{rgb.r, rgb.g, rgb.b, 1};
    Dots discs{.fill = faded(blue, 0.45f)}, tokens{.radius = 2.5f, .fill = ink(palette::text(theme))};
    Dots ring{.fill = chart::transparent, .edge = {orange, 2.5f}};
    for (std::size_t l = 0; l < sample.tokens.size(); ++l) {
        const TokenView& token = sample.tokens[l];
        const auto disc = static_cast<float>(26 * std::sqrt(token.weight));
        for (Dots* dots : {&discs, &tokens}) {
            dots->x.push_back(token.along_u);
            dots->y.push_back(token.along_v);
        }
        discs.radii.push_back(disc);
        if (l != sample.secret) continue;
        ring.x = {token.along_u};
        ring.y = {token.along_v};
        ring.radius = std::max(disc, tokens.radius) + 4;
    }
    for (Dots* dots : {&discs, &tokens, &ring}) chart.items.emplace_back(std::move(*dots));
    chart.items.emplace_back(chart::Key{"attention (area)", faded(blue, 0.6f), chart::Sample::disc});
    chart.items.emplace_back(chart::Key{"informative token", orange, chart::Sample::ring});
    return chart;
}

}  // namespace coalesce::lab
