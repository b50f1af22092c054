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

/// Adds what an item covers on the axis that is fitted. Words, arrow heads, spans and marks stand where other items
/// are.
class Reach {
  public:
    Reach(Extent& extent, bool vertical) : extent_(extent), vertical_(vertical) {}

    void operator()(const Line& line) const { extent_.add(vertical_ ? line.y : line.x); }
    void operator()(const Dots& dots) const { extent_.add(vertical_ ? dots.y : dots.x); }
    void operator()(const ErrorBars& errors) const {
        if (!vertical_) return extent_.add(errors.x);
        for (std::size_t k = 0; k < errors.x.size(); ++k) {
            extent_.add(errors.y[k] - errors.below[k]);
            extent_.add(errors.y[k] + errors.above[k]);
        }
    }
    void operator()(const Band& band) const {
        extent_.add(vertical_ ? band.low : band.x);
        if (vertical_) extent_.add(band.high);
    }
    void operator()(const Bars& bars) const {
        if (vertical_) {
            if (!bars.height.empty()) extent_.add(0.0);
            return extent_.add(bars.height);
        }
        for (const double middle : bars.x) {
            extent_.add(middle - bars.width / 2);
            extent_.add(middle + bars.width / 2);
        }
    }
    void operator()(const HeatMap& map) const {
        extent_.add(vertical_ ? map.from.y : map.from.x);
        extent_.add(vertical_ ? map.to.y : map.to.x);
    }
    void operator()(const Rules& rules) const {
        if (rules.vertical != vertical_) extent_.add(rules.at);
    }
    void operator()(const Text&) const {}
    void operator()(const EndNames&) const {}
    void operator()(const ArrowHeads&) const {}
    void operator()(const Spans&) const {}
    void operator()(const Marks&) const {}
    void operator()(const Tag&) const {}
    void operator()(const Key&) const {}

  private:
    Extent& extent_;
    bool vertical_;
};

/// The entry of an item in the legend; one without a name has none.
struct KeyOf {
    Key operator()(const Line& line) const { return {line.name, line.stroke.colour, sample_of(line.stroke)}; }
    Key operator()(const Dots& dots) const {
        const bool filled = dots.fill.a > 0;
        return {dots.name, filled ? dots.fill : dots.edge.colour, filled ? Sample::disc : Sample::ring};
    }
    Key operator()(const ErrorBars& errors) const { return {errors.name, errors.stroke.colour, Sample::line}; }
    Key operator()(const Band& band) const { return {band.name, faded(band.fill, 1)}; }
    Key operator()(const Bars& bars) const { return {bars.name, faded(bars.fill, 1)}; }
    Key operator()(const Rules& rules) const { return {rules.name, rules.stroke.colour, sample_of(rules.stroke)}; }
    Key operator()(const Key& key) const { return key; }
    Key operator()(const HeatMap&) const { return {}; }
    Key operator()(const Text&) const { return {}; }
    Key operator()(const EndNames&) const { return {}; }
    Key operator()(const ArrowHeads&) const { return {}; }
    Key operator()(const Spans&) const { return {}; }
    Key operator()(const Marks&) const { return {}; }
    Key operator()(const Tag&) const { return {}; }

  private:
    static Sample sample_of(const Stroke& stroke) { return stroke.dashed ? Sample::dashes : Sample::line; }
};

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
    const Reach reach(extent, vertical);
    for (const Item& item : chart.items) std::visit(reach, item);
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
    return std::visit(KeyOf(), item);
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
            *known = key;
    }
    return keys;
}

}  // namespace coalesce::chart
