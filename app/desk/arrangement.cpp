#include "desk/arrangement.hpp"

#include <algorithm>
#include <cstdint>

namespace coalesce {
namespace {

/// Largest and smallest widths of the columns, ems, and their share of the window's width in between.
constexpr float widest_left = 21, widest_right = 20, narrowest = 16.5f, left_share = 0.26f, right_share = 0.25f;
constexpr float widest_single = 19, narrowest_single = 14, single_share = 0.36f;
/// Heights of the transport, ems: at 11 the timeline is 6 high; at 6.7, without the tab, it is 3.3 high.
constexpr float highest_below = 11, lowest_with_tab = 8.4f, lowest_below = 6.7f, below_share = 0.2f;
/// Smallest height, ems, at which inputs are split into two stacks: each then shows eight rows of widgets.
constexpr float least_stacked = 38;
constexpr float least_aspect = 0.82f;

}  // namespace

Arrangement arrange(float width, float height) {
    Arrangement made;
    made.below = std::min(below_share * height, highest_below);
    made.transport_tab = made.below >= lowest_with_tab;
    made.below = std::max(made.below, lowest_below);
    made.left = std::clamp(left_share * width, narrowest, widest_left);
    made.right = std::clamp(right_share * width, narrowest, widest_right);
    made.stacked_inputs = height >= least_stacked;
    made.two_columns = width - made.left - made.right >= least_aspect * (height - made.below);
    if (made.two_columns) return made;
    made.left = std::clamp(single_share * width, narrowest_single, widest_single);
    made.right = 0;
    made.stacked_inputs = false;
    return made;
}

TransportRow transport_row(float width, float gap) {
    TransportRow row;
    const auto fits = [&] {
        row.button = row.words ? 4.8f : 2.4f;
        row.record = row.record_word ? 6.4f : 2.4f;
        row.pace = row.long_paces ? 8.8f : 4.6f;
        row.rate = row.slider ? 7.0f : 0.0f;
        const float gaps = (row.slider ? 5.0f : 4.0f) * gap;
        return 3 * row.button + row.pace + row.rate + row.record + gaps <= width;
    };
    for (bool TransportRow::*detail :
         {&TransportRow::record_word, &TransportRow::words, &TransportRow::slider, &TransportRow::long_paces}) {
        if (fits()) return row;
        row.*detail = false;
    }
    fits();
    return row;
}

std::size_t most_shared(const ScreenRectangle& window, const std::vector<ScreenRectangle>& places) {
    const auto shared = [](int from, int length, int other_from, int other_length) {
        return std::max<std::int64_t>(0,
                                      std::min(from + length, other_from + other_length) - std::max(from, other_from));
    };
    std::size_t best = 0;
    std::int64_t most = 0;
    for (std::size_t k = 0; k < places.size(); ++k) {
        const ScreenRectangle& place = places[k];
        const std::int64_t area = shared(window.x, window.width, place.x, place.width) *
                                  shared(window.y, window.height, place.y, place.height);
        if (area <= most) continue;
        best = k;
        most = area;
    }
    return best;
}

}  // namespace coalesce
