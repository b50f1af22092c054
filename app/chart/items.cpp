#include "chart/items.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "chart/clipping.hpp"
#include "chart/thinned.hpp"
#include "chart/words.hpp"

namespace coalesce::chart {
namespace {

/// Points that a line may reach beyond the frame before it is cut: ends and corners lie out of sight.
constexpr float beyond = 24;
/// Points by which a casing is wider on either side.
constexpr float casing_width = 0.9f;
/// Points from the middle of the largest marker to its edge; what is larger is an area.
constexpr float largest_marker = 9;
/// Units by which rounding may move the middle of a marker over the frame.
constexpr float rounding = 0.5f;

/// Points from the middle of the largest of some markers to its edge; 0: one is larger than a marker.
float marker_reach(const Dots& dots) {
    float radius = dots.radii.empty() ? dots.radius : 0;
    for (const float each : dots.radii) radius = std::max(radius, each);
    const float reach = radius + dots.edge.width;
    return reach > largest_marker ? 0 : reach;
}

class ItemPainter {
  public:
    ItemPainter(const Painting& painting, float stronger)
        : p_(painting), area_(painting.area), surface_(painting.surface), stronger_(stronger) {}

    void operator()(const Line& line) const;
    void operator()(const Dots& dots) const;
    void operator()(const ErrorBars& errors) const;
    void operator()(const Band& band) const;
    void operator()(const Bars& bars) const;
    void operator()(const HeatMap& map) const;
    void operator()(const Rules& rules) const;
    void operator()(const Text& text) const;
    void operator()(const EndNames& names) const;
    void operator()(const ArrowHeads& arrows) const;
    void operator()(const Spans& spans) const { draw_spans(spans, p_); }
    void operator()(const Marks& marks) const { draw_marks(marks, p_); }
    void operator()(const Tag& tag) const;
    void operator()(const Key&) const {}

  private:
    Stroke scaled(Stroke stroke) const {
        stroke.width *= p_.point * stronger_;
        return stroke;
    }
    void stroke(std::span<const Place> places, const Stroke& as) const {
        if (as.casing.a > 0) stroke(places, Stroke{as.casing, as.width + 2 * casing_width * p_.point});
        const float margin = beyond * p_.point;
        for_runs_inside(places, {area_.from.x - margin, area_.from.y - margin},
                        {area_.to.x + margin, area_.to.y + margin},
                        [&](std::span<const Place> run) { surface_.line(run, as); });
    }

    /// The upper edge of a line of text, moved to where the frame does not cut it.
    float within_frame(float top, float height) const {
        return std::max(area_.from.y, std::min(top, area_.to.y - height));
    }

