#include "view/token_colours.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <unordered_map>

#include "view/colour_scale.hpp"
#include "view/parallel.hpp"

namespace coalesce {
namespace {

constexpr std::size_t table_size = 256;
using ColourTable = std::array<Rgba8, table_size>;

ColourTable magnitude_table() {
    ColourTable table;
    for (std::size_t i = 0; i < table_size; ++i) table[i] = to_rgba8(magnitude_colour(static_cast<double>(i) / 255));
    return table;
}

ColourTable cyclic_table() {
    ColourTable table;
    for (std::size_t i = 0; i < table_size; ++i)
        table[i] = to_rgba8(cyclic_colour(2 * std::numbers::pi * static_cast<double>(i) / table_size));
    return table;
}

/// Returns the place of a value on the scale, in [0, 1].
float unit_value(float value, const ColourScale& scale) {
    const auto from = static_cast<float>(scale.from), to = static_cast<float>(scale.to);
    if (!(to > from) || !std::isfinite(value)) return 0.5f;
    const float u =
        scale.logarithmic ? std::log(std::max(value, from) / from) / std::log(to / from) : (value - from) / (to - from);
    return std::clamp(u, 0.0f, 1.0f);
}

void colour_magnitudes(const std::vector<float>& values, const ColourScale& scale, std::vector<Rgba8>& colours) {
    static const ColourTable table = magnitude_table();
    std::fill(colours.begin(), colours.end(), table[table_size / 2]);
    if (values.size() != colours.size()) return;
    for (std::size_t i = 0; i < values.size(); ++i)
        colours[i] = table[static_cast<std::size_t>(unit_value(values[i], scale) * 255 + 0.5f)];
}

void colour_longitudes(const Frame& frame, std::vector<Rgba8>& colours) {
    static const ColourTable table = cyclic_table();
    std::fill(colours.begin(), colours.end(), table[0]);
    if (!frame.longitude || frame.longitude->size() != colours.size()) return;
    constexpr auto turns = static_cast<float>(table_size / (2 * std::numbers::pi));
    for (std::size_t i = 0; i < colours.size(); ++i) {
        const auto step = static_cast<int>(std::lround((*frame.longitude)[i] * turns));
        colours[i] = table[static_cast<std::size_t>(step & 255)];
    }
}

void colour_identities(const Frame& frame, Theme theme, std::vector<Rgba8>& colours) {
    std::fill(colours.begin(), colours.end(), to_rgba8(identity_colour(0, theme)));
    if (frame.identity.size() != colours.size()) return;
    std::unordered_map<std::int32_t, Rgba8> known;
    for (std::size_t i = 0; i < colours.size(); ++i) {
        const auto [entry, is_new] = known.try_emplace(frame.identity[i]);
        if (is_new) entry->second = to_rgba8(identity_colour(frame.identity[i], theme));
        colours[i] = entry->second;
    }
}

}  // namespace

Rgba8 to_rgba8(const Rgb& colour, float alpha) {
    const auto byte = [](float v) { return static_cast<std::uint8_t>(std::clamp(v, 0.0f, 1.0f) * 255 + 0.5f); };
    return {byte(colour.r), byte(colour.g), byte(colour.b), byte(alpha)};
}

double attention_scale(const AttentionRow& row) {
    const double others = row.top.empty() ? 0 : row.top.front().share;
    return others > 0 ? others : row.own;
}

void attention_colours(const AttentionRow& row, double end, std::vector<Rgba8>& colours) {
    static const ColourTable table = magnitude_table();
    colours.resize(row.share.size());
    const auto steps = static_cast<float>(255 / end);
    for_each_piece(colours.size(), [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i)
            colours[i] = table[static_cast<std::size_t>(std::min(row.share[i] * steps, 255.0f) + 0.5f)];
    });
}

void token_colours(const Frame& frame, const ViewState& view, std::vector<Rgba8>& colours, const CommonScales& common) {
    colours.resize(frame.size());
    switch (view.colour_by) {
        case ColourBy::cluster:
            return colour_identities(frame, view.theme, colours);
        case ColourBy::speed:
            return colour_magnitudes(frame.speed, colour_scale(frame, view, common), colours);
        case ColourBy::mass:
            return colour_magnitudes(frame.mass, colour_scale(frame, view, common), colours);
        case ColourBy::longitude:
            return colour_longitudes(frame, colours);
    }
}

}  // namespace coalesce
