#include "coalesce/model/cloud_of_rows.hpp"

#include <tbb/blocked_range.h>
#include <tbb/parallel_for.h>

#include <atomic>
#include <cmath>
#include <limits>

#include "coalesce/model/error.hpp"
#include "model/law_check.hpp"

namespace coalesce {
namespace {

/// Holds for a unit vector to within rounding, 6 ulp of its square. Normalising it again could change its last bit,
/// and a run that starts from another run's tokens would differ from it.
bool is_direction(const Vec3& x) {
    constexpr double rounding = 6 * std::numeric_limits<double>::epsilon();
    return std::abs(x[0] * x[0] + x[1] * x[1] + x[2] * x[2] - 1) <= rounding;
}

bool is_finite(const Vec3& x) {
    return std::isfinite(x[0]) && std::isfinite(x[1]) && std::isfinite(x[2]);
}

template <class Real>
Vec3 row_of(const StridedRows& array, std::size_t i) {
    const Real* at = static_cast<const Real*>(array.data) + static_cast<std::ptrdiff_t>(i) * array.row_stride;
    Vec3 x{};
    for (std::size_t k = 0; k < array.columns; ++k) x[k] = at[static_cast<std::ptrdiff_t>(k) * array.column_stride];
    return x;
}

/// Copies all rows that have a direction.
/// @return  the first row that has none, or N
template <class Real>
std::size_t copy_rows(const StridedRows& array, Cloud& cloud) {
    std::atomic<std::size_t> first_bad = array.rows;
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, array.rows, 4096), [&](const auto& range) {
        for (std::size_t i = range.begin(); i != range.end(); ++i) {
            const Vec3 x = row_of<Real>(array, i);
            if (is_direction(x)) {
                cloud.set_token(i, x);
            } else if (is_finite(x) && x != Vec3{0, 0, 0}) {
                cloud.set_token(i, direction_of(x));
            } else {
                for (std::size_t first = first_bad; i < first && !first_bad.compare_exchange_weak(first, i);) {
                }
                return;
            }
        }
    });
    return first_bad;
}

}  // namespace

Cloud cloud_of_rows(const StridedRows& array, const std::string& origin) {
    Cloud cloud(static_cast<int>(array.columns), array.rows);
    const std::size_t bad = array.single ? copy_rows<float>(array, cloud) : copy_rows<double>(array, cloud);
    if (bad == array.rows) return cloud;
    const Vec3 x = array.single ? row_of<float>(array, bad) : row_of<double>(array, bad);
    throw InputError(
        origin + ": row " + std::to_string(bad) +
        (is_finite(x) ? ": found the zero vector, expected a direction" : ": found a coordinate that is not finite"));
}

}  // namespace coalesce
