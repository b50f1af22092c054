#include "coalesce/observe/state_sums.hpp"

#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <vector>

#include "field/motion_sums.hpp"

namespace coalesce {
namespace {

/// A block is short enough for a pass to sample many places of the cloud, and long enough to stream through memory.
constexpr std::size_t block = 512;
/// Blocks per task: some tens of microseconds of work.
constexpr std::size_t blocks_a_task = 32;

void set_angle(const LeadingSpace& space, MotionPlanes& planes) {
    using Angle = MotionPlanes::Angle;
    switch (space.kind) {
        case LeadingSpace::Kind::points:
            planes.angle = Angle::to_axis;
            planes.e = space.basis[0];
            break;
        case LeadingSpace::Kind::circle:
            planes.angle = Angle::to_plane;
            planes.e = cross(space.basis[0], space.basis[1]);
            break;
        case LeadingSpace::Kind::everything:
            break;
    }
}

MotionSums motion_of_all(const MotionPlanes& planes, std::size_t count) {
    const std::size_t blocks = (count + block - 1) / block;
    const std::size_t stride = count <= most_summed ? 1 : count / (most_summed / 2);
    const std::size_t looked_at = (blocks + stride - 1) / stride;
    const std::size_t tasks = (looked_at + blocks_a_task - 1) / blocks_a_task;
    std::vector<MotionSums> part(tasks);
    oneapi::tbb::parallel_for(std::size_t{0}, tasks, [&](std::size_t task) {
        const std::size_t end = std::min((task + 1) * blocks_a_task, looked_at);
        for (std::size_t k = task * blocks_a_task; k < end; ++k)
            part[task].add(sum_motion(planes, k * stride * block, std::min((k * stride + 1) * block, count)));
    });
    MotionSums sums;
    for (const MotionSums& each : part) sums.add(each);
    return sums;
}

}  // namespace

StateSums measure_tokens(const Cloud& cloud, const Model& model, const Field& field, const LeadingSpace& space) {
    MotionPlanes planes = motion_planes(cloud, model, field);
    set_angle(space, planes);
    StateSums result;
    result.energy = energy(cloud, model, field);
    const MotionSums sums = motion_of_all(planes, cloud.size());
    if (sums.mass > 0) {
        result.mean_speed = sums.speed / sums.mass;
        result.alignment = sums.angle / sums.mass;
    }
    result.max_speed = sums.largest_speed;
    result.drift = sums.drift;
    return result;
}

}  // namespace coalesce
