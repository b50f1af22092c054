#include "chart/thinned.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace coalesce::chart {
namespace {

/// Indices of the points that are kept in one part of the axis.
struct KeptOfColumn {
    std::size_t first = 0, lowest = 0, highest = 0, last = 0;

    void begin(std::size_t k) { first = lowest = highest = last = k; }
    void add(std::size_t k, const std::vector<double>& value) {
        if (value[k] < value[lowest]) lowest = k;
        if (value[k] > value[highest]) highest = k;
        last = k;
    }
    void keep(std::vector<std::size_t>& kept) const {
        std::array all{first, std::min(lowest, highest), std::max(lowest, highest), last};
        for (std::size_t k = 0; k < all.size(); ++k)
            if (k == 0 || all[k] != all[k - 1]) kept.push_back(all[k]);
    }
};

}  // namespace

void thin_curve(std::vector<double>& time, std::vector<double>& value, bool logarithmic, int columns) {
    const std::size_t n = time.size();
    if (columns < 1 || n <= 4 * static_cast<std::size_t>(columns)) return;
    const auto place = [&](double t) { return logarithmic ? std::log(t) : t; };
    const double from = place(time.front()), width = (place(time.back()) - from) / columns;
    if (!(width > 0)) return;
    std::vector<std::size_t> kept;
    KeptOfColumn part;
    double column = -1;
    for (std::size_t k = 0; k < n; ++k) {
        const double here = std::floor((place(time[k]) - from) / width);
        const bool gap = std::isnan(value[k]);
        if (column >= 0 && (gap || here != column)) {
            part.keep(kept);
            column = -1;
        }
        if (gap) {
            kept.push_back(k);
        } else if (column < 0) {
            part.begin(k);
            column = here;
        } else {
            part.add(k, value);
        }
    }
    if (column >= 0) part.keep(kept);
    for (std::size_t k = 0; k < kept.size(); ++k) {
        time[k] = time[kept[k]];
        value[k] = value[kept[k]];
    }
    time.resize(kept.size());
    value.resize(kept.size());
}

}  // namespace coalesce::chart
