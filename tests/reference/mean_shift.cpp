#include "reference/mean_shift.hpp"

#include <cmath>

#include "reference/vectors.hpp"

namespace coalesce::reference {

using Vector = Triple<double>;

std::vector<Point> mean_shift_ends(const Tokens& cloud, double width) {
    std::vector<Point> ends;
    for (const Point& start : cloud.place) {
        Vector x = start;
        for (int step = 0; step < 20000; ++step) {
            Vector mean{};
            for (std::size_t j = 0; j < cloud.size(); ++j) {
                const Vector& y = cloud.place[j];
                mean = combine(mean, cloud.mass[j] * std::exp((product(x, y) - 1) / (width * width)), y);
            }
            const Vector next = times(mean, 1 / length(mean)), shift = combine(next, -1.0, x);
            x = next;
            if (length(shift) < 1e-11 * width) break;
        }
        ends.push_back(x);
    }
    return ends;
}

}  // namespace coalesce::reference
