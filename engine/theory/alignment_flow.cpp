#include <algorithm>
#include <boost/numeric/odeint/stepper/runge_kutta_fehlberg78.hpp>
#include <cmath>
#include <limits>

#include "coalesce/theory/alignment.hpp"

namespace coalesce {

Vec3 alignment_flow(const Model& model, Vec3 x, double time) {
    const Matrix b = query_key(model);
    const double size = spectral_norm(model.V);
    if (size == 0) return x;

    // Time in units of 1/‖V‖: the field then has at most length 1.
    const double direction = time > 0 ? 1 : -1;
    const auto field = [&](const Vec3& y, Vec3& velocity, double) {
        const Vec3 unit = normalised(y);
        velocity = scaled(tangent_part(unit, model.V * normalised(b * unit)), direction / size);
    };
    // 1e-14 a step leaves room for the thousands of steps of a long rotation: the pair 7(8) of Fehlberg
    // 1968 takes about 5 a radian.
    constexpr double tolerance = 1e-14;
    constexpr double resting = 1e-15;    // velocities below this are rounding
    constexpr double undefined = 1e-13;  // steps get this short only where K^T Q x → 0 and the field has no limit
    boost::numeric::odeint::runge_kutta_fehlberg78<Vec3> stepper;
    const double end = std::abs(time) * size;
    Vec3 velocity{}, next{}, error{};
    for (double now = 0, dt = 0.1; now < end;) {
        field(x, velocity, now);
        dt = std::min(dt, end - now);
        if (!(norm(velocity) >= resting && dt >= undefined)) break;
        stepper.do_step(field, x, now, next, dt, error);
        // The error estimate can cancel in a step across the kernel of K^T Q, where the field jumps.
        const bool across = dot(b * x, b * next) <= 0;
        const double excess = across ? std::numeric_limits<double>::max() : norm(error) / tolerance;
        if (excess <= 1) {
            x = normalised(next);
            now += dt;
        }
        // The error of a step scales as dt^8; 0.9 makes most steps pass the first time.
        dt *= std::clamp(0.9 * std::pow(std::max(excess, 1e-8), -1.0 / 8), 0.2, 4.0);
    }
    return x;
}

}  // namespace coalesce
