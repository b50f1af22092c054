#include "field/motion_sums.hpp"

#include <algorithm>

#include "field/sum_kernel.hpp"

namespace coalesce {

void MotionSums::add(const MotionSums& other) {
    mass += other.mass;
    speed += other.speed;
    angle += other.angle;
    largest_speed = std::max(largest_speed, other.largest_speed);
    drift = std::max(drift, other.drift);
}

MotionPlanes motion_planes(const Cloud& cloud, const Model& model, const Field& field) {
    MotionPlanes planes;
    planes.dimension = cloud.dimension();
    for (int k = 0; k < cloud.dimension(); ++k) {
        planes.token[k] = cloud.axis(k).data();
        planes.attention[k] = field.attention.axis(k).data();
    }
    if (cloud.weighted()) planes.masses = cloud.masses().data();
    planes.value = model.V;
    return planes;
}

MotionSums sum_motion(const MotionPlanes& planes, std::size_t from, std::size_t to) {
    return kernel::sum_motion(planes, from, to);
}

}  // namespace coalesce
