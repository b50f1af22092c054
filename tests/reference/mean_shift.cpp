#include "reference/mean_shift.hpp"

#include <cmath>

namespace coalesce::reference {

std::vector<Vec3> mean_shift_ends(const Cloud& cloud, double width) {
    std::vector<Vec3> ends;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        Vec3 x = cloud.token(i);
        for (int step = 0; step < 20000; ++step) {
            Vec3 mean{};
            for (std::size_t j = 0; j < cloud.size(); ++j) {
                const double weight = cloud.mass(j) * std::exp((dot(x, cloud.token(j)) - 1) / (width * width));
                mean = add(mean, scaled(cloud.token(j), weight));
            }
            const Vec3 next = normalised(mean);
            const double shift = angle_between(x, next);
            x = next;
            if (shift < 1e-11 * width) break;
        }
        ends.push_back(x);
    }
    return ends;
}

}  // namespace coalesce::reference
