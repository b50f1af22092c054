#include "figure/paper.hpp"

namespace coalesce::figure {

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
         .chosen =
             "rk4 with dt = 0.2 instead of layer steps with dt = 0.001: both follow the same flow. A layer step's "
             "velocity "
             "is off by about dt (0.1 %); an rk4 step by (rate dt)^4 / 120 of a rate, 4e-6 at the largest rate there "
             "is "
             "(2/e per unit of time, at wave number sqrt(2 beta)). Both are far below the 0.02 rad asked for, and a "
             "fiftieth of the field evaluations is enough."},
    };
    return all;
}

std::string source_of(std::string_view figure) {
    return "Bruno, Pasqualotto, Agazzi 2025, " + std::string(figure);
}

}  // namespace coalesce::figure
