#include "chart/plot_area.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace coalesce::chart {
namespace {

/// Share of the data's extent that a fitted vertical axis adds at either end.
constexpr double margin = 0.04;

double scaled(double value, Scale scale) {
    // A logarithmic axis has no place for zero and below: the smallest positive double lies far outside of the frame.
    return scale == Scale::linear ? value : std::log10(std::max(value, std::numeric_limits<double>::min()));
}

double share(double value, const Range& range, Scale scale) {
    const double from = scaled(range.from, scale);
    return (scaled(value, scale) - from) / (scaled(range.to, scale) - from);
}

double value_at(double share, const Range& range, Scale scale) {
    const double from = scaled(range.from, scale), to = scaled(range.to, scale);
    const double value = from + share * (to - from);
    return scale == Scale::linear ? value : std::pow(10, value);
}

/// The least interval around all that it is shown.
struct Extent {
    double low = INFINITY, high = -INFINITY;
    bool positive = false;  ///< a logarithmic axis has no others

    void add(double value) {
        if (!std::isfinite(value) || (positive && !(value > 0))) return;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    void add(const std::vector<double>& values) {
        for (const double value : values) add(value);
    }
};

void reach(Extent& extent, const Item& item, bool vertical) {
    if (const auto* line = std::get_if<Line>(&item)) extent.add(vertical ? line->y : line->x);
    if (const auto* dots = std::get_if<Dots>(&item)) extent.add(vertical ? dots->y : dots->x);
    if (const auto* errors = std::get_if<ErrorBars>(&item)) {
        for (std::size_t k = 0; vertical && k < errors->x.size(); ++k) {
            extent.add(errors->y[k] - errors->below[k]);
            extent.add(errors->y[k] + errors->above[k]);
        }
        if (!vertical) extent.add(errors->x);
    }
    if (const auto* band = std::get_if<Band>(&item)) {
        extent.add(vertical ? band->low : band->x);
        if (vertical) extent.add(band->high);
    }
    if (const auto* bars = std::get_if<Bars>(&item)) {
        if (vertical && !bars->height.empty()) extent.add(0.0);
        if (vertical) extent.add(bars->height);
        for (std::size_t k = 0; !vertical && k < bars->x.size(); ++k) {
            extent.add(bars->x[k] - bars->width / 2);
            extent.add(bars->x[k] + bars->width / 2);
        }
    }
    if (const auto* map = std::get_if<HeatMap>(&item)) {
        extent.add(vertical ? map->from.y : map->from.x);
        extent.add(vertical ? map->to.y : map->to.x);
    }
    if (const auto* rules = std::get_if<Rules>(&item))
        if (rules->vertical != vertical) extent.add(rules->at);
}

}  // namespace

float PlotArea::across(double value) const {
    return from.x + static_cast<float>(share(value, x, x_scale)) * width();
}

float PlotArea::down(double value) const {
    return to.y - static_cast<float>(share(value, y, y_scale)) * height();
}

Point PlotArea::under(Place place) const {
    return {value_at((place.x - from.x) / width(), x, x_scale), value_at((to.y - place.y) / height(), y, y_scale)};
}

Range fitted(const Chart& chart, bool vertical, double clear) {
    Extent extent;
    extent.positive = (vertical ? chart.y : chart.x).scale == Scale::log10;
    for (const Item& item : chart.items) reach(extent, item, vertical);
    if (!(extent.low <= extent.high)) return extent.positive ? Range{1, 10} : Range{0, 1};
    if (extent.positive) {
        if (extent.low == extent.high) return {extent.low / 2, 2 * extent.high};
        if (!vertical) return {extent.low, extent.high};
        const double part = std::pow(extent.high / extent.low, margin);
        return {extent.low / part, extent.high * part};
    }
    if (vertical && clear > 0) extent.high = extent.low + (extent.high - extent.low) / (1 - std::min(clear, 0.75));
    const double room = vertical ? margin * (extent.high - extent.low) : 0;
    Range range{extent.low - room, extent.high + room};
    // Two numbers that are next to each other are one to the eye.
    if (!(range.size() > 4 * std::numeric_limits<double>::epsilon() * std::abs(range.from + range.to))) {
        range.from -= 0.5;
        range.to += 0.5;
    }
    return range;
}

Key key_of(const Item& item) {
    if (const auto* line = std::get_if<Line>(&item)) return {line->name, line->stroke.colour};
    if (const auto* dots = std::get_if<Dots>(&item))
        return {dots->name, dots->fill.a > 0 ? dots->fill : dots->edge.colour};
    if (const auto* errors = std::get_if<ErrorBars>(&item)) return {errors->name, errors->stroke.colour};
    if (const auto* band = std::get_if<Band>(&item)) return {band->name, faded(band->fill, 1)};
    if (const auto* bars = std::get_if<Bars>(&item)) return {bars->name, faded(bars->fill, 1)};
    if (const auto* rules = std::get_if<Rules>(&item)) return {rules->name, rules->stroke.colour};
    if (const auto* key = std::get_if<Key>(&item)) return *key;
    return {};
}

std::vector<Key> keys_of(const Chart& chart) {
    std::vector<Key> keys;
    for (const Item& item : chart.items) {
        const Key key = key_of(item);
        if (key.name.empty()) continue;
        const auto known = std::find_if(keys.begin(), keys.end(), [&](const Key& k) { return k.name == key.name; });
        if (known == keys.end())
            keys.push_back(key);
        else
            known->colour = key.colour;
    }
    return keys;
}

}  // namespace coalesce::chart
