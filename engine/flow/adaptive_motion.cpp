#include "flow/adaptive_motion.hpp"

#include <algorithm>

#include "field/parallel.hpp"
#include "field/token_math.hpp"

namespace coalesce {

/// Takes speeds of lumps from differences: sums of attention cannot tell speeds of the pairing phase from 0.
StateSums AdaptiveMotion::sums(const LeadingSpace& space) {
    const Cloud& lumps = rows();
    StateSums sums;
    sums.energy = energy(lumps, model_, field());
    sums.drift = drift_from_sphere(lumps);
    for (std::size_t i = 0; i < lumps.size(); ++i) {
        const double speed = norm(velocity().at(i)), mass = lumps.mass(i);
        sums.mean_speed += mass * speed;
        sums.max_speed = std::max(sums.max_speed, speed);
        sums.alignment += mass * angle_to(space, lumps.token(i));
    }
    return sums;
}

void AdaptiveMotion::copy_tokens(std::vector<float>& positions, std::vector<float>& speed) {
    const std::span<const std::int32_t> lump = row_of_token();
    positions.resize(3 * lump.size());
    speed.resize(lump.size());
    for_each_token(lump.size(), [&](std::size_t token) {
        const auto row = static_cast<std::size_t>(lump[token]);
        const Vec3 x = rows().token(row);
        for (std::size_t k = 0; k < 3; ++k) positions[3 * token + k] = static_cast<float>(x[k]);
        speed[token] = static_cast<float>(norm(velocity().at(row)));
    });
}

std::vector<double> AdaptiveMotion::masses() const {
    const Cloud tokens = flow_.lumps().expanded();
    return {tokens.masses().begin(), tokens.masses().end()};
}

SolverReport AdaptiveMotion::report() const {
    SolverReport report = flow_.report();
    report.backend_reason = why_not_;
    return report;
}

std::vector<double> AdaptiveMotion::suspicion(ErrorSearch search) {
    return search == ErrorSearch::quick ? flow_.suspicion_of_rounding() : flow_.suspicion();
}

}  // namespace coalesce
