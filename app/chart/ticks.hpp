#pragma once

#include <functional>
#include <string>
#include <vector>

#include "chart/chart.hpp"

namespace coalesce::chart {

/// Height of a line of text on the screen in units of tick placement: the pixels that it has at scale 1.
inline constexpr float line_units = 16;

/// A tick as it is drawn.
struct PlacedTick {
    double at = 0;
    bool major = false;
    std::string label;  ///< empty: none
};

/// The extent of a label along its axis, in the units of the axis' length.
using LabelExtent = std::function<float(const std::string& label)>;

/// Returns the ticks of an axis that shows this range: its own, or round numbers, by tenths of majors that are some 300
/// units apart, or decades with their ninths on a logarithmic axis. Labels keep clear of each other: every second one
/// is left out until they do. Values rise, and all lie in the range.
/// @param length  of the axis in units, of which a line of text is `line_units` high on the screen, so that an axis has
///                as many ticks at every scale and size of letters. A page is read from nearer: two units there
std::vector<PlacedTick> place_ticks(const Axis& axis, const Range& shown, float length, bool vertical,
                                    const LabelExtent& extent);

/// Returns ticks of a linear axis whose values are log10 of what they stand for: "10⁻²", "1", "10³", no more than
/// `most`.
std::vector<Tick> exponent_ticks(double from, double to, int most);
/// Returns ticks 10^k of a logarithmic axis, every so many powers that no more than `most` are needed.
std::vector<Tick> power_ticks(double from, double to, int most);
/// Returns whole multiples of 1, 2 or 5 times a power of ten, seven at most.
std::vector<Tick> round_ticks(double from, double to);

}  // namespace coalesce::chart
