#include "chart/ticks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "chart/numbers.hpp"
#include "chart/plot_area.hpp"
#include "coalesce/model/text.hpp"

namespace coalesce::chart {
namespace {

/// Units between major ticks, about.
constexpr float major_across = 400, major_up = 300;
/// Share of an axis that its labels may cover before every second one goes.
constexpr float most_filled_across = 0.8f, most_filled_up = 1;
/// Units between two labels.
constexpr float gap_across = 2, gap_up = 1;
/// Share of a line's height that digits take.
constexpr float digit_height = 0.8f;

/// The number of 1, 2 and 5 times a power of ten that is nearest to x, or with `up` the least that is not below it.
double round_number(double x, bool up) {
    const double power = std::pow(10, std::floor(std::log10(x))), part = x / power;
    if (up) return power * (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10);
    return power * (part < 1.5 ? 1 : part < 3 ? 2 : part < 7 ? 5 : 10);
}

std::string label_of(const Axis& axis, double value, const Range& shown) {
    if (!axis.tick_labels) return {};
    if (axis.format) return axis.format(value, shown);
    return formatted("%g", value);
}

std::vector<PlacedTick> linear_ticks(const Axis& axis, const Range& shown, float length, bool vertical) {
    std::vector<PlacedTick> ticks;
    const int majors = std::max(2, static_cast<int>(std::lround(length / (vertical ? major_up : major_across))));
    const double interval = round_number(round_number(0.99 * shown.size(), true) / (majors - 1), false);
    constexpr int minors = 10;
    // By whole numbers of tenths, so that no error adds up and zero is zero.
    const auto first = static_cast<long long>(std::ceil(minors * shown.from / interval - 1e-9));
    const auto last = static_cast<long long>(std::floor(minors * shown.to / interval + 1e-9));
    for (long long k = first; k <= last; ++k) {
        const bool major = k % minors == 0;
        const double at =
            major ? static_cast<double>(k / minors) * interval : static_cast<double>(k) * (interval / minors);
        ticks.push_back({std::clamp(at, shown.from, shown.to), major, label_of(axis, at, shown)});
    }
    return ticks;
}

/// Powers of ten with the ninths between them; a step of several decades is a multiple of three.
std::vector<PlacedTick> decade_ticks(const Axis& axis, const Range& shown, float length, bool vertical) {
    std::vector<PlacedTick> ticks;
    const double low = std::log10(shown.from), high = std::log10(shown.to);
    const int majors = std::max(2, static_cast<int>(std::lround(length * (vertical ? 0.02f : 0.01f))));
    int step = std::max(1, static_cast<int>((high - low) / majors));
    if (step > 1) step += (3 - step % 3) % 3;
    const int first = static_cast<int>(std::floor(low / step)) * step - step;
    const auto add = [&](double at, bool major, bool labelled) {
        if (at >= shown.from && at <= shown.to) ticks.push_back({at, major, labelled ? label_of(axis, at, shown) : ""});
    };
    const int decades = static_cast<int>(std::floor(high + 1e-9)) - static_cast<int>(std::ceil(low - 1e-9)) + 1;
    for (int e = first; e <= static_cast<int>(std::ceil(high)); ++e) {
        const double power = std::pow(10, e);
        const bool major = e % step == 0;
        add(power, major, major);
        // An axis that shows one decade or none is read by what stands between.
        for (int digit = 2; digit <= 9; ++digit) add(digit * power, false, decades < 2 && (digit == 2 || digit == 5));
    }
    return ticks;
}

std::vector<PlacedTick> own_ticks(const Axis& axis, const Range& shown) {
    std::vector<PlacedTick> ticks;
    for (const Tick& tick : axis.ticks)
        if (shown.holds(tick.at)) ticks.push_back({tick.at, false, axis.tick_labels ? tick.label : ""});
    std::sort(ticks.begin(), ticks.end(), [](const PlacedTick& a, const PlacedTick& b) { return a.at < b.at; });
    return ticks;
}

/// Indices of ticks with labels.
std::vector<std::size_t> labelled(const std::vector<PlacedTick>& ticks) {
    std::vector<std::size_t> all;
    for (std::size_t k = 0; k < ticks.size(); ++k)
        if (!ticks[k].label.empty()) all.push_back(k);
    return all;
}

/// Takes every second label away; those of the first major tick and of its even neighbours stay.
void halve(std::vector<PlacedTick>& ticks) {
    const std::vector<std::size_t> all = labelled(ticks);
    const auto major = std::find_if(all.begin(), all.end(), [&](std::size_t k) { return ticks[k].major; });
    const std::size_t keep = major == all.end() ? 0 : static_cast<std::size_t>(major - all.begin()) % 2;
    for (std::size_t k = 0; k < all.size(); ++k)
        if (k % 2 != keep) ticks[all[k]].label.clear();
}

class Room {
  public:
    Room(const Axis& axis, const Range& shown, float length, bool vertical, const LabelExtent& extent)
        : area_{.from = {0, 0}, .to = {length, length}, .x = shown, .y = shown, .x_scale = axis.scale},
          vertical_(vertical),
          extent_(extent) {}

