#include "coalesce/flow/run_limits.hpp"

#include <cmath>
#include <string>

#include "coalesce/model/issue.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/theory/alignment.hpp"

namespace coalesce {
namespace {

/// Returns the speed at which clusters turn for ever under softmax, radians per unit of time: Im λ of the leading
/// eigenvalues λ of V; 0 if they are real.
double turning_speed(const Model& model) {
    Model clusters = Model::standard(model.dimension());
    clusters.V = model.V;
    const LeadingSpace space = leading_space(clusters);
    const bool turns = space.rotating && model.attention == Attention::softmax;
    return turns ? std::abs(space.eigenvalues.front().imag()) : 0;
}

}  // namespace

void check_steps(const Scene& scene) {
    // 10^12 steps take years on any machine. Beyond 2^53 of them, adding dt would no longer change the time.
    constexpr double most_steps = 1e12;
    const TimeSpec& time = scene.time;
    const auto refuse = [&](double most, const std::string& because) {
        throw Issue("time.until",
                    "found " + decimal_text(time.until) + ", expected at most " + decimal_text(most) + ", " + because);
    };
    if (time.method != Method::adaptive) {
        if (!(time.until <= most_steps * time.dt)) refuse(most_steps * time.dt, "10^12 steps of time.dt");
        return;
    }
    // An adaptive step moves no token by more than half a radian. If nothing turns, steps grow without bound.
    const double speed = turning_speed(scene.model);
    if (!(speed * time.until <= 0.5 * most_steps))
        refuse(0.5 * most_steps / speed, "10^12 adaptive steps: model.V keeps clusters turning, at " +
                                             decimal_text(speed) + " radians per unit of time");
}

double bytes_per_coordinate(Method method) {
    return method == Method::layer ? 60 : method == Method::rk4 ? 112 : 187;
}

}  // namespace coalesce