    const Painting& p_;
    const PlotArea& area_;
    Surface& surface_;
    float stronger_;
};

void ItemPainter::operator()(const Line& line) const {
    if (line.stroke.colour.a <= 0) return;
    std::vector<double> x = line.x, y = line.y;
    if (line.rising && p_.columns > 0)
        thin_curve(x, y, area_.x_scale == Scale::log10, static_cast<int>(p_.columns * area_.width()));
    std::vector<Place> places;
    places.reserve(2 * x.size());
    for (std::size_t k = 0; k < x.size(); ++k) {
        if (line.course == Line::Course::stairs && k > 0) places.push_back(area_.at({x[k], y[k - 1]}));
        places.push_back(area_.at({x[k], y[k]}));
        if (std::isnan(x[k]) || std::isnan(y[k])) places.back() = {NAN, NAN};
    }
    const Stroke as = scaled(line.stroke);
    if (line.course != Line::Course::segments) return stroke(places, as);
    for (std::size_t k = 0; k + 1 < places.size(); k += 2) stroke({places.data() + k, 2}, as);
}

void ItemPainter::operator()(const Dots& dots) const {
    const bool larger = stronger_ > 1;
    for (std::size_t k = 0; k < dots.x.size(); ++k) {
        const Place at = area_.at({dots.x[k], dots.y[k]});
        const float radius = (dots.radii.empty() ? dots.radius : dots.radii[k]) * p_.point * (larger ? 1.25f : 1);
        // A marker is drawn whole or not at all, a larger disc as far as it lies within the frame.
        const float reach = marker_reach(dots) > 0 ? rounding : radius + dots.edge.width * p_.point;
        // Not a number is nowhere as well.
        if (!(at.x > area_.from.x - reach && at.x < area_.to.x + reach && at.y > area_.from.y - reach &&
              at.y < area_.to.y + reach))
            continue;
        Stroke edge = dots.edge;
        edge.width *= p_.point;
        if (!dots.lower_half) {
            surface_.circle(at, radius, dots.fill, edge);
            continue;
        }
        std::vector<Place> arc;
        for (int step = 0; step <= 24; ++step) {
            const float angle = std::numbers::pi_v<float> * static_cast<float>(step) / 24;
            arc.push_back({at.x + radius * std::cos(angle), at.y + radius * std::sin(angle)});
        }
        surface_.convex(arc, dots.fill);
    }
}

void ItemPainter::operator()(const ErrorBars& errors) const {
    const float half = errors.cap * p_.point / 2;
    const Stroke as = scaled(errors.stroke);
    for (std::size_t k = 0; k < errors.x.size(); ++k) {
        const Place low = area_.at({errors.x[k], errors.y[k] - errors.below[k]});
        const Place high = area_.at({errors.x[k], errors.y[k] + errors.above[k]});
        const Place bar[] = {low, high}, foot[] = {{low.x - half, low.y}, {low.x + half, low.y}},
                    head[] = {{high.x - half, high.y}, {high.x + half, high.y}};
        stroke(bar, as);
        stroke(foot, as);
        stroke(head, as);
    }
}

void ItemPainter::operator()(const Band& band) const {
    std::vector<Place> low, high;
    const auto flush = [&] {
        if (low.size() > 1) surface_.band(low, high, band.fill);
        low.clear();
        high.clear();
    };
    // A value beyond the frame is as good as one at a margin from it.
    const float top = area_.from.y - beyond * p_.point, bottom = area_.to.y + beyond * p_.point;
    const float left = area_.from.x - area_.width(), right = area_.to.x + area_.width();
    for (std::size_t k = 0; k < band.x.size(); ++k) {
        const Place a = area_.at({band.x[k], band.low[k]}), b = area_.at({band.x[k], band.high[k]});
        if (!std::isfinite(a.x) || !std::isfinite(a.y) || !std::isfinite(b.y) || a.x < left || a.x > right) {
            flush();
            continue;
        }
        low.push_back({a.x, std::clamp(a.y, top, bottom)});
        high.push_back({b.x, std::clamp(b.y, top, bottom)});
    }
    flush();
}

void ItemPainter::operator()(const Bars& bars) const {
    // Bars that touch are one area: between two translucent areas an edge smoothed twice shows as a seam.
    std::vector<Place> low, high;
    const auto flush = [&] {
        if (low.empty()) return;
        const float missing = std::max(0.0f, p_.finest - (low.back().x - low.front().x));
        const float from = low.front().x - missing / 2, to = low.back().x + missing / 2;
        low.front().x = high.front().x = std::max(from, area_.from.x);
        low.back().x = high.back().x = std::min(to, area_.to.x);
        surface_.band(low, high, bars.fill);
        low.clear();
        high.clear();
    };
    const auto inside = [&](Place place) {
        return Place{std::clamp(place.x, area_.from.x, area_.to.x), std::clamp(place.y, area_.from.y, area_.to.y)};
    };
    for (std::size_t k = 0; k < bars.x.size(); ++k) {
        const Place top = area_.at({bars.x[k] - bars.width / 2, bars.height[k]});
        const Place foot = area_.at({bars.x[k] + bars.width / 2, 0});
        if (!std::isfinite(top.y) || foot.x < area_.from.x || top.x > area_.to.x || bars.height[k] == 0) continue;
        const Place a = inside(top), b = inside(foot);
        // A hundredth of a bar is rounding of its centre.
        if (!low.empty() && a.x > low.back().x + 0.01f * (b.x - a.x)) flush();
        low.insert(low.end(), {{a.x, b.y}, b});
        high.insert(high.end(), {a, {b.x, a.y}});
    }
    flush();
}

void ItemPainter::operator()(const HeatMap& map) const {
    Pixels cells{map.columns, map.rows, {}};
    cells.rgba.reserve(4 * map.values.size());
    for (const double value : map.values) {
        const bool known = std::isfinite(value);
        const Colour c = viridis(known && map.high > map.low ? (value - map.low) / (map.high - map.low) : 0);
        for (const float channel : {c.r, c.g, c.b})
            cells.rgba.push_back(static_cast<std::uint8_t>(255 * channel + 0.5f));
        cells.rgba.push_back(known ? 255 : 0);
    }
    surface_.picture(area_.at({map.from.x, map.to.y}), area_.at({map.to.x, map.from.y}), cells);
}

void ItemPainter::operator()(const Rules& rules) const {
    const Stroke as = scaled(rules.stroke);
    for (const double at : rules.at) {
        const float x = area_.across(at), y = area_.down(at);
        const Place upright[] = {{x, area_.to.y}, {x, area_.from.y}}, flat[] = {{area_.from.x, y}, {area_.to.x, y}};
        stroke(rules.vertical ? upright : flat, as);
    }
}

void ItemPainter::operator()(const Text& text) const {
    const Letters letters{text.colour, text.size * p_.point, text.strong};
    const Place anchor = text.corner ? Place{area_.from.x + static_cast<float>(text.at.x) * area_.width(),
                                             area_.from.y + static_cast<float>(text.at.y) * area_.height()}
                                     : area_.at(text.at);
    Place at{anchor.x + text.offset.x * p_.point, anchor.y + text.offset.y * p_.point};
    if (!std::isfinite(at.x) || !std::isfinite(at.y)) return;
    if (text.inside) at.y = std::clamp(at.y, area_.from.y, std::max(area_.from.y, area_.to.y - letters.size));
    if (text.ground.a > 0) {
        const float pad = 0.3f * letters.size, width = words_width(text.text, letters, surface_);
        surface_.rectangle(at, {at.x + width + 2 * pad, at.y + letters.size + pad}, text.ground);
        at = {at.x + pad, at.y + 0.5f * pad};
    }
    draw_words(at, text.text, letters, surface_, text.align);
}

void ItemPainter::operator()(const EndNames& names) const {
    std::vector<Place> places;
    for (const Point& end : names.ends) places.push_back(area_.at(end));
    std::vector<float*> heights;
    for (Place& place : places)
        if (std::isfinite(place.y)) heights.push_back(&place.y);
    const Letters letters{names.colour, p_.text_size};
    spread(std::move(heights), 0.9f * letters.size);
    for (std::size_t k = 0; k < places.size(); ++k)
        if (std::isfinite(places[k].y))
            draw_words({places[k].x + 5 * p_.point, within_frame(places[k].y - 0.6f * letters.size, letters.size)},
                       names.names[k], letters, surface_);
}

void ItemPainter::operator()(const ArrowHeads& arrows) const {
    for (const ArrowHeads::Head& head : arrows.heads) {
        const Place tail = area_.at(head.tail), tip = area_.at(head.tip);
        const float x = tip.x - tail.x, y = tip.y - tail.y, length = std::hypot(x, y), size = arrows.size * p_.point;
        if (!(length > 0) || !std::isfinite(length)) continue;
        const Place along{size * x / length, size * y / length};
        const Place corners[] = {{tip.x + along.x, tip.y + along.y},
                                 {tip.x - along.y * 0.6f, tip.y + along.x * 0.6f},
                                 {tip.x + along.y * 0.6f, tip.y - along.x * 0.6f}};
        surface_.convex(corners, arrows.fill);
    }
}

void ItemPainter::operator()(const Tag& tag) const {
    const float x = area_.across(tag.at), pad = 2 * p_.point;
    if (!(x >= area_.from.x && x <= area_.to.x)) return;
    const Letters letters{tag.letters, p_.text_size};
    const float half = words_width(tag.text, letters, surface_) / 2 + pad, top = area_.to.y + 5 * p_.point;
    surface_.rectangle({x - half, area_.to.y}, {x + half, top + letters.size + pad}, tag.colour);
    draw_words({x, top}, tag.text, letters, surface_, Align::centre);
}

/// Whether an item is cut off at the frame of the chart.
bool within_frame(const Item& item) {
    if (std::holds_alternative<Tag>(item) || std::holds_alternative<Spans>(item)) return false;
    if (const auto* text = std::get_if<Text>(&item)) return text->inside;
    return true;
}

}  // namespace

void draw_items(const Chart& chart, const Painting& painting) {
    for (const Item& item : chart.items) {
        const Key key = key_of(item);
        float stronger = 1;
        if (painting.shown && !key.name.empty()) {
            const std::optional<float> shown = painting.shown(key);
            if (!shown) continue;
            stronger = *shown;
        }
        const bool cut = within_frame(item);
        if (cut) {
            const auto* dots = std::get_if<Dots>(&item);
            // The legend's highlight makes markers a quarter larger.
            const float wider = dots ? 1.25f * marker_reach(*dots) * painting.point : 0;
            const PlotArea& area = painting.area;
            painting.surface.clip({area.from.x - wider, area.from.y - wider}, {area.to.x + wider, area.to.y + wider});
        }
        std::visit(ItemPainter(painting, stronger), item);
        if (cut) painting.surface.unclip();
    }
}

}  // namespace coalesce::chart
