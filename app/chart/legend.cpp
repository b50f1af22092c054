#include "chart/legend.hpp"

#include <algorithm>

#include "chart/words.hpp"

namespace coalesce::chart {
namespace {

/// Points within the box and between entries of a row.
constexpr float inner_x = 6, inner_y = 4, entry_gap = 12;
/// Width of the samples by the height of letters: of an area, and where one is a line. Two dashes of 7 points with the
/// gap between them are no longer than that at 16 points.
constexpr float area_width = 0.8f, line_width = 1.35f;
/// Gap between sample and name, by the height of letters.
constexpr float name_gap = 0.4f;
constexpr float sample_stroke = 2.2f, marker_radius = 4, ring_stroke = 1.8f;

bool is_line(const Key& key) {
    return key.sample == Sample::line || key.sample == Sample::dashes;
}

void draw_sample(const Key& key, Place from, Place to, float point, Surface& surface) {
    const Place middle{(from.x + to.x) / 2, (from.y + to.y) / 2};
    switch (key.sample) {
        case Sample::line:
        case Sample::dashes: {
            const Place ends[] = {{from.x, middle.y}, {to.x, middle.y}};
            return surface.line(ends, {key.colour, sample_stroke * point, key.sample == Sample::dashes});
        }
        case Sample::disc:
            return surface.circle(middle, marker_radius * point, key.colour, {transparent, 0});
        case Sample::ring:
            return surface.circle(middle, marker_radius * point, transparent, {key.colour, ring_stroke * point});
        case Sample::area:
            break;
    }
    const float height = to.y - from.y, half = std::min(to.x - from.x, area_width * height) / 2;
    surface.rectangle({middle.x - half, from.y + 0.15f * height}, {middle.x + half, to.y - 0.15f * height}, key.colour);
}

}  // namespace

LegendLayout lay_out_legend(const std::vector<Key>& keys, const LegendStyle& style, Surface& surface) {
    LegendLayout legend;
    const float line = style.letters.size, gap = entry_gap * style.point;
    legend.sample = line * (std::any_of(keys.begin(), keys.end(), is_line) ? line_width : area_width);
    const Place start{inner_x * style.point, inner_y * style.point};
    Place at = start;
    float right = start.x;
    for (const Key& key : keys) {
        const float width = legend.sample + name_gap * line + words_width(key.name, style.letters, surface);
        const bool full = at.x > start.x && at.x + width + start.x > style.widest;
        if (!legend.entries.empty() && (!style.in_rows || full)) at = {start.x, at.y + line};
        legend.entries.push_back({key, at, width});
        right = std::max(right, at.x + width);
        at.x += width + gap;
    }
    legend.size = {right + start.x, at.y + line + start.y};
    return legend;
}

void draw_legend(const LegendLayout& legend, Place at, const LegendStyle& style, Colour ground, Surface& surface) {
    surface.rectangle(at, {at.x + legend.size.x, at.y + legend.size.y}, ground);
    const float line = style.letters.size;
    for (const LegendLayout::Entry& entry : legend.entries) {
        const Place from{at.x + entry.at.x, at.y + entry.at.y};
        Key key = entry.key;
        key.colour.a *= entry.strength;
        Letters letters = style.letters;
        letters.colour.a *= entry.strength;
        draw_sample(key, from, {from.x + legend.sample, from.y + line}, style.point, surface);
        draw_words({from.x + legend.sample + name_gap * line, from.y}, key.name, letters, surface);
    }
}

}  // namespace coalesce::chart
