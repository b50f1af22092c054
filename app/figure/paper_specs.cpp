#include <cmath>
#include <numbers>

#include "figure/canvas.hpp"
#include "figure/paper.hpp"

namespace coalesce::figure {
namespace {

/// How far the steps that ran are from the layer steps of 0.001 of MS Fig. 3.
std::string rk4_for_layers(const Scene& scene) {
    const double dt = scene.time.dt;
    if (scene.time.method != Method::rk4) {
        if (dt == 0.001) return "";
        return format("layer steps with dt = %.4g", dt) +
               format(", whose velocity is off by about dt (%.3g %%)", 100 * dt);
    }
    // Ripples of wave number sqrt(2 beta) have the largest rate, 2/e.
    const double error = std::pow(2 / std::numbers::e * dt, 4) / 120;
    return format("rk4 with dt = %.4g", dt) +
           " instead of layer steps with dt = 0.001: both follow the same flow. A layer step's velocity is off by "
           "about "
           "dt (0.1 %); an rk4 step by (rate dt)^4 / 120 of a rate, " +
           format("%.2g", error) +
           " at the largest rate there is (2/e per unit of time, at wave number sqrt(2 beta)). 0.02 rad is asked for, "
           "and a rk4 step takes four evaluations of the field where " +
           format("%.4g", dt / 0.001) + " layer steps take one each.";
}

}  // namespace

const std::vector<Spec>& specs() {
    static const std::vector<Spec> all{
        {.kind = Kind::alignment,
         .name = "ms1a",
         .title = "A dominant real eigenvalue draws tokens to two antipodal points",
         .source = "Fig. 1a",
         .panels = {0, 0.05, 0.12, 0.25, 1}},
        {.kind = Kind::alignment,
         .name = "ms1b",
         .title = "A dominant complex pair draws tokens to a great circle that keeps rotating",
         .source = "Fig. 1b",
         .panels = {0, 0.05, 0.12, 0.25, 1}},
        {.kind = Kind::sphere_heat,
         .name = "ms2",
         .title = "Tokens fall to the xy-plane and cluster where backward heat puts them",
         .source = "Fig. 2",
         .panels = {0, 0.01, 0.1, 0.3, 1}},
        {.kind = Kind::circle_heat,
         .name = "ms3",
         .title = "With V = −Id tokens on the circle spread like heat",
         .source = "Fig. 3",
         .panels = {0, 0.12, 0.24, 0.48, 0.76, 1},
         .assignments = {"time.method=rk4", "time.dt=0.2"},
         .chosen = rk4_for_layers},
    };
    return all;
}

std::string source_of(std::string_view figure) {
    return "Bruno, Pasqualotto, Agazzi 2025, " + std::string(figure);
}

}  // namespace coalesce::figure