    /// Whether automatic labels fill more of the axis than is pleasant.
    bool crowded(const std::vector<PlacedTick>& ticks) const {
        float total = 0;
        for (const std::size_t k : labelled(ticks)) total += extent_(ticks[k].label);
        return total > area_.width() * (vertical_ ? most_filled_up : most_filled_across);
    }
    bool overlap(const std::vector<PlacedTick>& ticks) const {
        float end = -std::numeric_limits<float>::infinity();
        for (const std::size_t k : labelled(ticks)) {
            const float used = extent_(ticks[k].label) * (vertical_ ? digit_height : 1);
            const float centre = area_.across(ticks[k].at);
            if (centre - used / 2 < end) return true;
            end = centre + used / 2 + (vertical_ ? gap_up : gap_across);
        }
        return false;
    }

  private:
    PlotArea area_;
    bool vertical_;
    const LabelExtent& extent_;
};

std::vector<Tick> named(const std::vector<double>& values, const std::function<std::string(double)>& name) {
    std::vector<Tick> ticks;
    ticks.reserve(values.size());
    for (const double value : values) ticks.push_back({value, name(value)});
    return ticks;
}

}  // namespace

std::vector<PlacedTick> place_ticks(const Axis& axis, const Range& shown, float length, bool vertical,
                                    const LabelExtent& extent) {
    if (!(shown.size() > 0) || !(length > 0) || (axis.scale == Scale::log10 && !(shown.from > 0))) return {};
    const bool automatic = axis.ticks.empty();
    std::vector<PlacedTick> ticks = !automatic                    ? own_ticks(axis, shown)
                                    : axis.scale == Scale::linear ? linear_ticks(axis, shown, length, vertical)
                                                                  : decade_ticks(axis, shown, length, vertical);
    const Room room(axis, shown, length, vertical, extent);
    if (automatic && axis.scale == Scale::linear && room.crowded(ticks)) halve(ticks);
    while (room.overlap(ticks)) halve(ticks);
    return ticks;
}

std::vector<Tick> exponent_ticks(double from, double to, int most) {
    const int low = static_cast<int>(std::ceil(from)), high = static_cast<int>(std::floor(to));
    int step = 1;
    for (const int candidate : {1, 2, 5, 10, 20, 50, 100}) {
        step = candidate;
        if ((high - low) / step < most) break;
    }
    std::vector<double> values;
    for (int power = low; power <= high; ++power)
        if (power % step == 0) values.push_back(power);
    return named(values, power_of_ten);
}

std::vector<Tick> power_ticks(double from, double to, int most) {
    const int low = static_cast<int>(std::ceil(std::log10(from) - 1e-9));
    const int high = static_cast<int>(std::floor(std::log10(to) + 1e-9));
    const int step = std::max(1, (high - low + most - 1) / std::max(1, most - 1));
    std::vector<Tick> ticks;
    for (int power = low; power <= high; power += step) ticks.push_back({std::pow(10, power), power_of_ten(power)});
    return ticks;
}

std::vector<Tick> round_ticks(double from, double to) {
    double step = std::pow(10, std::floor(std::log10(to - from)) - 1);
    for (const double factor : {2.0, 2.5, 2.0, 2.0, 2.5, 2.0}) {
        if ((to - from) / step <= 6) break;
        step *= factor;
    }
    std::vector<double> values;
    for (double k = std::ceil(from / step - 1e-9); k * step <= to * (1 + 1e-9); ++k)
        values.push_back(k * step + 0.0);  // -0 becomes 0
    return named(values, [](double value) { return formatted("%g", value); });
}

}  // namespace coalesce::chart
