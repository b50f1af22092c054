#pragma once

#include <cstddef>
#include <vector>

namespace coalesce {

/// Places of the panels in the default layout, for a given window. Lengths are ems (pixels over the font size), so that
/// a larger text has the same effect as a smaller window.
///
/// The picture has priority. As space gets scarce the layout gives up, in this order:
///   1. width of the side columns, from 21 and 20 ems to 16.5 each;
///   2. height of the transport, from 11 ems to the row of buttons and the lowest legible timeline;
///   3. the tab above the transport;
///   4. the second stack of tabs on the left: all inputs share one;
///   5. the right-hand column: measurements move below the inputs on the left, so that the picture is at least 0.82
///      times as wide as high;
///   6. width of that one column, down to 14 ems.
/// TransportRow and HudDetail shrink the transport and the picture's text within their rectangles.
struct Arrangement {
    bool two_columns = true;     ///< measurements to the right; else below the inputs
    bool stacked_inputs = true;  ///< inputs in two stacks, one above the other; else in one
    bool transport_tab = true;   ///< the transport has a tab, by which it can be moved
    float left = 0, right = 0;   ///< widths of the columns
    float below = 0;             ///< height of the transport with its timeline
    bool operator==(const Arrangement&) const = default;
};
/// @param width, height  size of the window below the menu bar, ems
Arrangement arrange(float width, float height);

/// Parts of the row of buttons. As it narrows it drops, in this order: the label of Record; the labels of Play, Step
/// and Reset; the pace slider, which moves into the pace menu; the long names of the paces.
struct TransportRow {
    bool record_word = true, words = true, slider = true, long_paces = true;
    float button = 0, record = 0, pace = 0, rate = 0;  ///< widths
    bool operator==(const TransportRow&) const = default;
};
/// @param width  width of the row, ems
/// @param gap    distance between two widgets, ems
TransportRow transport_row(float width, float gap);

/// A monitor or a window, in screen coordinates.
struct ScreenRectangle {
    int x = 0, y = 0, width = 0, height = 0;
};
/// Returns the index of the place that overlaps `window` most; 0 if none does. `places` is not empty.
std::size_t most_shared(const ScreenRectangle& window, const std::vector<ScreenRectangle>& places);

}  // namespace coalesce
