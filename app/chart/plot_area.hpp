#pragma once

#include "chart/chart.hpp"

namespace coalesce::chart {

/// A place on a surface in its units, pixels or points; y downwards.
struct Place {
    float x = 0, y = 0;
    bool operator==(const Place&) const = default;
};

/// The frame of a chart on its surface, and the ranges of data that it shows.
struct PlotArea {
    Place from{}, to{};  ///< upper left and lower right corner
    Range x{}, y{};
    Scale x_scale = Scale::linear, y_scale = Scale::linear;

    float width() const { return to.x - from.x; }
    float height() const { return to.y - from.y; }
    float across(double value) const;
    float down(double value) const;
    Place at(Point point) const { return {across(point.x), down(point.y)}; }
    /// Returns the data under a place.
    Point under(Place place) const;
};

/// Returns the range that holds all items of a chart along one axis. Bars reach down to 0; text takes no room. The
/// vertical one is 8 % larger than the data, and with `clear` larger again until they end that share of the height
/// below its top. A chart without data has [0, 1], one with a single value a range of 1 about it.
Range fitted(const Chart& chart, bool vertical, double clear = 0);

}  // namespace coalesce::chart
