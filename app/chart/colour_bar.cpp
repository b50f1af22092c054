#include "chart/colour_bar.hpp"

#include <algorithm>

#include "chart/numbers.hpp"
#include "chart/ticks.hpp"
#include "chart/words.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce::chart {
namespace {

constexpr float padding = 6, label_padding = 5, tick_length = 4, least_width = 4;
constexpr int shades = 256;
constexpr float most_labels = 12;

Pixels gradient() {
    Pixels pixels{1, shades, {}};
    for (int k = 0; k < shades; ++k) {
        const Colour c = viridis(1 - (k + 0.5) / shades);
        for (const float channel : {c.r, c.g, c.b, c.a})
            pixels.rgba.push_back(static_cast<std::uint8_t>(255 * channel + 0.5f));
    }
    return pixels;
}

}  // namespace

void draw_colour_bar(const ColourBar& bar, Place from, Place to, Surface& surface, const Paper& paper, float point,
                     float text_size) {
    const Letters letters{paper.text, text_size};
    Axis axis;
    axis.format = [&](double value, const Range&) { return formatted(bar.format.c_str(), value); };
    // The ticks of a page's PNG, whose two pixels are a point; labels stand a twelfth of the bar apart or more.
    const float height = 2 * (to.y - from.y) / point;
    const float apart = std::max(2 * text_size / point, height / most_labels);
    const std::vector<PlacedTick> ticks =
        place_ticks(axis, {bar.low, bar.high}, height, true, [&](const std::string&) { return apart; });
    float widest = 0;
    for (const PlacedTick& tick : ticks) widest = std::max(widest, surface.width_of(tick.label, letters));
    const float words = label_padding * point + widest + (bar.label.empty() ? 0 : label_padding * point + text_size);
    const Place top{from.x + padding * point, from.y + padding * point};
    const Place foot{std::max(to.x - padding * point - words, top.x + least_width * point), to.y - padding * point};
    surface.picture(top, foot, gradient());
    for (const PlacedTick& tick : ticks) {
        const float y = foot.y - static_cast<float>((tick.at - bar.low) / (bar.high - bar.low)) * (foot.y - top.y);
        // Dark marks on the light end of the scale.
        const bool light = tick.at > bar.low + 0.6 * (bar.high - bar.low);
        const Place mark[] = {{foot.x - tick_length * point * (tick.major ? 1 : 0.5f), y}, {foot.x, y}};
        surface.line(mark, {light ? Colour{0, 0, 0, 1} : Colour{1, 1, 1, 1}, point});
        if (!tick.label.empty()) surface.text({foot.x + label_padding * point, y - text_size / 2}, tick.label, letters);
    }
    if (!bar.label.empty())
        draw_words_upwards({foot.x + 2 * label_padding * point + widest, (top.y + foot.y) / 2}, bar.label, letters,
                           surface);
    surface.frame(top, foot, {paper.line, point});
}

}  // namespace coalesce::chart
