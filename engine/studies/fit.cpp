#include "coalesce/studies/fit.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce::studies {

Line fitted_line(const std::vector<double>& x, const std::vector<double>& y, const std::vector<double>& weights) {
    const auto weight = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };
    double total = 0, mean_x = 0, mean_y = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        total += weight(i);
        mean_x += weight(i) * x[i];
        mean_y += weight(i) * y[i];
    }
    mean_x /= total;
    mean_y /= total;
    double xx = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += weight(i) * (x[i] - mean_x) * (x[i] - mean_x);
        xy += weight(i) * (x[i] - mean_x) * (y[i] - mean_y);
    }
    Line line{.slope = xy / xx, .intercept = mean_y - xy / xx * mean_x};
    double scatter = 0;
    for (std::size_t i = 0; i < x.size(); ++i)
        scatter += weight(i) * std::pow(y[i] - line.intercept - line.slope * x[i], 2);
    const double chi_square = scatter / (static_cast<double>(x.size()) - 2);
    line.slope_error = std::sqrt((weights.empty() ? chi_square : std::max(1.0, chi_square)) / xx);
    return line;
}

}  // namespace coalesce::studies
